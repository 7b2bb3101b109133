import { fingerprintText, type Bytes } from './bytes.ts';
import { identifyBlock, requirePrivateKey, type BlockKind } from './key-kind.ts';
import { decryptPkcs8, encryptPkcs8 } from './key-encryption.ts';
import {
  bitLength,
  checkNumbers,
  readPkcs1,
  readPkcs8,
  writePkcs1,
  writePkcs8,
  writeSpki,
  type RsaNumbers,
} from './key-numbers.ts';
import { AppError } from './errors.ts';
import { readPem, writePem, type PemBlock } from './pem.ts';

export type KeySize = 2048 | 3072 | 4096;
export const KEY_SIZES: readonly KeySize[] = [2048, 3072, 4096];

/** What the page may know of a key. */
export interface KeyRecord {
  id: string;
  bits: number;
  /** Milliseconds. */
  createdAt: number;
  origin: 'generated' | 'imported';
  /** SHA-256 of the SubjectPublicKeyInfo, as `AA:BB`. */
  publicKeySha256: string;
}

/**
 * An opened key. It stays inside the worker. Its private half can be read out only where its file may be
 * written: without a vault, shortly after it was made, or after proof.
 */
export interface Key extends CryptoKeyPair {
  record: KeyRecord;
}

/** The one algorithm: RS256. */
export const RS256 = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } as const;

/** A new RSA key with exponent 65537. Throws `key/bits`. */
export async function generateKey(bits: KeySize, now: Date): Promise<Key> {
  if (!KEY_SIZES.includes(bits))
    throw new AppError('key/bits', `${String(bits)} is not a key size`);
  const publicExponent = Uint8Array.of(1, 0, 1);
  const pair = await crypto.subtle.generateKey(
    { ...RS256, modulusLength: bits, publicExponent },
    true,
    ['sign', 'verify'],
  );
  const spki = new Uint8Array(await crypto.subtle.exportKey('spki', pair.publicKey));
  return { ...pair, record: await makeRecord(spki, bits, 'generated', now) };
}

/**
 * An RSA private key from PKCS#8, PKCS#1 or passphrase-protected PKCS#8, PEM or DER, with its numbers
 * checked. Throws `key/*`, naming what it is where it is no such key, and what `readPem` throws.
 */
export async function importPrivateKey(
  input: Bytes | string,
  options: { passphrase?: string; now: Date },
): Promise<Key & { mended: string[] }> {
  const { blocks, mended } = readPem(input);
  const kinds = blocks.map((block) => ({ block, kind: identifyBlock(block) }));
  const found = kinds.find(({ kind }) => kind.private) ?? kinds[0];
  if (found === undefined) throw new AppError('input/empty', 'there is no key in it');
  return { ...(await importKeyBlock(found.block, found.kind, options)), mended };
}

/** The same for one block that `identifyBlock` has looked at. */
export async function importKeyBlock(
  block: PemBlock,
  kind: BlockKind,
  { passphrase = '', now }: { passphrase?: string; now: Date },
): Promise<Key> {
  requirePrivateKey(kind);
  let numbers: RsaNumbers;
  try {
    if (kind.name === 'encrypted-pkcs8') {
      if (passphrase === '') {
        throw new AppError('key/passphrase-needed', 'this key is protected by a passphrase');
      }
      numbers = readPkcs8(await decryptPkcs8(block.der, passphrase));
    } else {
      numbers = kind.name === 'pkcs1' ? readPkcs1(block.der) : readPkcs8(block.der);
    }
  } catch (cause) {
    throw asUnreadable(cause);
  }
  checkNumbers(numbers);
  return importNumbers(numbers, now);
}

/** PEM in PKCS#8; with a passphrase as an ENCRYPTED PRIVATE KEY (PBES2, PBKDF2-SHA256, AES-256-CBC). */
export async function exportPkcs8(key: CryptoKeyPair, passphrase = ''): Promise<string> {
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey('pkcs8', key.privateKey));
  try {
    if (passphrase === '') return writePem('PRIVATE KEY', pkcs8);
    return writePem('ENCRYPTED PRIVATE KEY', await encryptPkcs8(pkcs8, passphrase));
  } finally {
    pkcs8.fill(0);
  }
}

/** PEM in PKCS#1, the form of `openssl genrsa -traditional`. */
export async function exportPkcs1(key: CryptoKeyPair): Promise<string> {
  return writePem('RSA PRIVATE KEY', writePkcs1(await exportNumbers(key)));
}

/**
 * Checks an opened key as an imported one is checked; one whose numbers cannot be read out was checked
 * when it came. Throws `key/inconsistent`.
 */
export async function checkKey(key: CryptoKeyPair): Promise<void> {
  if (key.privateKey.extractable) checkNumbers(await exportNumbers(key));
  await checkSignature(key);
}

/** SHA-256 of a SubjectPublicKeyInfo, as `AA:BB`. */
export async function publicKeyFingerprint(spki: Bytes): Promise<string> {
  return fingerprintText(new Uint8Array(await crypto.subtle.digest('SHA-256', spki)));
}

async function exportNumbers(key: CryptoKeyPair): Promise<RsaNumbers> {
  return readPkcs8(new Uint8Array(await crypto.subtle.exportKey('pkcs8', key.privateKey)));
}

async function importNumbers(numbers: RsaNumbers, now: Date): Promise<Key> {
  const spki = writeSpki(numbers.n, numbers.e);
  let pair: CryptoKeyPair;
  try {
    pair = {
      // Written anew, so that what the file had besides the nine numbers goes no further.
      privateKey: await crypto.subtle.importKey('pkcs8', writePkcs8(numbers), RS256, true, [
        'sign',
      ]),
      publicKey: await crypto.subtle.importKey('spki', spki, RS256, true, ['verify']),
    };
  } catch (cause) {
    throw asUnreadable(cause);
  }
  await checkSignature(pair);
  return { ...pair, record: await makeRecord(spki, bitLength(numbers.n), 'imported', now) };
}

/** The numbers can agree although a "prime" is not one; a signature then does not verify. */
async function checkSignature({ privateKey, publicKey }: CryptoKeyPair): Promise<void> {
  const message = crypto.getRandomValues(new Uint8Array(32));
  try {
    const signature = await crypto.subtle.sign(RS256, privateKey, message);
    if (await crypto.subtle.verify(RS256, publicKey, signature, message)) return;
  } catch (cause) {
    throw new AppError('key/inconsistent', 'this key cannot sign', { cause });
  }
  throw new AppError('key/inconsistent', 'a signature made with this key does not verify');
}

async function makeRecord(
  spki: Bytes,
  bits: number,
  origin: KeyRecord['origin'],
  now: Date,
): Promise<KeyRecord> {
  const publicKeySha256 = await publicKeyFingerprint(spki);
  return { id: crypto.randomUUID(), bits, createdAt: now.getTime(), origin, publicKeySha256 };
}

function asUnreadable(cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  const reason =
    cause instanceof Error && cause.message !== '' ? cause.message : 'it cannot be imported';
  return new AppError('key/unreadable', `the key cannot be read: ${reason}`, { cause });
}
