import type { RequestListener } from 'node:http';
import { expect, test } from 'vitest';
import { readLoginUrl } from '../../src/core/org.ts';
import { askWellKnown, type WellKnown } from '../../src/core/well-known.ts';
import { createPractice } from '../../src/practice/fetch.ts';
import { thrown } from '../_thrown.ts';
import { withServer } from './_server.ts';

const ORG = readLoginUrl('https://acme.my.salesforce.com');

function ask(listener: RequestListener, limit?: number): Promise<WellKnown> {
  const options = limit === undefined ? {} : { limit: AbortSignal.timeout(limit) };
  return withServer(listener, (url) => askWellKnown({ ...ORG, loginUrl: url }, options));
}

const answering =
  (body: string, type = 'application/json', status = 200): RequestListener =>
  (_, response) =>
    response.writeHead(status, { 'content-type': type }).end(body);

/** As Salesforce's begins. */
const DOCUMENT = {
  issuer: 'https://acme.my.salesforce.com',
  authorization_endpoint: 'https://acme.my.salesforce.com/services/oauth2/authorize',
  token_endpoint: 'https://acme.my.salesforce.com/services/oauth2/token',
};

test('the document of a Salesforce login gives its issuer', async () => {
  expect(await ask(answering(JSON.stringify(DOCUMENT)))).toEqual({ issuer: DOCUMENT.issuer });
});

test('nothing of the connection goes with the request', async () => {
  const seen: string[] = [];
  await ask((request, response) => {
    const { method, url, headers } = request;
    seen.push(`${method} ${url} ${headers.authorization ?? ''}${headers.cookie ?? ''}`);
    response.end('{}');
  });
  expect(seen).toEqual(['GET /.well-known/openid-configuration ']);
});

test('the practice org is known by its own', async () => {
  const origin = 'https://practice.invalid';
  const { fetch } = createPractice({ origin, page: 'https://keybearer.example' });
  const org = readLoginUrl(origin, { practice: origin });
  expect(await askWellKnown(org, { fetch })).toEqual({ issuer: origin });
});

test.each<[string, RequestListener, string]>([
  ['a web page', answering('<html>', 'text/html'), 'is a web page'],
  ['an empty answer', answering(''), 'came without an answer'],
  ['a refusal', answering('{"error":"not_here"}', undefined, 404), 'refused: not_here'],
  ['a failing server', answering('{}', undefined, 503), 'HTTP 503'],
  [
    'a redirect',
    (_, response) => void response.writeHead(302, { location: 'https://elsewhere.example/' }).end(),
    'is a redirect',
  ],
  ['no JSON', answering('{"issuer"'), 'is not JSON'],
  [
    'JSON without an issuer',
    answering('{"token_endpoint":"https://a/services/oauth2/token"}'),
    'names no',
  ],
  [
    'another login',
    answering(
      JSON.stringify({ issuer: 'https://id.example', token_endpoint: 'https://id.example/token' }),
    ),
    'names no token endpoint of Salesforce',
  ],
  [
    'an endpoint that is no address',
    answering(JSON.stringify({ ...DOCUMENT, token_endpoint: 'x' })),
    'names no',
  ],
])('%s is not the document of a Salesforce login', async (_, listener, why) => {
  expect(await ask(listener)).toEqual({ not: expect.stringContaining(why) });
});

test('no answer, a late one and one that breaks off are silence', async () => {
  expect(await ask(() => undefined, 50)).toBe('silent');
  expect(await ask((request) => request.socket.destroy())).toBe('silent');
  const half: RequestListener = (request, response) => {
    response.writeHead(200, { 'content-length': '1000' }).write('{');
    setTimeout(() => request.socket.destroy(), 20);
  };
  expect(await ask(half)).toBe('silent');
});

test('whoever cancels hears that it was cancelled', async () => {
  const signal = AbortSignal.abort();
  expect((await thrown(() => askWellKnown(ORG, { signal }))).code).toBe('exchange/cancelled');
});
