/** A connection with nothing wrong, and what it takes to break it in one place. */
import { readLoginUrl } from '../../../src/core/org.ts';
import { SUBJECT_DEFAULTS } from '../../../src/core/subject.ts';
import { checkConnection } from '../../../src/doctor/check/check.ts';
import type { ConnectionFacts } from '../../../src/doctor/check/facts.ts';

export const NOW = Date.UTC(2026, 10, 21, 12);
const DAY = 86_400_000;
export const KEY =
  '3MVG9.Abcdefghijklmnopqrstuvwxyz0123456789.Abcdefghijklmnopqrstuvwxyz0123456789.Ab';
export const USERNAME = 'deploy@acme.example.uat';
const ORG = readLoginUrl('https://acme--uat.sandbox.my.salesforce.com');
const IAT = NOW / 1000;

export const CERTIFICATE = {
  pemBytes: 1269,
  derBytes: 897,
  notBefore: NOW - DAY,
  notAfter: NOW + 364 * DAY,
  version: 3,
  publicKeySha256: 'AA:BB:CC:DD',
  subject: { ...SUBJECT_DEFAULTS, email: 'owner@acme.example' },
} as const;

export const TRIAL = {
  header: { alg: 'RS256', typ: 'JWT' },
  claims: { iss: KEY, sub: USERNAME, aud: ORG.loginUrl, exp: IAT + 180, iat: IAT },
  verified: true,
};

/** Everything known, and everything as it should be. */
export const SOUND = {
  now: NOW,
  key: { bits: 2048, publicKeySha256: 'AA:BB:CC:DD' },
  certificate: CERTIFICATE,
  pair: { statement: 'RSA key OK, 2048 bits.', signedWith: 'SHA-256' },
  trial: TRIAL,
  org: ORG,
  consumerKey: KEY,
  username: USERNAME,
  lifetime: '180',
  audience: ORG.loginUrl,
  appKind: 'external',
  way: 'proxy',
  proxyError: null,
  wants: ['open'],
  token: { scopes: ['api', 'web'] },
  keyFrom: NOW - 9 * DAY,
  tokenAt: NOW - DAY,
  tokenHost: ORG.host,
  unreadable: false,
  openTicks: [],
  clock: { ahead: 0.4, within: 0.6, from: 'keybearer.example' },
  wellKnown: { issuer: ORG.loginUrl },
} as const satisfies ConnectionFacts;

/** What is found besides what is as it should be, as `severity code certainty`. */
export function faultsOf(facts: ConnectionFacts): string[] {
  return checkConnection(facts)
    .filter(({ severity }) => severity !== 'good')
    .map(({ severity, code, certainty }) => `${severity} ${code} ${certainty}`);
}

export function orgAt(address: string) {
  return readLoginUrl(address);
}
