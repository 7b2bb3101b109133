import { createSign, generateKeyPairSync, webcrypto, type KeyObject } from 'node:crypto';
import { createSelfSigned } from '../../src/core/certificate.ts';
import { SUBJECT_DEFAULTS } from '../../src/core/subject.ts';
import { createPracticeOrg, type PracticeOrg } from '../../src/practice/practice-org.ts';
import { REGISTER_PATH, type Registration, type Switches } from '../../src/practice/app.ts';

export const ORIGIN = 'https://practice.invalid';
export const PAGE = 'https://keybearer.example';
export const NOW = new Date('2026-11-21T12:00:00Z');
export const CONSUMER_KEY = '3MVG9.practice_key-1';
export const USERNAME = 'ci@acme.example';
export const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

export interface Pair {
  privateKey: KeyObject;
  certificate: string;
}

export async function makePair(bits = 2048): Promise<Pair> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' });
  const { pem } = await createSelfSigned({
    keys: {
      publicKey: await webcrypto.subtle.importKey('spki', spki, algorithm, true, ['verify']),
      privateKey: await webcrypto.subtle.importKey('pkcs8', pkcs8, algorithm, true, ['sign']),
    },
    subject: SUBJECT_DEFAULTS,
    days: 2,
    now: NOW,
  });
  return { privateKey, certificate: pem };
}

/** A JWT as any program would make it: no code of ours signs here. */
export function sign(
  claims: Record<string, unknown>,
  key: KeyObject,
  header: Record<string, unknown> = { alg: 'RS256', typ: 'JWT' },
): string {
  const text = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${text}.${createSign('RSA-SHA256').update(text).sign(key).toString('base64url')}`;
}

export function claims(change: Record<string, unknown> = {}): Record<string, unknown> {
  const iat = Math.floor(NOW.getTime() / 1000);
  const all = { iss: CONSUMER_KEY, sub: USERNAME, aud: ORIGIN, exp: iat + 180, iat, ...change };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

export function createOrg(now: () => Date = () => NOW): PracticeOrg {
  return createPracticeOrg({ origin: ORIGIN, pages: [PAGE], now });
}

export function register(
  org: PracticeOrg,
  certificate: string,
  switches: Partial<Switches> = {},
  change: Partial<Registration> = {},
): Promise<Response> {
  const body = registration(certificate, switches, change);
  return org.handle(post(REGISTER_PATH, body, 'application/json'), PAGE);
}

export function registration(
  certificate: string,
  switches: Partial<Switches> = {},
  change: Partial<Registration> = {},
): string {
  const app = { certificate, consumerKey: CONSUMER_KEY, username: USERNAME, switches };
  return JSON.stringify({ ...app, ...change });
}

export function post(path: string, body: string, type?: string): Request {
  return new Request(ORIGIN + path, {
    method: 'POST',
    body,
    headers: { 'content-type': type ?? 'application/x-www-form-urlencoded' },
  });
}

export function form(path: string, fields: Record<string, string>): Request {
  return post(path, new URLSearchParams(fields).toString());
}

export function askToken(org: PracticeOrg, assertion: string): Promise<Response> {
  const fields = { grant_type: JWT_BEARER, assertion };
  return org.handle(form('/services/oauth2/token', fields), PAGE);
}

/** A token of a registered app. */
export async function getToken(org: PracticeOrg, key: KeyObject): Promise<string> {
  const answer = (await (await askToken(org, sign(claims(), key))).json()) as Record<
    string,
    string
  >;
  return answer['access_token'] ?? '';
}
