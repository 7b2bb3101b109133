/** What a proxy that trusts its callers would do for them. None of it may reach an upstream. */
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { isSalesforceHost } from '../../src/core/org.ts';
import { amount } from '../_tools.ts';
import {
  ask,
  codeOf,
  GRANT,
  HOST,
  PAGE,
  token,
  TOKEN_PATH,
  upstream,
  type Ask,
} from './_request.ts';

const up = upstream(token);
afterEach(() => expect(up.seen).toEqual([]));

async function refused(change: Ask, status: number, code: string): Promise<void> {
  await refusal(change, status, code);
}

async function refusal(change: Ask, status: number, code: string): Promise<Response> {
  const response = await ask(up, change);
  expect([response.status, await codeOf(response)]).toEqual([status, code]);
  expect(response.headers.get('vary')).toBe('Origin');
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  return response;
}

test.each([
  ['no origin', null],
  ['a null origin', 'null'],
  ['another origin', 'https://evil.example'],
  ['a longer origin', `${PAGE}.evil.example`],
  ['another scheme', PAGE.replace('https', 'http')],
  ['a port', `${PAGE}:8443`],
  ['capitals', PAGE.toUpperCase()],
  ['a path', `${PAGE}/`],
  ['two origins', `${PAGE} https://evil.example`],
  ['a star', '*'],
])('%s is refused without leave to read why', async (_, origin) => {
  const response = await refusal({ headers: { origin } }, 403, 'proxy/origin');
  expect(response.headers.get('access-control-allow-origin')).toBeNull();
});

test.each(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'])('%s is refused', async (method) => {
  const response = await refusal({ method }, 405, 'proxy/method');
  expect(response.headers.get('allow')).toBe('POST, OPTIONS');
  expect(response.headers.get('access-control-allow-origin')).toBe(PAGE);
});

test('a preflight from another origin is refused', () =>
  refused({ method: 'OPTIONS', headers: { origin: 'https://evil.example' } }, 403, 'proxy/origin'));

test.each([
  '169.254.169.254',
  '127.0.0.1',
  '2130706433',
  '0x7f000001',
  '0177.0.0.1',
  '[::1]',
  '[::ffff:127.0.0.1]',
  'localhost',
  'localhost:3132',
  'metadata.google.internal',
  'evil.example',
  'salesforce.com',
  'www.salesforce.com',
  'my.salesforce.com',
  '.my.salesforce.com',
  'evil-my.salesforce.com',
  'evilmy.salesforce.com',
  'acme.my.salesforce.com.evil.example',
  'acme.my.salesforce.com.',
  'acme..my.salesforce.com',
  'acme.my.salesforce.com:443',
  'acme.my.salesforce.com:8443',
  'user@acme.my.salesforce.com',
  'evil.example@acme.my.salesforce.com',
  'acme.my.salesforce.com@evil.example',
  'ACME.my.salesforce.com',
  'acme.my.salesforce.com%00',
  'acme.my.salesforce.com%2eevil.example',
  'acme%2emy.salesforce.com',
  'evil.example%23.my.salesforce.com',
  'evil.example%2f.my.salesforce.com',
  'evil.example%5c.my.salesforce.com',
  'acme%0d%0a.my.salesforce.com',
  'acme%20.my.salesforce.com',
  'acme_.my.salesforce.com',
  'xn--acme-9ya.my.salesforce.com.evil.example',
  '%D0%B0cme.my.salesforce.com',
  'аcme.my.salesforce.com',
  'acme。my.salesforce.com',
  'login.salesforce.com.evil.example',
  'evil.login.salesforce.com',
  `${'a'.repeat(64)}.my.salesforce.com`,
  `${'a.'.repeat(130)}my.salesforce.com`,
])('the host %s is refused', (host) =>
  refused({ path: `/${host}${TOKEN_PATH}` }, 403, 'proxy/host'),
);

test.each([
  '/',
  '//',
  `/${HOST}`,
  `/${HOST}/`,
  `/${HOST}/services/oauth2/`,
  `/${HOST}/services/oauth2/token/`,
  `/${HOST}/services/oauth2/token;a`,
  `/${HOST}/services/oauth2/TOKEN`,
  `/${HOST}/services/oauth2/introspect`,
  `/${HOST}/services/oauth2/authorize`,
  `/${HOST}//services/oauth2/token`,
  `/${HOST}/services//oauth2/token`,
  `/${HOST}/services/oauth2/token%2f`,
  `/${HOST}/services/oauth2%2ftoken`,
  `/${HOST}/services/data/v66.0/query`,
  `/${HOST}/secur/frontdoor.jsp`,
  `/${HOST}/prefix/services/oauth2/token`,
  `/${HOST}/constructor`,
  `/${HOST}/__proto__`,
  `/https://${HOST}/services/oauth2/token`,
  `/${HOST}/..${TOKEN_PATH}`,
  `/${HOST}/%2e%2e/evil.example/x`,
])('the path %s is refused', (path) => refused({ path }, 404, 'proxy/path'));

test('a path that climbs to another host is judged by that host', () =>
  refused({ path: `/${HOST}/../evil.example${TOKEN_PATH}` }, 403, 'proxy/host'));

test.each(['?a=b', '?assertion=a.b.c', '?/services/data'])('the query %s is refused', (query) =>
  refused({ path: `/${HOST}${TOKEN_PATH}${query}` }, 400, 'proxy/query'),
);

test.each([
  ['Cookie', 'sid=1'],
  ['Authorization', 'Bearer x'],
])('%s is refused', (name, value) =>
  refused({ headers: { [name]: value } }, 400, 'proxy/credentials'),
);

test.each([
  null,
  'application/json',
  'text/plain',
  'multipart/form-data; boundary=x',
  'application/x-www-form-urlencoded, application/json',
  'application/x-www-form-urlencoded; charset=utf-16',
  'application/x-www-form-urlencodedx',
])('the content type %s is refused', (type) =>
  refused({ headers: { 'content-type': type } }, 415, 'proxy/content-type'),
);

const { grant_type, assertion } = GRANT;
test.each([
  ['no field', '', 'proxy/fields'],
  ['no assertion', `grant_type=${grant_type}`, 'proxy/fields'],
  ['no grant', `assertion=${assertion}`, 'proxy/fields'],
  [
    'two assertions',
    `grant_type=${grant_type}&assertion=${assertion}&assertion=a.b.c`,
    'proxy/fields',
  ],
  [
    'two grants',
    `grant_type=${grant_type}&grant_type=password&assertion=${assertion}`,
    'proxy/fields',
  ],
  [
    'a client secret',
    `grant_type=${grant_type}&assertion=${assertion}&client_secret=x`,
    'proxy/fields',
  ],
  ['a password', `grant_type=${grant_type}&assertion=${assertion}&password=x`, 'proxy/fields'],
  ['a field without a name', `grant_type=${grant_type}&assertion=${assertion}&=x`, 'proxy/fields'],
  ['the password grant', `grant_type=password&assertion=${assertion}`, 'proxy/grant-type'],
  [
    'the grant in capitals',
    `grant_type=${grant_type.toUpperCase()}&assertion=${assertion}`,
    'proxy/grant-type',
  ],
  [
    'the grant with a line break',
    `grant_type=${grant_type}%0a&assertion=${assertion}`,
    'proxy/grant-type',
  ],
  ['an assertion of two parts', `grant_type=${grant_type}&assertion=a.b`, 'proxy/field-value'],
  [
    'an assertion with a line break',
    `grant_type=${grant_type}&assertion=a.b.c%0d%0aX`,
    'proxy/field-value',
  ],
  ['an empty assertion', `grant_type=${grant_type}&assertion=`, 'proxy/field-value'],
  ['bytes that are not UTF-8', new Uint8Array([0x61, 0x3d, 0xff]), 'proxy/body'],
])('a form with %s is refused', (_, body, code) => refused({ body }, 400, code));

test.each([
  'https://evil.example/',
  '//evil.example/',
  '/\\evil.example',
  '\\\\evil.example',
  'javascript:alert(1)',
  'setup/home',
  '',
  '/a b',
  '/a\r\nb',
  '/..//evil.com',
  '/a//evil.com',
  '/a/../..//evil.com',
  '/./a',
  '/..',
  '/a/..?b',
  '/a/.#b',
  '/%2e%2e//evil.com',
  '/.%2E/a',
  '/%2E',
  '/%2fevil.com',
  '/a%2F%2Fevil.com',
  '/..%2f/evil.com',
  '/a%2f..%2fb',
  '/a\\b',
  '/a%5Cevil.com',
  '/a?retURL=//evil.com',
  '/a?retURL=/%5cevil.com',
])('the redirect_uri %j is refused', (redirect_uri) =>
  refused(
    { path: `/${HOST}/services/oauth2/singleaccess`, fields: { access_token: 'a', redirect_uri } },
    400,
    'proxy/redirect-uri',
  ),
);

test('a body over 16 KB is given up, with or without a length', async () => {
  const large = `${new URLSearchParams(GRANT)}${'x'.repeat(16 * 1024)}`;
  await refused({ body: large }, 413, 'proxy/body-size');
  const endless = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(1024).fill(0x61)),
  });
  await refused({ body: endless }, 413, 'proxy/body-size');
});

test('a form that never ends is given up in time, and its sender told', async () => {
  let given = false;
  const body = new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode('grant_type=')),
    cancel: () => void (given = true),
  });
  await refused({ body, options: { timeLimit: 20 } }, 408, 'proxy/slow');
  expect(given).toBe(true);
});

test('a body that breaks off is refused', () =>
  refused(
    { body: new ReadableStream({ pull: (controller) => controller.error(new Error('gone')) }) },
    400,
    'proxy/body',
  ));

test('no host that a random path names is reached unless it is Salesforce’s', async () => {
  const piece = fc.oneof(
    fc.constantFrom('my', 'salesforce', 'com', 'login', 'evil', '%2e', '@', ':', '//', '..', '\\'),
    fc.string({ maxLength: 6 }),
  );
  const paths = fc.array(piece, { maxLength: 8 }).map((parts) => parts.join('.'));
  await fc.assert(
    fc.asyncProperty(paths, async (host) => {
      const url = `https://proxy.example/${host}${TOKEN_PATH}`;
      fc.pre(URL.canParse(url));
      await ask(up, { path: url.slice('https://proxy.example'.length) });
      for (const { url: reached } of up.seen.splice(0)) {
        const { protocol, hostname, port, pathname } = new URL(reached);
        expect([protocol, port, pathname]).toEqual(['https:', '', TOKEN_PATH]);
        expect(isSalesforceHost(hostname)).toBe(true);
      }
    }),
    { numRuns: amount('proxy: random paths', 500, 50_000) },
  );
});
