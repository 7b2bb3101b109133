/** Keys whose private half can still be read out: what was made or imported here a moment ago. */
import type { Key } from '../core/key.ts';
import type { KeyShelf } from './key-shelf.ts';
import { heldKey } from './open-vault.ts';

export interface Fresh {
  key: Key;
  /** Milliseconds. */
  since: number;
}

/** How long a key can be taken out without proof after it was made or imported, in milliseconds. */
export const FRESH = 120_000;

/** Whether it is less than that ago. A clock that was set back tells nothing, and the time is taken for over. */
export function isFresh({ now }: KeyShelf, since: number): boolean {
  const age = now() - since;
  return age >= 0 && age < FRESH;
}

/** A key that can be taken out without proof. */
export function freshKey(shelf: KeyShelf, keyId: string): Key | undefined {
  dropStale(shelf);
  return shelf.fresh.get(keyId)?.key;
}

/** From then on such a key is opened out of the vault again, to sign with alone. */
function dropStale(shelf: KeyShelf): void {
  const { fresh, open } = shelf;
  if (open === null) return;
  for (const [id, { since }] of fresh) {
    if (!isFresh(shelf, since) && heldKey(open, id)) fresh.delete(id);
  }
}

/** Also where nothing asks for the key any more. */
export function dropLater(shelf: KeyShelf): void {
  dropStale(shelf);
  if (shelf.open !== null) setTimeout(() => dropStale(shelf), FRESH + 1000);
}

/** Takes out of memory a key that was sealed: from now on it only signs. */
export function forgetSealed(shelf: KeyShelf, keyId: string): void {
  shelf.sealed.add(keyId);
  forgetKey(shelf, keyId);
}

/** Takes a key out of memory. */
export function forgetKey({ fresh, opened }: KeyShelf, keyId: string): void {
  fresh.delete(keyId);
  opened.delete(keyId);
}
