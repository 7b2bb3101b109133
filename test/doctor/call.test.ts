import { expect, test } from 'vitest';
import { explainCall, type RefusalFacts } from '../../src/doctor/refusal.ts';
import { SESSION } from '../../src/doctor/refusals-session.ts';

const codes = (error: string, facts: RefusalFacts = {}, description = '') =>
  explainCall({ error, description }, facts).map(({ code }) => code);

test.each([
  ['Bad_OAuth_Token', 'call/token-over'],
  ['BAD_OAUTH_TOKEN', 'call/token-over'],
  ['Missing_OAuth_Token', 'call/token-missing'],
  ['Invalid_Scope', 'call/scope'],
  ['Invalid_Param', 'call/landing'],
  ['Wrong_Org', 'call/other-domain'],
  ['No_Access', 'call/other-domain'],
  ['Inactive', 'call/inactive'],
  ['INVALID_SESSION_ID', 'call/session-invalid'],
  ['API_DISABLED_FOR_ORG', 'call/api-disabled'],
  ['invalid_token', 'call/revoked-before'],
  ['unsupported_token_type', 'call/not-revocable'],
])('%s is explained as %s first', (error, code) => {
  expect(codes(error)[0]).toBe(code);
});

test('every entry of the table is found by each of its texts, and nothing else is known', () => {
  for (const { id, texts } of SESSION) {
    for (const text of texts) expect(codes(text), text).toContain(id);
  }
  expect(codes('Strange_Word')).toEqual([]);
  expect(codes('invalid_grant', {}, "user hasn't approved this consumer")).toEqual([]);
});

test('only opening the org is closed to a user for the APIs, likelier where the token was good', () => {
  expect(codes('Bad_OAuth_Token', { call: 'userinfo' })).toEqual(['call/token-over']);
  expect(codes('Bad_OAuth_Token', { call: 'revoke' })).toEqual(['call/token-over']);
  expect(codes('Bad_OAuth_Token', { call: 'singleaccess' })).toEqual([
    'call/token-over',
    'call/api-only',
  ]);
  expect(codes('Bad_OAuth_Token', { call: 'singleaccess', named: true })).toEqual([
    'call/api-only',
    'call/token-over',
  ]);
});

test('what is only reported is never called certain', () => {
  for (const { id, certainty } of SESSION) expect(certainty, id).not.toBe('certain');
});
