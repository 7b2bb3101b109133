import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { fingerprintText } from '../../src/core/bytes.ts';
import { isSha256, readFingerprints } from '../../src/core/fingerprint.ts';
import { makePair } from '../practice/_app.ts';
import { needTool, run } from '../_tools.ts';

const BYTES = Uint8Array.from({ length: 32 }, (_, at) => at * 7);
const TEXT = fingerprintText(BYTES);
const HEX = TEXT.replaceAll(':', '').toLowerCase();
const SHORT = TEXT.slice(0, 59);

test.each([
  ['as openssl dgst prints it', `SHA2-256(stdin)= ${HEX}\n`, [TEXT]],
  ['as LibreSSL prints it', `(stdin)= ${HEX}`, [TEXT]],
  ['as openssl x509 prints it', `sha256 Fingerprint=${TEXT}\n`, [TEXT]],
  ['as PowerShell prints it', HEX.toUpperCase(), [TEXT]],
  ['behind the time of a CI log', `2026-11-21T14:02:11.4432Z SHA2-256(stdin)= ${HEX}`, [TEXT]],
  ['twice', `${HEX}\n${TEXT}`, [TEXT]],
  ['a SHA-1', `SHA1 Fingerprint=${SHORT}`, [SHORT]],
  ['both', `${TEXT}\n${SHORT}`, [TEXT, SHORT]],
  ['a byte too few', TEXT.slice(3), []],
  ['a digit too many', `${HEX}0`, []],
  ['letters that are no digits', HEX.replace('0', 'g'), []],
  ['inside a longer word', `x${HEX}`, []],
  ['nothing', '', []],
])('a fingerprint %s', (_, text, found) => {
  expect(readFingerprints(text)).toEqual(found);
});

test('the longer of the two is a SHA-256', () => {
  expect(isSha256(TEXT)).toBe(true);
  expect(isSha256(SHORT)).toBe(false);
});

test.skipIf(!needTool('openssl'))('what openssl prints of a certificate is read', async () => {
  const { certificate } = await makePair();
  for (const [hash, own] of [
    ['-sha256', new X509Certificate(certificate).fingerprint256],
    ['-sha1', new X509Certificate(certificate).fingerprint],
  ] as const) {
    const args = ['x509', '-noout', hash, '-fingerprint'];
    expect(readFingerprints(run('openssl', args, { input: certificate }).stdout)).toEqual([own]);
  }
});
