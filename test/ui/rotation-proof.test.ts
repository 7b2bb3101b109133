import { X509Certificate } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { utf8 } from '../../src/core/bytes.ts';
import type { Connection, KeySet } from '../../src/ui/state/connections.svelte.ts';
import { begin, putNext } from '../../src/ui/state/rotation.ts';
import { requireInCi, requireUploaded, retires } from '../../src/ui/state/rotation-proof.ts';
import { makePair } from '../practice/_app.ts';
import { thrown } from '../_thrown.ts';
import { COMPLETE, connection, keySet, NOW } from './_connection.ts';

const OLD = 'AA:'.repeat(31) + 'AA';
const NEW = 'BB:'.repeat(31) + 'BB';
const EARLIER = 'CC:'.repeat(31) + 'CC';

let pems: { old: string; next: string; other: string; key: string };
let one: Connection;

function set(publicKeySha256: string, pem: string): KeySet {
  const made = keySet(365);
  const { fingerprint256: sha256, fingerprint: sha1 } = new X509Certificate(pem);
  return {
    key: { ...made.key, id: publicKeySha256, publicKeySha256 },
    certificate: { ...made.certificate!, pem, sha256, sha1 },
  };
}

beforeAll(async () => {
  const [old, next, other] = await Promise.all([makePair(), makePair(), makePair()]);
  const key = String(old.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  pems = { old: old.certificate, next: next.certificate, other: other.certificate, key };
  one = connection({
    ...COMPLETE,
    current: set(OLD, pems.old),
    former: [set(EARLIER, pems.other)],
  });
  one = { ...one, ...begin(one, 'same-app', NOW) };
  one = { ...one, ...putNext(one, set(NEW, pems.next), { at: NOW, by: 'check', seen: '' }) };
});

const derOf = (pem: string) => new Uint8Array(new X509Certificate(pem).raw);

test.each([
  ['the file as PEM', () => utf8(pems.next)],
  ['the file as DER', () => derOf(pems.next)],
  ['the text of the file', () => pems.next],
  [
    'what openssl prints of it',
    () => `sha256 Fingerprint=${new X509Certificate(pems.next).fingerprint256}`,
  ],
  ['its SHA-1', () => new X509Certificate(pems.next).fingerprint],
])('%s proves that the new certificate was uploaded', async (_, input) => {
  await expect(requireUploaded(one, input())).resolves.toMatch(/^[0-9A-F:]+$/);
});

test.each([
  ['the present certificate', () => pems.old, 'rotation/still-old'],
  ['the present certificate as a file', () => derOf(pems.old), 'rotation/still-old'],
  ['another certificate', () => pems.other, 'rotation/neither'],
  ['the private key', () => pems.key, 'rotation/private-key'],
  ['a file with the private key', () => utf8(pems.next + pems.key), 'rotation/private-key'],
  ['nothing', () => '', 'rotation/no-fingerprint'],
  ['words', () => 'uploaded it, all fine', 'rotation/no-fingerprint'],
])('%s does not, and is named', async (_, input, code) => {
  expect((await thrown(() => requireUploaded(one, input()))).code).toBe(code);
});

test('what a pipeline printed proves that it holds the new key', () => {
  expect(requireInCi(one, `SHA2-256(stdin)= ${NEW.replaceAll(':', '').toLowerCase()}\n`)).toBe(NEW);
});

test.each([
  ['the old key', () => OLD, 'rotation/still-old'],
  ['an earlier key', () => EARLIER, 'rotation/neither'],
  ['an unknown key', () => 'DD'.repeat(32), 'rotation/neither'],
  [
    'a fingerprint of the new certificate',
    () => new X509Certificate(pems.next).fingerprint256,
    'rotation/neither',
  ],
  ['two fingerprints', () => `${OLD}\n${NEW}`, 'rotation/no-fingerprint'],
  ['an error of openssl', () => 'Could not read key from <stdin>', 'rotation/no-fingerprint'],
  ['the key itself', () => pems.key, 'rotation/private-key'],
])('%s from a pipeline does not', async (_, text, code) => {
  expect((await thrown(() => requireInCi(one, text()))).code).toBe(code);
});

test.each([
  ['invalid_client_id', 'client identifier invalid', true],
  ['app_not_found', 'External client app is not installed in this org', true],
  ['invalid_grant', 'invalid assertion', true],
  ['invalid_grant', "user hasn't approved this consumer", false],
  ['invalid_app_access', 'user is not admin approved to access this app', false],
  ['invalid_grant', 'expired authorization code', false],
  ['invalid_grant', 'ip restricted', false],
  ['invalid_grant', 'audience is invalid', false],
  ['inactive_org', '', false],
])('%s: %s shows that an old key is worth nothing: %s', (error, description, expected) => {
  expect(retires({ error, description, status: 400 })).toBe(expected);
});
