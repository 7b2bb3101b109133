/**
 * The numbers of an RSA private key: PKCS#1 (RFC 8017 appendix A.1.2) and PKCS#8 (RFC 5958) in and out, and
 * the check that they belong together. Web Crypto alone is no check: Node's importKey takes a key whose qInv
 * has a flipped bit, and such a key signs wrongly later.
 */
import type { Bytes } from './bytes.ts';
import {
  expectTag,
  readChildren,
  readDer,
  readInteger,
  readOid,
  TAG,
  writeDer,
  writeInteger,
  writeOid,
} from './der.ts';
import { AppError } from './errors.ts';

export interface RsaNumbers {
  n: bigint;
  e: bigint;
  d: bigint;
  p: bigint;
  q: bigint;
  dP: bigint;
  dQ: bigint;
  qInv: bigint;
}

const RSA_ENCRYPTION = '1.2.840.113549.1.1.1';
const ORDER = ['n', 'e', 'd', 'p', 'q', 'dP', 'dQ', 'qInv'] as const;
const MIN_BITS = 2048;
/** Salesforce names no upper limit; beyond this a signature takes seconds and the checks as long. */
const MAX_BITS = 8192;

/** What else an AlgorithmIdentifier can name, as the message calls it. */
const OTHER_KEYS: Record<string, string> = {
  '1.2.840.113549.1.1.10': 'an RSA-PSS key, which cannot sign RS256',
  '1.2.840.113549.1.1.7': 'an RSA-OAEP key, which cannot sign',
  '1.2.840.10045.2.1': 'an EC key, not an RSA key',
  '1.3.101.110': 'an X25519 key, not an RSA key',
  '1.3.101.111': 'an X448 key, not an RSA key',
  '1.3.101.112': 'an Ed25519 key, not an RSA key',
  '1.3.101.113': 'an Ed448 key, not an RSA key',
  '1.2.840.10040.4.1': 'a DSA key, not an RSA key',
};

/** The numbers in a PKCS#1 `RSAPrivateKey`. Throws `key/too-long` and plain errors for a broken structure. */
export function readPkcs1(der: Bytes): RsaNumbers {
  const [version, ...parts] = readChildren(expectTag(readDer(der), TAG.sequence));
  if (readInteger(version) !== 0n)
    throw new Error('a key of more than two primes is not supported');
  if (parts.length !== ORDER.length) throw new Error('an RSA key has nine numbers');
  const tooLong = parts.find(({ content }) => content.length > MAX_BITS / 8 + 1);
  // Before any arithmetic: a number of a megabyte would keep it busy for hours.
  if (tooLong) throw new AppError('key/too-long', `an RSA key of more than ${MAX_BITS} bits`);
  const [n, e, d, p, q, dP, dQ, qInv] = parts.map(readInteger);
  const numbers = { n, e, d, p, q, dP, dQ, qInv };
  return numbers as RsaNumbers;
}

/** The numbers in a PKCS#8 `PrivateKeyInfo`; attributes and a repeated public key are passed over. */
export function readPkcs8(der: Bytes): RsaNumbers {
  const [version, algorithm, key] = readChildren(expectTag(readDer(der), TAG.sequence));
  if (readInteger(version) > 1n)
    throw new Error('the version of the PKCS#8 structure is not known');
  const [oid, parameters] = readChildren(expectTag(algorithm, TAG.sequence));
  requireRsa(readOid(oid));
  if (parameters !== undefined) expectTag(parameters, TAG.null);
  return readPkcs1(expectTag(key, TAG.octetString).content);
}

/** Throws `key/not-rsa`, naming what it is, unless the object identifier is rsaEncryption. */
function requireRsa(oid: string): void {
  if (oid === RSA_ENCRYPTION) return;
  throw new AppError(
    'key/not-rsa',
    `this is ${OTHER_KEYS[oid] ?? `a key of the kind ${oid}, not RSA`}`,
  );
}

/** The PKCS#1 `RSAPrivateKey` in DER, with version 0: two primes. */
export function writePkcs1(numbers: RsaNumbers): Bytes {
  const integers = ORDER.map((name) => writeInteger(numbers[name]));
  return writeDer(TAG.sequence, writeInteger(0n), ...integers);
}

/** The PKCS#8 `PrivateKeyInfo` in DER, with version 0: no attributes and no public key. */
export function writePkcs8(numbers: RsaNumbers): Bytes {
  const key = writeDer(TAG.octetString, writePkcs1(numbers));
  return writeDer(TAG.sequence, writeInteger(0n), rsaAlgorithm(), key);
}

/** The public key as a SubjectPublicKeyInfo, the form whose SHA-256 names a key. */
export function writeSpki(n: bigint, e: bigint): Bytes {
  const key = writeDer(TAG.sequence, writeInteger(n), writeInteger(e));
  return writeDer(TAG.sequence, rsaAlgorithm(), writeDer(TAG.bitString, Uint8Array.of(0), key));
}

/**
 * Throws `key/too-short`, `key/too-long` or, naming the number that is wrong, `key/inconsistent`. About 1 ms
 * at 2048 bits: multiplications and remainders only, no powers.
 */
export function checkNumbers({ n, e, d, p, q, dP, dQ, qInv }: RsaNumbers): void {
  const bits = bitLength(n);
  if (bits < MIN_BITS)
    throw new AppError('key/too-short', `an RSA key of ${bits} bits is too short`);
  if (bits > MAX_BITS) throw new AppError('key/too-long', `an RSA key of ${bits} bits is too long`);
  // First, since the rest divides by p - 1 and q - 1: a hostile key can name 1 as a prime.
  if (p <= 1n || q <= 1n || p === q || p * q !== n) {
    throw inconsistent('the modulus is not the product of its primes');
  }
  const faults: [boolean, string][] = [
    // A short prime is found by dividing, and the key with it; common keys have two of half the length.
    [bitLength(p) * 4 >= bits && bitLength(q) * 4 >= bits, 'one prime is too short to be safe'],
    [e >= 3n && e % 2n === 1n && bitLength(e) <= 64, 'the public exponent is out of range'],
    [d > 1n && d < n, 'the private exponent is out of range'],
    [(e * d) % (p - 1n) === 1n, 'the private exponent does not fit the first prime'],
    [(e * d) % (q - 1n) === 1n, 'the private exponent does not fit the second prime'],
    [dP === d % (p - 1n), 'the first CRT exponent is wrong'],
    [dQ === d % (q - 1n), 'the second CRT exponent is wrong'],
    [qInv < p && (qInv * q) % p === 1n, 'the CRT coefficient is wrong'],
  ];
  const fault = faults.find(([holds]) => !holds);
  if (fault) throw inconsistent(fault[1]);
}

function inconsistent(why: string): AppError {
  return new AppError('key/inconsistent', `the numbers of this key do not agree: ${why}`);
}

/** How many bits a non-negative number has; 0 has none. */
export function bitLength(value: bigint): number {
  return value === 0n ? 0 : value.toString(2).length;
}

function rsaAlgorithm(): Bytes {
  return writeDer(TAG.sequence, writeOid(RSA_ENCRYPTION), writeDer(TAG.null));
}
