import { expect, test } from 'vitest';
import { FAILURES, searchFailures } from '../../src/doctor/failures.ts';

test('all 25 rows are there, in order', () => {
  const rows = FAILURES.flatMap(({ row }) => row ?? []);
  expect(new Set(rows)).toEqual(new Set(Array.from({ length: 25 }, (_, index) => index + 1)));
  expect(rows).toEqual([...rows].sort((a, b) => a - b));
});

test('each entry has a code of its own, and sentences', () => {
  expect(new Set(FAILURES.map(({ id }) => id)).size).toBe(FAILURES.length);
  for (const { id, texts, title, cause, fix } of FAILURES) {
    expect(id).toMatch(/^(refusal|client)\/[a-z-]+$/);
    expect(texts.length, id).toBeGreaterThan(0);
    expect(title, id).toMatch(/^\S.*[^.]$/);
    for (const sentence of [cause, ...fix]) expect(sentence, id).toMatch(/^\S.*\.$/);
    expect([title, cause, ...fix].join(' '), id).not.toMatch(/\u2014|seamless|robust/);
  }
});

test('every link is an https address', () => {
  for (const link of FAILURES.flatMap(({ links }) => links)) {
    expect(new URL(link).protocol, link).toBe('https:');
  }
});

// As users paste them: raw JSON, the wrapper of sf, a stack trace, a CI log.
test.each([
  ['{"error":"invalid_grant","error_description":"audience is invalid"}', 'refusal/audience'],
  [
    '{"error":"invalid_grant","error_description":"user hasn\\u0027t approved this consumer"}',
    'refusal/not-pre-authorized',
  ],
  [
    'audience is invalid [audience=https://login.salesforce.com login=https://test.salesforce.com]',
    'refusal/audience',
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
    'Error: secretOrPrivateKey must be an asymmetric key when using RS256\n    at module.exports',
    'client/key-kind',
  ],
  ['error:0909006C:PEM routines:get_name:no start line', 'client/key-damaged'],
  ['error:1E08010C:DECODER routines::unsupported', 'client/key-damaged'],
  ['TypeError: webidl.util.markAsUncloneable is not a function', 'client/node-version'],
  ["Cannot read properties of undefined (reading 'setContentsFromObject')", 'client/key-json'],
  ['You can’t create the scratch org: C-1016', 'client/scratch-signup'],
  ['bash: openssl: command not found', 'client/no-openssl'],
])('%s is found', (text, id) => {
  expect(searchFailures(text).map((failure) => failure.id)).toContain(id);
});

test('words find what speaks of all of them, and nonsense finds nothing', () => {
  expect(searchFailures('clock utc').map(({ id }) => id)).toEqual(['refusal/clock']);
  expect(searchFailures('PERMISSION set').length).toBeGreaterThan(1);
  expect(searchFailures('xyzzy')).toEqual([]);
  expect(searchFailures('')).toHaveLength(FAILURES.length);
});
