import { beforeAll, expect, test } from 'vitest';
import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { jwtThing } from '../../../src/doctor/jwt/thing.ts';
import { temporaryFolder } from '../../_files.ts';
import { thrown } from '../../_thrown.ts';
import { needTool, runAsync } from '../../_tools.ts';
import {
  CLAIMS,
  CONSUMER_KEY,
  encode,
  good,
  jsonwebtoken,
  makePair,
  NOW,
  read,
  said,
  SECONDS,
  sign,
  signShared,
  type Pair,
} from './_jwt.ts';

const folder = temporaryFolder();
let pair: Pair;
let other: Pair;
beforeAll(() => {
  [pair, other] = [makePair(), makePair()];
});

const own = (consumerKey?: string) => ({
  name: 'acme CI',
  pem: pair.publicPem,
  ...(consumerKey === undefined ? {} : { consumerKey }),
});
const foreign = (consumerKey?: string) => ({ ...own(consumerKey), pem: other.publicPem });

test('an assertion of jsonwebtoken is read, verified, and as it should be', async () => {
  const { iss, sub, aud } = CLAIMS;
  const jwt = jsonwebtoken.sign(
    { iss, sub, aud, iat: SECONDS, exp: SECONDS + 170 },
    pair.privatePem,
    {
      algorithm: 'RS256',
    },
  );
  const reading = await read(jwt, { keys: [foreign(), own(CONSUMER_KEY)] });
  expect(reading.kind).toBe('assertion');
  expect(reading.signature).toMatchObject({ state: 'good', key: { name: 'acme CI' } });
  expect(said(reading)).toEqual([]);
  expect(good(reading)).toEqual([
    'jwt/alg-good',
    'jwt/signature-good',
    'jwt/iss-good',
    'jwt/sub-good',
    'jwt/aud-good',
    'jwt/exp-good',
  ]);
  expect(reading.claims.map(({ name, value }) => [name, value])).toEqual([
    ['iss', iss],
    ['sub', sub],
    ['aud', aud],
    ['iat', String(SECONDS)],
    ['exp', String(SECONDS + 170)],
  ]);
  expect(reading.claims.at(-1)?.at).toBe(NOW + 170_000);
});

test.skipIf(!needTool('openssl'))(
  'an assertion made in a shell with openssl verifies',
  async () => {
    const key = folder.write('server.key', pair.privatePem);
    const script = `set -eu
encode() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
head=$(printf '{"alg":"RS256"}' | encode)
body=$(printf '{"iss":"%s","sub":"ci@acme.example","aud":"https://test.salesforce.com","exp":"%s"}' "$ISS" "$EXP" | encode)
sig=$(printf '%s.%s' "$head" "$body" | openssl dgst -sha256 -sign "$KEY" | encode)
printf '%s.%s.%s' "$head" "$body" "$sig"`;
    const env = { ...process.env, KEY: key, ISS: CONSUMER_KEY, EXP: String(SECONDS + 60) };
    const { stdout } = await runAsync('bash', ['-c', script], { env });
    const reading = await read(stdout, { keys: [own()] });
    expect(reading.signature.state).toBe('good');
    expect(said(reading)).toEqual(['aud-generic note', 'exp-text note']);
  },
);

test.each<[string, Record<string, unknown>, string[]]>([
  ['without iss', { iss: undefined }, ['iss-missing fault']],
  ['with an empty iss', { iss: '' }, ['iss-missing fault']],
  ['with the username as iss', { iss: 'ci@acme.example' }, ['iss-wrong fault']],
  ['with an address as iss', { iss: 'https://acme.my.salesforce.com' }, ['iss-wrong fault']],
  ['with the consumer secret as iss', { iss: 'A1'.repeat(32) }, ['iss-secret fault']],
  ['with a space round iss', { iss: `${CONSUMER_KEY} ` }, ['iss-space fault']],
  ['without sub', { sub: undefined }, ['sub-missing fault']],
  ['with a user id as sub', { sub: '0055e000001AbCdEAK' }, ['sub-wrong fault']],
  ['with a number as sub', { sub: 5 }, ['sub-wrong fault']],
  ['with a line break behind sub', { sub: 'ci@acme.example\n' }, ['sub-space fault']],
  ['with prn beside another sub', { prn: 'root@acme.example' }, ['prn-wins risk']],
  ['with prn that says the same', { prn: CLAIMS.sub }, ['prn note']],
  ['with prn alone', { sub: undefined, prn: CLAIMS.sub }, ['prn note']],
  ['without aud', { aud: undefined }, ['aud-missing fault']],
  ['with a list of two as aud', { aud: [CLAIMS.aud, 'x'] }, ['aud-list fault']],
  ['with a list of one as aud', { aud: [CLAIMS.aud] }, ['aud-list fault']],
  ['with a bare host as aud', { aud: 'acme.my.salesforce.com' }, ['aud-bare fault']],
  ['with a slash behind aud', { aud: `${CLAIMS.aud}/` }, ['aud-path risk']],
  ['with capitals in aud', { aud: 'https://Acme.my.salesforce.com' }, ['aud-path risk']],
  [
    'with the token endpoint as aud',
    { aud: `${CLAIMS.aud}/services/oauth2/token` },
    ['aud-path risk'],
  ],
  ['with http in aud', { aud: 'http://acme.my.salesforce.com' }, ['aud-wrong fault']],
  ['with a Lightning host as aud', { aud: 'https://acme.lightning.force.com' }, ['aud-page fault']],
  ['with another host as aud', { aud: 'https://oauth2.googleapis.com/token' }, ['aud-wrong fault']],
  ['with a number as aud', { aud: 7 }, ['aud-wrong fault']],
  ['with login as aud', { aud: 'https://login.salesforce.com' }, ['aud-generic note']],
  ['with test as aud', { aud: 'https://test.salesforce.com' }, ['aud-generic note']],
  ['without exp', { exp: undefined }, ['exp-missing fault']],
  ['with a date as exp', { exp: '2026-11-22T08:02:00Z' }, ['exp-wrong fault']],
  ['with exp as a text', { exp: String(SECONDS + 60) }, ['exp-text note']],
  ['with exp in milliseconds', { exp: NOW + 300 }, ['exp-unit risk']],
  ['with exp in nanoseconds', { exp: NOW * 1e6 }, ['exp-unit risk']],
  ['that ended', { exp: SECONDS - 1 }, ['exp-past fault']],
  ['that ends in four minutes', { exp: SECONDS + 240 }, ['exp-late note']],
  ['that ends in an hour', { exp: SECONDS + 3600 }, ['exp-far risk']],
  ['of a clock that is ahead', { iat: SECONDS + 7200 }, ['iat note']],
  ['of a clock that is a little ahead', { iat: SECONDS + 20 }, []],
  ['with iat in words', { iat: 'now' }, ['iat note']],
  ['with iat long ago', { iat: SECONDS - 9_999_999 }, []],
  ['that is not good yet', { nbf: SECONDS + 90 }, ['nbf risk']],
  ['that is good since now', { nbf: SECONDS }, []],
  ['with a jti', { jti: 'once' }, ['jti note']],
  ['with a scope', { scope: 'api' }, ['scope note']],
])('an assertion %s is told so', async (_, claims, expected) => {
  expect(said(await read(sign(pair, claims), { keys: [own()] }))).toEqual(expected);
});

test.each<[string, Record<string, unknown>, string[]]>([
  ['without typ', { typ: undefined }, []],
  ['with another typ', { typ: 'JOSE' }, ['typ note']],
  ['with a kid', { kid: 'one' }, ['kid note']],
  ['with a certificate inside', { x5c: ['MII'], x5u: 'https://x.example' }, ['key-inside note']],
  ['with an extension it demands', { crit: ['exp'] }, ['crit risk', 'signature-foreign note']],
])('a header %s is told so', async (_, header, expected) => {
  expect(said(await read(sign(pair, {}, header), { keys: [own()] }))).toEqual(expected);
});

test.each([
  ['RS512', 'alg-undocumented risk'],
  ['PS256', 'alg-undocumented risk'],
  ['ES256', 'alg-other fault'],
  ['EdDSA', 'alg-other fault'],
  ['HS256', 'alg-shared fault'],
  ['rs256', 'alg-case fault'],
  ['none', 'unsigned fault'],
  ['None', 'unsigned fault'],
])('%s is named and not verified', async (alg, expected) => {
  const jwt = encode(JSON.stringify({ alg }), JSON.stringify(CLAIMS), 'A'.repeat(342));
  const reading = await read(jwt, { keys: [own()] });
  expect(said(reading)).toEqual([expected]);
  expect(reading.signature).toEqual({ state: 'unchecked', why: 'algorithm' });
});

test('a header without an algorithm, and a JWT without a signature, are faults', async () => {
  const headless = encode('{"typ":"JWT"}', JSON.stringify(CLAIMS));
  expect(said(await read(headless))).toContain('alg-missing fault');
  const bare = sign(pair).split('.').slice(0, 2).join('.');
  for (const jwt of [`${bare}.`, bare]) expect(said(await read(jwt))).toEqual(['unsigned fault']);
  expect(said(await read(signShared()))).toEqual(['alg-shared fault']);
});

test('another key is a fault where its app is known, and a note where it is not', async () => {
  const jwt = sign(pair);
  expect(said(await read(jwt, { keys: [foreign()] }))).toEqual(['signature-foreign note']);
  const known = await read(jwt, { keys: [foreign(CONSUMER_KEY)] });
  expect(said(known)).toEqual(['signature-bad fault']);
  expect(known.findings[0]?.certainty).toBe('likely');
  expect(said(await read(jwt))).toEqual(['signature-unknown note']);
  const elsewhere = await read(jwt, { keys: [own('3MVG9.another')] });
  expect(said(elsewhere)).toEqual(['signature-other-app risk']);
});

test('a certificate that holds no RSA key is no reason to call a signature bad', async () => {
  const keys = [
    { name: 'EC', pem: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' },
  ];
  expect((await read(sign(pair), { keys })).signature).toEqual({
    state: 'unchecked',
    why: 'no-key',
  });
});

test('a changed claim spoils the signature', async () => {
  const [head, , tail] = sign(pair).split('.');
  const body = Buffer.from(JSON.stringify({ ...CLAIMS, sub: 'root@acme.example' })).toString(
    'base64url',
  );
  const reading = await read(`${head}.${body}.${tail}`, { keys: [own(CONSUMER_KEY)] });
  expect(said(reading)).toEqual(['signature-bad fault']);
});

test('a short key and a signature that was cut are told by its length', async () => {
  expect(said(await read(sign(makePair(1024))))).toContain('short-key fault');
  expect(said(await read(sign(pair).slice(0, -20)))).toContain('signature-cut fault');
  expect(said(await read(sign(makePair(3072))))).toEqual(['signature-unknown note']);
});

test('an audience that is not the one of the login URL is a fault', async () => {
  const loginUrl = 'https://acme--uat.sandbox.my.salesforce.com';
  const aud = (value: string, at = loginUrl) =>
    read(sign(pair, { aud: value }), { keys: [{ ...own(CONSUMER_KEY), loginUrl: at }] });
  expect(said(await aud('https://acme.my.salesforce.com'))).toEqual(['aud-other-org fault']);
  expect(said(await aud('https://test.salesforce.com'))).toEqual(['aud-generic note']);
  expect(said(await aud(loginUrl))).toEqual([]);
  expect(said(await aud(loginUrl, 'not an address'))).toEqual([]);
});

test('the practice org’s own address is a good audience', async () => {
  const practice = 'http://localhost:3132';
  const jwt = sign(pair, { iss: 'practice-key-1', aud: practice });
  expect(good(await read(jwt, { practice, keys: [own()] }))).toContain('jwt/aud-good');
});

test('a name that stands twice is told, one inside another object is not', async () => {
  const twice =
    '{"sub":"a@b","iss":"3MVG9.k_1aa","sub":"c@d","aud":"https://test.salesforce.com","exp":1}';
  const reading = await read(encode('{"alg":"RS256","x":{"alg":"none"}}', twice));
  expect(reading.findings.find(({ code }) => code === 'jwt/repeated')?.title).toMatch(/: sub$/);
});

test('for how sure a past exp is a fault, the reported buffer counts', async () => {
  const ago = async (seconds: number) =>
    (await read(sign(pair, { exp: SECONDS - seconds }))).findings.find(
      ({ code }) => code === 'jwt/exp-past',
    );
  expect(await ago(10)).toMatchObject({ certainty: 'likely', title: 'It ended 10 seconds ago' });
  expect(await ago(3600)).toMatchObject({ certainty: 'certain' });
});

const vectors = JSON.parse(
  readFileSync(new URL('../../vectors/jwt/rfc.json', import.meta.url), 'utf8'),
) as Record<string, { jwt: string; jwk?: Record<string, string> }>;
const vector = (name: string) => vectors[name] ?? { jwt: '' };

test('the RSA example of RFC 7515 verifies under its published key', async () => {
  const { jwt, jwk = {} } = vector('RFC 7515 A.2');
  const pem = createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
  const reading = await read(jwt, { keys: [{ name: 'RFC', pem: String(pem) }] });
  expect(reading.signature.state).toBe('good');
  expect(reading.kind).toBe('other');
  expect(reading.claims).toMatchObject([
    { name: 'iss', value: 'joe' },
    { name: 'exp', value: '1300819380', at: 1_300_819_380_000 },
    { name: 'http://example.com/is_root', value: 'true' },
  ]);
});

test.each([
  ['RFC 7515 A.1', 'other', 'algorithm'],
  ['RFC 7515 A.3', 'other', 'algorithm'],
  ['RFC 7519 6.1', 'other', 'unsigned'],
  ['RFC 7519 A.1', 'encrypted', 'damaged'],
])('the example of %s is %s', async (name, kind, why) => {
  const reading = await read(vector(name).jwt, { keys: [own()] });
  expect(reading.kind).toBe(kind);
  expect(reading.signature).toEqual({ state: 'unchecked', why });
  expect(said(reading)).toContain(kind === 'other' ? 'is-other note' : 'encrypted note');
});

test.each<[string, Record<string, unknown>, Record<string, unknown>, string]>([
  // Help, jwt_access_tokens.
  [
    'an access token of Salesforce',
    { tty: 'sfdc-core-token', ver: '1.0' },
    { scp: 'api', aud: [CLAIMS.aud] },
    'access-token',
  ],
  ['an access token of RFC 9068', { typ: 'at+jwt' }, {}, 'access-token'],
  [
    'an ID token',
    {},
    {
      iss: CLAIMS.aud,
      aud: CONSUMER_KEY,
      sub: 'https://login.salesforce.com/id/00D5e000001AbCdEAK/0055e000001AbCdEAK',
    },
    'id-token',
  ],
  ['an ID token by its nonce', {}, { nonce: '1' }, 'id-token'],
  ['an assertion by its consumer key', {}, { aud: undefined }, 'assertion'],
  ['an assertion by its audience', {}, { iss: 'x' }, 'assertion'],
  [
    'an assertion for a Lightning host',
    {},
    { iss: 'x', aud: 'https://acme.lightning.force.com' },
    'assertion',
  ],
  [
    'a JWT for Google',
    {},
    { iss: 'ci@proj.iam.gserviceaccount.com', aud: 'https://oauth2.googleapis.com/token' },
    'other',
  ],
])('%s is told apart', async (_, header, claims, kind) => {
  expect((await read(sign(pair, claims, header))).kind).toBe(kind);
});

test('what is no assertion is not measured by the rules for one', async () => {
  const token = sign(
    pair,
    { scp: 'api', aud: [CLAIMS.aud], sub: 'uid:005' },
    { tty: 'sfdc-core-token', kid: 'K' },
  );
  expect(said(await read(`Bearer ${token}`))).toEqual([
    'is-access-token note',
    'bearer note',
    'lasts note',
  ]);
});

test('what is not a JWT is refused, and what is too long', async () => {
  for (const text of [
    '',
    'hello',
    'a.b.c',
    '3MVG9.abc.def',
    'eyes. of the world',
    'e30.e30.e30',
    '{"a":1}',
  ]) {
    expect((await thrown(() => read(text))).code).toBe('assertion/malformed');
  }
  for (const text of ['x'.repeat(1024 * 1024 + 1), `eyJ${'a'.repeat(100_000)}.eyJh.c`]) {
    expect((await thrown(() => read(text))).code).toBe('input/too-large');
  }
});

test('what a claim stands for depends on which JWT it is in', async () => {
  const means = async (header: Record<string, unknown>) => {
    const { claims } = await read(sign(pair, {}, header));
    return Object.fromEntries(claims.map((row) => [row.name, row.means]));
  };
  expect(await means({})).toMatchObject({ iss: 'the app’s consumer key', exp: 'when it ends' });
  expect(await means({ tty: 'sfdc-core-token' })).toMatchObject({ iss: 'who made it' });
});

test('as a thing it shows its times in the reader’s zone and in UTC, and is a secret', async () => {
  const reading = await read(sign(pair));
  const thing = jwtThing(reading, 'token.txt', { now: NOW, zone: 'Asia/Kolkata' });
  expect(thing).toMatchObject({ kind: 'jwt/assertion', from: 'token.txt', secret: true });
  const fact = (name: string) => thing.facts.find((one) => one.name === name);
  expect(fact('exp')).toMatchObject({
    name: 'exp',
    means: 'when it ends',
    value: `${SECONDS + 120} (in 2 minutes): 22 Nov 2026, 13:32:00 GMT+5:30, 22 Nov 2026, 08:02:00 UTC`,
    open: true,
  });
  expect(fact('sub')).toMatchObject({ name: 'sub', value: CLAIMS.sub });
  expect(fact('sub')).not.toHaveProperty('open');
  expect(fact('alg')).toMatchObject({ name: 'alg', value: 'RS256', open: true });
  // The signature is what lets in: it is nowhere in it.
  expect(JSON.stringify(thing)).not.toContain(sign(pair).split('.')[2]);
});

test('every finding says what it is and why it matters', async () => {
  const { JWT } = await import('../../../src/doctor/words-jwt.ts');
  for (const [code, { title, why }] of Object.entries(JWT)) {
    expect(title, code).toMatch(/^[A-Za-z{].*[^.]$/s);
    expect(why, code).toMatch(/\.$/);
  }
});
