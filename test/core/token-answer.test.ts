import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { clearPrefix, harmless } from '../../src/core/token-secrets.ts';
import { readTokenResponse, readTokenText } from '../../src/core/token.ts';
import { thrown } from '../_thrown.ts';
import { amount } from '../_tools.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const TOKEN = {
  access_token: '00D5e000001AbCd!AQ4AQBsecret.token_value',
  instance_url: 'https://acme.my.salesforce.com',
  id: 'https://login.salesforce.com/id/00D5e000001AbCdEAK/0055e000003XyZaAAK',
  token_type: 'Bearer',
  scope: 'api web',
  issued_at: '1795262400123',
  signature: 'c2ln',
};

const read = (body: BodyInit | null, init: ResponseInit = {}) =>
  readTokenResponse(new Response(body, init), NOW);

test('a token answer is read whole', async () => {
  const { access_token: accessToken, ...fields } = TOKEN;
  expect(await read(JSON.stringify(TOKEN))).toEqual({
    accessToken,
    instanceUrl: 'https://acme.my.salesforce.com',
    id: TOKEN.id,
    tokenType: 'Bearer',
    scope: 'api web',
    issuedAt: 1_795_262_400_123,
    orgId: '00D5e000001AbCdEAK',
    userId: '0055e000003XyZaAAK',
    receivedAt: NOW.getTime(),
    fields,
  });
});

test('fields nobody knows are kept as text, and other tokens are not', async () => {
  const more = {
    sfdc_community_id: '0DB',
    list: [1, 'a'],
    flag: true,
    nothing: null,
    refresh_token: '5Aep',
    id_token: 'e.y.J',
  };
  const { fields } = await read(JSON.stringify({ ...TOKEN, ...more }));
  expect(fields).toMatchObject({
    sfdc_community_id: '0DB',
    list: '[1,"a"]',
    flag: 'true',
    nothing: 'null',
  });
  expect(Object.keys(fields)).not.toContain('refresh_token');
  expect(Object.keys(fields)).not.toContain('id_token');
});

test.each([
  'refresh_token',
  'id_token',
  'csrf_token',
  'lightning_sid',
  'visualforce_sid',
  'content_sid',
  'sid',
  'client_secret',
  'password',
  'cookie-sid_Client',
  'REFRESH_TOKEN',
])('the field %s is secret: it is left out, at any depth', async (name) => {
  const secret = { [name]: 'hidden-value' };
  const { fields } = await read(JSON.stringify({ ...TOKEN, ...secret, more: [{ a: secret }] }));
  expect(JSON.stringify(fields)).not.toContain('hidden-value');
  expect(fields['more']).toBe('[{"a":{}}]');
});

test.each(['token_type', 'sfdc_site_id', 'sideways', 'lightning_domain', 'api_instance_url'])(
  'the field %s is kept',
  async (name) => {
    expect((await read(JSON.stringify({ ...TOKEN, [name]: 'shown' }))).fields[name]).toBe('shown');
  },
);

test.each([
  ['00D5e000001AbCd!AQ4AQBsecret', '00D5e000001AbCd!'],
  ['00D5e000001AbCdEAK!AQ4AQBsecret', '00D5e000001AbCdEAK!'],
  ['00D5e000001AbCdEAKx!AQ4AQBsecret', ''],
  ['00D5e000001AbCd', ''],
  ['x00D5e000001AbCd!secret', ''],
  ['eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJhIn0.c2ln', ''],
  ['', ''],
])('of the token %s only “%s” may be shown', (token, shown) => {
  expect(token.slice(0, clearPrefix(token))).toBe(shown);
});

const JWT = ['eyJhbGciOiJSUzI1NiJ9', 'eyJpc3MiOiJhIn0', 'c2lnbmF0dXJl'];
test.each([
  ['a JWT', `got ${JWT.join('.')}`],
  ['a JWT in a form', `assertion=${JWT.join('%2E')}&x`],
  ['a JWT in a form, in lower case', `assertion=${JWT.join('%2e')}`],
  ['a JWT in a form in a form', `a%3Dassertion%3D${JWT.join('%252E')}`],
  ['a token in a form', 'access_token%3D00D5e000001AbCd%21c2lnbmF0dXJl'],
])('%s loses its secret', (_, text) => {
  expect(harmless(text)).not.toMatch(/c2lnbmF0dXJl|eyJpc3MiOiJhIn0/);
});

test('lists 30,000 deep are no token, and no trouble of the network', async () => {
  const deep = '['.repeat(30_000) + ']'.repeat(30_000);
  const body = JSON.stringify(TOKEN).replace('}', `,"deep":${deep}}`);
  for (const text of [deep, body]) {
    await expect(read(text)).rejects.toMatchObject({ code: 'exchange/not-a-token' });
    expect(() => readTokenText(text, NOW)).toThrow(
      expect.objectContaining({ code: 'exchange/not-a-token' }),
    );
  }
  const brackets = { ...TOKEN, scope: '['.repeat(100) };
  expect((await read(JSON.stringify(brackets))).scope).toBe(brackets.scope);
});

test.each([
  ['curl', (said: string) => `curl: (6) Could not resolve ${said}`],
  ['sf', (said: string) => `Successfully authorized ${said} with org ID 00D5e000001AbCdEAK`],
])('what %s printed is quoted without secrets and cut', async (_, print) => {
  const said = `${JWT.join('.')}\u202e${'x'.repeat(5_000)}`;
  const error = await thrown(() => readTokenText(print(said), NOW));
  expect(error.message).not.toMatch(/c2lnbmF0dXJl|\u202e/);
  expect(error.message).toContain('[assertion]');
  expect(error.message.length).toBeLessThan(300);
});

test('a field called __proto__ stays a field', async () => {
  const body = `{"__proto__":"x",${JSON.stringify(TOKEN).slice(1)}`;
  const { fields } = await read(body);
  expect(Object.entries(fields)).toContainEqual(['__proto__', 'x']);
  expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
});

test.each([
  [
    'the REST API’s list',
    '[{"errorCode":"INVALID_SESSION_ID","message":"Session expired"}]',
    401,
    { error: 'INVALID_SESSION_ID', description: 'Session expired', status: 401 },
  ],
  [
    'a refusal',
    '{"error":"invalid_grant","error_description":"invalid assertion"}',
    400,
    { error: 'invalid_grant', description: 'invalid assertion', status: 400 },
  ],
  [
    'a refusal with 200',
    '{"error":"inactive_org"}',
    200,
    { error: 'inactive_org', description: '', status: 200 },
  ],
])('%s is a refusal with its words', async (_, body, status, cause) => {
  await expect(read(body, { status })).rejects.toMatchObject({ code: 'exchange/refused', cause });
});

test('a refusal’s words are cut and cleaned before they are shown', async () => {
  const description = `a\u0000b\u202ec${'x'.repeat(2_000)}`;
  const error = (await read(JSON.stringify({ error: 'e', error_description: description }), {
    status: 400,
  }).catch((thrown: unknown) => thrown)) as AppError;
  expect((error.cause as { description: string }).description).toBe(`a b c${'x'.repeat(495)}`);
});

test.each([
  [
    'an HTML page by its type',
    'oops',
    { headers: { 'content-type': 'text/html; charset=UTF-8' } },
    'exchange/html',
  ],
  [
    'an HTML page by its look',
    '\n <!doctype html><title>Data Not Available</title>',
    {},
    'exchange/html',
  ],
  ['an HTML page with 404', '<html>', { status: 404 }, 'exchange/html'],
  ['an HTML page with 500', '<html>', { status: 500 }, 'exchange/server-error'],
  ['nothing', null, {}, 'exchange/empty'],
  ['white space', ' \r\n', {}, 'exchange/empty'],
  ['plain text', 'Bad Gateway', {}, 'exchange/not-a-token'],
  ['XML', '<?xml version="1.0"?><OAuth/>', {}, 'exchange/not-a-token'],
  ['JSON that is a text', '"token"', {}, 'exchange/not-a-token'],
  ['JSON that is null', 'null', {}, 'exchange/not-a-token'],
  ['an empty object', '{}', {}, 'exchange/not-a-token'],
  ['an empty list', '[]', {}, 'exchange/not-a-token'],
  ['cut JSON', JSON.stringify(TOKEN).slice(0, 60), {}, 'exchange/not-a-token'],
  [
    'JSON with a type that says HTML',
    '{}',
    { headers: { 'content-type': 'text/html' } },
    'exchange/not-a-token',
  ],
  ['500 with a refusal', '{"error":"unknown_error"}', { status: 500 }, 'exchange/server-error'],
  ['502 of the proxy', '{"error":"proxy/no-answer"}', { status: 502 }, 'exchange/proxy'],
] as [string, string | null, ResponseInit, string][])(
  '%s is told apart',
  async (_, body, init, code) => {
    await expect(read(body, init)).rejects.toMatchObject({ code });
  },
);

test.each([
  ['a token that is a number', { access_token: 5 }],
  ['an empty token', { access_token: '' }],
  ['a token with a line break', { access_token: '00D!a\r\nX-Evil: 1' }],
  ['no instance_url', { instance_url: undefined }],
  ['an instance_url that is a list', { instance_url: ['https://acme.my.salesforce.com'] }],
  ['an instance_url that runs script', { instance_url: 'javascript:alert(1)' }],
])('%s is no token', async (_, change) => {
  await expect(read(JSON.stringify({ ...TOKEN, ...change }))).rejects.toMatchObject({
    code: 'exchange/not-a-token',
  });
});

test('an opaque redirect of a browser is a redirect', async () => {
  const response = new Response('');
  Object.defineProperty(response, 'type', { value: 'opaqueredirect' });
  await expect(readTokenResponse(response, NOW)).rejects.toMatchObject({
    code: 'exchange/redirect',
  });
});

const JSON_TOKEN = JSON.stringify(TOKEN, null, 2);
test.each([
  ['bare JSON', JSON.stringify(TOKEN)],
  ['JSON with indentation and a byte order mark', `\ufeff${JSON_TOKEN}\n`],
  [
    'the answer of curl -i',
    `HTTP/1.1 200 OK\r\nDate: x\r\nContent-Type: application/json\r\n\r\n${JSON.stringify(TOKEN)}`,
  ],
  [
    'the answer of curl -i after 100 Continue',
    `HTTP/1.1 100 Continue\r\n\r\nHTTP/2 200 \r\ndate: x\r\n\r\n${JSON.stringify(TOKEN)}`,
  ],
  ['JSON between prompts', `$ curl -sS https://x\n${JSON.stringify(TOKEN)}$ `],
  ['JSON after a bash prompt with braces', `PS C:\\> ${JSON.stringify(TOKEN)}\nPS C:\\>`],
  ['JSON broken by the terminal’s width', JSON.stringify(TOKEN).replace(/.{40}/g, '$&\n')],
  ['coloured JSON', JSON_TOKEN.replaceAll('"', '\u001b[32m"\u001b[0m')],
])('%s that was pasted gives the token', (_, text) => {
  expect(readTokenText(text, NOW)).toMatchObject({
    accessToken: TOKEN.access_token,
    orgId: '00D5e000001AbCdEAK',
  });
});

test.each([
  ['nothing', '', 'exchange/empty'],
  ['a page', '<!DOCTYPE html><html></html>', 'exchange/html'],
  [
    'a page with its headers',
    'HTTP/1.1 404 Not Found\r\nA: b\r\n\r\n<html>{}</html>',
    'exchange/html',
  ],
  ['headers alone', 'HTTP/1.1 200 OK\r\nA: b\r\n\r\n', 'exchange/empty'],
  ['503 with a page', 'HTTP/1.1 503 X\r\nA: b\r\n\r\n<html></html>', 'exchange/server-error'],
  ['a redirect', 'HTTP/1.1 302 Found\r\nlocation: https://x.example\r\n\r\n', 'exchange/redirect'],
  [
    'a curl without network',
    'curl: (6) Could not resolve host: acme.my.salesforce.com',
    'exchange/unreachable',
  ],
  [
    'a refusal',
    '{"error":"invalid_grant","error_description":"invalid assertion"}',
    'exchange/refused',
  ],
  [
    'a refusal with its headers',
    'HTTP/1.1 400 Bad Request\r\n\r\n{"error":"invalid_grant"}',
    'exchange/refused',
  ],
  ['anything else', 'hello', 'exchange/not-a-token'],
  ['far too much', 'x'.repeat(2_000_000), 'input/too-large'],
])('%s that was pasted is told apart', (_, text, code) => {
  expect(() => readTokenText(text, NOW)).toThrow(expect.objectContaining({ code }));
});

test('what sf prints is told apart: a login without a token, and a refusal with its words', () => {
  expect(() =>
    readTokenText('Successfully authorized ci@acme.example with org ID 00D5e000001AbCdEAK', NOW),
  ).toThrow('sf has logged in as ci@acme.example and keeps the token');
  const refused = `Error (JwtGrantError): We encountered a JSON web token error. Here's the error: Error authenticating with JWT.
Errors encountered:
    audience is invalid [audience=https://acme.my.salesforce.com login=https://acme.my.salesforce.com]
    user hasn't approved this consumer`;
  expect(() => readTokenText(refused, NOW)).toThrow(
    expect.objectContaining({
      code: 'exchange/refused',
      cause: expect.objectContaining({
        description: expect.stringContaining("user hasn't approved"),
      }),
    }),
  );
});

test('no answer, however hostile, is unexpected', async () => {
  const value = fc.oneof(
    fc.json(),
    fc.string({ unit: 'binary' }),
    fc.webUrl(),
    fc.constant('https://x.example/id/00D/005'),
  );
  const object = fc.dictionary(
    fc.constantFrom(
      'access_token',
      'instance_url',
      'id',
      'issued_at',
      'error',
      'error_description',
      'scope',
      '__proto__',
      'toString',
    ),
    fc.oneof(value, fc.jsonValue()),
  );
  const body = fc.oneof(
    value,
    object.map((fields) => JSON.stringify(fields)),
  );
  const status = fc.constantFrom(200, 201, 400, 401, 403, 404, 500, 503);
  await fc.assert(
    fc.asyncProperty(body, status, async (text, code) => {
      for (const attempt of [
        read(text, { status: code }),
        Promise.resolve().then(() => readTokenText(text, NOW)),
      ]) {
        const result = await attempt.catch((thrown: unknown) => thrown);
        if (result instanceof Error) {
          expect(result).toBeInstanceOf(AppError);
          expect((result as AppError).code).toMatch(/^exchange\//);
        } else expect(result).toHaveProperty('accessToken', expect.any(String));
      }
    }),
    { numRuns: amount('hostile token answers', 500, 50_000) },
  );
});
