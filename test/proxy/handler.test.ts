import { expect, test } from 'vitest';
import {
  ask,
  ASSERTION,
  codeOf,
  GRANT,
  HOST,
  PAGE,
  token,
  TOKEN_PATH,
  upstream,
} from './_request.ts';

test('a token request reaches Salesforce as a form of its two fields and nothing else', async () => {
  const up = upstream(token);
  const response = await ask(up, { headers: { 'x-forwarded-for': '10.0.0.1', referer: PAGE } });
  expect(response.status).toBe(200);
  expect(up.seen).toHaveLength(1);
  const [{ url, init }] = up.seen as [(typeof up.seen)[0]];
  expect(url).toBe(`https://${HOST}${TOKEN_PATH}`);
  expect([...(init.body as URLSearchParams)]).toEqual(Object.entries(GRANT));
  expect(init).toMatchObject({ method: 'POST', redirect: 'manual' });
  expect(init.headers).toEqual({ accept: 'application/json' });
});

test('the answer keeps status, body, type and Date, and loses every other header', async () => {
  const response = await ask(upstream(token));
  expect(await response.text()).toBe('{"access_token":"00D!x"}');
  expect(Object.fromEntries(response.headers)).toEqual({
    'access-control-allow-origin': PAGE,
    'access-control-expose-headers': 'Date',
    'cache-control': 'no-store',
    'content-disposition': 'attachment',
    'content-type': 'application/json;charset=UTF-8',
    date: 'Sat, 21 Nov 2026 12:00:00 GMT',
    vary: 'Origin',
    'x-content-type-options': 'nosniff',
  });
});

test.each([
  [400, '{"error":"invalid_grant"}'],
  [503, '<html>maintenance</html>'],
  [200, ''],
])('an upstream answer of %i passes as it is', async (status, body) => {
  const response = await ask(upstream(() => new Response(body, { status })));
  expect([response.status, await response.text()]).toEqual([status, body]);
});

test.each([
  ['userinfo', { access_token: '00D!a' }],
  ['singleaccess', { access_token: '00D!a' }],
  [
    'singleaccess',
    { access_token: '00D!a', redirect_uri: '/lightning/setup/SetupOneHome/home?a=b' },
  ],
  ['singleaccess', { access_token: '00D!a', redirect_uri: '/a.b/..c/...?retURL=%2Fhome&x=1.2#/y' }],
  ['revoke', { token: '00D!a' }],
])('%s passes with %j', async (name, fields) => {
  const up = upstream(() => new Response('{}'));
  const response = await ask(up, { path: `/${HOST}/services/oauth2/${name}`, fields });
  expect(response.status).toBe(200);
  expect(up.seen[0]?.url).toBe(`https://${HOST}/services/oauth2/${name}`);
  expect(Object.fromEntries(up.seen[0]?.init.body as URLSearchParams)).toEqual(fields);
});

test.each(['login.salesforce.com', 'test.salesforce.com', 'a--uat.sandbox.my.salesforce.com'])(
  'the host %s passes',
  async (host) => {
    const up = upstream(token);
    expect((await ask(up, { path: `/${host}${TOKEN_PATH}` })).status).toBe(200);
    expect(up.seen[0]?.url).toBe(`https://${host}${TOKEN_PATH}`);
  },
);

test('under a prefix only what is below it passes', async () => {
  const options = { prefix: '/proxy' };
  const up = upstream(token);
  const path = `/${HOST}${TOKEN_PATH}`;
  expect((await ask(up, { path: `/proxy${path}`, options })).status).toBe(200);
  expect(await codeOf(await ask(up, { path, options }))).toBe('proxy/path');
  expect(await codeOf(await ask(up, { path: `/proxyx${path}`, options }))).toBe('proxy/path');
  expect(up.seen).toHaveLength(1);
});

test('the practice org passes only where the start script names it', async () => {
  const path = `/localhost:3132${TOKEN_PATH}`;
  const up = upstream(token);
  const hosts = ['http://localhost:3132'];
  expect((await ask(up, { path, options: { hosts } })).status).toBe(200);
  expect(up.seen[0]?.url).toBe(`http://localhost:3132${TOKEN_PATH}`);
  expect(await codeOf(await ask(up, { path }))).toBe('proxy/host');
  for (const other of ['localhost:3133', 'localhost', '127.0.0.1:3132']) {
    const response = await ask(up, { path: `/${other}${TOKEN_PATH}`, options: { hosts } });
    expect(await codeOf(response)).toBe('proxy/host');
  }
});

test('the browser’s question before a request names no header that may be sent', async () => {
  const up = upstream(token);
  const response = await ask(up, {
    method: 'OPTIONS',
    headers: { 'access-control-request-headers': 'authorization', 'content-type': null },
  });
  expect(response.status).toBe(204);
  expect(response.headers.get('access-control-allow-methods')).toBe('POST');
  expect(response.headers.get('access-control-allow-headers')).toBeNull();
  expect(up.seen).toEqual([]);
});

test('a redirect is not followed', async () => {
  const location = 'https://evil.example/';
  for (const status of [301, 302, 303, 307, 308]) {
    const up = upstream(() => new Response(null, { status, headers: { location } }));
    const response = await ask(up);
    expect([response.status, await codeOf(response)]).toEqual([502, 'proxy/redirect']);
    expect(up.seen).toHaveLength(1);
    expect(response.headers.get('location')).toBeNull();
  }
});

test('an answer over 64 KB is given up, one of exactly 64 KB passes', async () => {
  const size = 64 * 1024;
  const fits = await ask(upstream(() => new Response('a'.repeat(size))));
  expect((await fits.text()).length).toBe(size);
  const large = await ask(upstream(() => new Response('a'.repeat(size + 1))));
  expect([large.status, await codeOf(large)]).toEqual([502, 'proxy/answer-size']);
});

test('an answer without end is given up, and its sender stopped', async () => {
  let stopped = false;
  const endless = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(1024)),
    cancel: () => void (stopped = true),
  });
  expect(await codeOf(await ask(upstream(() => new Response(endless))))).toBe('proxy/answer-size');
  expect(stopped).toBe(true);
});

test.each([
  ['no answer', () => new Promise<Response>(() => undefined)],
  ['an answer whose body never ends', () => new Response(new ReadableStream({ start() {} }))],
])('%s is a timeout', async (_, answer) => {
  const up = upstream((signal) => abortable(signal, answer));
  const response = await ask(up, { options: { timeLimit: 20 } });
  expect([response.status, await codeOf(response)]).toEqual([504, 'proxy/timeout']);
});

/** Keeps to the signal as fetch does, for the answer and for its body. */
async function abortable(
  signal: AbortSignal,
  answer: () => Response | Promise<Response>,
): Promise<Response> {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
  const response = await Promise.race([answer(), aborted]);
  const body = new ReadableStream({
    start: (controller) => void aborted.catch((reason) => controller.error(reason)),
  });
  return new Response(body, response);
}

test('a host that cannot be reached is said, without the reason’s detail', async () => {
  const response = await ask(
    upstream(() => {
      throw new TypeError('connect ECONNREFUSED 10.1.2.3:443');
    }),
  );
  const text = await response.text();
  expect(response.status).toBe(502);
  expect(text).toContain('proxy/unreachable');
  expect(text).not.toContain('10.1.2.3');
});

test('no refusal repeats what was sent', async () => {
  const fields = { ...GRANT, client_secret: 'hush-hush' };
  const text = await (await ask(upstream(token), { fields })).text();
  expect(text).not.toContain('hush-hush');
  expect(text).not.toContain(ASSERTION);
});
