import { createPrivateKey, createVerify, X509Certificate } from 'node:crypto';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CertificateRecord } from '../../src/core/certificate.ts';
import type { KeyRecord } from '../../src/core/key.ts';
import { SUBJECT_DEFAULTS } from '../../src/core/subject.ts';
import { thrown } from '../_thrown.ts';
import { connect } from './_client.ts';

const { client } = connect();
let key: KeyRecord;
let certificate: CertificateRecord;

beforeAll(async () => {
  key = await client.call('createKey', { bits: 2048 });
  certificate = await client.call('createCertificate', {
    keyId: key.id,
    subject: SUBJECT_DEFAULTS,
    days: 365,
  });
});
afterAll(() => client.stop());

const download = async (url: string) => {
  expect(url).toMatch(/^blob:/);
  return new Uint8Array(await (await fetch(url)).arrayBuffer());
};
const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

test('key, certificate, request and check go through in the order of the page', async () => {
  expect(key).toMatchObject({ bits: 2048, origin: 'generated' });
  expect(Math.abs(key.createdAt - Date.now())).toBeLessThan(60_000);
  expect(certificate.publicKeySha256).toBe(key.publicKeySha256);
  const request = await client.call('createRequest', { keyId: key.id, subject: SUBJECT_DEFAULTS });
  expect(request.pem).toContain('BEGIN CERTIFICATE REQUEST');
  const check = await client.call('checkPair', { keyId: key.id, certificate: certificate.pem });
  expect(check.statement).toContain('RSA key OK, 2048 bits');
});

test('no record holds anything of the private key', async () => {
  const pem = text(
    await download(await client.call('exportKey', { keyId: key.id, format: 'pkcs8' })),
  );
  const records = JSON.stringify([key, certificate]);
  const { d, p } = createPrivateKey(pem).export({ format: 'jwk' });
  for (const secret of [d, p]) {
    expect(records).not.toContain(
      Buffer.from(String(secret), 'base64url').toString('base64').slice(8, 40),
    );
  }
});

test('the key file comes in both forms and encrypted', async () => {
  const publicKey = new X509Certificate(certificate.pem).publicKey;
  const options = { keyId: key.id } as const;
  const pkcs8 = text(
    await download(await client.call('exportKey', { ...options, format: 'pkcs8' })),
  );
  const pkcs1 = text(
    await download(await client.call('exportKey', { ...options, format: 'pkcs1' })),
  );
  const sealed = text(
    await download(
      await client.call('exportKey', { ...options, format: 'pkcs8', passphrase: 'pass' }),
    ),
  );
  expect(pkcs8).toMatch(/^-----BEGIN PRIVATE KEY/);
  expect(pkcs1).toMatch(/^-----BEGIN RSA PRIVATE KEY/);
  expect(sealed).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY/);
  for (const file of [{ key: pkcs8 }, { key: pkcs1 }, { key: sealed, passphrase: 'pass' }]) {
    const jwk = createPrivateKey(file).export({ format: 'jwk' });
    expect(jwk.n).toBe(publicKey.export({ format: 'jwk' }).n);
  }
  const refused = () => client.call('exportKey', { ...options, format: 'pkcs1', passphrase: 'x' });
  expect((await thrown(refused)).code).toBe('key/passphrase-format');
});

test('the bundle holds the key and its certificate', async () => {
  const url = await client.call('exportBundle', {
    keyId: key.id,
    keyFormat: 'pkcs1',
    certificate: certificate.pem,
    date: new Date('2026-11-21T12:00:00Z'),
  });
  const files = unzipSync(await download(url));
  expect(text(files['certs/server.crt'])).toBe(certificate.pem);
  expect(text(files['certs/server.key'])).toMatch(/^-----BEGIN RSA PRIVATE KEY/);
});

test('a trial is seen with the certificate alone, and no assertion crosses', async () => {
  const iat = Math.floor(Date.now() / 1000);
  const claims = {
    iss: 'key',
    sub: 'ci@acme.example',
    aud: 'https://a.example',
    exp: iat + 180,
    iat,
  };
  const options = { keyId: key.id, claims, certificate: certificate.pem };
  const trial = await client.call('tryAssertion', options);
  expect(trial).toEqual({ header: { alg: 'RS256', typ: 'JWT' }, claims, verified: true });
  expect(JSON.stringify(trial)).not.toContain('eyJ');

  const { id } = await client.call('createKey', { bits: 2048 });
  expect((await client.call('tryAssertion', { ...options, keyId: id })).verified).toBe(false);
  await client.call('deleteKey', { keyId: id });
  const gone = () => client.call('tryAssertion', { ...options, keyId: id });
  expect((await thrown(gone)).code).toBe('key/unknown');
});

test('an assertion is signed by the key of the certificate', async () => {
  const claims = { iss: 'consumer', sub: 'me@acme.example', aud: 'https://login.salesforce.com' };
  const { jwt } = await client.call('signAssertion', {
    keyId: key.id,
    claims: { ...claims, exp: 1_800_000_180, iat: 1_800_000_000 },
  });
  const [header = '', payload = '', signature = ''] = jwt.split('.');
  const verifier = createVerify('RSA-SHA256').update(`${header}.${payload}`);
  expect(verifier.verify(certificate.pem, signature, 'base64url')).toBe(true);
  expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject(claims);
});

test('a deleted key is gone, the others stay', async () => {
  const other = await client.call('createKey', { bits: 2048 });
  await client.call('deleteKey', { keyId: other.id });
  const gone = () => client.call('exportKey', { keyId: other.id, format: 'pkcs8' });
  expect((await thrown(gone)).code).toBe('key/unknown');
  await client.call('checkPair', { keyId: key.id, certificate: certificate.pem });
});

test('the same key imported again is the one that is open, so that one deletion is enough', async () => {
  const bytes = await download(await client.call('exportKey', { keyId: key.id, format: 'pkcs1' }));
  const imported = await client.call('importFiles', {
    files: [{ name: 'server.key', content: new Blob([bytes]) }],
  });
  expect(imported.key?.id).toBe(key.id);
});

test('an imported key can be certified at once', async () => {
  const { id } = await client.call('createKey', { bits: 2048 });
  const bytes = await download(await client.call('exportKey', { keyId: id, format: 'pkcs1' }));
  await client.call('deleteKey', { keyId: id });
  const imported = await client.call('importFiles', {
    files: [{ name: 'server.key', content: new Blob([bytes]) }],
  });
  expect(imported).toMatchObject({ findings: ['RSA key OK, 2048 bits.'], mended: [] });
  expect(imported.certificate).toBeUndefined();
  const keyId = imported.key?.id ?? '';
  expect(keyId).not.toBe(id);
  const renewed = await client.call('createCertificate', {
    keyId,
    subject: SUBJECT_DEFAULTS,
    days: 30,
  });
  expect(renewed.publicKeySha256).toBe(imported.key?.publicKeySha256);
});
