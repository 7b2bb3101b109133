import type { IncomingMessage, RequestListener } from 'node:http';
import { expect, test, vi } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { audiencesFor, readLoginUrl } from '../../src/core/org.ts';
import {
  exchangeAssertion,
  probeOrg,
  requestToken,
  tokenEndpoint,
  type Refusal,
} from '../../src/core/token.ts';
import { bodyOf, withServer } from './_server.ts';

const ASSERTION = 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJrZXkifQ.c2lnbmF0dXJlLW9mLXRoZS1hc3NlcnRpb24';
const TOKEN = {
  access_token: '00D5e000001AbCd!AQ4AQBsecret.token_value',
  instance_url: 'https://acme.my.salesforce.com',
  id: 'https://login.salesforce.com/id/00D5e000001AbCdEAK/0055e000003XyZaAAK',
  token_type: 'Bearer',
  scope: 'api',
};

const answer =
  (status: number, body: string, headers: Record<string, string> = {}): RequestListener =>
  (request, response) => {
    request.resume();
    response.writeHead(status, headers).end(body);
  };

async function failureOf(promise: Promise<unknown>): Promise<AppError> {
  const thrown = await promise.then(
    () => expect.unreachable(),
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(AppError);
  return thrown as AppError;
}

const exchange = (
  listener: RequestListener,
  options: { limit?: AbortSignal; signal?: AbortSignal } = {},
) =>
  withServer(listener, (url) =>
    exchangeAssertion(ASSERTION, { endpoint: new URL('/services/oauth2/token', url), ...options }),
  );

test.each([
  ['acme.my.salesforce.com', undefined, 'https://acme.my.salesforce.com/services/oauth2/token'],
  [
    'acme.my.site.com/partners',
    undefined,
    'https://acme.my.site.com/partners/services/oauth2/token',
  ],
  [
    'acme.my.salesforce.com',
    'https://proxy.example/proxy',
    'https://proxy.example/proxy/acme.my.salesforce.com/services/oauth2/token',
  ],
  [
    'acme.my.salesforce.com',
    'http://localhost:3131/proxy/',
    'http://localhost:3131/proxy/acme.my.salesforce.com/services/oauth2/token',
  ],
  [
    'acme.my.salesforce.com',
    'https://proxy.example',
    'https://proxy.example/acme.my.salesforce.com/services/oauth2/token',
  ],
])('the endpoint of %s through %s is %s', (text, proxy, endpoint) => {
  expect(tokenEndpoint(readLoginUrl(text), proxy).href).toBe(endpoint);
});

test('the assertion is sent as a plain form that no browser asks leave for', async () => {
  let seen: { request: IncomingMessage; body: string } | undefined;
  await exchange(async (request, response) => {
    seen = { request, body: await bodyOf(request) };
    response.end(JSON.stringify(TOKEN));
  });
  const { request, body } = seen!;
  expect(request).toMatchObject({ method: 'POST', url: '/services/oauth2/token' });
  expect([...new URLSearchParams(body)]).toEqual([
    ['grant_type', 'urn:ietf:params:oauth:grant-type:jwt-bearer'],
    ['assertion', ASSERTION],
  ]);
  expect(request.headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/);
  for (const header of ['authorization', 'cookie', 'referer', 'origin']) {
    expect(request.headers).not.toHaveProperty(header);
  }
});

test('fetch is told to send no credentials, keep nothing and follow nothing', async () => {
  const fetch = vi.fn(async () => Response.json(TOKEN));
  await exchangeAssertion(ASSERTION, {
    endpoint: new URL('https://acme.my.salesforce.com/x'),
    fetch,
  });
  expect(fetch).toHaveBeenCalledWith(
    expect.any(URL),
    expect.objectContaining({
      method: 'POST',
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'manual',
      referrerPolicy: 'no-referrer',
    }),
  );
  expect((fetch.mock.calls as unknown as [URL, RequestInit][])[0]![1]).not.toHaveProperty(
    'headers',
  );
});

test('a token comes back with the org and the user', async () => {
  const token = await exchange(answer(200, JSON.stringify(TOKEN)));
  expect(token).toMatchObject({ accessToken: TOKEN.access_token, orgId: '00D5e000001AbCdEAK' });
});

test.each([
  [
    'an HTML page',
    answer(200, '<!DOCTYPE html><html><body>Data Not Available</body></html>'),
    'exchange/html',
  ],
  ['nothing', answer(200, ''), 'exchange/empty'],
  ['204', answer(204, ''), 'exchange/empty'],
  [
    'a redirect',
    answer(302, '', { location: 'https://elsewhere.example/?sid=secret' }),
    'exchange/redirect',
  ],
  [
    '503 and a page',
    answer(503, '<html>down</html>', { 'content-type': 'text/html' }),
    'exchange/server-error',
  ],
  ['502 and nothing', answer(502, ''), 'exchange/server-error'],
  [
    'a refusal',
    answer(400, '{"error":"invalid_grant","error_description":"invalid assertion"}'),
    'exchange/refused',
  ],
  [
    'the proxy’s refusal',
    answer(403, '{"error":"proxy/host","error_description":"not a Salesforce host"}'),
    'exchange/proxy',
  ],
  [
    'a connection that breaks off',
    (request: IncomingMessage) => void request.socket.destroy(),
    'exchange/unreadable',
  ],
] as [string, RequestListener, string][])('%s is told apart as %#', async (_, listener, code) => {
  expect(await failureOf(exchange(listener))).toMatchObject({ code });
});

test.each([
  ['an HTML page', answer(200, '<!doctype html><p>Welcome'), 'HTTP 200'],
  ['an HTML page with 403', answer(403, '<html>', { 'content-type': 'text/html' }), 'HTTP 403'],
  ['404 in plain words', answer(404, 'Not found', { 'cache-control': 'no-store' }), 'HTTP 404'],
  ['405 of a static host', answer(405, '', { allow: 'GET, HEAD' }), 'HTTP 405'],
  ['501', answer(501, '<h1>Unsupported method (POST)</h1>'), 'HTTP 501'],
  ['nothing', answer(200, ''), 'HTTP 200'],
  ['a redirect', answer(301, '', { location: 'https://proxy.example/' }), 'HTTP 301'],
] as [string, RequestListener, string][])(
  '%s at a proxy’s address is no proxy, and nothing is said of the org',
  async (_, listener, status) => {
    const error = await failureOf(
      withServer(listener, (url) => exchangeAssertion(ASSERTION, { endpoint: through(url) })),
    );
    expect(error.code).toBe('exchange/proxy');
    expect(error.message).toMatch(/^no proxy answers at 127\.0\.0\.1:\d+ \(/);
    expect(error.message).toContain(status);
    expect(error.hint).not.toMatch(/login URL|My Domain/);
  },
);

// The proxy passes these on, as its Cache-Control shows.
test.each([
  [
    'a page of Salesforce’s',
    answer(200, '<html>', { 'cache-control': 'no-store' }),
    'exchange/html',
  ],
  ['an empty one', answer(200, '', { 'cache-control': 'no-store' }), 'exchange/empty'],
  ['a refusal', answer(400, '{"error":"invalid_grant"}'), 'exchange/refused'],
  ['a refusal with 404', answer(404, '{"error":"invalid_grant"}'), 'exchange/refused'],
  ['the proxy’s own', answer(404, '{"error":"proxy/path"}'), 'exchange/proxy'],
  ['a failure of the server', answer(503, '<html>'), 'exchange/server-error'],
] as [string, RequestListener, string][])(
  'through a proxy an answer stays what it is: %s',
  async (_, listener, code) => {
    const error = await failureOf(
      withServer(listener, (url) => exchangeAssertion(ASSERTION, { endpoint: through(url) })),
    );
    expect(error.code).toBe(code);
    expect(error.message).not.toContain('no proxy answers');
  },
);

const through = (proxy: string) => tokenEndpoint(readLoginUrl('acme.my.salesforce.com'), proxy);

test('a redirect is not followed and names only the host', async () => {
  let elsewhere = 0;
  const { message } = await withServer(
    (_, response) => void ((elsewhere += 1), response.end(JSON.stringify(TOKEN))),
    (target) => failureOf(exchange(answer(307, '', { location: `${target}/x?sid=secret` }))),
  );
  expect(elsewhere).toBe(0);
  expect(message).toMatch(/^the answer is a redirect to 127\.0\.0\.1:\d+$/);
});

test('an unreadable answer names both causes, never one of them', async () => {
  const fetch = () => Promise.reject(new TypeError('Failed to fetch'));
  const endpoint = new URL('https://acme.my.salesforce.com/services/oauth2/token');
  const straight = await failureOf(exchangeAssertion(ASSERTION, { endpoint, fetch }));
  expect(straight.message).toBe(
    'could not read the answer of acme.my.salesforce.com: CORS is off here, or Salesforce refused',
  );
  const proxied = tokenEndpoint(readLoginUrl('acme.my.salesforce.com'), 'https://proxy.example/p');
  const through = await failureOf(exchangeAssertion(ASSERTION, { endpoint: proxied, fetch }));
  expect(through.code).toBe('exchange/unreadable');
  expect(through.message).toContain('the proxy at proxy.example');
});

test('a page that never answers ends with a timeout, before and within the body', async () => {
  const silent = await failureOf(exchange(() => undefined, { limit: AbortSignal.timeout(50) }));
  expect(silent.code).toBe('exchange/timeout');
  const halting: RequestListener = (_, response) =>
    void response.writeHead(200).write('{"access_token":');
  const halted = await failureOf(exchange(halting, { limit: AbortSignal.timeout(200) }));
  expect(halted.code).toBe('exchange/timeout');
});

test('a cancel is told apart from a timeout', async () => {
  const cancel = new AbortController();
  const pending = failureOf(exchange(() => cancel.abort(), { signal: cancel.signal }));
  expect((await pending).code).toBe('exchange/cancelled');
  const late = failureOf(exchange(() => undefined, { signal: AbortSignal.abort() }));
  expect((await late).code).toBe('exchange/cancelled');
});

test('without another limit the wait ends after 30 seconds', async () => {
  const timeout = vi.spyOn(AbortSignal, 'timeout');
  await exchange(answer(200, JSON.stringify(TOKEN)));
  expect(timeout).toHaveBeenCalledWith(30_000);
  timeout.mockRestore();
});

test('an endless answer is not read to its end', async () => {
  let written = 0;
  const endless: RequestListener = (request, response) => {
    request.resume();
    const block = 'x'.repeat(16_384);
    const write = () => {
      while (!response.destroyed && response.write(block)) written += block.length;
    };
    response.on('drain', write);
    write();
  };
  const { code } = await failureOf(exchange(endless, { limit: AbortSignal.timeout(20_000) }));
  expect(code).toBe('exchange/not-a-token');
  expect(written).toBeLessThan(16_000_000);
});

test('neither the assertion nor a token stands in any error', async () => {
  const echo: RequestListener = async (request, response) => {
    const said = new URLSearchParams(await bodyOf(request)).get('assertion');
    const body = { error: `bad ${said}`, error_description: `${TOKEN.access_token} and ${said}` };
    response.writeHead(400).end(JSON.stringify(body));
  };
  const cut: RequestListener = (_, response) =>
    void response.end(`{"access_token":"${TOKEN.access_token}","assertion":"${ASSERTION}`);
  for (const listener of [echo, cut]) {
    const error = await failureOf(exchange(listener));
    const all = JSON.stringify([error.message, error.hint, error.cause, String(error.stack)]);
    expect(all).not.toContain('AQ4AQBsecret');
    expect(all).not.toContain(ASSERTION);
  }
});

const AUDIENCES = audiencesFor(readLoginUrl('acme.my.salesforce.com'));
const [MINE, LOGIN, TEST] = AUDIENCES as [string, string, string];

/** Answers each audience by its entry; the fake signer writes the audience as the assertion. */
async function request(
  refusals: Record<string, [string, string] | 'token' | 'silent' | number>,
  { audiences = AUDIENCES, cancelAt = -1 } = {},
) {
  const cancel = new AbortController();
  const attempts: { audience: string; index: number }[] = [];
  const fetch = async (_: unknown, init?: RequestInit) => {
    const said = refusals[(init!.body as URLSearchParams).get('assertion')!];
    if (said === undefined) return expect.unreachable();
    if (said === 'silent') throw new TypeError('Failed to fetch');
    if (typeof said === 'number') return new Response('busy', { status: said });
    if (said === 'token') return Response.json(TOKEN);
    return Response.json({ error: said[0], error_description: said[1] }, { status: 400 });
  };
  const result = await requestToken({
    audiences,
    sign: async (aud) => ({
      jwt: aud,
      header: {},
      claims: { iss: '', sub: '', aud, exp: 0, iat: 0 },
    }),
    endpoint: new URL('https://acme.my.salesforce.com/services/oauth2/token'),
    fetch: fetch as typeof globalThis.fetch,
    onattempt: (attempt) => {
      attempts.push(attempt);
      if (attempt.index === cancelAt) cancel.abort();
    },
    signal: cancel.signal,
  }).catch((error: unknown) => error as AppError);
  return { result, tried: attempts.map(({ audience }) => audience), attempts };
}

const BAD_AUDIENCE: [string, string] = ['invalid_grant', 'audience is invalid'];
const NOT_APPROVED: [string, string] = ['invalid_grant', "user hasn't approved this consumer"];

test('the first audience that is taken ends the tries', async () => {
  const { result, attempts } = await request({ [MINE]: BAD_AUDIENCE, [LOGIN]: 'token' });
  expect(result).toMatchObject({
    audience: LOGIN,
    token: { accessToken: TOKEN.access_token },
    assertion: { jwt: LOGIN },
  });
  expect(attempts).toEqual([
    { audience: MINE, index: 0 },
    { audience: LOGIN, index: 1 },
  ]);
});

test.each([
  ['audience is invalid', BAD_AUDIENCE],
  ['Audience validation failed', ['invalid_grant', 'Audience validation failed']],
  ['an approval that another audience may find', NOT_APPROVED],
  ['the same with a typographic quote', ['invalid_grant', 'user hasn’t approved this consumer']],
] as [string, [string, string]][])(
  '%s leads to the next audience, all three in order',
  async (_, refusal) => {
    const { tried } = await request({ [MINE]: refusal, [LOGIN]: refusal, [TEST]: refusal });
    expect(tried).toEqual([MINE, LOGIN, TEST]);
  },
);

test.each([
  ['invalid assertion', ['invalid_grant', 'invalid assertion']],
  ['an expired assertion', ['invalid_grant', 'expired authorization code']],
  ['an unknown app', ['invalid_client_id', 'client identifier invalid']],
  ['a missing app', ['app_not_found', 'External client app is not installed in this org']],
  [
    'a user without access',
    ['invalid_app_access', 'user is not admin approved to access this app'],
  ],
  ['login rate', ['invalid_grant', 'login rate exceeded']],
  ['a text nobody knows', ['invalid_grant', 'computer says no']],
] as [string, [string, string]][])('%s ends the tries at once', async (_, refusal) => {
  const { tried, result } = await request({ [MINE]: refusal });
  expect(tried).toEqual([MINE]);
  expect(result).toMatchObject({ code: 'exchange/refused', cause: { audience: MINE } });
});

test('after an unreadable answer no other audience is tried', async () => {
  const { tried, result } = await request({ [MINE]: 'silent' });
  expect(tried).toEqual([MINE]);
  expect((result as AppError).code).toBe('exchange/unreadable');
});

test.each(['silent', 503] as const)(
  'a refusal that was read is not lost when the next audience gets %s',
  async (next) => {
    const { tried, result } = await request({ [MINE]: NOT_APPROVED, [LOGIN]: next });
    expect(tried).toEqual([MINE, LOGIN]);
    expect(result).toMatchObject({
      code: 'exchange/refused',
      cause: { description: NOT_APPROVED[1], audience: MINE },
    });
  },
);

test('a cancel during a later audience is a cancel', async () => {
  const { tried, result } = await request(
    { [MINE]: NOT_APPROVED, [LOGIN]: 'silent' },
    { cancelAt: 1 },
  );
  expect(tried).toEqual([MINE, LOGIN]);
  expect((result as AppError).code).toBe('exchange/cancelled');
});

test('a missing app after a generic audience is worth a try with My Domain only', async () => {
  const missing: [string, string] = [
    'app_not_found',
    'External client app is not installed in this org',
  ];
  expect(
    (await request({ [LOGIN]: missing, [MINE]: 'token' }, { audiences: [LOGIN, MINE] })).tried,
  ).toEqual([LOGIN, MINE]);
  expect((await request({ [LOGIN]: missing }, { audiences: [LOGIN, TEST] })).tried).toEqual([
    LOGIN,
  ]);
});

test('of several refusals the one that is not about the audience is thrown', async () => {
  const first = await request({
    [MINE]: NOT_APPROVED,
    [LOGIN]: BAD_AUDIENCE,
    [TEST]: BAD_AUDIENCE,
  });
  expect((first.result as AppError).cause as Refusal).toMatchObject({
    description: NOT_APPROVED[1],
    audience: MINE,
  });
  const second = await request({
    [MINE]: BAD_AUDIENCE,
    [LOGIN]: NOT_APPROVED,
    [TEST]: BAD_AUDIENCE,
  });
  expect((second.result as AppError).cause as Refusal).toMatchObject({
    description: NOT_APPROVED[1],
    audience: LOGIN,
  });
  const none = await request({ [MINE]: BAD_AUDIENCE, [LOGIN]: BAD_AUDIENCE, [TEST]: BAD_AUDIENCE });
  expect((none.result as AppError).cause as Refusal).toMatchObject({
    description: BAD_AUDIENCE[1],
    audience: MINE,
  });
});

test('the probe hears any answer of the org’s own host, and silence where there is none', async () => {
  const paths: string[] = [];
  const listener: RequestListener = (request, response) => {
    paths.push(`${request.method} ${request.url}`);
    response.writeHead(404).end();
  };
  const org = { ...readLoginUrl('acme.my.salesforce.com') };
  const gone = await withServer(listener, async (url) => {
    expect(await probeOrg({ ...org, loginUrl: url })).toBe('answers');
    return url;
  });
  expect(paths).toEqual(['GET /.well-known/openid-configuration']);
  expect(await probeOrg({ ...org, loginUrl: gone })).toBe('silent');
  const slow = withServer(
    () => undefined,
    (url) => probeOrg({ ...org, loginUrl: url }, { limit: AbortSignal.timeout(50) }),
  );
  expect(await slow).toBe('silent');
  const cancelled = failureOf(
    probeOrg({ ...org, loginUrl: gone }, { signal: AbortSignal.abort() }),
  );
  expect((await cancelled).code).toBe('exchange/cancelled');
});
