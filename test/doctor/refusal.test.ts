import { expect, test } from 'vitest';
import { readLoginUrl } from '../../src/core/org.ts';
import { REFUSALS, explainRefusal, type RefusalFacts } from '../../src/doctor/refusal.ts';

const PRODUCTION = readLoginUrl('acme.my.salesforce.com');
const SANDBOX = readLoginUrl('acme--uat.sandbox.my.salesforce.com');
const SCRATCH = readLoginUrl('acme.scratch.my.salesforce.com');
const GENERIC = readLoginUrl('test.salesforce.com');

const NOT_INSTALLED = {
  error: 'app_not_found',
  description: 'External client app is not installed in this org',
};
const NOT_APPROVED = { error: 'invalid_grant', description: "user hasn't approved this consumer" };
const INVALID_ASSERTION = { error: 'invalid_grant', description: 'invalid assertion' };

const codes = (refusal: { error: string; description: string }, facts: RefusalFacts = {}) =>
  explainRefusal(refusal, facts).map(({ code }) => code);

// Every row of the table of errors that the token endpoint is known or reported to answer with.
test.each([
  ['invalid_grant', "user hasn't approved this consumer", 'refusal/not-pre-authorized'],
  ['invalid_grant', 'user hasn’t approved this consumer', 'refusal/not-pre-authorized'],
  ['invalid_grant', "USER HASN'T  APPROVED THIS CONSUMER", 'refusal/not-pre-authorized'],
  [
    'invalid_app_access',
    'user is not admin approved to access this app',
    'refusal/user-not-assigned',
  ],
  ['OAUTH_APP_ACCESS_DENIED', '', 'refusal/user-not-assigned'],
  ['invalid_grant', 'invalid assertion', 'refusal/signature'],
  ['invalid_grant', "Failed: : Couldn't validate jwt token.", 'refusal/signature'],
  ['invalid_grant', 'audience is invalid', 'refusal/audience'],
  ['invalid_grant', 'Audience validation failed', 'refusal/audience'],
  ['invalid_grant', 'expired authorization code', 'refusal/clock'],
  ['invalid_grant', 'ip restricted', 'refusal/ip-restricted'],
  ['invalid_client_id', 'client identifier invalid', 'refusal/consumer-key'],
  ['app_not_found', 'External client app is not installed in this org', 'refusal/other-org'],
  ['OAUTH_EC_APP_NOT_FOUND', '', 'refusal/app-not-installed'],
  ['invalid_client', 'invalid client credentials', 'refusal/other-grant'],
  ['invalid_client', 'app must be installed into org', 'refusal/app-not-installed'],
  ['unsupported_grant_type', 'grant type not supported', 'refusal/grant-type'],
  ['invalid_grant', 'request not supported on this domain', 'refusal/other-grant'],
  ['invalid_grant', 'no client credentials user enabled', 'refusal/other-grant'],
  ['invalid_grant', 'authentication failure', 'refusal/authentication'],
  ['invalid_grant', 'user is locked', 'refusal/user-inactive'],
  ['inactive_user', '', 'refusal/user-inactive'],
  ['invalid_grant', 'inactive user', 'refusal/user-inactive'],
  ['inactive_org', '', 'refusal/org-inactive'],
  ['invalid_grant', 'login rate exceeded', 'refusal/rate'],
  ['rate_limit_exceeded', '', 'refusal/rate'],
  [
    'invalid_request',
    'refresh_token scope is required and the connected app should be installed and preauthorized',
    'refusal/refresh-token-scope',
  ],
  ['invalid_assertion_type', '', 'refusal/other-grant'],
  ['redirect_uri_mismatch', '', 'refusal/other-grant'],
  ['access_denied', '', 'refusal/access-denied'],
  ['no_access', '', 'refusal/access-denied'],
  ['OAUTH_APP_BLOCKED', '', 'refusal/app-not-installed'],
  ['invalid_grant', 'JWT validation failed', 'refusal/signature'],
  ['invalid_grant', 'JWT Bearer token expired', 'refusal/clock'],
])('%s “%s” is explained first by %s', (error, description, code) => {
  expect(codes({ error, description })[0]).toBe(code);
});

test.each([
  ['unknown_error', 'retry your request'],
  ['invalid_grant', ''],
  ['', ''],
  ['teapot', 'the org is a teapot'],
])('%s “%s” is not one we know', (error, description) => {
  expect(codes({ error, description })).toEqual([]);
});

test('a missing app at a shared host is answered with My Domain first', () => {
  const [first] = explainRefusal(NOT_INSTALLED, { org: GENERIC });
  expect(first).toMatchObject({ code: 'refusal/generic-host', certainty: 'likely', row: 1 });
  expect(first!.fix[0]).toContain('My Domain');
});

test('a missing app at My Domain is never answered with “use My Domain”, unless aud was generic', () => {
  expect(codes(NOT_INSTALLED, { org: PRODUCTION })).not.toContain('refusal/generic-host');
  expect(codes(NOT_INSTALLED, { org: PRODUCTION })[0]).toBe('refusal/other-org');
  expect(
    codes(NOT_INSTALLED, { org: PRODUCTION, audience: 'https://login.salesforce.com' })[0],
  ).toBe('refusal/generic-host');
});

test('only a sandbox can have been refreshed', () => {
  expect(codes(NOT_INSTALLED, { org: SANDBOX }).slice(0, 2)).toContain('refusal/sandbox-refreshed');
  expect(codes(NOT_INSTALLED, { org: PRODUCTION })).not.toContain('refusal/sandbox-refreshed');
});

test('a missing approval has all its causes, ruled out by what is known', () => {
  const rows = explainRefusal(NOT_APPROVED).map(({ row }) => row);
  for (const row of [3, 4, 5, 6, 7, 8]) expect(rows).toContain(row);
  expect(codes(NOT_APPROVED, { org: PRODUCTION })).not.toContain('refusal/my-domain-only');
  expect(codes(NOT_APPROVED, { org: PRODUCTION })).not.toContain('refusal/created-user');
  expect(codes(NOT_APPROVED, { org: GENERIC }).slice(0, 2)).toContain('refusal/my-domain-only');
  expect(codes(NOT_APPROVED, { org: SCRATCH }).slice(0, 2)).toContain('refusal/not-replicated');
});

test('a bad signature in a scratch org points at the certificate it did not get', () => {
  expect(codes(INVALID_ASSERTION, { org: SCRATCH }).slice(0, 2)).toContain('refusal/scratch-org');
  expect(codes(INVALID_ASSERTION, { org: PRODUCTION })).not.toContain('refusal/scratch-org');
  expect(codes(INVALID_ASSERTION, { org: GENERIC }).slice(0, 2)).toContain(
    'refusal/wrong-environment',
  );
});

test('a certificate that ran out is never more than possible, nor is an older one in the app', () => {
  const expiry = (facts: RefusalFacts) =>
    explainRefusal(INVALID_ASSERTION, facts).find(
      ({ code }) => code === 'refusal/certificate-expired',
    )?.certainty;
  expect(expiry({})).toBe('possible');
  expect(expiry({ notAfter: 1_000, now: 2_000 })).toBe('possible');
  // Renewed here, and not uploaded yet.
  expect(expiry({ notAfter: 2_000, now: 1_000 })).toBe('possible');
});

test('an expired assertion is certainly the clock when the clock is known to be slow', () => {
  const refusal = { error: 'invalid_grant', description: 'expired authorization code' };
  expect(explainRefusal(refusal, { clockAhead: -400 })[0]).toMatchObject({
    code: 'refusal/clock',
    certainty: 'certain',
  });
  // What Salesforce grants besides may have been enough.
  expect(explainRefusal(refusal, { clockAhead: -61 })[0]!.certainty).toBe('likely');
  expect(explainRefusal(refusal, { clockAhead: 3 })[0]!.certainty).toBe('likely');
});

test('findings come best first, with words, steps and no repeated code', () => {
  const order = ['certain', 'likely', 'possible'];
  for (const { texts } of REFUSALS) {
    const findings = explainRefusal({ error: '', description: texts[0]! });
    const ranks = findings.map(({ certainty }) => order.indexOf(certainty));
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    expect(new Set(findings.map(({ code }) => code)).size).toBe(findings.length);
    for (const [at, { certainty, weight = 0 }] of findings.entries()) {
      const next = findings[at + 1];
      if (next?.certainty === certainty) expect(weight).toBeGreaterThanOrEqual(next.weight ?? 0);
    }
    for (const finding of findings) {
      expect(finding.fix.length).toBeGreaterThan(0);
      expect(finding.proof).toMatch(/^\S.*\.$/);
      expect(finding).not.toHaveProperty('texts');
    }
  }
});

// The first story: a pipeline that worked is refused, and nobody knows why.
test('a sandbox that gave a token before and is refused now was refreshed, most likely', () => {
  const facts: RefusalFacts = { org: SANDBOX, tokenAt: Date.UTC(2026, 9, 3), now: NOW };
  const [first] = explainRefusal(NOT_APPROVED, facts);
  expect(first).toMatchObject({ code: 'refusal/sandbox-refreshed', certainty: 'likely' });
  expect(first!.evidence.map(({ text }) => text)).toEqual([
    'a token came on 3 Oct 2026',
    'it goes to the sandbox “uat”',
  ]);
  expect(codes(NOT_APPROVED, { ...facts, org: PRODUCTION })).not.toContain(first!.code);
  expect(codes(NOT_APPROVED, { org: SANDBOX })[0]).toBe('refusal/not-pre-authorized');
});

test('a practice org that gave a token before is not taken for a refreshed sandbox', () => {
  const org = readLoginUrl('https://practice.invalid', { practice: 'https://practice.invalid' });
  expect(codes(NOT_APPROVED, { org, tokenAt: 1 })[0]).toBe('refusal/not-pre-authorized');
});

test('a sandbox behind the shared host is known by the host that gave the last token', () => {
  const facts: RefusalFacts = {
    org: GENERIC,
    tokenAt: Date.UTC(2026, 9, 3),
    tokenHost: 'acme--uat.sandbox.my.salesforce.com',
    username: 'ci@acme.com',
  };
  const findings = explainRefusal(NOT_APPROVED, facts);
  expect(findings[0]!.code).toBe('refusal/sandbox-refreshed');
  expect(evidenceOf(findings, 'refusal/user-unknown')).toContain(
    'the username does not end in “.uat”, as usernames of that sandbox usually do',
  );
});

const NOW = Date.UTC(2026, 10, 22, 12);
const MINUTE = 60_000;
const evidenceOf = (findings: ReturnType<typeof explainRefusal>, code: string) =>
  findings.find((finding) => finding.code === code)?.evidence.map(({ text }) => text) ?? [];

test.each<[string, RefusalFacts, string]>([
  ['an app of five minutes', { appMadeAt: NOW - 5 * MINUTE, now: NOW }, 'refusal/not-replicated'],
  [
    'a sandbox’s username at production',
    { org: readLoginUrl('login.salesforce.com'), username: 'ci@acme.com.uat' },
    'refusal/wrong-environment',
  ],
  [
    'the license that the user named',
    { answers: { assigned: 'integration' } },
    'refusal/integration-license',
  ],
  ['a username that is not there', { answers: { user: 'missing' } }, 'refusal/user-unknown'],
  [
    'a refresh that the user told of',
    { answers: { before: 'refreshed' } },
    'refusal/sandbox-refreshed',
  ],
  [
    'an assignment by profile',
    { answers: { permitted: 'approved', assigned: 'profile', user: 'there' } },
    'refusal/refresh-token-scope',
  ],
  ['self-authorization', { answers: { permitted: 'self' } }, 'refusal/not-pre-authorized'],
])('a missing approval with %s is led by its own cause', (_, facts, code) => {
  const findings = explainRefusal(NOT_APPROVED, facts);
  expect(findings[0]!.code).toBe(code);
  expect(findings[0]!.evidence.length).toBeGreaterThan(0);
});

test('what speaks against a cause stands beside it', () => {
  const findings = explainRefusal(NOT_APPROVED, { org: SANDBOX, username: 'ci@acme.com.uat' });
  const unknown = findings.find(({ code }) => code === 'refusal/user-unknown');
  expect(unknown!.evidence).toEqual([{ text: 'the username ends in “.uat”', against: true }]);
});

test('a key that is newer than the last token speaks for the signature', () => {
  const [first] = explainRefusal(INVALID_ASSERTION, {
    tokenAt: NOW - 5_000 * MINUTE,
    keyFrom: NOW - 50 * MINUTE,
  });
  expect(first!.code).toBe('refusal/signature');
  expect(first!.evidence[0]!.text).toContain('after the last token');
});
