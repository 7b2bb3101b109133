import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import type { Bytes } from '../../src/core/bytes.ts';
import { createRequest, createSelfSigned } from '../../src/core/certificate.ts';
import { exportPkcs1, exportPkcs8, generateKey, type Key } from '../../src/core/key.ts';
import { readPem } from '../../src/core/pem.ts';
import { SUBJECT_DEFAULTS } from '../../src/core/subject.ts';
import { readFiles } from '../../src/worker/import.ts';
import { temporaryFolder } from '../_files.ts';
import { thrown } from '../_thrown.ts';
import { needTool, run } from '../_tools.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const folder = temporaryFolder();
let key: Key;
let other: Key;
let keyPem: string;
let certificate: string;
let otherCertificate: string;

const certify = async (keys: Key, now = NOW, days = 365) =>
  (await createSelfSigned({ keys, subject: SUBJECT_DEFAULTS, days, now })).pem;

beforeAll(async () => {
  [key, other] = await Promise.all([generateKey(2048, NOW), generateKey(2048, NOW)]);
  keyPem = await exportPkcs8(key);
  [certificate, otherCertificate] = [await certify(key), await certify(other)];
});

const file = (content: string | Bytes, name = 'server.pem') => ({
  name,
  content: new Blob([content]),
});
const read = (...contents: (string | Bytes)[]) =>
  readFiles(
    contents.map((content, at) => file(content, `${at + 1}.pem`)),
    { now: NOW },
  );

const BOTH = ['RSA key OK, 2048 bits.', 'The certificate belongs to this key.'];

test('key and certificate are read from two files or one, in any order', async () => {
  for (const files of [
    [keyPem, certificate],
    [certificate, keyPem],
    [keyPem + certificate],
    [`${certificate}\n${await exportPkcs1(key)}`],
  ]) {
    const found = await read(...files);
    expect(found.findings).toEqual(BOTH);
    expect(found.key?.record.publicKeySha256).toBe(key.record.publicKeySha256);
    expect(found.certificate?.pem).toBe(certificate);
    expect(found.mended).toEqual([]);
  }
});

test('a certificate alone is checked against the key that is there', async () => {
  const options = { existing: key, now: NOW };
  const found = await readFiles([file(certificate)], options);
  expect(found.findings).toEqual(['The certificate belongs to this key.']);
  expect(found.key).toBeUndefined();
  const error = await thrown(() => readFiles([file(otherCertificate)], options));
  expect(error).toMatchObject({
    code: 'certificate/other-key',
    message: 'the certificate "CN=salesforce-jwt" was made for another key',
  });
  // A key that comes along counts more than the one that is there.
  expect(
    (await readFiles([file(keyPem), file(certificate)], { existing: other, now: NOW })).findings,
  ).toEqual(BOTH);
});

test('a certificate without any key is read and says whose it is', async () => {
  expect((await read(certificate)).findings).toEqual(['Certificate read: CN=salesforce-jwt.']);
});

test('of several certificates the one of the key is taken, and said', async () => {
  const found = await read(otherCertificate + certificate + otherCertificate, keyPem);
  expect(found.certificate?.pem).toBe(certificate);
  expect(found.findings).toEqual([
    'RSA key OK, 2048 bits.',
    'Of 3 certificates, took the one made for this key.',
    'The certificate belongs to this key.',
  ]);
  expect((await thrown(() => read(otherCertificate + otherCertificate, keyPem))).code).toBe(
    'certificate/other-key',
  );
});

test('of two certificates for the key the one that lasts longer is taken', async () => {
  const longer = await certify(key, NOW, 700);
  for (const files of [
    [longer, certificate, keyPem],
    [certificate, longer, keyPem],
  ]) {
    expect((await read(...files)).certificate?.pem).toBe(longer);
  }
});

test('an expired or a future certificate is taken with a word on it', async () => {
  const old = await certify(key, new Date('2020-01-01T00:00:00Z'), 30);
  expect((await read(old, keyPem)).findings).toContain(
    'The certificate ran out on 2020-01-30: renew it.',
  );
  const future = await certify(key, new Date('2030-01-02T00:00:00Z'));
  expect((await read(future, keyPem)).findings).toContain(
    'The certificate is valid only from 2030-01-01 on.',
  );
});

test('what was mended is said, with the file’s name where there are several', async () => {
  const oneLine = keyPem.replaceAll('\n', ' ');
  expect((await read(oneLine)).mended).toEqual(['Restored the line breaks.']);
  expect((await read(certificate, oneLine)).mended).toEqual(['2.pem: Restored the line breaks.']);
});

test('both as DER files', async () => {
  const der = (pem: string) => readPem(pem).blocks[0]?.der ?? new Uint8Array();
  expect((await read(der(certificate), der(keyPem))).findings).toEqual(BOTH);
});

test('a request that comes along is left out, and said', async () => {
  const request = await createRequest(key, SUBJECT_DEFAULTS);
  expect((await read(keyPem, request.pem)).findings).toEqual([
    'RSA key OK, 2048 bits.',
    'Left out a certificate request (CSR).',
  ]);
});

const block = (label: string, body: string) =>
  `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;

test('a damaged block that is no certificate does not spoil a good key', async () => {
  for (const label of ['A', 'PUBLIC KEY', 'CERTIFICATE REQUEST']) {
    expect((await read(block(label, 'AAAA') + keyPem)).findings).toEqual([
      'RSA key OK, 2048 bits.',
      `Left out a damaged ${label}.`,
    ]);
    const alone = await thrown(() => read(block(label, 'AAAA')));
    expect([alone.code, alone.message]).toEqual([
      'input/not-recognised',
      `this is a damaged ${label}`,
    ]);
  }
  const damaged = await thrown(() => read(block('CERTIFICATE', 'AAAA') + keyPem));
  expect(damaged.code).toBe('certificate/unreadable');
});

test('more than 50 blocks are refused, in one file or in several', async () => {
  expect((await read(certificate.repeat(49), keyPem)).certificate?.pem).toBe(certificate);
  for (const files of [[certificate.repeat(51)], [certificate.repeat(50), keyPem]]) {
    const error = await thrown(() => read(...files));
    expect([error.code, error.message]).toEqual([
      'input/too-large',
      'there are more than 50 blocks in it',
    ]);
  }
});

test('the same sentence is said once', async () => {
  expect((await read(publicKey + publicKey + keyPem)).findings).toEqual([
    'RSA key OK, 2048 bits.',
    'Left out a public key.',
  ]);
});

test('the passphrase reaches the key', async () => {
  const sealed = await exportPkcs8(key, 'secret');
  const open = (passphrase?: string) =>
    readFiles([file(sealed)], { now: NOW, ...(passphrase !== undefined && { passphrase }) });
  expect((await open('secret')).findings).toEqual(['RSA key OK, 2048 bits.']);
  expect((await thrown(() => open())).code).toBe('key/passphrase-needed');
  expect((await thrown(() => open('other'))).code).toBe('key/passphrase-wrong');
});

test('an EC parameters block before an EC key does not hide what it is', async () => {
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const parameters =
    '-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n';
  const error = await thrown(() =>
    read(parameters + String(ec.export({ type: 'sec1', format: 'pem' }))),
  );
  expect(error).toMatchObject({ code: 'key/not-rsa', message: 'this is an EC private key' });
});

test.each<[string, () => (string | Bytes)[], string]>([
  ['no file', () => [], 'input/empty'],
  ['an empty file', () => [''], 'input/empty'],
  ['100 MB', () => [new Uint8Array(100 * 1024 * 1024)], 'input/too-large'],
  ['a megabyte of zeros', () => [new Uint8Array(1024 * 1024)], 'input/not-recognised'],
  ['two different keys', () => [keyPem, otherKeyPem], 'input/several-keys'],
  ['a public key', () => [publicKey], 'key/public'],
  ['a damaged certificate', () => [certificate.slice(0, 500)], 'certificate/unreadable'],
  [
    'a certificate with a wrong character count',
    () => [certificate.replace(/\n.{64}\n/, '\n')],
    'certificate/unreadable',
  ],
])('%s is refused with its own code', async (_, contents, code) => {
  expect((await thrown(() => read(...contents()))).code).toBe(code);
});

const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
const otherKeyPem = String(stranger.privateKey.export({ type: 'pkcs8', format: 'pem' }));
const publicKey = String(stranger.publicKey.export({ type: 'spki', format: 'pem' }));

test('the same key twice is one key', async () => {
  expect((await read(keyPem, await exportPkcs1(key))).findings).toEqual(['RSA key OK, 2048 bits.']);
});

test('the failing file of several is named', async () => {
  expect((await thrown(() => read(keyPem, 'nonsense'))).message).toMatch(/^2\.pem: /);
});

test.skipIf(!needTool('openssl'))(
  'a chain with an EC issuer gives the RSA leaf, which is not self-signed',
  async () => {
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const issuerKey = folder.write('ca.key', String(ec.export({ type: 'pkcs8', format: 'pem' })));
    const ca = run('openssl', [
      'req',
      '-x509',
      '-new',
      '-key',
      issuerKey,
      '-subj',
      '/CN=CA',
    ]).stdout;
    const request = await createRequest(key, SUBJECT_DEFAULTS);
    const issuer = ['-CA', folder.write('ca.crt', ca), '-CAkey', issuerKey, '-set_serial', '1'];
    const leaf = run('openssl', ['x509', '-req', ...issuer], { input: request.pem }).stdout;
    const found = await read(ca + leaf, keyPem);
    expect(found.certificate).toMatchObject({
      selfSigned: false,
      subjectText: 'CN=salesforce-jwt',
    });
    expect(found.findings).toContain('The certificate belongs to this key.');
  },
);

test('a certificate that was altered is refused', async () => {
  const der = readPem(certificate).blocks[0]?.der ?? new Uint8Array();
  const changed = Uint8Array.from(der);
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  const error = await thrown(() => read(changed, keyPem));
  expect(error.code).toBe('certificate/check-failed');
});
