import {
  createPrivateKey,
  generateKeyPairSync,
  generatePrimeSync,
  type KeyObject,
} from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Bytes } from '../../src/core/bytes.ts';
import { writeDer, writeInteger, TAG } from '../../src/core/der.ts';
import { AppError } from '../../src/core/errors.ts';
import { exportPkcs8, importPrivateKey } from '../../src/core/key.ts';
import {
  checkNumbers,
  readPkcs1,
  readPkcs8,
  writePkcs1,
  writePkcs8,
  type RsaNumbers,
} from '../../src/core/key-numbers.ts';
import { writePem } from '../../src/core/pem.ts';
import { temporaryFolder } from '../_files.ts';
import { thrown } from '../_thrown.ts';
import { amount, needTool, run } from '../_tools.ts';

/** For tests whose full count takes minutes. */
const LONG = 600_000;
const folder = temporaryFolder();
const NOW = new Date('2026-11-21T12:00:00Z');
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PKCS8 = der(rsa.privateKey, 'pkcs8');
const PKCS1 = der(rsa.privateKey, 'pkcs1');
const NUMBERS = readPkcs8(PKCS8);
const NAMES = Object.keys(NUMBERS) as (keyof RsaNumbers)[];
const SPKI = String(rsa.publicKey.export({ type: 'spki', format: 'pem' }));

function der(key: KeyObject, type: 'pkcs1' | 'pkcs8'): Bytes {
  return new Uint8Array(key.export({ type, format: 'der' }));
}

function pem(
  key: KeyObject,
  options: { type: 'pkcs1' | 'pkcs8' | 'sec1'; cipher?: string },
): string {
  const { type, cipher } = options;
  const protection = cipher === undefined ? {} : { cipher, passphrase: 'secret' };
  return String(
    key.export({ type, format: 'pem', ...protection } as { type: 'pkcs8'; format: 'pem' }),
  );
}

function codeOf(input: Bytes | string, passphrase = ''): Promise<string> {
  return thrown(() => importPrivateKey(input, { passphrase, now: NOW })).then(({ code }) => code);
}

test.each<[string, Bytes | string]>([
  ['PKCS#8 in PEM', pem(rsa.privateKey, { type: 'pkcs8' })],
  ['PKCS#8 in DER', PKCS8],
  ['PKCS#1 in PEM', pem(rsa.privateKey, { type: 'pkcs1' })],
  ['PKCS#1 in DER', PKCS1],
  [
    'a key between certificate and text',
    `Bag Attributes\n${SPKI}${pem(rsa.privateKey, { type: 'pkcs1' })}`,
  ],
  ['PKCS#8 under the label of PKCS#1', writePem('RSA PRIVATE KEY', PKCS8)],
])('%s becomes the same key', async (_, input) => {
  const key = await importPrivateKey(input, { now: NOW });
  expect(await exportPkcs8(key)).toBe(pem(rsa.privateKey, { type: 'pkcs8' }));
  expect(key.record).toMatchObject({ bits: 2048, origin: 'imported', createdAt: NOW.getTime() });
});

test.each(['aes-128-cbc', 'aes-192-cbc', 'aes-256-cbc'])(
  'node’s PKCS#8 with %s opens',
  async (cipher) => {
    const sealed = pem(rsa.privateKey, { type: 'pkcs8', cipher });
    const key = await importPrivateKey(sealed, { passphrase: 'secret', now: NOW });
    expect(await exportPkcs8(key)).toBe(pem(rsa.privateKey, { type: 'pkcs8' }));
    expect(await codeOf(sealed, 'Secret')).toBe('key/passphrase-wrong');
    expect(await codeOf(sealed)).toBe('key/passphrase-needed');
  },
);

test.skipIf(!needTool('openssl')).each([
  ['aes-128-cbc', 'hmacWithSHA1'],
  ['aes-256-cbc', 'hmacWithSHA256'],
  ['aes-256-cbc', 'hmacWithSHA384'],
  ['aes-256-cbc', 'hmacWithSHA512'],
])('openssl’s PKCS#8 with %s and %s opens', async (cipher, prf) => {
  const args = ['pkcs8', '-topk8', '-v2', cipher, '-v2prf', prf, '-passout', 'pass:secret'];
  const sealed = run('openssl', args, { input: pem(rsa.privateKey, { type: 'pkcs8' }) }).stdout;
  const key = await importPrivateKey(sealed, { passphrase: 'secret', now: NOW });
  expect(await exportPkcs8(key)).toBe(pem(rsa.privateKey, { type: 'pkcs8' }));
});

test.skipIf(!needTool('openssl')).each([
  ['scrypt', ['pkcs8', '-topk8', '-scrypt', '-passout', 'pass:secret'], 'scrypt'],
  ['triple DES', ['pkcs8', '-topk8', '-v2', 'des3', '-passout', 'pass:secret'], 'triple DES'],
  ['PBES1', ['pkcs8', '-topk8', '-v1', 'PBE-SHA1-3DES', '-passout', 'pass:secret'], 'triple DES'],
  [
    'more rounds than is sane',
    ['pkcs8', '-topk8', '-iter', '10000001', '-passout', 'pass:secret'],
    'rounds',
  ],
  [
    'OpenSSL’s old form',
    ['rsa', '-traditional', '-aes256', '-passout', 'pass:secret'],
    'Proc-Type: 4,ENCRYPTED',
  ],
])(
  'a key encrypted with %s is refused with the command that converts it, and the command works',
  async (_, args, word) => {
    const sealed = run('openssl', args, { input: pem(rsa.privateKey, { type: 'pkcs8' }) }).stdout;
    const error = await thrown(() => importPrivateKey(sealed, { passphrase: 'secret', now: NOW }));
    expect(error.code).toBe('key/encryption-unsupported');
    expect(error.message).toContain(word);
    const command = /openssl (pkcs8 .*?) -in server\.key -out new\.key/.exec(error.hint)?.[1] ?? '';
    const both = ['-passin', 'pass:secret', '-passout', 'pass:secret'];
    const converted = run('openssl', [...command.split(' '), ...both], { input: sealed }).stdout;
    const key = await importPrivateKey(converted, { passphrase: 'secret', now: NOW });
    expect(await exportPkcs8(key)).toBe(pem(rsa.privateKey, { type: 'pkcs8' }));
  },
);

const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const ed = generateKeyPairSync('ed25519').privateKey;
const pss = generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey;
const dsa = generateKeyPairSync('dsa', { modulusLength: 2048, divisorLength: 256 }).privateKey;
const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;

test.each<[string, string, string, RegExp]>([
  ['an EC key', pem(ec, { type: 'pkcs8' }), 'key/not-rsa', /an EC key/],
  ['an EC key in its own form', pem(ec, { type: 'sec1' }), 'key/not-rsa', /an EC private key/],
  ['an Ed25519 key', pem(ed, { type: 'pkcs8' }), 'key/not-rsa', /an Ed25519 key/],
  ['a DSA key', pem(dsa, { type: 'pkcs8' }), 'key/not-rsa', /a DSA key/],
  ['an RSA-PSS key', pem(pss, { type: 'pkcs8' }), 'key/not-rsa', /an RSA-PSS key/],
  ['a public key', SPKI, 'key/public', /a public key/],
  [
    'a PKCS#1 public key',
    String(rsa.publicKey.export({ type: 'pkcs1', format: 'pem' })),
    'key/public',
    /a public key/,
  ],
  ['a key of 1024 bits', pem(small, { type: 'pkcs8' }), 'key/too-short', /1024 bits/],
  [
    'an OpenSSH key',
    '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----\n',
    'key/not-rsa',
    /OpenSSH/,
  ],
])('%s is refused by its name', async (_, input, code, words) => {
  const error = await thrown(() => importPrivateKey(input, { now: NOW }));
  expect(error.code).toBe(code);
  expect(error.message).toMatch(words);
});

test.skipIf(!needTool('openssl'))('a certificate, a request and a keystore are named', async () => {
  const file = folder.write('named.key', pem(rsa.privateKey, { type: 'pkcs8' }));
  const openssl = (...args: string[]) => run('openssl', args).stdout;
  const request = openssl('req', '-new', '-subj', '/CN=x', '-key', file);
  const certificate = openssl('req', '-new', '-x509', '-subj', '/CN=x', '-key', file);
  const both = folder.write('both.pem', certificate + pem(rsa.privateKey, { type: 'pkcs8' }));
  const keystore = ['pkcs12', '-export', '-in', both, '-passout', 'pass:x'];
  const store = folder.write('store.p12', '');
  openssl(...keystore, '-out', store);
  const refused = async (input: Bytes | string) =>
    (await thrown(() => importPrivateKey(input, { now: NOW }))).message;
  expect(await refused(certificate)).toBe('this is a certificate');
  expect(await refused(request)).toBe('this is a certificate request (CSR)');
  expect(await refused(new Uint8Array(readFileSync(store)))).toBe(
    'this is a PKCS#12 keystore (.p12, .pfx)',
  );
});

test.each(NAMES)(
  'every flipped bit of %s is found',
  async (name) => {
    const bits = NUMBERS[name].toString(2).length;
    const step = amount(`flipped bits of ${name}, one in`, 97, 1);
    for (let bit = 0; bit < bits; bit += step) {
      const numbers = { ...NUMBERS, [name]: NUMBERS[name] ^ (1n << BigInt(bit)) };
      const code = await codeOf(writePkcs8(numbers));
      // Only a modulus that lost its top bit is also shorter than Salesforce takes.
      expect(['key/inconsistent', name === 'n' ? 'key/too-short' : '']).toContain(code);
    }
  },
  LONG,
);

test('node’s Web Crypto takes the flipped qInv that we refuse', async () => {
  const flipped = writePkcs8({ ...NUMBERS, qInv: NUMBERS.qInv ^ 4n });
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  await crypto.subtle.importKey('pkcs8', flipped, algorithm, false, ['sign']);
  const error = await thrown(() => importPrivateKey(flipped, { now: NOW }));
  expect(error.message).toBe('the numbers of this key do not agree: the CRT coefficient is wrong');
});

test('composite "primes" whose numbers agree are found by signing', async () => {
  const { q } = NUMBERS;
  const e = 65537n;
  // The next odd number after p for which all eight numbers can be made to agree; as good as never prime.
  let p = NUMBERS.p + 2n;
  while (inverse(e, (p - 1n) * (q - 1n)) === null || inverse(q, p) === null) p += 2n;
  const d = inverse(e, (p - 1n) * (q - 1n)) ?? 0n;
  const numbers = {
    n: p * q,
    e,
    d,
    p,
    q,
    dP: d % (p - 1n),
    dQ: d % (q - 1n),
    qInv: inverse(q, p) ?? 0n,
  };
  checkNumbers(numbers);
  expect(await codeOf(writePkcs8(numbers))).toBe('key/inconsistent');
});

test.each([
  ['p = 1', { p: 1n, q: NUMBERS.n }],
  ['q = 1', { p: NUMBERS.n, q: 1n }],
  ['p = 0', { p: 0n }],
  ['q = 0', { q: 0n }],
  ['p = q', { q: NUMBERS.p }],
])('a key with %s is refused with a code', async (_, change) => {
  expect(await codeOf(writePkcs8({ ...NUMBERS, ...change }))).toBe('key/inconsistent');
});

test('a key with the prime 3 is refused, though all its numbers agree', async () => {
  const [p, e] = [3n, 65537n];
  const q = generatePrimeSync(2047, { bigint: true });
  const n = p * q;
  const d = inverse(e, (p - 1n) * (q - 1n)) ?? 0n;
  const qInv = inverse(q % p, p) ?? 0n;
  const numbers = { n, e, d, p, q, dP: d % (p - 1n), dQ: d % (q - 1n), qInv };
  const error = await thrown(() => importPrivateKey(writePkcs8(numbers), { now: NOW }));
  expect(error).toMatchObject({
    code: 'key/inconsistent',
    message: 'the numbers of this key do not agree: one prime is too short to be safe',
  });
});

function inverse(value: bigint, modulus: bigint): bigint | null {
  let [a, b, x, y] = [value % modulus, modulus, 1n, 0n];
  while (b > 0n) [a, b, x, y] = [b, a % b, y, x - (a / b) * y];
  return a === 1n ? ((x % modulus) + modulus) % modulus : null;
}

test('an absurd size is refused before any arithmetic', async () => {
  const [huge, three] = [writeInteger((1n << 900_000n) + 1n), writeInteger(3n)];
  const rest = Array.from({ length: 7 }, () => three);
  const wide = writeDer(TAG.sequence, writeInteger(0n), huge, ...rest);
  expect(await codeOf(wide)).toBe('key/too-long');
  const n = (1n << 8192n) + 1n;
  expect(await codeOf(writePkcs1({ ...NUMBERS, n }))).toBe('key/too-long');
});

test(
  'a key truncated at any length is refused with a code',
  async () => {
    const step = amount('truncations, one in', 13, 1);
    for (const whole of [PKCS8, PKCS1]) {
      for (let length = 0; length < whole.length; length += step) {
        for (const input of [
          whole.slice(0, length),
          writePem('PRIVATE KEY', whole.slice(0, length)),
        ]) {
          expect(await codeOf(input)).toMatch(/^(key|input)\//);
        }
      }
    }
  },
  LONG,
);

test(
  'an encrypted key with any byte changed is refused with a code',
  async () => {
    const sealed = pem(rsa.privateKey, { type: 'pkcs8', cipher: 'aes-256-cbc' });
    const whole = Buffer.from(sealed.split('\n').slice(1, -2).join(''), 'base64');
    const step = amount('changed bytes of an encrypted key, one in', 7, 1);
    for (let at = 0; at < whole.length; at += step) {
      const changed = Uint8Array.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 0x11;
      expect(await codeOf(changed, 'secret')).toMatch(/^(key|input)\//);
    }
  },
  LONG,
);

test(
  'a wrong passphrase is never taken for a damaged key, even where the padding fits by chance',
  async () => {
    const sealed = pem(rsa.privateKey, { type: 'pkcs8', cipher: 'aes-128-cbc' });
    const tries = amount('wrong passphrases', 300, 5000);
    for (let number = 0; number < tries; number += 1) {
      expect(await codeOf(sealed, `wrong ${number}`)).toBe('key/passphrase-wrong');
    }
  },
  LONG,
);

test('random bytes inside a PEM are refused with a code', async () => {
  const runs = amount('random keys', 200, 5000);
  const input = fc.uint8Array({ minLength: 1, maxLength: 200 });
  await fc.assert(
    fc.asyncProperty(input, async (bytes) => {
      const error = await importPrivateKey(writePem('PRIVATE KEY', bytes), { now: NOW }).catch(
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(AppError);
      expect((error as AppError).code).not.toBe('unexpected');
    }),
    { numRuns: runs },
  );
});

test('PKCS#1 numbers are written as node writes them', () => {
  expect(writePkcs1(readPkcs1(PKCS1))).toEqual(PKCS1);
  expect(writePkcs8(NUMBERS)).toEqual(PKCS8);
  expect(
    createPrivateKey({ key: Buffer.from(writePkcs8(NUMBERS)), format: 'der', type: 'pkcs8' }).type,
  ).toBe('private');
});
