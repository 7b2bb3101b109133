/** Passphrase-protected PKCS#8: PBES2 with PBKDF2 and AES-CBC (RFC 8018), as far as Web Crypto goes. */
import { utf8, type Bytes } from './bytes.ts';
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
  type Der,
} from './der.ts';
import { AppError } from './errors.ts';

const PBES2 = '1.2.840.113549.1.5.13';
const PBKDF2 = '1.2.840.113549.1.5.12';
const HMAC_SHA256 = '1.2.840.113549.2.9';
const AES_256_CBC = '2.16.840.1.101.3.4.1.42';

const HASHES: Record<string, string> = {
  '1.2.840.113549.2.7': 'SHA-1',
  [HMAC_SHA256]: 'SHA-256',
  '1.2.840.113549.2.10': 'SHA-384',
  '1.2.840.113549.2.11': 'SHA-512',
};
const CIPHER_BITS: Record<string, number> = {
  '2.16.840.1.101.3.4.1.2': 128,
  '2.16.840.1.101.3.4.1.22': 192,
  [AES_256_CBC]: 256,
};
/** What messages call the schemes that Web Crypto has no part of. */
export const UNSUPPORTED: Readonly<Record<string, string>> = {
  '1.3.6.1.4.1.11591.4.11': 'scrypt',
  '1.2.840.113549.3.7': 'triple DES',
  '1.3.14.3.2.7': 'DES',
  '1.2.840.113549.1.5.3': 'PBES1 with MD5 and DES',
  '1.2.840.113549.1.5.10': 'PBES1 with SHA-1 and DES',
  '1.2.840.113549.1.12.1.3': 'PKCS#12 encryption with triple DES',
  '1.2.840.113549.1.12.1.5': 'PKCS#12 encryption with RC2',
  '1.2.840.113549.1.12.1.6': 'PKCS#12 encryption with RC2',
};

/** OWASP's figure for PBKDF2-HMAC-SHA256; about 0.1 s. */
const ROUNDS = 600_000;
/** A file may ask for any number of rounds: this many take seconds, more would look like a hang. */
const MAX_ROUNDS = 10_000_000n;

interface Scheme {
  salt: Bytes;
  rounds: number;
  hash: string;
  bits: number;
  iv: Bytes;
}

/**
 * The PKCS#8 inside an encrypted one. Throws `key/encryption-unsupported`, `key/passphrase-wrong`, and plain
 * errors for a broken structure.
 */
export async function decryptPkcs8(der: Bytes, passphrase: string): Promise<Bytes> {
  const [algorithm, sealed] = readChildren(expectTag(readDer(der), TAG.sequence));
  const ciphertext = expectTag(sealed, TAG.octetString).content;
  return decryptPbes2(expectTag(algorithm, TAG.sequence), ciphertext, passphrase);
}

/**
 * How an encrypted PKCS#8 is encrypted, in words. Throws `key/encryption-unsupported`, and plain errors for a
 * broken structure.
 */
export function describeEncryption(der: Bytes): string {
  const [algorithm] = readChildren(expectTag(readDer(der), TAG.sequence));
  const { bits, hash, rounds } = readScheme(expectTag(algorithm, TAG.sequence));
  return `AES-${bits}, PBKDF2 with ${hash}, ${rounds} rounds`;
}

/** The SEQUENCE that PBES2 has sealed; `algorithm` names its parts. Throws as `decryptPkcs8` does. */
export async function decryptPbes2(
  algorithm: Der,
  ciphertext: Bytes,
  passphrase: string,
): Promise<Bytes> {
  const scheme = readScheme(algorithm);
  if (ciphertext.length === 0 || ciphertext.length % 16 !== 0) {
    throw new Error('the encrypted part is cut off');
  }
  const key = await deriveKey(scheme, passphrase, 'decrypt');
  let plain: Bytes;
  try {
    plain = new Uint8Array(
      await crypto.subtle.decrypt({ name: 'AES-CBC', iv: scheme.iv }, key, ciphertext),
    );
    // One wrong passphrase in 256 leaves valid padding by chance; it does not leave a SEQUENCE of that length.
    // Inside a PKCS#12 of NSS its length is indefinite.
    if (plain[0] !== TAG.sequence || plain[1] !== 0x80) expectTag(readDer(plain), TAG.sequence);
  } catch (cause) {
    throw new AppError('key/passphrase-wrong', 'this passphrase does not open the key', { cause });
  }
  return plain;
}

/** A PKCS#8 sealed with PBKDF2-HMAC-SHA256 and AES-256-CBC, which openssl, GnuTLS, Java and Python open. */
export async function encryptPkcs8(pkcs8: Bytes, passphrase: string): Promise<Bytes> {
  const scheme: Scheme = {
    // 16 bytes: GnuTLS 3.7 has no room for a longer salt.
    salt: crypto.getRandomValues(new Uint8Array(16)),
    rounds: ROUNDS,
    hash: 'SHA-256',
    bits: 256,
    iv: crypto.getRandomValues(new Uint8Array(16)),
  };
  const key = await deriveKey(scheme, passphrase, 'encrypt');
  const sealed = await crypto.subtle.encrypt({ name: 'AES-CBC', iv: scheme.iv }, key, pkcs8);
  const prf = writeDer(TAG.sequence, writeOid(HMAC_SHA256), writeDer(TAG.null));
  const parameters = writeDer(
    TAG.sequence,
    writeDer(TAG.octetString, scheme.salt),
    writeInteger(BigInt(scheme.rounds)),
    prf,
  );
  const kdf = writeDer(TAG.sequence, writeOid(PBKDF2), parameters);
  const cipher = writeDer(
    TAG.sequence,
    writeOid(AES_256_CBC),
    writeDer(TAG.octetString, scheme.iv),
  );
  const pbes2 = writeDer(TAG.sequence, writeOid(PBES2), writeDer(TAG.sequence, kdf, cipher));
  return writeDer(TAG.sequence, pbes2, writeDer(TAG.octetString, new Uint8Array(sealed)));
}

function readScheme(algorithm: Der): Scheme {
  const [oid, parameters] = readChildren(algorithm);
  requireOid(readOid(oid), PBES2);
  const [kdf, cipher] = readChildren(expectTag(parameters, TAG.sequence));
  const [kdfOid, kdfParameters] = readChildren(expectTag(kdf, TAG.sequence));
  requireOid(readOid(kdfOid), PBKDF2);
  const [salt, rounds, ...options] = readChildren(expectTag(kdfParameters, TAG.sequence));
  const count = readInteger(rounds);
  if (count < 1n) throw new Error('the number of PBKDF2 rounds is zero');
  if (count > MAX_ROUNDS) throw unsupported(`more than ${MAX_ROUNDS} rounds of PBKDF2`);
  const [cipherOid, iv] = readChildren(expectTag(cipher, TAG.sequence));
  const cipherName = readOid(cipherOid);
  const bits = CIPHER_BITS[cipherName];
  if (bits === undefined) throw unsupported(UNSUPPORTED[cipherName] ?? `the cipher ${cipherName}`);
  const hash = readHash(options, bits);
  const ivBytes = expectTag(iv, TAG.octetString).content;
  if (ivBytes.length !== 16) throw new Error('the initialisation vector has not 16 bytes');
  return {
    salt: expectTag(salt, TAG.octetString).content,
    rounds: Number(count),
    hash,
    bits,
    iv: ivBytes,
  };
}

/** The optional end of PBKDF2-params: keyLength, an INTEGER, and the PRF, HMAC-SHA1 where absent. */
function readHash(options: readonly Der[], bits: number): string {
  const [keyLength, prf] = options[0]?.tag === TAG.integer ? options : [undefined, ...options];
  if (keyLength !== undefined && readInteger(keyLength) * 8n !== BigInt(bits)) {
    throw new Error('the key length does not fit the cipher');
  }
  if (prf === undefined) return 'SHA-1';
  const [oid, parameters] = readChildren(expectTag(prf, TAG.sequence));
  if (parameters !== undefined) expectTag(parameters, TAG.null);
  const name = readOid(oid);
  const hash = HASHES[name];
  if (hash === undefined) throw unsupported(`the PBKDF2 hash ${name}`);
  return hash;
}

function requireOid(found: string, wanted: string): void {
  if (found !== wanted) throw unsupported(UNSUPPORTED[found] ?? `the scheme ${found}`);
}

async function deriveKey(
  { salt, rounds, hash, bits }: Scheme,
  passphrase: string,
  usage: 'encrypt' | 'decrypt',
): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey('raw', utf8(passphrase), 'PBKDF2', false, [
    'deriveBits',
  ]);
  const derivation = { name: 'PBKDF2', hash, salt, iterations: rounds };
  const derived = await crypto.subtle.deriveBits(derivation, base, bits);
  try {
    return await crypto.subtle.importKey('raw', derived, 'AES-CBC', false, [usage]);
  } catch (cause) {
    // Chromium has no AES-192.
    throw unsupported(`AES-${bits}, which this browser does not have`, cause);
  }
}

function unsupported(what: string, cause?: unknown): AppError {
  return new AppError('key/encryption-unsupported', `this key is encrypted with ${what}`, {
    cause,
  });
}
