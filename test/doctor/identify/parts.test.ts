import { expect, test } from 'vitest';
import type { Thing } from '../../../src/doctor/thing.ts';
import {
  ACCESS_TOKEN,
  AUTH_URL,
  AUTHORIZE,
  CALLBACK,
  CODE,
  codesOf,
  CONSUMER_KEY,
  CONSUMER_SECRET,
  FRONTDOOR,
  HOST,
  inspect,
  JWT,
  kindsOf,
  REFRESH_TOKEN,
} from './_samples.ts';

const around = (secret: string) => `2026-11-22T12:00:01.000Z [INFO] Logging in to the org
2026-11-22T12:00:02.000Z [DEBUG] the answer has the value ${secret}
2026-11-22T12:00:03.000Z [INFO] Deploying 12 components
`;

test.each([
  ['an access token', ACCESS_TOKEN, 'access-token/opaque'],
  ['a refresh token', REFRESH_TOKEN, 'refresh-token'],
  ['a JWT', JWT, 'jwt/assertion'],
  ['a frontdoor link', FRONTDOOR, 'frontdoor/session'],
  ['a callback address', CALLBACK, 'url/callback'],
  ['an SFDX auth URL', AUTH_URL, 'auth-url/sfdx'],
  ['a consumer secret', `client_secret=${CONSUMER_SECRET}`, 'consumer-secret'],
])('%s in a log is found, and said to be readable there', async (_, secret, kind) => {
  const things = await inspect(around(secret));
  expect(things.map((thing) => thing.kind)).toEqual([kind]);
  const finding = things[0]?.findings.find(({ code }) => code === 'inspect/in-a-text');
  expect(finding?.severity).toBe('risk');
  expect(finding?.evidence).toEqual([{ text: 'it stands in line 2 of 4' }]);
});

test('a secret alone, or after its name, is not said to be readable by others', async () => {
  for (const text of [
    ACCESS_TOKEN,
    `Authorization: Bearer ${ACCESS_TOKEN}`,
    `export SFDX_ACCESS_TOKEN="${ACCESS_TOKEN}"`,
    FRONTDOOR,
  ]) {
    const [thing] = await inspect(text);
    expect(thing && codesOf(thing)).not.toContain('inspect/in-a-text');
  }
});

test('what is no secret is not said to be one in a text', async () => {
  const [thing] = await inspect(around(CONSUMER_KEY));
  expect(thing?.kind).toBe('consumer-key');
  expect(thing && codesOf(thing)).toEqual([]);
});

test('a token in an address is the address’s and no second thing', async () => {
  expect(await kindsOf(`open ${FRONTDOOR} in the browser`)).toEqual(['frontdoor/session']);
});

test('things come in the order in which they stand, each once however often it stands there', async () => {
  const text = `${CONSUMER_KEY}\n${ACCESS_TOKEN}\n${AUTH_URL}\n${ACCESS_TOKEN}\n${CONSUMER_KEY}\n`;
  expect(await kindsOf(text)).toEqual(['consumer-key', 'access-token/opaque', 'auth-url/sfdx']);
});

test('two tokens of one org are two things', async () => {
  const other = `${ACCESS_TOKEN.slice(0, -1)}Z`;
  expect(await kindsOf(`${ACCESS_TOKEN}\n${other}`)).toHaveLength(2);
});

test('an error beside a token is explained as well', async () => {
  const things = await inspect(around(`${ACCESS_TOKEN}: user hasn't approved this consumer`));
  expect(things.map(({ kind }) => kind)).toEqual(['access-token/opaque', 'text']);
  expect(things[1] && codesOf(things[1])).toContain('refusal/not-pre-authorized');
});

const only = async (text: string): Promise<Thing> => {
  const [thing, ...more] = await inspect(text);
  if (thing === undefined || more.length > 0) throw new Error('not one thing');
  return thing;
};
const fact = ({ facts }: Thing, wanted: string) => facts.find(({ name }) => name === wanted)?.value;

test('of a token the org is shown, and how long it was', async () => {
  const thing = await only(ACCESS_TOKEN);
  expect(thing.secret).toBe(true);
  expect(fact(thing, 'Token')).toBe('00D… (112 characters)');
  expect(fact(thing, 'Org ID')).toBe('00D5e000001AbCd');
});

test('a token of which only the start was printed is said to be cut off', async () => {
  const thing = await only(`${ACCESS_TOKEN.slice(0, 40)}...`);
  expect(codesOf(thing)).toEqual(['inspect/masked']);
  expect(thing.findings[0]?.why).toContain('of this one 40 are left');
});

test.each([
  ['a host of Salesforce', FRONTDOOR, ['frontdoor/session']],
  [
    'another host',
    FRONTDOOR.replace(HOST, 'my.salesforce.com.example.net'),
    ['url/foreign-host', 'frontdoor/session'],
  ],
])('a frontdoor link at %s', async (_, link, codes) => {
  expect(codesOf(await only(link))).toEqual(codes);
});

const without = (name: string) => {
  const url = new URL(AUTHORIZE);
  url.searchParams.delete(name);
  return url.href;
};
const setTo = (name: string, value: string) => {
  const url = new URL(AUTHORIZE);
  url.searchParams.set(name, value);
  return url.href;
};

test.each([
  ['as it should be', AUTHORIZE, []],
  ['without a consumer key', without('client_id'), ['authorize/missing']],
  ['without a callback', without('redirect_uri'), ['authorize/missing']],
  ['without PKCE', without('code_challenge'), ['authorize/no-pkce']],
  ['with PKCE in its plain form', without('code_challenge_method'), ['authorize/pkce-plain']],
  ['without scopes, which asks for all', without('scope'), []],
  [
    'without the scope that makes it count',
    setTo('scope', 'api web'),
    ['authorize/no-refresh-token'],
  ],
  ['with offline_access', setTo('scope', 'api offline_access'), []],
  ['for a token in the address', setTo('response_type', 'token'), ['authorize/implicit']],
  [
    'at a page’s host',
    AUTHORIZE.replace('my.salesforce.com', 'lightning.force.com'),
    ['url/page-host'],
  ],
  ['at another host', AUTHORIZE.replace(HOST, 'acme.example'), ['url/foreign-host']],
  ['without TLS', AUTHORIZE.replace('https:', 'http:'), ['url/not-https']],
])('an authorize address %s', async (_, address, codes) => {
  expect(codesOf(await only(address))).toEqual(codes);
});

test('of a callback the code is masked and the state is not shown', async () => {
  const thing = await only(CALLBACK);
  expect(fact(thing, 'Code')).toBe(`aPrx… (${CODE.length} characters)`);
  expect(JSON.stringify(thing)).not.toContain('fake');
});

test.each([
  'https://github.com/login/callback?code=0123456789abcdef0123&state=xyz',
  'https://accounts.example/callback?error=login_required',
  'https://example.com/?code=200',
  'https://help.salesforce.com/s/articleView?id=xcloud.frontdoor_singleaccess&type=5',
])('%s is none of ours', async (address) => {
  expect(await inspect(address)).toEqual([]);
});

test.each([
  ['another service’s host', AUTH_URL.replace(HOST, 'acme.example'), true],
  ['the org’s own', AUTH_URL, false],
])('an SFDX auth URL for %s', async (_, url, foreign) => {
  const thing = await only(url);
  expect(codesOf(thing).includes('url/foreign-host')).toBe(foreign);
  expect(fact(thing, 'Consumer key')).toBe('PlatformCLI');
});

test('a consumer key that is shorter than any known may be cut off', async () => {
  expect(codesOf(await only(CONSUMER_KEY.slice(0, 60)))).toEqual(['consumer-key/short']);
});

test('64 hexadecimal digits alone may be a fingerprint, and named they are not', async () => {
  expect(codesOf(await only(CONSUMER_SECRET))).toContain('consumer-secret/or-fingerprint');
  const named = await only(`Consumer Secret: ${CONSUMER_SECRET}`);
  expect(codesOf(named)).not.toContain('consumer-secret/or-fingerprint');
});
