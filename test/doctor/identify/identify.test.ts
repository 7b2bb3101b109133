import { expect, test } from 'vitest';
import { base64, utf8 } from '../../../src/core/bytes.ts';
import { identify } from '../../../src/doctor/identify/identify.ts';
import { thrown } from '../../_thrown.ts';
import {
  ACCESS_TOKEN,
  AUTH_URL,
  AUTHORIZE,
  CALLBACK,
  CONFIG,
  CONSUMER_KEY,
  CONSUMER_SECRET,
  FRONTDOOR,
  HOST,
  inspect,
  codesOf,
  kindsOf,
  NOW,
  ONE_TIME,
  REFRESH_TOKEN,
  REFUSED,
  SF_ORG,
  TOKEN_ANSWER,
  USER_ID,
} from './_samples.ts';

const json = (value: unknown) => JSON.stringify(value, null, 2);
const DIGITS = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const PAIRS = (DIGITS.match(/../g) ?? []).join(':').toUpperCase();

test.each([
  ['an access token', ACCESS_TOKEN, 'access-token/opaque'],
  ['one out of an address', ACCESS_TOKEN.replace('!', '%21'), 'access-token/opaque'],
  ['a refresh token', REFRESH_TOKEN, 'refresh-token'],
  ['a consumer key', CONSUMER_KEY, 'consumer-key'],
  ['a consumer secret', CONSUMER_SECRET, 'consumer-secret'],
  [
    'a consumer secret of digits, by its name',
    'client_secret=5828632327869003970',
    'consumer-secret',
  ],
  ['an SFDX auth URL', AUTH_URL, 'auth-url/sfdx'],
  ['a frontdoor link with its session', FRONTDOOR, 'frontdoor/session'],
  ['a frontdoor link for one use', ONE_TIME, 'frontdoor/one-time'],
  ['an authorize address', AUTHORIZE, 'url/authorize'],
  ['a callback address', CALLBACK, 'url/callback'],
  ['one that was copied out of HTML', CALLBACK.replaceAll('&', '&amp;'), 'url/callback'],
  [
    'a callback address of the user-agent flow',
    `https://login.salesforce.com/services/oauth2/success#access_token=${encodeURIComponent(ACCESS_TOKEN)}&instance_url=https://${HOST}`,
    'url/callback-token',
  ],
  [
    'a callback address with an error',
    'http://localhost:1717/OauthRedirect?error=access_denied&error_description=end-user%20denied%20authorization',
    'url/callback-refused',
  ],
  [
    'Salesforce’s own page of an error',
    `https://${HOST}/setup/secur/RemoteAccessErrorPage.apexp?error=invalid_client&error_description=app+must+be+installed+into+org`,
    'url/callback-refused',
  ],
  ['a jwt.json', json(CONFIG), 'config/jwt.json'],
  ['what sf org display prints', json({ status: 0, result: SF_ORG, warnings: [] }), 'sf/org'],
  ['a token answer', json(TOKEN_ANSWER), 'answer/token'],
  [
    'a token answer with its headers',
    `HTTP/2 200 \ncontent-type: application/json\n\n${json(TOKEN_ANSWER)}`,
    'answer/token',
  ],
  ['a refusal', json(REFUSED), 'answer/refused'],
  [
    'a refusal of the REST API',
    json([{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }]),
    'answer/refused',
  ],
  [
    'an answer to who am I',
    json({ user_id: USER_ID, organization_id: '00D5e000001AbCdEAK', preferred_username: 'a@b.c' }),
    'answer/userinfo',
  ],
  ['the address of an org', `https://${HOST}`, 'org/address'],
  [
    'a page of an org',
    'acme--uat.sandbox.lightning.force.com/lightning/setup/SetupOneHome/home',
    'org/address',
  ],
  ['a fingerprint, as this page copies it', PAIRS, 'fingerprint/sha-256'],
  ['a fingerprint of openssl x509', `sha256 Fingerprint=${PAIRS}`, 'fingerprint/sha-256'],
  ['a fingerprint of openssl dgst', `SHA2-256(stdin)= ${DIGITS}`, 'fingerprint/sha-256'],
  ['a fingerprint of keytool', `\t SHA1: ${PAIRS.slice(0, 59)}`, 'fingerprint/sha-1'],
  ['an error', "invalid_grant: user hasn't approved this consumer", 'text'],
] as const)('%s is recognised alone', async (_, text, kind) => {
  expect(await kindsOf(text)).toEqual([kind]);
});

test.each([
  ['bytes', (text: string) => utf8(text)],
  ['with a byte order mark', (text: string) => `\ufeff${text}`],
  ['in UTF-16, little end first', (text: string) => utf16(`\ufeff${text}`, true)],
  ['in UTF-16, big end first', (text: string) => utf16(`\ufeff${text}`, false)],
  ['in UTF-16 without a mark', (text: string) => utf16(text, true)],
  ['with line breaks and blanks round it', (text: string) => ` \r\n\t${text}\r\n\r\n`],
  ['as a JSON string', (text: string) => JSON.stringify(text)],
  ['in single quotes', (text: string) => `'${text}'`],
  ['in typographic quotes', (text: string) => `“${text}”`],
  ['in backticks', (text: string) => `\`${text}\``],
  ['as base64', (text: string) => base64(utf8(text))],
  ['as base64 with line breaks', (text: string) => base64(utf8(text)).replace(/.{1,76}/g, '$&\n')],
  ['as base64 of base64', (text: string) => base64(utf8(base64(utf8(text))))],
  ['as a variable with base64', (text: string) => `SF_SECRET=${base64(utf8(text))}`],
  ['as JSON of base64', (text: string) => JSON.stringify(base64(utf8(text)))],
])('every kind is recognised %s', async (_, wrap) => {
  for (const [text, kind] of [
    [ACCESS_TOKEN, 'access-token/opaque'],
    [CONSUMER_KEY, 'consumer-key'],
    [AUTH_URL, 'auth-url/sfdx'],
    [FRONTDOOR, 'frontdoor/session'],
    [JSON.stringify(CONFIG), 'config/jwt.json'],
    [JSON.stringify({ status: 0, result: SF_ORG }), 'sf/org'],
    [JSON.stringify(TOKEN_ANSWER), 'answer/token'],
    [JSON.stringify(REFUSED), 'answer/refused'],
  ] as const) {
    expect(await kindsOf(wrap(text))).toEqual([kind]);
  }
});

test.each([
  ['quotes escaped', json(REFUSED).replaceAll('"', '\\"').replaceAll('\n', '\\n')],
  ['percent encoding', encodeURIComponent(JSON.stringify(REFUSED))],
])('JSON with its %s is read', async (_, text) => {
  const [thing] = await inspect(text);
  expect(thing?.kind).toBe('answer/refused');
  expect(thing?.mended).toHaveLength(1);
});

test('what is not in it is not mended, and what is, is said', async () => {
  const [plain] = await inspect(ACCESS_TOKEN);
  const [wrapped] = await inspect(`\ufeff"${ACCESS_TOKEN}"`);
  expect(plain?.mended).toEqual([]);
  expect(wrapped?.mended).toContain('Left out the byte order mark (BOM).');
});

test('where it came from stands in every thing, for a pasted text nothing', async () => {
  expect((await inspect(ACCESS_TOKEN))[0]?.from).toBe('');
  expect((await inspect(ACCESS_TOKEN, { from: 'a/token.txt' }))[0]?.from).toBe('a/token.txt');
});

test('the failures of an answer are those of its text, with their causes in order', async () => {
  const [thing] = await inspect(json(REFUSED));
  expect(thing && codesOf(thing)).toContain('refusal/not-pre-authorized');
  expect(thing && codesOf(thing)).not.toContain('answer/unknown');
  expect(thing).not.toHaveProperty('says');
});

test('a refusal in words that are not known keeps what it said', async () => {
  const [thing] = await inspect(
    json({ error: 'invalid_grant', error_description: 'a new reason' }),
  );
  expect(thing && codesOf(thing)).toEqual(['answer/unknown']);
  expect(thing?.findings[0]?.why).toContain('a new reason');
});

test('of a text in which nothing is known nothing is left', async () => {
  expect(await inspect('The quick brown fox jumps over the lazy dog.')).toEqual([]);
  expect(await inspect('')).toEqual([]);
  expect(await inspect(new Uint8Array())).toEqual([]);
});

test('the worker hands on a text without the secrets that were found in it', async () => {
  const log = `12:00:01 got ${ACCESS_TOKEN}, ${FRONTDOOR} and ${AUTH_URL}, then invalid_grant\n`;
  const things = await identify(log, { now: NOW });
  expect(JSON.stringify(things)).not.toContain('fake');
  expect(things.find(({ kind }) => kind === 'text')?.says).toBe(
    `12:00:01 got salesforce, https://${HOST}/secur/frontdoor.jsp and salesforce, then invalid_grant\n`,
  );
});

test('a damaged key that nobody recognises does not reach the page as a text', async () => {
  const lines = Array.from({ length: 20 }, (_, at) => `${at}${'aB3+/xYz'.repeat(8)}`.slice(0, 64));
  const things = await identify(`*** ${lines.join('\n')} ***`, { now: NOW });
  expect(JSON.stringify(things)).not.toContain('aB3');
});

test('more than 1 MB is refused before it is looked at', async () => {
  const refused = await thrown(() => identify('x'.repeat(1024 * 1024 + 1)));
  expect(refused).toMatchObject({ code: 'input/too-large' });
});

test('1 MB that is no more than text is taken', async () => {
  expect(await inspect('word '.repeat(209_000))).toEqual([]);
});

function utf16(text: string, little: boolean): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < text.length; at += 1) view.setUint16(at * 2, text.charCodeAt(at), little);
  return bytes;
}
