/** A key as the vault holds it: what is public as JSON, and its PKCS#8 as the secret beside it. */
import { base64, fromBase64, type Bytes } from '../core/bytes.ts';
import { AppError } from '../core/errors.ts';
import { RS256, type Key, type KeyRecord } from '../core/key.ts';
import type { Content } from '../vault/record.ts';

interface Value {
  record: KeyRecord;
  /** SubjectPublicKeyInfo in base64. */
  spki: string;
}

/** The caller zeroes the secret. */
export async function toContent({
  record,
  publicKey,
  privateKey,
}: Key): Promise<Content & { secret: Bytes }> {
  const [spki, pkcs8] = await Promise.all([
    crypto.subtle.exportKey('spki', publicKey),
    crypto.subtle.exportKey('pkcs8', privateKey),
  ]);
  const value: Value = { record, spki: base64(new Uint8Array(spki)) };
  return { kind: 'key', id: record.id, value, secret: new Uint8Array(pkcs8) };
}

/** What is public of a key that the vault holds. */
export function recordOf({ value }: Pick<Content, 'value'>): KeyRecord {
  return (value as Value).record;
}

/**
 * The key itself, which nothing can read out again unless it is to be `extractable`; zeroes the secret.
 * Throws `vault/damaged`.
 */
export async function toKey(
  { value, secret = new Uint8Array() }: Pick<Content, 'value' | 'secret'>,
  { extractable }: { extractable: boolean },
): Promise<Key> {
  const { record, spki } = value as Value;
  try {
    const [publicKey, privateKey] = await Promise.all([
      crypto.subtle.importKey('spki', fromBase64(spki) ?? secret, RS256, true, ['verify']),
      crypto.subtle.importKey('pkcs8', secret, RS256, extractable, ['sign']),
    ]);
    return { record, publicKey, privateKey };
  } catch (cause) {
    throw new AppError('vault/damaged', 'this key cannot be read out of the vault', { cause });
  } finally {
    secret.fill(0);
  }
}
