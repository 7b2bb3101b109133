/**
 * The vault's format, version 2. Any program can read it that has Argon2id (RFC 9106), AES-256-GCM
 * (NIST SP 800-38D), ECDH over P-256 (SP 800-56A), and HKDF and HMAC with SHA-256 (RFC 5869, RFC 2104).
 * test/vault/version-2.json and backup-1.json hold one of each to check such a program against.
 *
 * It lies in IndexedDB, in the database `keybearer`: the store `header` holds the header by its revision,
 * the store `revisions` holds records by their id and revision. Of two revisions the later one holds; the
 * other is what a write has yet to remove. Texts are UTF-8, numbers within bytes are 32 bits long and
 * big-endian, `+` joins bytes, and a context (the associated data of a ciphertext) is JSON without spaces,
 * with bytes in base64url.
 *
 *     header   { version: 2, vaultId, revision, wraps: [wrap, …] }
 *     wrap     { id, kind: 'passphrase', kdf: { name: 'argon2id', memory, passes, lanes, salt },
 *                sealed, proof, check }
 *              { id, kind: 'recovery', sealed, proof, check }
 *              { id, kind: 'passkey', credentialId, salt, label, sealed, proof, check }
 *     record   { version: 2, id, revision, local, sealed }
 *     sealed   12 random bytes (the iv), the AES-256-GCM ciphertext, its tag of 16 bytes
 *
 * 1. The vault key is 32 random bytes. The export key is a key pair for ECDH over P-256. Each wrap holds
 *    both, for one way in; leave alone what you do not know.
 * 2. A way in has material of 32 bytes. Passphrase: in NFKC, through Argon2id version 0x13 with `salt` (16
 *    bytes), `memory` in KiB, `passes` and `lanes`. Recovery key: its own bytes (recovery-key.ts says how
 *    they are written down). Passkey: what its PRF (WebAuthn Level 3, 10.1.4) gives for `salt`, as `first`.
 *    HKDF-SHA-256 of the material makes two keys of 32 bytes, with the wrap's id as salt and the infos
 *    `keybearer/<kind>/sealed` and `keybearer/<kind>/proof`.
 * 3. The first opens `sealed`: vault key + the public export key, uncompressed (32 + 65 bytes). The second
 *    opens `proof`: the private export key as PKCS#8. Contexts: `["keybearer/wrap",2,vaultId,id,kind,…]`
 *    and `["keybearer/proof",2,vaultId,id,kind,…]`, ending with `"argon2id",memory,passes,lanes,salt`, with
 *    nothing, or with `credentialId,salt,label`. So a derivation cannot be weakened without the wrap
 *    failing to open. `check` is SHA-256 of the first context + `sealed` + `proof`: it tells a damaged wrap
 *    from a wrong passphrase, and proves nothing.
 * 4. HKDF-SHA-256 makes three keys of 32 bytes out of the vault key, with the vault id as salt: the record
 *    key (info `keybearer/record`), the name key (`keybearer/name`) and the backup key
 *    (`keybearer/backup`).
 * 5. A record's id is base64url of the first 16 bytes of HMAC-SHA-256 under the name key, over
 *    `entry/` or `key/` and the id by which the application knows the content. So ids say nothing.
 * 6. `sealed` of a record opens under the record key. Context:
 *    `["keybearer/record",2,vaultId,id,revision,local]`. A record opens only as itself: not under another
 *    id, in another vault, format or revision. `revision` counts up with every write.
 * 7. What a record holds: the length of a JSON text, that text, the length of a secret, the secret, the
 *    length of a copy, the copy, and zeros up to a multiple of 1,024 bytes, so that sizes tell little. The
 *    text is `{ kind, id, value }`. A key has the kind `key`, its PKCS#8 as the secret, to sign with, and in
 *    `value` what is public of it; everything else has neither secret nor copy.
 * 8. The copy is what a key is taken out by: the PKCS#8 once more, for the export key. It is the public
 *    half of an ephemeral ECDH key (65 bytes) + a sealed ciphertext. The shared secret of 32 bytes goes
 *    through HKDF-SHA-256 with both public keys as salt (the ephemeral one first) and the info
 *    `keybearer/copy`. Context: `["keybearer/copy",2,vaultId,id]`, the record's id. So an open vault takes
 *    keys in; a program that keeps to the format gives one out only after a way in was shown again.
 * 9. A key that was sealed ("Seal this key") has no copy, and `local` is true: it stays out of backups
 *    from then on, with whatever else lies there under its id.
 *
 * Version 1 had passphrases only, no export key and no copies: the material itself opened `sealed`, which
 * was the vault key alone; the contexts said 1; a record had no `local`, its context ended with the
 * revision, and no copy followed its secret. Such a vault opens, and becomes one of version 2 then.
 *
 * Not hidden: how many records there are, their rough sizes, which are `local`, how often each was written,
 * which ways in there are and the cost of the derivation. Who can write to the disk can put back an older
 * version of a record or of the header, and remove either. Who has an older copy of the header, from a
 * backup or out of what a browser has not yet cleared off the disk, opens today's records with the ways in
 * of that time: the vault key stays. So it is with a record from before its key was sealed. Who has the
 * passphrase and this profile can read a sealed key, too, with a program that is not this one.
 */
import { base64url, concat, utf8, type Bytes } from '../core/bytes.ts';

export const VERSION = 2;

/** What a ciphertext belongs to. It opens in no other context. */
export type Context = readonly (string | number | boolean)[];

export const IV_BYTES = 12;
export const TAG_BYTES = 16;
export const KEY_BYTES = 32;

export function randomBytes(count: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(count));
}

/** A random name of 128 bits, in base64url. */
export function randomId(): string {
  return base64url(randomBytes(16));
}

export function contextBytes(context: Context): Bytes {
  return utf8(JSON.stringify(context));
}

/** The iv, the ciphertext and its tag. */
export async function seal(key: CryptoKey, context: Context, plain: Bytes): Promise<Bytes> {
  const iv = randomBytes(IV_BYTES);
  const sealed = await crypto.subtle.encrypt(algorithm(iv, context), key, plain);
  return concat(iv, new Uint8Array(sealed));
}

/** Rejects where a bit of it was changed, or where it belongs to another context or key. */
export async function open(key: CryptoKey, context: Context, sealed: Bytes): Promise<Bytes> {
  const iv = sealed.subarray(0, IV_BYTES);
  const plain = crypto.subtle.decrypt(algorithm(iv, context), key, sealed.subarray(IV_BYTES));
  return new Uint8Array(await plain);
}

/** A key for `seal` and `open`, by HKDF-SHA-256. The material stays as it is: the caller zeroes it. */
export async function deriveAesKey(material: Bytes, salt: Bytes, info: string): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey('raw', material, 'HKDF', false, ['deriveKey']);
  const aes = { name: 'AES-GCM', length: 256 };
  return crypto.subtle.deriveKey(hkdf(salt, info), base, aes, false, ['encrypt', 'decrypt']);
}

export function hkdf(salt: Bytes, info: string): HkdfParams {
  return { name: 'HKDF', hash: 'SHA-256', salt, info: utf8(info) };
}

export function isBytes(value: unknown, length?: number): value is Bytes {
  return value instanceof Uint8Array && (length === undefined || value.length === length);
}

function algorithm(iv: Bytes, context: Context): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: contextBytes(context), tagLength: 8 * TAG_BYTES };
}
