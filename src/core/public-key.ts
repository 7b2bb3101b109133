/** What kind of key a public key is, and how strong: read out of its SubjectPublicKeyInfo (RFC 5280 4.1.2.7). */
import type { Bytes } from './bytes.ts';
import {
  expectTag,
  readChildren,
  readDer,
  readInteger,
  readOid,
  TAG,
  writeDer,
  writeOid,
  type Der,
} from './der.ts';
import { writeSpki } from './key-numbers.ts';

export interface PublicKey {
  /** `RSA`, `RSA-PSS`, `EC`, `Ed25519`, …; an object identifier or a name of SSH where it is another. */
  algorithm: string;
  /** Of the modulus, or of the curve; `null` where it is not known. */
  bits: number | null;
  /** Of an elliptic curve, e.g. `P-256`, or its object identifier. */
  curve?: string;
  /** Of RSA. */
  exponent?: bigint;
  /** SubjectPublicKeyInfo in DER, whose SHA-256 names the key; `null` where it has none. */
  spki: Bytes | null;
}

export const RSA = '1.2.840.113549.1.1.1';
export const EC = '1.2.840.10045.2.1';
export const DSA = '1.2.840.10040.4.1';
export const ED25519 = '1.3.101.112';

const ALGORITHMS: Readonly<Record<string, string>> = {
  [RSA]: 'RSA',
  '1.2.840.113549.1.1.7': 'RSA-OAEP',
  '1.2.840.113549.1.1.10': 'RSA-PSS',
  [EC]: 'EC',
  [DSA]: 'DSA',
  '1.2.840.113549.1.3.1': 'DH',
  '1.3.101.110': 'X25519',
  '1.3.101.111': 'X448',
  [ED25519]: 'Ed25519',
  '1.3.101.113': 'Ed448',
};

/** One that is written out in numbers. */
export const OWN_CURVE = 'explicit parameters';

/** By object identifier: name and size of the field. */
const CURVES: Readonly<Record<string, readonly [name: string, bits: number]>> = {
  '1.2.840.10045.3.1.1': ['P-192', 192],
  '1.3.132.0.33': ['P-224', 224],
  '1.2.840.10045.3.1.7': ['P-256', 256],
  '1.3.132.0.34': ['P-384', 384],
  '1.3.132.0.35': ['P-521', 521],
  '1.3.132.0.10': ['secp256k1', 256],
  '1.3.36.3.3.2.8.1.1.7': ['brainpoolP256r1', 256],
  '1.3.36.3.3.2.8.1.1.11': ['brainpoolP384r1', 384],
  '1.3.36.3.3.2.8.1.1.13': ['brainpoolP512r1', 512],
};

/** Throws a plain `Error` for what is no SubjectPublicKeyInfo. */
export function readSpki(der: Bytes): PublicKey {
  const root = expectTag(readDer(der), TAG.sequence);
  const [algorithm, key] = readChildren(root);
  const bits = expectTag(key, TAG.bitString).content;
  if (bits[0] !== 0) throw new Error('the public key has not whole bytes');
  return { ...describe(expectTag(algorithm, TAG.sequence), bits.subarray(1)), spki: root.bytes };
}

/** A PKCS#1 `RSAPublicKey`. Throws a plain `Error`. */
export function readPkcs1Public(der: Bytes): PublicKey {
  const { n, e, ...facts } = readRsa(der);
  return { algorithm: 'RSA', ...facts, spki: writeSpki(n, e) };
}

/** The SubjectPublicKeyInfo of an algorithm, as it stands in a key, and the key's bytes. */
export function spkiOf(algorithm: Bytes, key: Bytes): Bytes {
  return writeDer(TAG.sequence, algorithm, writeDer(TAG.bitString, Uint8Array.of(0), key));
}

/** The same of an elliptic curve by its name; `null` for a curve that we do not know. */
export function ecSpki(curve: string, point: Bytes): Bytes | null {
  const oid = Object.entries(CURVES).find(([, [name]]) => name === curve)?.[0];
  if (oid === undefined) return null;
  return spkiOf(writeDer(TAG.sequence, writeOid(EC), writeOid(oid)), point);
}

/** The AlgorithmIdentifier's name, and of a curve that one. Throws a plain `Error`. */
export function algorithmOf(algorithm: Der): Pick<PublicKey, 'algorithm' | 'bits' | 'curve'> {
  const [oid, parameters] = readChildren(algorithm);
  const id = readOid(oid);
  const name = ALGORITHMS[id] ?? id;
  const size = /^(?:Ed|X)(\d+)/.exec(name)?.[1];
  // Ed25519 and X25519 have 255 bits of field; people know them as 256.
  if (size !== undefined) return { algorithm: name, bits: size === '25519' ? 256 : 448 };
  if (id !== EC) return { algorithm: name, bits: null };
  if (parameters?.tag !== TAG.oid) return { algorithm: name, bits: null, curve: OWN_CURVE };
  const curve = readOid(parameters);
  const [known, bits] = CURVES[curve] ?? [curve, null];
  return { algorithm: name, bits, curve: known };
}

function describe(algorithm: Der, key: Bytes): Omit<PublicKey, 'spki'> {
  const facts = algorithmOf(algorithm);
  if (facts.algorithm.startsWith('RSA')) {
    const { bits, exponent } = readRsa(key);
    return { ...facts, bits, exponent };
  }
  if (facts.algorithm === 'DSA') return { ...facts, bits: dsaBits(readChildren(algorithm)[1]) };
  return facts;
}

/** Parameters are p, q and g; they may be left out, since an issuer may share them. */
export function dsaBits(parameters: Der | undefined): number | null {
  if (parameters?.tag !== TAG.sequence) return null;
  return integerBits(readChildren(parameters)[0]);
}

function readRsa(der: Bytes): { n: bigint; e: bigint; bits: number; exponent: bigint } {
  const parts = readChildren(expectTag(readDer(der), TAG.sequence));
  if (parts.length !== 2) throw new Error('an RSA public key has two numbers');
  const [n, e] = [readInteger(parts[0]), readInteger(parts[1])];
  const bits = integerBits(parts[0]);
  // Two numbers in a sequence are a signature of an elliptic curve as well.
  if (bits < 512 || n % 2n === 0n || e < 3n || e % 2n === 0n || e >= n) {
    throw new Error('its two numbers are not those of an RSA public key');
  }
  return { n, e, bits, exponent: e };
}

function integerBits(element: Der | undefined): number {
  const { content } = expectTag(element, TAG.integer);
  const start = content.findIndex((byte) => byte !== 0);
  const first = content[start];
  return first === undefined ? 0 : (content.length - start) * 8 - (Math.clz32(first) - 24);
}
