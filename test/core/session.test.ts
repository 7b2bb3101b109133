import { expect, test } from 'vitest';
import {
  askSingleAccess,
  askUserinfo,
  differences,
  frontdoorForm,
  frontdoorLink,
  openObstacle,
  readRevokeResponse,
  readSingleAccessResponse,
  readUserinfoResponse,
  revokeToken,
  sessionEndpoint,
} from '../../src/core/session.ts';
import type { Refusal, Token } from '../../src/core/token.ts';
import { thrown } from '../_thrown.ts';

const ACME = 'https://acme.my.salesforce.com';
const SECRET = '00D5e000001AbCd!AQ4AQBsecret.token_value';

function token(change: Partial<Token> = {}): Token {
  return {
    accessToken: SECRET,
    instanceUrl: ACME,
    tokenType: 'Bearer',
    receivedAt: 0,
    fields: {},
    ...change,
  };
}

const json = (body: unknown, status = 200) => Response.json(body, { status });
const word = (text: string, status = 403) => new Response(text, { status });
const page = (status = 200) =>
  new Response('<!doctype html><h1>Log in</h1>', {
    status,
    headers: { 'content-type': 'text/html;charset=UTF-8' },
  });
const READERS = [
  ['userinfo', readUserinfoResponse],
  ['singleaccess', (response: Response) => readSingleAccessResponse(response, token())],
  ['revoke', readRevokeResponse],
] as const;

test('a user is read with every field that was answered, and no other', async () => {
  const identity = await readUserinfoResponse(
    json({
      user_id: '0055e000003XyZaAAK',
      organization_id: '00D5e000001AbCdEAK',
      preferred_username: 'ci@acme.example',
      name: 'CI\u202e\u0000User',
      active: true,
      utcOffset: -28800000,
      urls: { rest: 'https://acme.my.salesforce.com/services/data/v{version}/' },
      session_token: 'do not keep',
    }),
  );
  expect(identity).toEqual({
    username: 'ci@acme.example',
    name: 'CI User',
    orgId: '00D5e000001AbCdEAK',
    userId: '0055e000003XyZaAAK',
    fields: {
      user_id: '0055e000003XyZaAAK',
      organization_id: '00D5e000001AbCdEAK',
      preferred_username: 'ci@acme.example',
      name: 'CI User',
      active: 'true',
      utcOffset: '-28800000',
      urls: '{"rest":"https://acme.my.salesforce.com/services/data/v{version}/"}',
    },
  });
  expect(await readUserinfoResponse(json({ user_id: '005x' }))).toEqual({
    userId: '005x',
    fields: { user_id: '005x' },
  });
});

test.each(READERS)('%s: a bare word is the refusal that it is', async (_, read) => {
  const error = await thrown(() => read(word('Bad_OAuth_Token\n')));
  expect(error.code).toBe('session/refused');
  expect(error.message).toBe('refused: Bad_OAuth_Token');
  expect(error.cause).toEqual({ error: 'Bad_OAuth_Token', description: '', status: 403 });
});

test.each(READERS)('%s: JSON of the REST API and of OAuth are refusals too', async (_, read) => {
  const rest = [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }];
  const oauth = { error: 'invalid_token', error_description: 'the token is not known' };
  expect(((await thrown(() => read(json(rest, 401)))).cause as Refusal).error).toBe(
    'INVALID_SESSION_ID',
  );
  const error = await thrown(() => read(json(oauth, 400)));
  expect([error.code, error.message]).toEqual([
    'session/refused',
    'refused: the token is not known (invalid_token)',
  ]);
});

test.each([
  ['a login page', () => page(), 'exchange/html'],
  ['a page with 403', () => page(403), 'exchange/html'],
  ['a redirect', () => Response.redirect('https://elsewhere.example/', 302), 'exchange/redirect'],
  ['a server error', () => word('busy', 503), 'exchange/server-error'],
  ['a list', () => json(['x']), 'session/not-understood'],
  ['a number', () => json(7), 'session/not-understood'],
  ['an empty object', () => json({}), 'session/not-understood'],
  ['wrong types', () => json({ user_id: 7, frontdoor_uri: {} }), 'session/not-understood'],
  ['a sentence', () => word('Bad OAuth Token, sorry', 403), 'session/not-understood'],
  ['an unknown word with 200', () => word('Bad_OAuth_Token', 200), 'session/not-understood'],
  ['endless JSON', () => new Response('{"a":"' + 'x'.repeat(1e6)), 'session/not-understood'],
  ['deep JSON', () => new Response('['.repeat(50_000)), 'session/not-understood'],
  ['a proxy’s refusal', () => json({ error: 'proxy/host' }, 403), 'exchange/proxy'],
] as const)('%s is told apart by all three', async (_, answer, code) => {
  for (const [name, read] of READERS) {
    expect((await thrown(() => read(answer()))).code, name).toBe(code);
  }
});

test('an answer that repeats the token does not get it into the message', async () => {
  const error = await thrown(() =>
    readUserinfoResponse(json({ error: 'odd', error_description: `bad ${SECRET}` }, 400)),
  );
  expect(error.message).toBe('refused: bad [token] (odd)');
});

test('nothing but an empty 200 says that a token is revoked', async () => {
  expect(await readRevokeResponse(new Response('', { status: 200 }))).toBeUndefined();
  expect((await thrown(() => readRevokeResponse(new Response(null, { status: 204 })))).code).toBe(
    'exchange/empty',
  );
  expect((await thrown(() => readRevokeResponse(json({ success: true })))).code).toBe(
    'session/not-understood',
  );
});

const OTP = '/secur/frontdoor.jsp?otp=AbC';

test('a one-time link into the token’s own org is taken', async () => {
  const link = await readSingleAccessResponse(json({ frontdoor_uri: ACME + OTP }), token());
  expect(link.href).toBe(ACME + OTP);
});

test.each([
  ['another site', `https://evil.example${OTP}`],
  ['another org', `https://other.my.salesforce.com${OTP}`],
  ['a host that looks like it', `https://acme.my.salesforce.com.evil.example${OTP}`],
  ['user info before the host', `https://acme.my.salesforce.com@evil.example${OTP}`],
  ['plain http', `http://acme.my.salesforce.com${OTP}`],
  ['another port', `https://acme.my.salesforce.com:8443${OTP}`],
  ['a script', 'javascript:alert(1)//secur/frontdoor.jsp'],
  ['another page', `${ACME}/secur/logout.jsp`],
  ['the token in the address', `${ACME}/secur/frontdoor.jsp?sid=${encodeURIComponent(SECRET)}`],
  ['the token as it is', `${ACME}/secur/frontdoor.jsp?sid=${SECRET}`],
  ['the practice org, which is not this one', `http://localhost:3132${OTP}`],
])('a link to %s is refused', async (_, frontdoor_uri) => {
  const error = await thrown(() => readSingleAccessResponse(json({ frontdoor_uri }), token()));
  expect(error.code).toBe('session/untrusted-link');
  expect(error.message).not.toContain('secret');
});

test('the practice org’s own link is taken for its own token only', async () => {
  const practice = 'http://localhost:3132';
  const answer = () => json({ frontdoor_uri: practice + OTP });
  const own = token({ instanceUrl: practice });
  expect((await readSingleAccessResponse(answer(), own, { practice })).href).toBe(practice + OTP);
  expect((await thrown(() => readSingleAccessResponse(answer(), token(), { practice }))).code).toBe(
    'session/untrusted-link',
  );
});

test('a call goes to the instance that came with the token, or through a proxy to it', () => {
  expect(sessionEndpoint('userinfo', token()).href).toBe(`${ACME}/services/oauth2/userinfo`);
  const proxy = 'http://localhost:3131/proxy/';
  expect(sessionEndpoint('revoke', token(), { proxy }).href).toBe(
    'http://localhost:3131/proxy/acme.my.salesforce.com/services/oauth2/revoke',
  );
});

test.each([
  'https://evil.example',
  'http://acme.my.salesforce.com',
  'https://acme.lightning.force.com',
  'http://localhost:3132',
])('no token goes to %s', async (instanceUrl) => {
  for (const call of [
    () => sessionEndpoint('userinfo', token({ instanceUrl })),
    () => frontdoorForm(token({ instanceUrl })),
    () => frontdoorLink(token({ instanceUrl })),
  ]) {
    expect((await thrown(call)).code).toBe('session/untrusted-instance');
  }
});

test('each call is a form post of exactly its fields, without a header of ours', async () => {
  const seen: { url: string; init: RequestInit }[] = [];
  const fetch = (answer: () => Response) => async (url: unknown, init?: RequestInit) => {
    seen.push({ url: String(url), init: init ?? {} });
    return answer();
  };
  const endpoint = new URL(`${ACME}/services/oauth2/x`);
  await askUserinfo(token(), { endpoint, fetch: fetch(() => json({ user_id: '005' })) });
  const link = () => json({ frontdoor_uri: ACME + OTP });
  await askSingleAccess(token(), { endpoint, fetch: fetch(link) });
  await askSingleAccess(token(), { endpoint, fetch: fetch(link), landing: '/lightning/a' });
  await revokeToken(token(), { endpoint, fetch: fetch(() => new Response('')) });
  const bodies = seen.map(({ init }) => Object.fromEntries(init.body as URLSearchParams));
  expect(bodies).toEqual([
    { access_token: SECRET },
    { access_token: SECRET },
    { access_token: SECRET, redirect_uri: '/lightning/a' },
    { token: SECRET },
  ]);
  for (const { url, init } of seen) {
    expect(url).toBe(endpoint.href);
    expect(init).toMatchObject({ method: 'POST', credentials: 'omit', redirect: 'manual' });
    expect(init).not.toHaveProperty('headers');
  }
});

test('another server at a proxy’s address cannot say that a token is revoked', async () => {
  const endpoint = new URL('https://proxy.example/acme.my.salesforce.com/services/oauth2/revoke');
  const answering = (headers: Record<string, string>) => ({
    endpoint,
    fetch: async () => new Response('', { headers }),
  });
  expect((await thrown(() => revokeToken(token(), answering({})))).code).toBe('exchange/proxy');
  await revokeToken(token(), answering({ 'cache-control': 'no-store' }));
});

test('the form that opens the org keeps the token out of its address', () => {
  const form = frontdoorForm(token(), { landing: '/lightning/setup/SetupOneHome/home' });
  expect(form).toEqual({
    action: `${ACME}/secur/frontdoor.jsp`,
    fields: { sid: SECRET, retURL: '/lightning/setup/SetupOneHome/home' },
  });
  expect(Object.keys(frontdoorForm(token()).fields)).toEqual(['sid']);
  expect(new URL(frontdoorLink(token())).searchParams.get('sid')).toBe(SECRET);
});

test.each([
  'https://evil.example',
  '//evil.example',
  'home',
  '',
  '/a//b',
  '/a/../b',
  '/\\b',
  '/a b',
])('a landing of %j is a mistake of the caller', (landing) => {
  expect(() => frontdoorForm(token(), { landing })).toThrow(TypeError);
});

const JWT = `eyJ0eXAiOiJKV1QifQ.${'a'.repeat(40)}.${'b'.repeat(40)}`;

test.each([
  ['a JWT-format token', token({ accessToken: JWT }), /JSON Web Token/],
  ['a token called so', token({ fields: { token_format: 'JWT' } }), /JSON Web Token/],
  ['a token for the APIs', token({ scope: 'api refresh_token' }), /scope is api, refresh_token/],
])('%s cannot open the org, which is told before trying', (_, one, message) => {
  const error = openObstacle(one);
  expect(error?.code).toBe('session/cannot-open');
  expect(error?.message).toMatch(message);
});

test.each([
  ['a session id, with two dots in it', token({ accessToken: '00D5e000001AbCd!AQ.4AQ.B' })],
  ['the scope web', token({ scope: 'api web' })],
  ['the scope full', token({ scope: 'full' })],
  ['no word about its scope', token()],
])('a token with %s may open it', (_, one) => {
  expect(openObstacle(one)).toBeNull();
});

test('who a token speaks for is compared without regard to case and to the length of ids', () => {
  const identity = {
    username: 'ci@acme.example',
    orgId: '00D5e000001AbCdEAK',
    userId: '0055e000003XyZaAAK',
    fields: {},
  };
  const same = {
    username: 'CI@acme.example ',
    orgId: '00D5e000001AbCd',
    userId: '0055e000003XyZaAAK',
  };
  expect(differences(identity, same)).toEqual([]);
  expect(differences(identity, {})).toEqual([]);
  expect(
    differences(identity, {
      username: 'me@acme.example',
      orgId: '00D5e000001AbCe',
      userId: '0055',
    }),
  ).toEqual(['username', 'orgId', 'userId']);
});
