import { beforeAll, expect, test } from 'vitest';
import { readTokenResponse } from '../../src/core/token.ts';
import {
  askToken,
  claims,
  createOrg,
  CONSUMER_KEY,
  form,
  JWT_BEARER,
  makePair,
  NOW,
  ORIGIN,
  PAGE,
  post,
  register,
  sign,
  USERNAME,
  type Pair,
} from './_app.ts';

let mine: Pair;
let other: Pair;
beforeAll(async () => {
  [mine, other] = await Promise.all([makePair(), makePair()]);
});

async function registered(switches = {}) {
  const org = createOrg();
  expect((await register(org, mine.certificate, switches)).status).toBe(200);
  return org;
}

test('a good assertion gets a token with the fields of this grant and no others', async () => {
  const response = await askToken(await registered(), sign(claims(), mine.privateKey));
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toBe('no-store');
  const fields = (await response.json()) as Record<string, string>;
  expect(Object.keys(fields).sort()).toEqual(
    ['access_token', 'id', 'instance_url', 'issued_at', 'scope', 'token_type'].sort(),
  );
  expect(fields['access_token']).toMatch(/^00D\w{12}![\w.]{96}$/);
  expect(fields['id']).toMatch(/^https:\/\/practice\.invalid\/id\/00D\w{15}\/005\w{15}$/);
  expect(fields).toMatchObject({
    instance_url: ORIGIN,
    token_type: 'Bearer',
    scope: 'web api',
    issued_at: String(NOW.getTime()),
  });
});

test('the app reads the answer as it reads Salesforce’s', async () => {
  const response = await askToken(await registered(), sign(claims(), mine.privateKey));
  const token = await readTokenResponse(response, NOW);
  expect(token).toMatchObject({
    instanceUrl: ORIGIN,
    issuedAt: NOW.getTime(),
    tokenType: 'Bearer',
  });
  expect(token.orgId).toMatch(/^00D/);
  expect(token.userId).toMatch(/^005/);
});

test('two tokens for one assertion differ', async () => {
  const org = await registered();
  const jwt = sign(claims(), mine.privateKey);
  const [one, two] = await Promise.all([askToken(org, jwt), askToken(org, jwt)]);
  expect(await one.text()).not.toBe(await two.text());
});

const second = Math.floor(NOW.getTime() / 1000);
test.each([
  ['the environment’s classic audience', { aud: 'https://login.salesforce.com' }],
  ['an expiry in milliseconds, as the Salesforce CLI sends it', { exp: NOW.getTime() + 300_000 }],
  ['an expiry as a string', { exp: String(second + 60) }],
  ['an expiry one second ahead', { exp: second + 1 }],
  ['no iat', { iat: undefined }],
  ['a jti', { jti: 'a' }],
  ['prn in place of sub', { sub: undefined, prn: USERNAME }],
])('%s is taken', async (_, change) => {
  const response = await askToken(await registered(), sign(claims(change), mine.privateKey));
  expect(response.status).toBe(200);
});

const invalid = { error: 'invalid_grant', error_description: 'invalid assertion' };
const expired = { error: 'invalid_grant', error_description: 'expired authorization code' };
const audience = { error: 'invalid_grant', error_description: 'audience is invalid' };
const approval = {
  error: 'invalid_grant',
  error_description: "user hasn't approved this consumer",
};
const unknown = { error: 'invalid_client_id', error_description: 'client identifier invalid' };

test.each([
  ['an expiry that is now', { exp: second }, expired],
  ['an expiry in the past', { exp: second - 60 }, expired],
  ['an expiry that is no number', { exp: 'soon' }, invalid],
  ['no expiry', { exp: undefined }, invalid],
  ['another environment’s audience', { aud: 'https://test.salesforce.com' }, audience],
  ['another host as audience', { aud: 'https://acme.my.salesforce.com' }, audience],
  ['no audience', { aud: undefined }, audience],
  ['another user', { sub: 'other@acme.example' }, approval],
  ['no user', { sub: undefined }, approval],
  ['a prn beside a good sub, which wins', { prn: 'other@acme.example' }, approval],
  ['another consumer key', { iss: '3MVG9.other' }, unknown],
  ['no consumer key', { iss: undefined }, unknown],
])('%s is refused in Salesforce’s words', async (_, change, body) => {
  const response = await askToken(await registered(), sign(claims(change), mine.privateKey));
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual(body);
});

test.each([
  ['another key', () => sign(claims(), other.privateKey)],
  ['no signature', () => sign(claims(), mine.privateKey).replace(/[^.]+$/, '')],
  ['alg none', () => sign(claims(), mine.privateKey, { alg: 'none' })],
  [
    'an algorithm that only claims to be another',
    () => sign(claims(), mine.privateKey, { alg: 'RS512' }),
  ],
  ['a changed claim', () => changeSubject(sign(claims(), mine.privateKey))],
  ['two parts', () => 'a.b'],
  ['an empty assertion', () => ''],
  ['claims that are no JSON', () => 'e30.!!!.x'],
])('an assertion with %s is invalid', async (_, make) => {
  const response = await askToken(await registered(), make());
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual(invalid);
});

function changeSubject(jwt: string): string {
  const [header, , signature] = jwt.split('.');
  const body = Buffer.from(JSON.stringify(claims({ sub: 'admin@acme.example' })));
  return [header, body.toString('base64url'), signature].join('.');
}

test.each([
  ['another grant', 'grant_type=client_credentials&assertion=a.b.c', undefined],
  ['no grant', 'assertion=a.b.c', undefined],
  ['JSON', JSON.stringify({ grant_type: JWT_BEARER, assertion: 'a.b.c' }), 'application/json'],
])('%s is an unsupported grant type', async (_, body, type) => {
  const response = await (await registered()).handle(post('/services/oauth2/token', body, type));
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({
    error: 'unsupported_grant_type',
    error_description: 'grant type not supported',
  });
});

test.each([
  ['userNotApproved', approval],
  ['anotherCertificate', invalid],
  [
    'appMissing',
    {
      error: 'app_not_found',
      error_description: 'External client app is not installed in this org',
    },
  ],
])('the switch %s gives its own refusal, and none once it is off again', async (name, body) => {
  const org = await registered({ [name]: true });
  const jwt = sign(claims(), mine.privateKey);
  expect(await (await askToken(org, jwt)).json()).toEqual(body);
  await register(org, mine.certificate);
  expect((await askToken(org, jwt)).status).toBe(200);
});

test('with the other certificate even an assertion by a stranger’s key is refused', async () => {
  const org = await registered({ anotherCertificate: true });
  const response = await askToken(org, sign(claims(), other.privateKey));
  expect(await response.json()).toEqual(invalid);
});

test('with CORS off the same answer comes without the header, token and refusal alike', async () => {
  const [on, off] = [await registered(), await registered({ corsOff: true })];
  for (const jwt of [sign(claims(), mine.privateKey), sign(claims({ exp: 1 }), mine.privateKey)]) {
    const [readable, unreadable] = [await askToken(on, jwt), await askToken(off, jwt)];
    expect(readable.headers.get('access-control-allow-origin')).toBe(PAGE);
    expect(unreadable.headers.get('access-control-allow-origin')).toBeNull();
    expect(unreadable.status).toBe(readable.status);
    for (const response of [readable, unreadable]) {
      expect(response.headers.get('vary')).toBe('Origin');
    }
  }
});

test('an app registered again with another certificate takes only the new key', async () => {
  const org = await registered();
  await register(org, other.certificate);
  expect((await askToken(org, sign(claims(), mine.privateKey))).status).toBe(400);
  expect((await askToken(org, sign(claims(), other.privateKey))).status).toBe(200);
});

test('several apps stand side by side', async () => {
  const org = await registered();
  await register(org, other.certificate, {}, { consumerKey: 'second', username: 'b@acme.example' });
  const jwt = sign(claims({ iss: 'second', sub: 'b@acme.example' }), other.privateKey);
  expect((await askToken(org, jwt)).status).toBe(200);
  expect((await askToken(org, sign(claims(), mine.privateKey))).status).toBe(200);
  expect((await askToken(org, sign(claims({ iss: 'second' }), mine.privateKey))).status).toBe(400);
});

test('a body of a megabyte is not read', async () => {
  const fields = { grant_type: JWT_BEARER, assertion: 'a'.repeat(1 << 20) };
  const response = await (await registered()).handle(form('/services/oauth2/token', fields));
  expect(response.status).toBe(400);
});

test('an org without apps knows no consumer key', async () => {
  const response = await askToken(createOrg(), sign(claims(), mine.privateKey));
  expect(await response.json()).toEqual(unknown);
  expect(claims()['iss']).toBe(CONSUMER_KEY);
});
