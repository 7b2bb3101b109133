import { createVerify, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jwtVerify } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import {
  buildClaims,
  readAssertion,
  signAssertion,
  tryAssertion,
  verifyAssertion,
} from '../../src/core/assertion.ts';
import { createSelfSigned } from '../../src/core/certificate.ts';
import { SUBJECT_DEFAULTS } from '../../src/core/subject.ts';
import { needTool, python, run } from '../_tools.ts';

const NOW = new Date('2026-11-21T12:00:00.900Z');
const INPUT = {
  consumerKey: '3MVG9.key_1',
  username: 'ci@acme.example',
  audience: 'https://acme.my.salesforce.com',
  lifetime: 180,
  now: NOW,
};

const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', publicExponent: Uint8Array.of(1, 0, 1) };
let keys: CryptoKeyPair;
let other: CryptoKeyPair;
let publicPem: string;

beforeAll(async () => {
  const make = () =>
    crypto.subtle.generateKey({ ...RSA, modulusLength: 2048 }, true, ['sign', 'verify']);
  [keys, other] = await Promise.all([make(), make()]);
  const spki = Buffer.from(await crypto.subtle.exportKey('spki', keys.publicKey)).toString(
    'base64',
  );
  publicPem = `-----BEGIN PUBLIC KEY-----\n${spki.replace(/.{64}/g, '$&\n')}\n-----END PUBLIC KEY-----\n`;
});

const sign = () => signAssertion(buildClaims(INPUT), keys.privateKey);

test('the claims are iss, sub, aud, exp and iat in seconds, and no jti', () => {
  expect(buildClaims(INPUT)).toEqual({
    iss: '3MVG9.key_1',
    sub: 'ci@acme.example',
    aud: 'https://acme.my.salesforce.com',
    exp: 1_795_262_580,
    iat: 1_795_262_400,
  });
  expect(buildClaims({ ...INPUT, jti: 'once' }).jti).toBe('once');
});

test('what is good for more than a day is not signed', async () => {
  const claims = (lifetime: number) => buildClaims({ ...INPUT, lifetime });
  await expect(signAssertion(claims(86_400), keys.privateKey)).resolves.toHaveProperty('jwt');
  for (const change of [{}, { iat: NaN }, { exp: Infinity }]) {
    const error = signAssertion({ ...claims(86_401), ...change }, keys.privateKey);
    await expect(error).rejects.toMatchObject({ code: 'details/lifetime' });
  }
});

test.each([0, -1, 1.5, NaN, Infinity])('a lifetime of %d is refused', (lifetime) => {
  expect(() => buildClaims({ ...INPUT, lifetime })).toThrow(
    expect.objectContaining({ code: 'details/lifetime' }),
  );
});

test('the header says RS256 and JWT and nothing else', async () => {
  const { jwt, header } = await sign();
  expect(header).toEqual({ alg: 'RS256', typ: 'JWT' });
  expect(JSON.parse(Buffer.from(jwt.split('.')[0]!, 'base64url').toString())).toEqual(header);
});

test('jose, node:crypto, openssl and Python agree that the signature is good', async () => {
  const { jwt, claims } = await sign();
  const { payload } = await jwtVerify(jwt, keys.publicKey, {
    algorithms: ['RS256'],
    currentDate: NOW,
  });
  expect(payload).toEqual(claims);

  const [head, body, signature] = jwt.split('.') as [string, string, string];
  const verifier = createVerify('RSA-SHA256').update(`${head}.${body}`);
  expect(verifier.verify(publicPem, signature, 'base64url')).toBe(true);

  const folder = mkdtempSync(join(tmpdir(), 'keybearer-'));
  try {
    const [pem, sig, text] = ['key.pem', 'sig', 'text'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    writeFileSync(pem, publicPem);
    writeFileSync(sig, Buffer.from(signature, 'base64url'));
    writeFileSync(text, `${head}.${body}`);
    if (needTool('openssl')) {
      expect(
        run('openssl', ['dgst', '-sha256', '-verify', pem, '-signature', sig, text]).stdout,
      ).toBe('Verified OK\n');
    }
    if (needTool('python3-cryptography')) {
      const program = `import sys
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
pem, sig, text = (open(path, 'rb').read() for path in sys.argv[1:])
serialization.load_pem_public_key(pem).verify(sig, text, padding.PKCS1v15(), hashes.SHA256())
print('good')`;
      expect(run(python()!, ['-c', program, pem, sig, text]).stdout).toBe('good\n');
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('an assertion verifies under its key, its certificate, and no other', async () => {
  const { jwt } = await sign();
  const certificate = await createSelfSigned({
    keys,
    subject: SUBJECT_DEFAULTS,
    days: 1,
    now: NOW,
  });
  expect(await verifyAssertion(jwt, keys.publicKey)).toBe(true);
  expect(await verifyAssertion(jwt, publicPem)).toBe(true);
  expect(await verifyAssertion(jwt, certificate.pem)).toBe(true);
  expect(await verifyAssertion(` ${jwt}\n`, keys.publicKey)).toBe(true);
  expect(await verifyAssertion(jwt, other.publicKey)).toBe(false);
});

test('a trial says what the certificate alone shows of an assertion, and hands none out', async () => {
  const claims = buildClaims(INPUT);
  const certificateOf = async (pair: CryptoKeyPair) =>
    (await createSelfSigned({ keys: pair, subject: SUBJECT_DEFAULTS, days: 2, now: NOW })).pem;
  const own = await tryAssertion(claims, keys.privateKey, await certificateOf(keys));
  expect(own).toEqual({ header: { alg: 'RS256', typ: 'JWT' }, claims, verified: true });
  const foreign = await tryAssertion(claims, keys.privateKey, await certificateOf(other));
  expect(foreign).toEqual({ ...own, verified: false });
});

test('a changed claim or another algorithm does not verify', async () => {
  const { jwt, claims } = await sign();
  const [head, , signature] = jwt.split('.');
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  expect(
    await verifyAssertion(
      `${head}.${part({ ...claims, sub: 'root' })}.${signature}`,
      keys.publicKey,
    ),
  ).toBe(false);
  expect(await verifyAssertion(`${part({ alg: 'none' })}.${part(claims)}.`, keys.publicKey)).toBe(
    false,
  );
  expect(
    await verifyAssertion(`${part({ alg: 'HS256' })}.${part(claims)}.AAAA`, keys.publicKey),
  ).toBe(false);
});

test('reading an assertion gives back what was signed, whoever signed it', async () => {
  const { jwt, header, claims } = await sign();
  expect(readAssertion(`\n ${jwt} `)).toEqual({ header, claims });
});

const part = (text: string) => Buffer.from(text).toString('base64url');
test.each([
  ['nothing', ''],
  ['one part', 'abc'],
  ['two parts', 'a.b'],
  ['four parts', 'a.b.c.d'],
  ['empty parts', '..'],
  ['parts that are not base64url', '!.!.!'],
  ['a header that is not JSON', `${part('no')}.${part('{}')}.x`],
  ['claims that are a list', `${part('{"alg":"RS256"}')}.${part('[]')}.x`],
  ['claims that are null', `${part('{"alg":"RS256"}')}.${part('null')}.x`],
  ['broken UTF-8', `${part('{"alg":"RS256"}')}.${Buffer.of(0xff, 0xfe).toString('base64url')}.x`],
  ['an encrypted JWT', 'a.b.c.d.e'],
])('%s is malformed and nothing unexpected', async (_, text) => {
  expect(() => readAssertion(text)).toThrow(
    expect.objectContaining({ code: 'assertion/malformed' }),
  );
  await expect(verifyAssertion(text, publicPem)).rejects.toMatchObject({
    code: 'assertion/malformed',
  });
});

test('what is malformed is not quoted in the error', () => {
  const secret = part('{"secret":"hunter2"');
  try {
    readAssertion(`${secret}.${secret}.x`);
    expect.unreachable();
  } catch (thrown) {
    expect(`${thrown} ${(thrown as Error).cause}`).not.toMatch(/hunter2|eyJ/);
  }
});

test('a PEM that is no public key is told apart from a bad signature', async () => {
  const { jwt } = await sign();
  await expect(verifyAssertion(jwt, 'no PEM')).rejects.toMatchObject({
    code: 'certificate/unreadable',
  });
  await expect(
    verifyAssertion(jwt, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'),
  ).rejects.toMatchObject({ code: 'certificate/unreadable' });
});

test('a key that is not RSA, of another hash, or too short does not sign', async () => {
  const claims = buildClaims(INPUT);
  const ec = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ]);
  await expect(signAssertion(claims, ec.privateKey)).rejects.toMatchObject({ code: 'key/not-rsa' });
  const { privateKey }: { privateKey: KeyObject } = generateKeyPairSync('rsa', {
    modulusLength: 1024,
  });
  const der = privateKey.export({ type: 'pkcs8', format: 'der' });
  const short = await crypto.subtle.importKey('pkcs8', der, RSA, false, ['sign']);
  await expect(signAssertion(claims, short)).rejects.toMatchObject({ code: 'key/too-short' });
  const sha1 = await crypto.subtle.importKey('pkcs8', der, { ...RSA, hash: 'SHA-1' }, false, [
    'sign',
  ]);
  await expect(signAssertion(claims, sha1)).rejects.toMatchObject({ code: 'key/not-rsa' });
});
