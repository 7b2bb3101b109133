import { expect, test } from 'vitest';
import { mask, maskText, replaceBlocks } from '../../src/doctor/mask.ts';
import {
  ACCESS_TOKEN,
  AUTH_URL,
  AUTHORIZE,
  CALLBACK,
  CODE,
  CONSUMER_KEY,
  CONSUMER_SECRET,
  FRONTDOOR,
  HOST,
  JWT,
  ONE_TIME,
  ORG_ID,
  PRIVATE,
  REFRESH_TOKEN,
  USER_ID,
  USERNAME,
} from './identify/_samples.ts';

test.each([
  ['secret', CONSUMER_SECRET, '… (64 characters)'],
  ['access-token', ACCESS_TOKEN, '00D… (112 characters)'],
  ['access-token', 'abc', '… (3 characters)'],
  ['refresh-token', REFRESH_TOKEN, `5Aep… (${REFRESH_TOKEN.length} characters)`],
  ['code', CODE, `aPrx… (${CODE.length} characters)`],
  ['jwt', JWT, `eyJ… (${JWT.length} characters)`],
  ['consumer-key', CONSUMER_KEY, '3MVG9… (85 characters)'],
  ['username', USERNAME, '…@…'],
  ['username', 'admin', '…'],
  ['record-id', ORG_ID, '00D…'],
  ['record-id', USER_ID, '005…'],
  ['fingerprint', 'AA:BB', '…'],
  ['text', 'Acme', '…'],
  ['secret', '', ''],
] as const)('a %s is masked: %s', (kind, value, shown) => {
  expect(mask(kind, value)).toBe(shown);
});

test.each([
  [HOST, '…--….sandbox.my.salesforce.com'],
  ['acme.my.salesforce.com', '….my.salesforce.com'],
  ['acme-dev-ed.develop.my.salesforce.com', '….develop.my.salesforce.com'],
  ['acme--uat.sandbox.lightning.force.com', '…--….sandbox.lightning.force.com'],
  ['acme.my.site.com', '….my.site.com'],
  ['login.salesforce.com', 'login.salesforce.com'],
  ['test.salesforce.com', 'test.salesforce.com'],
  ['na139.salesforce.com', '….salesforce.com'],
  ['ci.acme.example', '…'],
])('of the host %s what kind it is stays', (host, shown) => {
  expect(mask('host', host)).toBe(shown);
});

const EVERYTHING: Record<string, string> = {
  'an access token': ACCESS_TOKEN,
  'one in an address': encodeURIComponent(ACCESS_TOKEN),
  'a refresh token': REFRESH_TOKEN,
  'an auth URL': AUTH_URL,
  'a consumer key': CONSUMER_KEY,
  'a labelled secret': `client_secret=${CONSUMER_SECRET}`,
  'a bare secret': CONSUMER_SECRET,
  'a code': CODE,
  'a JWT': JWT,
  'an authorize address': AUTHORIZE,
  'a callback address': CALLBACK,
  'a frontdoor link': FRONTDOOR,
  'a one-time link': ONE_TIME,
  'a username': USERNAME,
  'a host': HOST,
  'an org id': ORG_ID,
  'a short org id': ORG_ID.slice(0, 15),
  'a user id': USER_ID,
  'a password in JSON': '{"password": "fake-password"}',
  'a PEM': '-----BEGIN PRIVATE KEY-----\nfake\n-----END PRIVATE KEY-----',
  'a PEM that is cut off': '-----BEGIN PRIVATE KEY-----\nfake',
};

test.each(Object.entries(EVERYTHING))('%s does not outlive the masking of a text', (_, value) => {
  for (const text of [value, `before ${value} after`, `"x": "${value}",`, `a\n${value}\nb`]) {
    const masked = maskText(text);
    expect(PRIVATE.filter((secret) => masked.includes(secret))).toEqual([]);
  }
});

test('what is masked already and what is public stays as it is', () => {
  const plain =
    'Setup → External Client App Manager; invalid_grant at login.salesforce.com (3MVG9… (85 characters)); SHA-256, RS256, 2048 bits';
  expect(maskText(plain)).toBe(plain);
});

test('the words round what is masked stay', () => {
  expect(maskText(`log in as ${USERNAME} at https://${HOST}/, then wait`)).toBe(
    'log in as …@… at https://…--….sandbox.my.salesforce.com/, then wait',
  );
});

test('blocks are replaced one by one, and the last one to the end of the text', () => {
  const block = (name: string) => `-----BEGIN ${name}-----\nAA\n-----END ${name}-----`;
  const text = `a ${block('ONE')} b ${block('TWO')} c -----BEGIN THREE-----\nAA`;
  expect(replaceBlocks(text, () => '*')).toBe('a * b * c *');
});
