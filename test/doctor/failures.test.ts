import { expect, test } from 'vitest';
import { readLoginUrl } from '../../src/core/org.ts';
import { AREAS, FAILURES, searchFailures } from '../../src/doctor/failures.ts';
import { proofOf } from '../../src/doctor/failure.ts';
import { QUESTIONS } from '../../src/doctor/error/question-table.ts';
import { CLUES } from '../../src/doctor/refusal.ts';

test('all 25 rows are there, in order', () => {
  const rows = FAILURES.flatMap(({ row }) => row ?? []);
  expect(new Set(rows)).toEqual(new Set(Array.from({ length: 25 }, (_, index) => index + 1)));
  expect(rows).toEqual([...rows].sort((a, b) => a - b));
});

test('each entry has a code of its own, and sentences', () => {
  expect(new Set(FAILURES.map(({ id }) => id)).size).toBe(FAILURES.length);
  for (const { id, texts, symptom, title, cause, fix } of FAILURES) {
    expect(id).toMatch(/^[a-z]+\/[a-z-]+$/);
    // Quoted or described, and never both.
    expect(texts.length > 0, id).toBe(symptom === undefined);
    expect(title, id).toMatch(/^\S.*[^.]$/);
    for (const sentence of [cause, ...fix]) expect(sentence, id).toMatch(/^\S.*\.$/);
    expect([title, cause, ...fix].join(' '), id).not.toMatch(/\u2014|seamless|robust/);
  }
});

test('each entry stands in one area', () => {
  expect(AREAS.flatMap(({ failures }) => failures)).toHaveLength(FAILURES.length);
  expect(new Set(AREAS.flatMap(({ failures }) => failures)).size).toBe(FAILURES.length);
});

test('what a user does in Setup names the page, and every cause says how to see that it is mended', () => {
  for (const failure of FAILURES) {
    const { id, setup, page } = failure;
    expect(page === undefined, id).toBe(setup === undefined);
    expect(proofOf(failure), id).toMatch(/^\S.*\.$/);
  }
});

test('every clue, every answer and every consequence speaks of causes that there are', () => {
  const known = new Set(FAILURES.map(({ id }) => id));
  const answers = QUESTIONS.flatMap((question) => question.answers);
  for (const { speaks } of [...CLUES, ...answers]) {
    expect(Object.keys(speaks)).not.toEqual([]);
    for (const code of Object.keys(speaks)) expect(known.has(code), code).toBe(true);
  }
  for (const { id, after = [] } of FAILURES) {
    for (const start of after) {
      expect(
        [...known].some((code) => code !== id && code.startsWith(start)),
        start,
      ).toBe(true);
    }
  }
});

test('every link is an https address', () => {
  for (const link of FAILURES.flatMap(({ links }) => links)) {
    expect(new URL(link).protocol, link).toBe('https:');
  }
});

const first = (text: string) => searchFailures(text)[0]?.id;

// The project's table of failures, row by row: its texts as users see them, and its described ones in
// the words somebody would type.
test.each([
  [1, 'External client app is not installed in this org'],
  [1, 'app_not_found'],
  [
    2,
    'audience is invalid [audience=https://login.salesforce.com login=https://test.salesforce.com]',
  ],
  [2, 'Audience validation failed'],
  [3, 'shared login host does not know this org'],
  [4, "user hasn't approved this consumer"],
  [
    5,
    'invalid_request (refresh_token scope is required and the connected app should be installed and preauthorized)',
  ],
  [6, 'Salesforce API Integration licence'],
  [7, 'new sandbox replicated'],
  [8, 'sf org create user'],
  [9, 'C-1016'],
  [10, 'invalid assertion'],
  [11, 'sandbox production'],
  [12, 'PEM routines:get_name:no start line'],
  [12, 'DECODER routines::unsupported'],
  [12, 'Could not deserialize key data'],
  [12, 'Neither PUB key nor PRIV key'],
  [13, 'secretOrPrivateKey must be an asymmetric key when using RS256'],
  [14, 'secretOrPrivateKey has a minimum key size of 2048 bits for RS256'],
  [15, '"alg" parameter for "ec" key type must be one of: ES256, ES384, ES512.'],
  [15, 'certificate 4 KB'],
  [16, "ENOENT: no such file or directory, open './server.key'"],
  [17, 'BEGIN PRIVATE KEY'],
  [17, 'PKCS#1'],
  [18, 'bad decrypt'],
  [18, 'wrong final block length'],
  [19, 'expired authorization code'],
  [20, 'login rate exceeded'],
  [21, 'API Access Control'],
  [22, 'unable to get local issuer certificate'],
  [22, 'self signed certificate in certificate chain'],
  [22, 'EPROTO'],
  [22, 'fetch failed'],
  [23, 'webidl.util.markAsUncloneable is not a function'],
  [23, "createZstdDecompress is not a function or its return value reading 'bind'"],
  [23, "Cannot read properties of undefined (reading 'prototype')"],
  [24, "Cannot read properties of undefined (reading 'setContentsFromObject')"],
  [24, 'Failed to decipher auth data'],
  [24, 'service and account specified in key.json do not match'],
  [25, 'client identifier invalid'],
  [25, 'invalid_client_id'],
])('row %i is first for “%s”', (row, text) => {
  expect(searchFailures(text)[0]?.row).toBe(row);
});

// What the table lists without a number, and what sf-jwt-tool documents.
test.each([
  ['This session is not valid for use with the REST API', 'client/session-not-for-api'],
  ['inactive user', 'refusal/user-inactive'],
  ['ip restricted', 'refusal/ip-restricted'],
  ['inactive organization', 'refusal/org-inactive'],
  ['OAUTH_APP_BLOCKED', 'refusal/app-not-installed'],
  ['OAUTH_EC_APP_NOT_FOUND', 'refusal/app-not-installed'],
  ['New Connected App', 'client/no-new-connected-app'],
  ['Unexpected end of JSON input', 'client/empty-answer'],
  ['DomainNotFound', 'client/domain-not-found'],
  ['unsupported_grant_type', 'refusal/grant-type'],
  ['grant type not supported', 'refusal/grant-type'],
  ['FILE HAS NO CONTENT', 'client/file-race'],
  ['500 test.salesforce.com', 'refusal/now-and-then'],
  ['high-assurance', 'refusal/high-assurance'],
  ['blocked by CORS policy', 'client/cors'],
  ['jti', 'refusal/jti-used-twice'],
  ['JWT validation failed', 'refusal/signature'],
  ['JWT Bearer token expired', 'refusal/clock'],
  ['Login Rate Exceeded', 'refusal/rate'],
  ['Certificate expired', 'refusal/certificate-expired'],
  ['openssl: command not found', 'client/no-openssl'],
])('“%s” is first answered by %s', (text, id) => {
  expect(first(text)).toBe(id);
});

// As they are pasted: raw JSON, the wrapper of sf, a stack trace, a CI log with times and colours.
test.each([
  ['{"error":"invalid_grant","error_description":"audience is invalid"}', 'refusal/audience'],
  [
    '{"error":"invalid_grant","error_description":"user hasn\\u0027t approved this consumer"}',
    'refusal/not-pre-authorized',
  ],
  [
    'Error (1): We encountered a JSON web token error, which is likely not an issue with Salesforce CLI. Here’s the error: Error authenticating with JWT.\nErrors encountered:\nExternal client app is not installed in this org\naudience is invalid [audience=https://login.salesforce.com login=https://test.salesforce.com]',
    'refusal/other-org',
  ],
  [
    "Error (JwtGrantError): Error authenticating with JWT. Errors encountered:\n  user hasn't approved this consumer",
    'refusal/not-pre-authorized',
  ],
  [
    "2026-11-21T10:00:00Z ##[error]Error: ENOENT: no such file or directory, open '/home/ci/server.key'",
    'client/key-gone',
  ],
  [
    'Error: secretOrPrivateKey must be an\n  asymmetric key when using RS256\n    at module.exports',
    'client/key-kind',
  ],
  [
    'Error: error:1E08010C:DECODER routines::unsupported\n    at Sign.sign (node:internal/crypto/sign:142:29) {\n  library: "DECODER routines"',
    'client/key-damaged',
  ],
  [
    '{"message":"\\"alg\\" parameter for \\"ec\\" key type must be one of: ES256"}',
    'client/key-not-rsa',
  ],
  [
    'TypeError: fetch failed\n  cause: Error: getaddrinfo ENOTFOUND acme.my.salesforce.com',
    'client/domain-not-found',
  ],
  [
    '10:00:00.123 \u001b[31mENOTFOUND\u001b[39m acme--uat.sandbox.my.salesforce.com',
    'client/domain-not-found',
  ],
  [
    'bad decrypt\n140349:error:06065064:digital envelope routines:EVP_DecryptFinal_ex:bad decrypt',
    'client/decrypt',
  ],
  [
    'ERROR running auth:jwt:grant: This org appears to have a problem with its OAuth configuration. Reason: invalid_grant - invalid assertion',
    'refusal/signature',
  ],
  ['Invalid instance URL. It should NOT be a lightning domain.', 'client/lightning-url'],
  ['You can’t create the scratch org: C-1016', 'client/scratch-signup'],
  ['user has not approved this consumer', 'refusal/not-pre-authorized'],
])('%s is first answered by %s', (text, id) => {
  expect(first(text)).toBe(id);
});

test('what the facts speak for comes first, and what they rule out last, but is not hidden', () => {
  const text = 'External client app is not installed in this org';
  const found = (address: string) =>
    searchFailures(text, { org: readLoginUrl(address) }).map(({ id }) => id);
  expect(found('test.salesforce.com')[0]).toBe('refusal/generic-host');
  expect(found('acme.my.salesforce.com').slice(-3)).toEqual([
    'refusal/generic-host',
    'refusal/sandbox-refreshed',
    'refusal/scratch-eca',
  ]);
  expect(searchFailures(text)).toHaveLength(7);
});

test('words find what speaks of all of them, and nonsense finds nothing', () => {
  expect(searchFailures('clock utc').map(({ id }) => id)).toEqual(['refusal/clock']);
  expect(searchFailures('PERMISSION set').length).toBeGreaterThan(1);
  expect(searchFailures('xyzzy')).toEqual([]);
  expect(searchFailures('')).toHaveLength(FAILURES.length);
});
