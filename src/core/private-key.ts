/** What kind of key a private key is, whatever its algorithm: PKCS#8, PKCS#1, SEC 1 (RFC 5915) and DSA's own. */
import type { Bytes } from './bytes.ts';
import {
  expectTag,
  readChildren,
  readDer,
  readInteger,
  TAG,
  writeDer,
  writeInteger,
  writeOid,
  type Der,
} from './der.ts';
import { bitLength, readPkcs1, writeSpki, type RsaNumbers } from './key-numbers.ts';
import { algorithmOf, DSA, dsaBits, EC, OWN_CURVE, spkiOf, type PublicKey } from './public-key.ts';

export interface PrivateKey {
  /** Its `spki` is `null` where the file does not hold the public half. */
  publicKey: PublicKey;
  /** Of RSA and RSA-PSS. */
  numbers?: RsaNumbers;
}

export type PrivateForm = 'pkcs8' | 'pkcs1' | 'ec-private' | 'dsa-private';

/** Throws plain errors for a broken structure, and `key/too-long`. */
export function readPrivateKey(der: Bytes, form: PrivateForm): PrivateKey {
  const root = expectTag(readDer(der), TAG.sequence);
  if (form === 'pkcs8') return readPkcs8(root);
  if (form === 'pkcs1') return rsaKey(readPkcs1(der));
  return form === 'ec-private' ? readSec1(root) : readDsa(root);
}

/** The key of these numbers: their public half is computed, nothing is checked. */
export function rsaKey(numbers: RsaNumbers): PrivateKey {
  const { n, e } = numbers;
  const publicKey = {
    algorithm: 'RSA',
    bits: bitLength(n),
    exponent: e,
    spki: writeSpki(n, e),
  };
  return { publicKey, numbers };
}

function readPkcs8(root: Der): PrivateKey {
  const [version, algorithm, key, ...rest] = readChildren(root);
  if (readInteger(version) > 1n)
    throw new Error('the version of the PKCS#8 structure is not known');
  const named = expectTag(algorithm, TAG.sequence);
  const facts = algorithmOf(named);
  const inner = expectTag(key, TAG.octetString).content;
  if (facts.algorithm.startsWith('RSA')) {
    const numbers = readPkcs1(inner);
    if (facts.algorithm === 'RSA') return rsaKey(numbers);
    const { publicKey } = rsaKey(numbers);
    const pair = writeDer(TAG.sequence, writeInteger(numbers.n), writeInteger(numbers.e));
    return {
      publicKey: { ...publicKey, ...facts, bits: publicKey.bits, spki: spkiOf(named.bytes, pair) },
      numbers,
    };
  }
  if (facts.algorithm === 'EC') return readSec1(expectTag(readDer(inner), TAG.sequence), named);
  if (facts.algorithm === 'DSA') {
    const bits = dsaBits(readChildren(named)[1]);
    return { publicKey: { ...facts, bits, spki: null } };
  }
  // RFC 5958: the public half may follow, as [1] IMPLICIT BIT STRING.
  const half = rest.find(({ tag }) => tag === 0x81)?.content.subarray(1);
  return { publicKey: { ...facts, spki: half ? spkiOf(named.bytes, half) : null } };
}

/** `named` is the algorithm that PKCS#8 puts before it; by itself the curve stands in it. */
function readSec1(root: Der, named?: Der): PrivateKey {
  const [version, key, ...options] = readChildren(root);
  if (readInteger(version) !== 1n) throw new Error('the version of the EC key is not known');
  expectTag(key, TAG.octetString);
  const optional = (tag: number) => {
    const part = options.find((option) => option.tag === tag);
    return part && readChildren(part)[0];
  };
  const curve = optional(TAG.context0);
  const algorithm =
    named ?? readDer(writeDer(TAG.sequence, writeOid(EC), ...(curve ? [curve.bytes] : [])));
  const point = optional(TAG.context1);
  const half = point && expectTag(point, TAG.bitString).content.subarray(1);
  const facts = algorithmOf(algorithm);
  const spki = half && facts.curve !== OWN_CURVE ? spkiOf(algorithm.bytes, half) : null;
  return { publicKey: { ...facts, spki } };
}

/** OpenSSL's own form: version, p, q, g, y, x. */
function readDsa(root: Der): PrivateKey {
  const [, p, q, g, y] = readChildren(root);
  const parts = [p, q, g].map((part) => expectTag(part, TAG.integer).bytes);
  const parameters = writeDer(TAG.sequence, ...parts);
  const algorithm = writeDer(TAG.sequence, writeOid(DSA), parameters);
  const spki = spkiOf(algorithm, expectTag(y, TAG.integer).bytes);
  return { publicKey: { algorithm: 'DSA', bits: dsaBits(readDer(parameters)), spki } };
}
