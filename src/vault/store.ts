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
  records: readonly unknown[];
}

export interface Change {
  vaultId: string;
  put?: readonly SealedRecord[];
  remove?: readonly string[];
}

/**
 * `overtaken` where a revision is not the one after what is stored, because another tab wrote
 * meanwhile; `gone` where the vault is no longer there. Nothing is written then.
 */
export type Written = 'written' | 'overtaken' | 'gone';

/** Each call is one transaction. All reject with `vault/storage`. */
export interface Store {
  /** `null` where there is no vault. Looking makes no database. */
  readHeader(): Promise<unknown>;
  /** `null` where it is not there. */
  readRecord(id: string): Promise<unknown>;
  /** In the order of the ids; 0 for what is not there or cannot say. */
  readRevisions(ids: readonly string[]): Promise<number[]>;
  readAll(): Promise<Copy | null>;
  /** Puts a whole vault where there is none; `false` where there is one. */
  create(copy: Copy): Promise<boolean>;
  replaceHeader(header: Header): Promise<Written>;
  write(change: Change): Promise<Written>;
  /** Leaves nothing behind, whatever was there. */
  destroy(): Promise<void>;
}
