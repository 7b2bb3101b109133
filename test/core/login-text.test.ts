import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { isSameId, readLogin } from '../../src/core/login-text.ts';
import { amount } from '../_tools.ts';
import { thrown } from '../_thrown.ts';

const ORG = '00D7Q000000ABCdUAG';
const USER = '0057Q000001XyZaQAK';
const NAME = 'deploy@acme.example.uat';
const KEY = `3MVG9${'Ab1'.repeat(20)}`;

const TABLE = `=== Org Description

┌──────────────────┬────────────────────────────────────────────────┐
│ KEY              │ VALUE                                          │
├──────────────────┼────────────────────────────────────────────────┤
│ Access Token     │ 00D7Q000000ABCd!AQEAQ.abc                      │
│ Client Id        │ ${KEY}
│ Connected Status │ Connected                                      │
│ Id               │ ${ORG}                             │
│ Instance Url     │ https://acme--uat.sandbox.my.salesforce.com    │
│ Username         │ ${NAME}                        │
└──────────────────┴────────────────────────────────────────────────┘
`;

const JSON_LOGIN = JSON.stringify(
  {
    status: 0,
    result: {
      accessToken: '00D7Q000000ABCd!AQEAQ.abc',
      instanceUrl: 'https://acme--uat.sandbox.my.salesforce.com',
      orgId: ORG,
      username: NAME,
      clientId: KEY,
    },
    warnings: [],
  },
  null,
  2,
);

test.each([
  ['sf’s line', `Successfully authorized ${NAME} with org ID ${ORG}\n`, { username: NAME }],
  [
    'sf’s line in a log with times and colours',
    `2026-11-22T07:01:02.123Z \u001b[32mSuccessfully authorized ${NAME} with org ID ${ORG}\u001b[39m`,
    { username: NAME },
  ],
  ['an identity URL', `https://login.salesforce.com/id/${ORG}/${USER}`, { userId: USER }],
  [
    'an answer without its token',
    `{"id":"https://test.salesforce.com/id/${ORG}/${USER}","token_type":"Bearer"}`,
    { userId: USER },
  ],
  ['sf org display', TABLE, { username: NAME, consumerKey: KEY }],
  ['sf org login jwt --json', JSON_LOGIN, { username: NAME, consumerKey: KEY }],
])('%s tells the org and the user', (_, text, expected) => {
  expect(readLogin(text)).toEqual({ orgId: ORG, ...expected });
});

test('of several logins the last one counts', () => {
  const line = (name: string, org: string) =>
    `Successfully authorized ${name} with org ID ${org}\n`;
  const before = line('deploy@acme.example.old', '00D000000000001EAA');
  expect(readLogin(before + line(NAME, ORG))).toEqual({ orgId: ORG, username: NAME });
});

test.each([
  ['nothing', '', 'login/none'],
  ['words', 'the job succeeded', 'login/none'],
  ['an access token alone', '00D7Q000000ABCd!AQEAQ.abc', 'login/none'],
  ['an org id alone', `Org ID: ${ORG}`, 'login/none'],
  ['a megabyte and more', 'a'.repeat(1_048_577), 'input/too-large'],
  [
    'a refusal',
    '{"error":"app_not_found","error_description":"External client app is not installed in this org"}',
    'exchange/refused',
  ],
  [
    'a refusal as sf wraps it',
    "Error (JwtGrantError): Error authenticating with JWT. Errors encountered:\ninvalid_grant: user hasn't approved this consumer",
    'exchange/refused',
  ],
])('%s is no login', async (_, text, code) => {
  expect((await thrown(() => readLogin(text))).code).toBe(code);
});

test('an error of a login repeats no token', async () => {
  const error = await thrown(() =>
    readLogin('{"error":"invalid_grant","error_description":"00D7Q000000ABCd!AQEAQ.secret"}'),
  );
  expect(JSON.stringify([error.message, error.cause])).not.toContain('AQEAQ.secret');
});

test('an id of 15 characters is the same as its form of 18, and no other', () => {
  expect(isSameId(ORG, ORG.slice(0, 15))).toBe(true);
  expect(isSameId(ORG, '00D7Q000000ABCDUAG')).toBe(false);
});

test('any text is a login, or an error of ours', () => {
  const piece = fc.constantFrom(
    'Successfully authorized ', ' with org ID ', ORG, USER, '/id/', '/', '"id":"', '"', ' │ ', '\n', 'Id ',
    'Username  ', NAME, '{', '}', 'orgId: ', 'Error: ', '\u001b[1m',
  ); // prettier-ignore
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 40 }), (parts) => {
      try {
        expect(readLogin(parts.join('')).orgId).toMatch(/^00D/);
      } catch (error) {
        expect(error).toBeInstanceOf(AppError);
      }
    }),
    { numRuns: amount('texts that may be logins', 500, 10_000) },
  );
});
