import { expect, test } from 'vitest';
import { readConfig } from '../../../src/core/config.ts';
import { utf8 } from '../../../src/core/bytes.ts';
import { identify } from '../../../src/doctor/identify/identify.ts';
import type { Thing } from '../../../src/doctor/thing.ts';
import {
  ACCESS_TOKEN,
  AUTH_URL,
  codesOf,
  CONFIG,
  CONSUMER_KEY,
  HOST,
  inspect,
  kindsOf,
  NOW,
  ORG_ID,
  SF_ORG,
  TOKEN_ANSWER,
  USER_ID,
  USERNAME,
} from './_samples.ts';

const only = async (input: string | Uint8Array<ArrayBuffer>): Promise<Thing> => {
  const [thing, ...more] = await inspect(input);
  if (thing === undefined || more.length > 0) throw new Error('not one thing');
  return thing;
};
const factsOf = ({ facts }: Thing) =>
  Object.fromEntries(facts.map(({ name, value }) => [name, value]));
const config = (changes: object) => JSON.stringify({ ...CONFIG, ...changes });

test('a jwt.json shows its fields, and that nothing but the key is missing', async () => {
  const thing = await only(JSON.stringify(CONFIG));
  expect(factsOf(thing)).toEqual({
    'Consumer key': CONSUMER_KEY,
    Username: USERNAME,
    'Login URL': `https://${HOST}`,
    Sandbox: 'yes',
    Lifetime: '180 seconds',
    'Key file': './certs/server.key',
  });
  expect(codesOf(thing)).toEqual(['config/complete']);
  expect(thing.forms).toEqual([]);
});

test.each([
  [
    'a consumer key with a space',
    { consumerKey: `${CONSUMER_KEY} x` },
    'details/consumer-key-shape',
  ],
  ['no consumer key', { consumerKey: '' }, 'details/consumer-key-empty'],
  ['a username that is none', { subject: 'admin' }, 'details/username-shape'],
  ['an address of another company', { loginUrl: 'https://acme.example' }, 'org/not-salesforce'],
  ['a number where a text belongs', { subject: 17 }, 'config/wrong-type'],
  ['a lifetime of nothing', { expiresIn: 0 }, 'config/note'],
  ['a lifetime that is too long', { expiresIn: 900 }, 'config/note'],
])('a jwt.json with %s says so', async (_, changes, code) => {
  expect(codesOf(await only(config(changes)))).toContain(code);
});

test('a jwt.json that is no JSON any more is a damaged jwt.json', async () => {
  const thing = await only(JSON.stringify(CONFIG, null, 2).slice(0, -10));
  expect(thing.kind).toBe('config/jwt.json');
  expect(codesOf(thing)).toEqual(['config/not-json']);
});

test('a jwt.json with a byte order mark is taken away without it, byte for byte', async () => {
  const text = JSON.stringify(CONFIG, null, 4);
  const [thing] = await identify(utf8(`\ufeff${text}`), { now: NOW });
  expect(thing && codesOf(thing)).toContain('config/mended');
  expect(thing?.forms.map(({ form }) => form)).toEqual(['jwt.json']);
  expect(await thing?.take?.('jwt.json')).toBe(text);
});

test.each([
  ['another program’s settings', { name: 'x', version: '1', private: true }],
  ['a subject of something else', { subject: 'a@b.c', body: 'text' }],
  ['an object with a consumer key alone', { consumerKey: 'abc' }],
])('%s is no jwt.json', async (_, json) => {
  expect(await kindsOf(JSON.stringify(json))).toEqual([]);
});

test('what sf prints about an org shows what a connection needs, and becomes a jwt.json', async () => {
  const [thing] = await identify(JSON.stringify({ status: 0, result: SF_ORG }), { now: NOW });
  expect(thing && factsOf(thing)).toEqual({
    Alias: 'acme-uat',
    Username: USERNAME,
    'Login URL': `https://${HOST}`,
    'Consumer key': CONSUMER_KEY,
    Status: 'Connected',
    Secrets: 'access token',
  });
  expect(thing && codesOf(thing)).toEqual(['sf/secrets']);
  expect(JSON.stringify(thing)).not.toContain('AQ4AQB');
  const { config: read } = readConfig(String(await thing?.take?.('jwt.json')));
  expect(read).toMatchObject({ consumerKey: CONSUMER_KEY, subject: USERNAME, sandbox: true });
});

const table = (rows: Record<string, string>) =>
  Object.entries(rows)
    .map(([label, value]) => `│ ${label.padEnd(16)} │ ${value} │`)
    .join('\n');

test.each([
  [
    'a box',
    table({
      KEY: 'VALUE',
      'Connected Status': 'Connected',
      'Instance Url': `https://${HOST}`,
      Username: USERNAME,
    }),
  ],
  [
    'two columns',
    `KEY  VALUE\n───  ───\nConnected Status  Connected\nInstance Url      https://${HOST}\nUsername          ${USERNAME}\n`,
  ],
])('the table of sf as %s is read', async (_, text) => {
  const thing = await only(text);
  expect(thing.kind).toBe('sf/org');
  expect(factsOf(thing)).toMatchObject({ Username: USERNAME, Status: 'Connected' });
  expect(codesOf(thing)).toEqual([]);
});

test('an org that sf could not reach is said to be so, with its own words', async () => {
  const result = { ...SF_ORG, connectedStatus: 'RefreshTokenAuthError' };
  const thing = await only(JSON.stringify({ status: 0, result }));
  expect(codesOf(thing)).toContain('sf/not-connected');
  expect(thing.findings[0]?.why).toContain('RefreshTokenAuthError');
});

test('a list of orgs is one thing each', async () => {
  const other = { ...SF_ORG, username: 'other@acme.example', alias: 'two' };
  const text = JSON.stringify({ status: 0, result: { nonScratchOrgs: [SF_ORG, other] } });
  expect(await kindsOf(text)).toEqual(['sf/org', 'sf/org']);
});

test('an org with an auth URL names all its secrets', async () => {
  const result = { ...SF_ORG, clientId: 'PlatformCLI', sfdxAuthUrl: AUTH_URL };
  const thing = await only(JSON.stringify({ status: 0, result }));
  expect(factsOf(thing)['Secrets']).toBe('access token, refresh token');
  expect(codesOf(thing)).toContain('sf/note');
  expect(thing.forms).toEqual([]);
});

test('a token answer shows whose it is and what it may do', async () => {
  const thing = await only(JSON.stringify(TOKEN_ANSWER));
  expect(thing.secret).toBe(true);
  expect(factsOf(thing)).toEqual({
    Token: '00D… (112 characters)',
    'Token type': 'Bearer',
    'Token format': 'opaque',
    'Instance URL': `https://${HOST}`,
    'Org ID': ORG_ID,
    'User ID': USER_ID,
    Scopes: 'api web',
    Issued: '2026-11-22 12:00 UTC',
  });
  expect(codesOf(thing)).toEqual(['answer/token', 'token/bearer']);
});

test.each([
  ['without web or full', { scope: 'api' }, 'answer/scopes'],
  ['from another company', { instance_url: 'https://acme.example' }, 'answer/foreign-instance'],
])('a token answer %s says so', async (_, changes, code) => {
  expect(codesOf(await only(JSON.stringify({ ...TOKEN_ANSWER, ...changes })))).toContain(code);
});

test.each([
  ['an error of another program', { error: 'not_found', message: 'no such page' }],
  ['a Node error', { errorCode: 'MODULE_NOT_FOUND', message: 'x' }],
  [
    'a token of another service',
    { access_token: 'gho_16C7e42F292c6912E7710c838347Ae178B4a', token_type: 'bearer' },
  ],
  ['a user of another service', { user_id: 17, name: 'Jane' }],
])('%s is none of ours', async (_, json) => {
  expect(await kindsOf(JSON.stringify(json))).toEqual([]);
});

test('a command with a token in it is the token’s, not an answer', async () => {
  const text = `curl -H "Authorization: Bearer ${ACCESS_TOKEN}" https://${HOST}/services/data/`;
  expect(await kindsOf(text)).toEqual(['access-token/opaque']);
});
