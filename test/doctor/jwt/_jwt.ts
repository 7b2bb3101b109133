/** JWTs made by programs that nobody here wrote: jws (inside jsonwebtoken), and openssl in a shell. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createRequire } from 'node:module';
import { expect } from 'vitest';
import type { Finding } from '../../../src/doctor/finding.ts';
import { readJwt, type JwtOptions, type JwtReading } from '../../../src/doctor/jwt/read.ts';

// The Salesforce CLI signs with it; it comes with @salesforce/core and has no types.
const require = createRequire(createRequire(import.meta.url).resolve('@salesforce/core'));
const jws = createRequire(require.resolve('jsonwebtoken'))('jws') as {
  sign(options: {
    header: Record<string, unknown>;
    payload: unknown;
    privateKey?: string;
    secret?: string;
  }): string;
};
export const jsonwebtoken = require('jsonwebtoken') as {
  sign(claims: object, key: string, options: Record<string, unknown>): string;
};

export const NOW = Date.parse('2026-11-22T08:00:00Z');
export const SECONDS = NOW / 1000;
export const CONSUMER_KEY = '3MVG9.doctor_key-1';
export const CLAIMS = {
  iss: CONSUMER_KEY,
  sub: 'ci@acme.example',
  aud: 'https://acme.my.salesforce.com',
  exp: SECONDS + 120,
};

export interface Pair {
  privatePem: string;
  publicPem: string;
}

export function makePair(modulusLength = 2048): Pair {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength });
  const pem = (key: KeyObject, type: 'pkcs8' | 'spki') =>
    key.export({ type: type as 'spki', format: 'pem' }).toString();
  return { privatePem: pem(privateKey, 'pkcs8'), publicPem: pem(publicKey, 'spki') };
}

/** Signed with RS256; a claim or header field that is undefined is left out. */
export function sign(
  pair: Pair,
  claims: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
): string {
  return jws.sign({
    header: { alg: 'RS256', typ: 'JWT', ...header },
    payload: JSON.stringify({ ...CLAIMS, ...claims }),
    privateKey: pair.privatePem,
  });
}

/** With a shared secret, as jwt.io offers first. */
export function signShared(claims: Record<string, unknown> = {}): string {
  const payload = JSON.stringify({ ...CLAIMS, ...claims });
  return jws.sign({ header: { alg: 'HS256', typ: 'JWT' }, payload, secret: 'plum' });
}

/** The parts as given, encoded as they are: for what no library would sign. */
export function encode(header: string, claims: string, signature = 'AAAA'): string {
  const part = (text: string) => Buffer.from(text).toString('base64url');
  return `${part(header)}.${part(claims)}.${signature}`;
}

export function read(text: string, options: Partial<JwtOptions> = {}): Promise<JwtReading> {
  return readJwt(text, { now: NOW, ...options });
}

/** `code severity` of every finding that is not good, in order. A fault says what to do, too. */
export function said({ findings }: { findings: readonly Finding[] }): string[] {
  for (const { code, severity, fix } of findings) {
    if (severity === 'fault') expect(fix.length, `${code} says what to do`).toBeGreaterThan(0);
  }
  return findings
    .filter(({ severity }) => severity !== 'good')
    .map(({ code, severity }) => `${code.replace('jwt/', '')} ${severity}`);
}

/** The codes of what is as it should be. */
export function good({ findings }: { findings: readonly Finding[] }): string[] {
  return findings.filter(({ severity }) => severity === 'good').map(({ code }) => code);
}
