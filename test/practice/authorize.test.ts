import { createHash } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { authorizeUrl } from '../../src/core/authorize.ts';
import { readLoginUrl } from '../../src/core/org.ts';
import { createPractice } from '../../src/practice/fetch.ts';
import type { PracticeOrg } from '../../src/practice/practice-org.ts';
import {
  askToken,
  claims,
  CONSUMER_KEY,
  createOrg,
  form,
  makePair,
  NOW,
  ORIGIN,
  PAGE,
  register,
  registration,
  sign,
  USERNAME,
  type Pair,
} from './_app.ts';

const CALLBACK = 'http://localhost:1717/OauthRedirect';
const VERIFIER = 'v'.repeat(43);
const PATH = '/services/oauth2/authorize';
const ASKED = {
  response_type: 'code',
  client_id: CONSUMER_KEY,
  redirect_uri: CALLBACK,
  code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
  code_challenge_method: 'S256',
  state: 'a state & <more>',
};
const pair: Promise<Pair> = makePair();
let org: PracticeOrg;
let now = NOW;

beforeEach(async () => {
  now = NOW;
  org = createOrg(() => now);
  await register(org, (await pair).certificate, { userNotApproved: true });
});

const open = (change: Record<string, string> = {}) =>
  org.handle(new Request(`${ORIGIN}${PATH}?${new URLSearchParams({ ...ASKED, ...change })}`));
const decide = (button: string, change: Record<string, string> = {}) =>
  org.handle(form(PATH, { ...ASKED, ...change, [button]: '1' }));
const leadsTo = (response: Response) => new URL(response.headers.get('location') ?? 'x:');

async function getCode(): Promise<string> {
  return leadsTo(await decide('allow')).searchParams.get('code') ?? '';
}

async function redeem(code: string, change: Record<string, string> = {}) {
  const fields = {
    grant_type: 'authorization_code',
    code,
    client_id: CONSUMER_KEY,
    redirect_uri: CALLBACK,
    code_verifier: VERIFIER,
    ...change,
  };
  const response = await org.handle(form('/services/oauth2/token', fields), PAGE);
  return { response, body: (await response.json()) as Record<string, string> };
}

async function assertionAnswer(): Promise<Record<string, string>> {
  const answer = await askToken(org, sign(claims(), (await pair).privateKey));
  return (await answer.json()) as Record<string, string>;
}

test('a user who was not approved gets in by an assertion after approving, and not before', async () => {
  expect((await assertionAnswer())['error_description']).toBe("user hasn't approved this consumer");
  const code = await getCode();
  // The press alone is not enough, as is reported of Salesforce.
  expect((await assertionAnswer())['error']).toBe('invalid_grant');
  const { response, body } = await redeem(code);
  expect(response.status).toBe(200);
  expect(response.headers.get('access-control-allow-origin')).toBe(PAGE);
  expect(body).toMatchObject({ instance_url: ORIGIN, scope: 'refresh_token web api' });
  expect(body['refresh_token']).toMatch(/^5Aep/);
  const got = await assertionAnswer();
  expect(got['access_token']).toBeTruthy();
  expect(got).not.toHaveProperty('refresh_token');
});

test('the approval outlives a registration, and not a switch or another user', async () => {
  await redeem(await getCode());
  const { certificate } = await pair;
  await register(org, certificate, { userNotApproved: true, corsOff: true });
  expect((await assertionAnswer())['access_token']).toBeTruthy();
  await register(org, certificate, { userNotApproved: true }, { username: 'else@acme.example' });
  await register(org, certificate, { userNotApproved: true });
  expect((await assertionAnswer())['error']).toBe('invalid_grant');
  await redeem(await getCode());
  await register(org, certificate, {});
  await register(org, certificate, { userNotApproved: true });
  expect((await assertionAnswer())['error']).toBe('invalid_grant');
});

test('the page asks, and hands on what it was asked, escaped', async () => {
  const response = await open();
  const html = await response.text();
  expect(response.status).toBe(200);
  expect(html).toContain(USERNAME);
  expect(html).toContain('<button name="allow"');
  expect(html).toContain('name="state" value="a state &#38; &#60;more&#62;"');
  expect(html).not.toMatch(/<script|style=/);
  // No page may read it.
  expect(response.headers.has('access-control-allow-origin')).toBe(false);
});

test('Allow leads back with a code and the state, Deny with a reason', async () => {
  const back = leadsTo(await decide('allow'));
  expect(back.origin + back.pathname).toBe(CALLBACK);
  expect(back.searchParams.get('state')).toBe(ASKED.state);
  expect(back.searchParams.get('code')).toMatch(/^aPrx/);
  const denied = leadsTo(await decide('deny'));
  expect(denied.searchParams.get('error')).toBe('access_denied');
  expect(denied.searchParams.has('code')).toBe(false);
});

test.each([
  ['another response type', { response_type: 'token' }, 'unsupported_response_type'],
  ['no challenge', { code_challenge: '' }, 'invalid_request'],
  ['a plain challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
])('%s is refused at the callback', async (_, change, error) => {
  expect(leadsTo(await open(change)).searchParams.get('error')).toBe(error);
});

test.each([
  ['an unknown app', { client_id: '3MVG9.other' }, 'invalid_client_id'],
  [
    'a callback that the app has not',
    { redirect_uri: 'https://evil.example/' },
    'redirect_uri_mismatch',
  ],
])('%s leads nowhere', async (_, change, said) => {
  for (const response of [await open(change), await decide('allow', change)]) {
    expect(response.status).toBe(400);
    expect(response.headers.has('location')).toBe(false);
    expect(await response.text()).toContain(said);
  }
});

test('an API-only user cannot approve', async () => {
  await register(org, (await pair).certificate, { apiOnly: true });
  expect((await open()).status).toBe(403);
  expect((await decide('allow')).status).toBe(403);
});

test.each([
  ['another verifier', { code_verifier: 'w'.repeat(43) }, 'invalid code verifier'],
  ['no verifier', { code_verifier: '' }, 'invalid code verifier'],
  [
    'another callback',
    { redirect_uri: CALLBACK.replace('1717', '1919') },
    'redirect_uri must match configuration',
  ],
  ['another app', { client_id: '3MVG9.other' }, 'client identifier invalid'],
  ['another code', { code: 'aPrxnone' }, 'expired authorization code'],
])('%s redeems nothing', async (_, change, description) => {
  const { response, body } = await redeem(await getCode(), change);
  expect(response.status).toBe(400);
  expect(body['error_description']).toBe(description);
  expect((await assertionAnswer())['error']).toBe('invalid_grant');
});

test('a code is good once, for its own app, and for a quarter of an hour', async () => {
  const code = await getCode();
  await redeem(code);
  expect((await redeem(code)).body['error']).toBe('invalid_grant');
  const late = await getCode();
  now = new Date(NOW.getTime() + 15 * 60_000);
  expect((await redeem(late)).body['error_description']).toBe('expired authorization code');
  now = NOW;
  const other = { consumerKey: '3MVG9.practice_key-2' };
  await org.handle(
    new Request(`${ORIGIN}/practice/app`, {
      method: 'POST',
      body: registration((await pair).certificate, {}, other),
    }),
    PAGE,
  );
  const { body } = await redeem(await getCode(), { client_id: other.consumerKey });
  expect(body['error_description']).toBe('invalid authorization code');
});

test('within the page a press on Allow gives the address that a browser would land on', async () => {
  const practice = createPractice({ origin: ORIGIN, page: PAGE });
  const { certificate } = await pair;
  await practice.fetch(`${ORIGIN}/practice/app`, {
    method: 'POST',
    body: registration(certificate),
  });
  const org = readLoginUrl(ORIGIN, { practice: ORIGIN });
  const input = {
    org,
    username: '',
    callback: CALLBACK,
    challenge: ASKED.code_challenge,
    state: 's',
  };
  const address = await practice.allow(authorizeUrl({ ...input, consumerKey: CONSUMER_KEY }));
  expect(new URL(address ?? '').searchParams.get('code')).toMatch(/^aPrx/);
  expect(await practice.allow(authorizeUrl({ ...input, consumerKey: 'unknown' }))).toBeNull();
});
