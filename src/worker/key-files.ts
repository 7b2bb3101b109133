/** Keys on their way out: as files, and out of a vault only with proof. */
import { AppError } from '../core/errors.ts';
import { exportPkcs1, exportPkcs8, type Key } from '../core/key.ts';
import { freshKey } from './fresh-keys.ts';
import { toKey } from './key-content.ts';
import { requireHeld, type KeyShelf } from './key-shelf.ts';
import { loadVault } from './open-vault.ts';
import type { KeyFormat, Proof } from './protocol.ts';
import type { Queue } from './queue.ts';

/** A blob URL made here holds a key: it dies after a minute, or with the worker. */
const FILE_LIFETIME = 60_000;

/**
 * A key whose private half can be read out, for as long as its file is being written. `proving` takes
 * proofs one at a time. Throws `key/unknown`, `key/sealed`, `vault/proof-needed`, `vault/damaged`, and
 * what `enter` throws.
 */
export async function takeKey(
  shelf: KeyShelf,
  proving: Queue,
  { keyId, proof }: { keyId: string; proof?: Proof },
): Promise<Key> {
  const fresh = freshKey(shelf, keyId);
  if (fresh !== undefined) return fresh;
  const { open, record } = await requireHeld(shelf, keyId);
  if (record.local) {
    throw new AppError('key/sealed', 'this key was sealed: it signs, and cannot be taken out');
  }
  if (proof === undefined) {
    throw new AppError('vault/proof-needed', 'a key leaves the vault only by a way into it');
  }
  return proving(async () => {
    const { openContent, prove, takeOut } = await loadVault();
    const exportKey = await prove(open.header, proof);
    const { value } = await openContent(open.keys, record);
    const secret = await takeOut(open.keys, exportKey, record);
    return toKey({ value, secret }, { extractable: true });
  });
}

/** The text of a key file. Throws `key/passphrase-format`. */
export async function keyFile(key: Key, format: KeyFormat, passphrase = ''): Promise<string> {
  requireFormat(format, passphrase);
  return format === 'pkcs8' ? exportPkcs8(key, passphrase) : exportPkcs1(key);
}

/** Throws `key/passphrase-format`. */
export function requireFormat(format: KeyFormat, passphrase = ''): void {
  if (format === 'pkcs8' || passphrase === '') return;
  throw new AppError(
    'key/passphrase-format',
    'a PKCS#1 file cannot be protected by a passphrase here',
  );
}

/** A `blob:` URL of a file, good for one minute. */
export function fileUrl(content: BlobPart | BlobPart[], type: string): string {
  const parts = Array.isArray(content) ? content : [content];
  const url = URL.createObjectURL(new Blob(parts, { type }));
  setTimeout(() => URL.revokeObjectURL(url), FILE_LIFETIME);
  return url;
}
