import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import {
  checkKey,
  exportPkcs1,
  exportPkcs8,
  generateKey,
  importPrivateKey,
  KEY_SIZES,
  type Key,
  type KeySize,
} from '../../src/core/key.ts';
import { temporaryFolder } from '../_files.ts';
import { thrown } from '../_thrown.ts';
import { needTool, python, run } from '../_tools.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const PASSPHRASE = 'pässword $1 "x"';
const folder = temporaryFolder();
const keys = new Map<KeySize, Key>();

beforeAll(async () => {
  for (const bits of KEY_SIZES) keys.set(bits, await generateKey(bits, NOW));
});

function keyOf(bits: KeySize): Key {
  const key = keys.get(bits);
  if (!key) throw new Error(`no key of ${bits} bits`);
  return key;
}

function publicPem(key: KeyObject): string {
  return String(createPublicKey(key).export({ type: 'spki', format: 'pem' }));
}

async function forms(bits: KeySize): Promise<[string, string][]> {
  const key = keyOf(bits);
  return [
    ['PKCS#8', await exportPkcs8(key)],
    ['PKCS#1', await exportPkcs1(key)],
  ];
}

test.each(KEY_SIZES)('a key of %i bits has exponent 65537 and says its size', async (bits) => {
  const { record, privateKey } = keyOf(bits);
  expect(record).toMatchObject({ bits, createdAt: NOW.getTime(), origin: 'generated' });
  expect(record.publicKeySha256).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  expect(privateKey.algorithm).toMatchObject({ modulusLength: bits });
  const node = createPrivateKey(await exportPkcs8(keyOf(bits)));
  expect(node.asymmetricKeyDetails).toEqual({ modulusLength: bits, publicExponent: 65537n });
});

test.each([1024, 2047, 0, Number.NaN])('a key of %d bits is refused', async (bits) => {
  expect((await thrown(() => generateKey(bits as KeySize, NOW))).code).toBe('key/bits');
});

test.skipIf(!needTool('openssl')).each(KEY_SIZES)(
  'openssl checks a key of %i bits in both forms',
  async (bits) => {
    for (const [, pem] of await forms(bits)) {
      const checked = run('openssl', ['pkey', '-check', '-noout'], { input: pem });
      expect(checked.stdout).toContain('Key is valid');
    }
    const [[, pkcs8] = ['', ''], [, pkcs1] = ['', '']] = await forms(bits);
    expect(pkcs8.split('\n')[0]).toBe('-----BEGIN PRIVATE KEY-----');
    const traditional = run('openssl', ['pkey', '-traditional'], { input: pkcs8 });
    expect(pkcs1).toBe(traditional.stdout);
  },
);

test.skipIf(!needTool('python3-cryptography')).each(KEY_SIZES)(
  'Python reads a key of %i bits in both forms and agrees on the public key',
  async (bits) => {
    const script = `
import sys
from cryptography.hazmat.primitives.serialization import *
key = load_pem_private_key(sys.stdin.buffer.read(), None)
print(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(), end="")`;
    for (const [, pem] of await forms(bits)) {
      const { stdout, stderr } = run(python() ?? '', ['-c', script], { input: pem });
      expect(stdout, stderr).toBe(publicPem(createPrivateKey(pem)));
    }
  },
);

test.skipIf(!needTool('certtool')).each(KEY_SIZES)(
  'GnuTLS reads a key of %i bits',
  async (bits) => {
    for (const [, pem] of await forms(bits)) {
      const { status, stderr } = run('certtool', ['--key-info'], { input: pem });
      expect(status, stderr).toBe(0);
    }
  },
);

test.each(KEY_SIZES)('a key of %i bits is imported as it was exported', async (bits) => {
  for (const [, pem] of await forms(bits)) {
    const key = await importPrivateKey(pem, { now: NOW });
    expect(key.record).toEqual({
      ...keyOf(bits).record,
      id: expect.any(String),
      origin: 'imported',
    });
    expect(key.mended).toEqual([]);
    expect(await exportPkcs8(key)).toBe(await exportPkcs8(keyOf(bits)));
  }
});

test.each(['p', 'four', PASSPHRASE, '密码', 'x'.repeat(1000)])(
  'a file encrypted with %j opens again with it, and only with it',
  async (passphrase) => {
    const sealed = await exportPkcs8(keyOf(2048), passphrase);
    expect(sealed.split('\n')[0]).toBe('-----BEGIN ENCRYPTED PRIVATE KEY-----');
    const key = await importPrivateKey(sealed, { passphrase, now: NOW });
    expect(key.record.publicKeySha256).toBe(keyOf(2048).record.publicKeySha256);
    const open = (other: string) => importPrivateKey(sealed, { passphrase: other, now: NOW });
    expect((await thrown(() => open(`${passphrase} `))).code).toBe('key/passphrase-wrong');
    expect((await thrown(() => open(''))).code).toBe('key/passphrase-needed');
  },
);

test('two encrypted files of one key share neither salt nor ciphertext', async () => {
  const [one, two] = [await exportPkcs8(keyOf(2048), 'x'), await exportPkcs8(keyOf(2048), 'x')];
  expect(one.split('\n').slice(3, 20)).not.toEqual(two.split('\n').slice(3, 20));
});

test.skipIf(!needTool('openssl'))(
  'openssl opens the encrypted file: 600,000 rounds, 16-byte salt',
  async () => {
    const sealed = await exportPkcs8(keyOf(2048), PASSPHRASE);
    const args = ['pkey', '-check', '-noout', '-passin', `pass:${PASSPHRASE}`];
    expect(run('openssl', args, { input: sealed }).stdout).toContain('Key is valid');
    const { stdout } = run('openssl', ['asn1parse'], { input: sealed });
    expect(stdout).toMatch(/l= +16 prim: +OCTET STRING/);
    expect(stdout).toContain(`:${(600_000).toString(16).toUpperCase().padStart(6, '0')}`);
    expect(stdout).toContain('hmacWithSHA256');
    expect(stdout).toContain('aes-256-cbc');
    expect(stdout).not.toContain('l=inf');
  },
);

test.skipIf(!needTool('python3-cryptography'))('Python opens the encrypted file', async () => {
  const script = `
import sys
from cryptography.hazmat.primitives.serialization import load_pem_private_key
print(load_pem_private_key(sys.stdin.buffer.read(), sys.argv[1].encode()).key_size)`;
  const sealed = await exportPkcs8(keyOf(3072), PASSPHRASE);
  const { stdout, stderr } = run(python() ?? '', ['-c', script, PASSPHRASE], { input: sealed });
  expect(stdout.trim(), stderr).toBe('3072');
});

test.skipIf(!needTool('certtool'))('GnuTLS opens the encrypted file', async () => {
  const file = folder.write('sealed.pem', await exportPkcs8(keyOf(2048), PASSPHRASE));
  const args = ['--key-info', '--password', PASSPHRASE, '--infile', file];
  const { status, stdout, stderr } = run('certtool', args);
  expect(status, stderr).toBe(0);
  expect(stdout).toContain('2048 bits');
});

test('a generated key passes the check of an imported one', async () => {
  await checkKey(keyOf(2048));
});

test('a private key beside another public key fails the check', async () => {
  const mixed = { privateKey: keyOf(2048).privateKey, publicKey: keyOf(3072).publicKey };
  expect((await thrown(() => checkKey(mixed))).code).toBe('key/inconsistent');
});
