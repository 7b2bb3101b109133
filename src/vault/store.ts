/** Where the vault lies: a store of ciphertexts. What it reads is untrusted, and typed so. */
import type { SealedRecord } from './record.ts';

export interface Header {
  version: number;
  vaultId: string;
  /** Counts up with every change of the header. */
  revision: number;
  wraps: readonly unknown[];
}

/** A whole vault as it lies there. */
export interface Copy {
  header: unknown;
  /** Two of one id where a write was cut off or is going on: of those that open, the newest counts. */
  records: readonly unknown[];
}

/** A record by the revision that is known of it. */
export interface Revision {
  id: string;
  revision: number;
}

/** Each `put` is the revision after the newest that lies there (1 for a new id), each `remove` that newest. */
export interface Change {
  put?: readonly SealedRecord[];
  remove?: readonly Revision[];
}

/**
 * `overtaken` names the records of which something else lies there than the change is based on,
 * because another tab wrote meanwhile; it is empty where that is so of the header. `gone` where the
 * vault is no longer there, or another one is. Nothing is written then.
 */
export type Written = 'written' | 'gone' | { overtaken: string[] };

/**
 * A change is made whole or not at all, whatever ends it, and is on the disk when it is answered: it is
 * written beside what it replaces and read back, and only then what it replaces is removed. After a
 * rejection the change may still lie there, whole, where the store could not say how it ended; the
 * same change may then be written again.
 *
 * All reject with `vault/aborted`, `vault/blocked`, `vault/disconnected`, `vault/emptied`,
 * `vault/hangs`, `vault/quota`, `vault/read-back`, `vault/storage`, `vault/version`, and work again
 * once the cause is gone.
 */
export interface Store {
  /** `null` where there is no vault. Looking makes no database. */
  readHeader(): Promise<unknown>;
  readAll(): Promise<Copy | null>;
  /** For each id what lies there, the newest revision first. */
  readRecords(ids: readonly string[]): Promise<unknown[][]>;
  /** Puts a whole vault where there is none; `false` where there is one. */
  create(copy: Copy): Promise<boolean>;
  /** Puts the header after the one that is there, and changes records with it. */
  replace(header: Header, change?: Change): Promise<Written>;
  write(change: Change & { vaultId: string }): Promise<Written>;
  /** Leaves nothing behind, whatever was there. */
  destroy(): Promise<void>;
}
