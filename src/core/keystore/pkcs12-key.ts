/** Key derivation and encryption of PKCS#12 itself (RFC 7292 appendices B and C), as old files have them. */
import { concat, type Bytes } from '../bytes.ts';
import { expectTag, readChildren, readDer, readInteger, readOid, TAG, type Der } from '../der.ts';
import { AppError } from '../errors.ts';
import { decryptPbes2, describeEncryption, UNSUPPORTED } from '../key-encryption.ts';
import { decryptCbc, type BlockCipher } from './cbc.ts';
import { sha1, sha256 } from './hashes.ts';
import { MAX_ROUNDS } from './keystore.ts';
import { rc2 } from './rc2.ts';
import { tripleDes } from './triple-des.ts';

const PBES2 = '1.2.840.113549.1.5.13';
/** PKCS#12's own, with the bytes of their keys. */
const CIPHERS: Readonly<
  Record<string, { name: string; bytes: number; cipher: (key: Bytes) => BlockCipher }>
> = {
  '1.2.840.113549.1.12.1.3': { name: 'triple DES', bytes: 24, cipher: tripleDes },
  '1.2.840.113549.1.12.1.5': { name: 'RC2 with 128 bits', bytes: 16, cipher: rc2 },
  '1.2.840.113549.1.12.1.6': { name: 'RC2 with 40 bits', bytes: 5, cipher: rc2 },
};
/** More would keep ciphers busy that are not made for speed, and is more than keys. */
const MOST_BYTES = 128 * 1024;

const LONGEST_SALT = 1024;

/** What the derived bytes are for. */
export const USE = { key: 1, iv: 2, mac: 3 } as const;

export interface Hash {
  name: string;
  /** Bytes of its blocks, and of what it gives. */
  block: number;
  bytes: number;
  /** Where it need not be waited for. */
  now?: (message: Bytes) => Bytes;
}

const SHA1: Hash = { name: 'SHA-1', block: 64, bytes: 20, now: sha1 };

/** Hashes of RFC 7292, by object identifier. */
export const HASHES: Readonly<Record<string, Hash>> = {
  '1.3.14.3.2.26': SHA1,
  '2.16.840.1.101.3.4.2.1': { name: 'SHA-256', block: 64, bytes: 32, now: sha256 },
  '2.16.840.1.101.3.4.2.2': { name: 'SHA-384', block: 128, bytes: 48 },
  '2.16.840.1.101.3.4.2.3': { name: 'SHA-512', block: 128, bytes: 64 },
};

/** The derivation of RFC 7292 appendix B.2. */
export async function derive(
  { name, block, bytes, now }: Hash,
  use: number,
  password: Bytes,
  { salt, rounds }: { salt: Bytes; rounds: number },
  length: number,
): Promise<Bytes> {
  const diversifier = new Uint8Array(block).fill(use);
  let input = concat(fill(salt, block), fill(password, block));
  const found: Bytes[] = [];
  for (let have = 0; have < length; have += bytes) {
    let digest = concat(diversifier, input);
    for (let round = 0; round < rounds; round += 1) {
      digest = now ? now(digest) : new Uint8Array(await crypto.subtle.digest(name, digest));
    }
    found.push(digest);
    input = stepped(input, fill(digest, block).subarray(0, block), block);
  }
  return concat(...found).slice(0, length);
}

/** Repeated up to a whole number of blocks; nothing stays nothing. */
function fill(bytes: Bytes, block: number): Bytes {
  const length = Math.ceil(bytes.length / block) * block;
  return Uint8Array.from({ length }, (_, at) => bytes[at % bytes.length] ?? 0);
}

/** Each block of the input plus `by` plus one, as a number of that many bytes. */
function stepped(input: Bytes, by: Bytes, block: number): Bytes {
  const next = input.slice();
  for (let start = 0; start < next.length; start += block) {
    let carry = 1;
    for (let at = block - 1; at >= 0; at -= 1) {
      carry += (next[start + at] ?? 0) + (by[at] ?? 0);
      next[start + at] = carry & 0xff;
      carry >>= 8;
    }
  }
  return next;
}

/** As PKCS#12 derives from it: UTF-16, big endian, with a zero at the end. */
export function passwordBytes(passphrase: string): Bytes {
  const text = `${passphrase}\0`;
  return Uint8Array.from({ length: text.length * 2 }, (_, at) => {
    const code = text.charCodeAt(at >> 1);
    return at % 2 === 0 ? code >> 8 : code & 0xff;
  });
}

/**
 * Salt and rounds, as they stand under the name of the scheme. Throws plain errors, and
 * `key/encryption-unsupported` for more than is sane.
 */
export function readRounds(salt: Der | undefined, rounds: Der | undefined) {
  const count = rounds === undefined ? 1n : readInteger(rounds);
  if (count < 1n) throw new Error('the number of rounds is zero');
  if (count > BigInt(MAX_ROUNDS)) throw unsupported(`more than ${MAX_ROUNDS} rounds`);
  const { content } = expectTag(salt, TAG.octetString);
  if (content.length > LONGEST_SALT) throw new Error('the salt is too long');
  return { salt: content, rounds: Number(count) };
}

/**
 * What a PKCS#12 part or a shrouded key was before it was encrypted. Throws `key/encryption-unsupported`,
 * `key/passphrase-wrong`, and plain errors for a broken structure.
 */
export async function decryptPart(
  algorithm: Der,
  ciphertext: Bytes,
  passphrase: string,
): Promise<Bytes> {
  const [oid, parameters] = readChildren(algorithm);
  const scheme = readOid(oid);
  if (scheme === PBES2) return decryptPbes2(algorithm, ciphertext, passphrase);
  const own = CIPHERS[scheme];
  if (own === undefined) throw unsupported(UNSUPPORTED[scheme] ?? `the scheme ${scheme}`);
  if (ciphertext.length > MOST_BYTES)
    throw unsupported(`more than ${MOST_BYTES} bytes of ${own.name}`);
  if (ciphertext.length === 0 || ciphertext.length % 8 !== 0) {
    throw new Error('the encrypted part is cut off');
  }
  const [salt, rounds] = readChildren(expectTag(parameters, TAG.sequence));
  const from = readRounds(salt, rounds);
  const password = passwordBytes(passphrase);
  const [key, iv] = [
    await derive(SHA1, USE.key, password, from, own.bytes),
    await derive(SHA1, USE.iv, password, from, 8),
  ];
  try {
    const plain = decryptCbc(own.cipher(key), iv, ciphertext);
    // A wrong passphrase leaves valid padding by chance, but no SEQUENCE.
    if (plain[0] !== TAG.sequence) throw new Error('it is no structure');
    return plain;
  } catch (cause) {
    throw new AppError('key/passphrase-wrong', 'this passphrase does not open it', { cause });
  }
}

/** An encrypted PKCS#8, also in the schemes of PKCS#12. Throws as `decryptPart` does. */
export async function decryptKey(der: Bytes, passphrase: string): Promise<Bytes> {
  const [algorithm, sealed] = readChildren(expectTag(readDer(der), TAG.sequence));
  const ciphertext = expectTag(sealed, TAG.octetString).content;
  return decryptPart(expectTag(algorithm, TAG.sequence), ciphertext, passphrase);
}

/** How it is encrypted, in words. Throws as `describeEncryption` does. */
export function describeKeyEncryption(der: Bytes): string {
  const [algorithm] = readChildren(expectTag(readDer(der), TAG.sequence));
  const [oid] = readChildren(expectTag(algorithm, TAG.sequence));
  return CIPHERS[readOid(oid)]?.name ?? describeEncryption(der);
}

function unsupported(what: string): AppError {
  return new AppError('key/encryption-unsupported', `it is encrypted with ${what}`);
}
