/**
 * The vault's format, version 1. Any program can read it that has Argon2id (RFC 9106), AES-256-GCM
 * (NIST SP 800-38D), and HKDF and HMAC with SHA-256 (RFC 5869, RFC 2104).
 *
 * It lies in IndexedDB, in the database `keybearer`: the store `header` holds one header under the key
 * `vault`, the store `records` holds records by their id. Texts are UTF-8, numbers within bytes are
 * 32 bits long and big-endian, and a context is JSON without spaces.
 *
 *     header   { version: 1, vaultId, revision, wraps: [wrap, …] }
 *     wrap     { id, kind: 'passphrase', kdf: { name: 'argon2id', memory, passes, lanes, salt },
 *                sealed, check }
 *     record   { version: 1, id, revision, sealed }
 *     sealed   12 random bytes (the iv), the AES-256-GCM ciphertext, its tag of 16 bytes
 *
 * 1. The vault key is 32 random bytes. Each wrap holds it once, for one way in. Other kinds of wraps may
 *    stand beside those for a passphrase; leave alone what you do not know.
 * 2. The passphrase in NFKC goes through Argon2id version 0x13 with `salt` (16 bytes), `memory` in KiB,
 *    `passes` and `lanes` to 32 bytes, which open `sealed` to the vault key. Context (the associated
 *    data): `["keybearer/wrap",1,vaultId,id,"passphrase","argon2id",memory,passes,lanes,salt]`, the salt
 *    in base64url. So a derivation cannot be weakened without the wrap failing to open. `check` is SHA-256
 *    of the context and `sealed`: it tells a damaged wrap from a wrong passphrase, and proves nothing.
 * 3. HKDF-SHA-256 makes two keys of 32 bytes out of the vault key, with the vault id as salt: the record
 *    key (info `keybearer/record`) and the name key (info `keybearer/name`).
 * 4. A record's id is base64url of the first 16 bytes of HMAC-SHA-256 under the name key, over
 *    `entry/` or `key/` and the id by which the application knows the content. So ids say nothing.
 * 5. `sealed` of a record opens under the record key. Context:
 *    `["keybearer/record",1,vaultId,id,revision]`. A record opens only as itself: not under another id,
 *    in another vault, format or revision. `revision` counts up with every write.
 * 6. What a record holds: the length of a JSON text, that text, the length of a secret, the secret, and
 *    zeros up to a multiple of 1,024 bytes, so that sizes tell little. The text is
 *    `{ kind, id, value }`. A key has the kind `key`, its PKCS#8 as the secret, and in `value` what is
 *    public of it; everything else has no secret.
 *
 * Not hidden: how many records there are, their rough sizes, how often each was written and the cost of the
 * derivation. Who can write to the disk can put back an older version of a record or remove it.
 */
import { base64url, concat, utf8, type Bytes } from '../core/bytes.ts';

export const VERSION = 1;

/** What a ciphertext belongs to. It opens in no other context. */
export type Context = readonly (string | number)[];

export const IV_BYTES = 12;
export const TAG_BYTES = 16;

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

function algorithm(iv: Bytes, context: Context): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: contextBytes(context), tagLength: 8 * TAG_BYTES };
}
