/** What follows a token, at the practice org: straight as a page reads it, and through the proxy. */
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { PRACTICE_IN_PAGE } from '../../src/core/org.ts';
import {
  askSingleAccess,
  askUserinfo,
  frontdoorForm,
  frontdoorLink,
  revokeToken,
  sessionEndpoint,
  type SessionCall,
} from '../../src/core/session.ts';
import { exchangeAssertion, type Refusal, type Token } from '../../src/core/token.ts';
import { REGISTER_PATH, type Switches } from '../../src/practice/app.ts';
import { createPractice, type Practice } from '../../src/practice/fetch.ts';
import { createPracticeOrg } from '../../src/practice/practice-org.ts';
import { handle } from '../../src/proxy/handler.ts';
import { thrown } from '../_thrown.ts';
import { claims, makePair, NOW, PAGE, registration, sign, USERNAME, type Pair } from './_app.ts';

const ORIGIN = PRACTICE_IN_PAGE;
const PROXY = 'https://proxy.example';
let pair: Pair;
let clock: Date;
let practice: Practice;
beforeAll(async () => {
  pair = await makePair();
});
beforeEach(() => {
  clock = NOW;
  practice = createPractice({ origin: ORIGIN, page: PAGE, now: () => clock });
});

async function switched(switches: Partial<Switches>): Promise<void> {
  const body = registration(pair.certificate, switches);
  expect((await practice.fetch(ORIGIN + REGISTER_PATH, { method: 'POST', body })).status).toBe(200);
}

async function getToken(switches: Partial<Switches> = {}): Promise<Token> {
  await switched(switches);
  const endpoint = new URL(`${ORIGIN}/services/oauth2/token`);
  const assertion = sign(claims({ aud: ORIGIN }), pair.privateKey);
  return exchangeAssertion(assertion, { endpoint, fetch: practice.fetch });
}

const straight = (call: SessionCall, token: Token) => ({
  endpoint: sessionEndpoint(call, token, { practice: ORIGIN }),
  fetch: practice.fetch,
});

const refusalOf = async (call: () => Promise<unknown>) => {
  const error = await thrown(call);
  expect(error.code).toBe('session/refused');
  return (error.cause as Refusal).error;
};

test('a token names its user, until it is revoked', async () => {
  const token = await getToken();
  const identity = await askUserinfo(token, straight('userinfo', token));
  expect(identity).toMatchObject({ username: USERNAME, orgId: token.orgId, userId: token.userId });
  await revokeToken(token, straight('revoke', token));
  expect(await refusalOf(() => askUserinfo(token, straight('userinfo', token)))).toBe(
    'Bad_OAuth_Token',
  );
  expect(await refusalOf(() => revokeToken(token, straight('revoke', token)))).toBe(
    'invalid_token',
  );
});

test('a token that is switched to expired is refused, and good again afterwards', async () => {
  const token = await getToken();
  await switched({ tokenExpired: true });
  expect(await refusalOf(() => askUserinfo(token, straight('userinfo', token)))).toBe(
    'Bad_OAuth_Token',
  );
  await switched({});
  expect((await askUserinfo(token, straight('userinfo', token))).username).toBe(USERNAME);
});

test('single access cannot be read straight, and with CORS off nothing can', async () => {
  const token = await getToken();
  const code = async (call: () => Promise<unknown>) => (await thrown(call)).code;
  expect(await code(() => askSingleAccess(token, straight('singleaccess', token)))).toBe(
    'exchange/unreadable',
  );
  await switched({ corsOff: true });
  expect(await code(() => askUserinfo(token, straight('userinfo', token)))).toBe(
    'exchange/unreadable',
  );
});

test('the form leads to the org, past the address that the token was posted to', async () => {
  const token = await getToken();
  const landing = '/lightning/setup/SetupOneHome/home';
  const { action, fields } = frontdoorForm(token, { practice: ORIGIN, landing });
  const seen = await practice.visit(action, fields);
  expect(seen).toContain(`You are in as ${USERNAME}, at ${landing}.`);
  expect(seen).not.toContain(token.accessToken);
});

test.each([
  [{ apiOnly: true }, 'may use the APIs only'],
  [{ noWebScope: true }, 'may use the APIs only'],
  [{ tokenExpired: true }, 'has ended'],
])('with %j the form opens nothing', async (switches, words) => {
  const token = await getToken({ noWebScope: 'noWebScope' in switches });
  await switched(switches);
  const { action, fields } = frontdoorForm(token, { practice: ORIGIN });
  const seen = await practice.visit(action, fields);
  expect(seen).toContain(words);
  expect(seen).not.toContain('You are in');
});

test('without the scope web the token says so', async () => {
  expect((await getToken({ noWebScope: true })).scope).toBe('api');
  expect((await getToken()).scope).toBe('web api');
});

/** The same org over the proxy, as the start script joins them. */
async function proxied(switches: Partial<Switches> = {}) {
  const origin = 'http://localhost:3132';
  const org = createPracticeOrg({ origin, pages: [PAGE], now: () => clock });
  const toOrg: typeof globalThis.fetch = async (input, init) =>
    org.handle(new Request(input, init));
  const register = async (changed: Partial<Switches>) => {
    const body = registration(pair.certificate, changed);
    await toOrg(origin + REGISTER_PATH, { method: 'POST', body });
  };
  await register(switches);
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    request.headers.set('origin', PAGE);
    return handle(request, { origins: [PAGE], hosts: [origin], fetch: toOrg });
  };
  const endpoint = new URL(`${PROXY}/localhost:3132/services/oauth2/token`);
  const assertion = sign(claims({ aud: origin }), pair.privateKey);
  const token = await exchangeAssertion(assertion, { endpoint, fetch });
  const send = (call: SessionCall) => ({
    endpoint: sessionEndpoint(call, token, { practice: origin, proxy: PROXY }),
    fetch,
    practice: origin,
  });
  return { origin, token, send, register, visit: toOrg };
}

test('through the proxy all three are read, and the one-time link works once', async () => {
  const { origin, token, send, visit } = await proxied();
  expect((await askUserinfo(token, send('userinfo'))).username).toBe(USERNAME);
  const link = await askSingleAccess(token, { ...send('singleaccess'), landing: '/home' });
  expect(link.origin).toBe(origin);
  expect(await (await visit(link)).text()).toContain('at /home.');
  expect((await visit(link)).status).toBe(403);
  await revokeToken(token, send('revoke'));
  expect(await refusalOf(() => askUserinfo(token, send('userinfo')))).toBe('Bad_OAuth_Token');
});

test.each([
  [{ apiOnly: true }, 'Bad_OAuth_Token'],
  [{ noWebScope: true }, 'Invalid_Scope'],
  [{ tokenExpired: true }, 'Bad_OAuth_Token'],
])('with %j single access is refused as %s', async (switches, refused) => {
  const { token, send, register } = await proxied({ noWebScope: 'noWebScope' in switches });
  await register(switches);
  expect(await refusalOf(() => askSingleAccess(token, send('singleaccess')))).toBe(refused);
});

test('a frontdoor link opens the org and leads on to an address without the token', async () => {
  const { origin, token, visit } = await proxied();
  const answer = await visit(frontdoorLink(token, { practice: origin }));
  expect(answer.status).toBe(302);
  const next = new URL(answer.headers.get('location') ?? '', origin);
  expect(next.href).not.toContain(token.accessToken);
  expect(await (await visit(next)).text()).toContain('You are in as');
});
