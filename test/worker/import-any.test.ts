import { createHash, createPublicKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readAnyFiles } from '../../src/worker/import-any.ts';
import { thrown } from '../_thrown.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const content = (name: string) => readFileSync(`test/vectors/inspect/files/${name}`);
const read = (names: string[], passphrase?: string) =>
  readAnyFiles(
    names.map((name) => ({ name, content: new Blob([content(name)]) })),
    { now: NOW, ...(passphrase === undefined ? {} : { passphrase }) },
  );

/** The fingerprint of the key that each was made from, as Node reads its public half. */
const printOf = (file: string) => {
  const key = createPublicKey(
    file.includes('openssh')
      ? content('rsa.ssh-pkcs8.pub')
      : file.includes('jwk')
        ? { key: JSON.parse(String(content('rsa.public.jwk.json'))), format: 'jwk' }
        : content('rsa.public.pem'),
  );
  const digest = createHash('sha256').update(key.export({ type: 'spki', format: 'der' }));
  return digest.digest('hex').toUpperCase().match(/../g)?.join(':');
};
const CERTIFICATE = new X509Certificate(content('rsa.crt')).fingerprint256;

test.each<[file: string, passphrase: string | undefined, found: string]>([
  ['rsa.openssh', undefined, 'Read as an RSA private key (OpenSSH).'],
  ['openssh.base64', undefined, 'Read as an RSA private key (OpenSSH).'],
  ['rsa.jwk.json', undefined, 'Read as an RSA private key (JWK).'],
  ['store.p12', 'secret12', 'Read as an RSA private key (in a keystore).'],
  ['store.nss.p12', 'secret12', 'Read as an RSA private key (in a keystore).'],
  ['store.legacy-rc2.p12', 'secret12', 'Read as an RSA private key (in a keystore).'],
  ['store.open.p12', undefined, 'Read as an RSA private key (in a keystore).'],
  ['store.jks', 'secret12', 'Read as an RSA private key (in a keystore).'],
  ['store.jks.base64', 'secret12', 'Read as an RSA private key (in a keystore).'],
  ['rsa.encrypted-pbe1.key', 'secret12', 'Read as an RSA private key (PKCS#8, encrypted).'],
  ['der.line-break', undefined, 'Read as an RSA private key (PKCS#8, DER).'],
  ['der.as-utf8', undefined, 'Read as an RSA private key (PKCS#8, DER).'],
  ['key.in-env-base64', undefined, 'Read as an RSA private key (PKCS#8).'],
])('the key of %s is taken in', async (file, passphrase, said) => {
  const { key, findings } = await read([file], passphrase);
  expect(key?.record.publicKeySha256).toBe(printOf(file));
  expect(findings.slice(0, 2)).toEqual([said, 'RSA key OK, 2048 bits.']);
});

test('a plain PEM is read as before, without a word on its form', async () => {
  const { findings } = await read(['rsa.pkcs8.key', 'rsa.crt']);
  expect(findings).toEqual(['RSA key OK, 2048 bits.', 'The certificate belongs to this key.']);
});

test.each([
  [['store.p12'], 'secret12'],
  [['store.jks'], 'secret12'],
  // A certificate beside a keystore does not hide the key in it.
  [['rsa.crt', 'store.p12'], 'secret12'],
  [['rsa.crt', 'der.as-utf8'], undefined],
  [['der.line-break', 'rsa.crt.der'], undefined],
])('with the key of %s its certificate comes along', async (files, passphrase) => {
  const { key, certificate, findings } = await read(files, passphrase);
  expect(key?.record.publicKeySha256).toBe(printOf(''));
  expect(certificate?.sha256).toBe(CERTIFICATE);
  expect(findings).toContain('The certificate belongs to this key.');
});

test.each(['store.p12', 'store.jks', 'rsa.encrypted-pbe1.key'])(
  'the passphrase of %s is asked for, and a wrong one is told',
  async (file) => {
    expect((await thrown(() => read([file]))).code).toBe('key/passphrase-needed');
    expect((await thrown(() => read([file], 'wrong'))).code).toBe('key/passphrase-wrong');
  },
);

test('what was mended is said, with its file among several', async () => {
  const alone = await read(['der.line-break']);
  expect(alone.mended).toEqual(['Left out the line break after it.']);
  const { mended } = await read(['rsa.crt', 'der.line-break']);
  expect(mended).toEqual(['der.line-break: Left out the line break after it.']);
});

test.each([
  ['ecdsa.openssh', 'key/not-rsa', 'this is an EC (P-384) private key (OpenSSH)'],
  ['ec.jwk.json', 'key/not-rsa', 'this is an EC (P-256) private key (JWK)'],
  ['ed25519.openssh', 'key/not-rsa', 'this is an Ed25519 private key (OpenSSH)'],
  [
    'rsa-without-primes.jwk.json',
    'key/unreadable',
    'this is an RSA private key (JWK), which cannot be taken as it is',
  ],
  [
    'putty-2.ppk',
    'key/unreadable',
    'this is an RSA private key (PuTTY), which cannot be taken as it is',
  ],
])('%s is refused by what it is: there is no key in it that can sign', async (file, code, says) => {
  expect(await thrown(() => read([file]))).toMatchObject({ code, message: says });
});

test.each([
  ['rsa-passphrase.openssh', 'key/not-rsa'],
  ['rsa.legacy-aes.key', 'key/encryption-unsupported'],
  ['key.cut-off', 'key/unreadable'],
  ['store.cut-off.jks', 'input/not-recognised'],
  ['authorized_keys', 'input/not-recognised'],
  ['two-keys.pem', 'input/several-keys'],
])('%s is refused as it always was', async (file, code) => {
  expect((await thrown(() => read([file], 'secret12'))).code).toBe(code);
});
