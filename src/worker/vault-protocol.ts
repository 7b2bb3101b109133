/**
 * What the page may ask of the vault. Bytes that are secret (passphrases, recovery keys, PRF bytes) are
 * transferred by the client: the page's own are empty afterwards, and the worker zeroes its own. So each
 * call needs bytes of its own, which begin and end with their buffer.
 */
import type { Bytes } from '../core/bytes.ts';
import type { WireError } from '../core/errors.ts';
import type { KeyRecord } from '../core/key.ts';

/** A passphrase in UTF-8, or what a passkey's PRF gave; `passkey` is the id of that way in. */
export type Proof = { passphrase: Bytes } | { passkey: string; prf: Bytes };

/**
 * What the page keeps in the vault: JSON data, and the worker looks at nothing in it. Entries of all
 * kinds share their ids: a later one replaces an earlier one of the same id.
 */
export interface Entry {
  id: string;
  kind: 'connection' | 'place' | 'settings';
  value: unknown;
  /** The one that it is, or that a change to be saved is based on; 0 or absent where it is new. */
  revision?: number;
}

export interface Revision {
  id: string;
  revision: number;
}

/** Each entry by itself was saved (or deleted), or was not because another tab wrote before. */
export interface Saved {
  saved: Revision[];
  /** As they are stored now; where one was deleted, its value is null and its revision 0. */
  overtaken: Entry[];
}

/** A key in the vault. One that is sealed signs, and is never shown, exported or backed up. */
export interface KeyState {
  record: KeyRecord;
  sealed: boolean;
}

/** What an unlocked vault holds, in no order. */
export interface Unlocked {
  vaultId: string;
  entries: Entry[];
  /** All of them: one that no entry names was made when the page went away. */
  keys: KeyState[];
  /** One for each part that did not open; it does not hide the others. */
  damaged: WireError[];
}

/** What became of the parts of a vault that did not open. */
export interface Mended {
  /** How many are gone. */
  removed: number;
  /** How many lie there again as they opened before; of these the entries. */
  mended: number;
  entries: Entry[];
  keys: KeyState[];
  /** What is still there and does not open: a later version wrote it. */
  damaged: WireError[];
}

export interface Passkey {
  /** Of this way into the vault. */
  id: string;
  credentialId: Bytes;
  /** What the PRF is asked with. */
  salt: Bytes;
  label: string;
}

export interface VaultStatus {
  exists: boolean;
  open: boolean;
  /** `null` where there is none, or where its header cannot be read. */
  vaultId: string | null;
  /** Whether a recovery key opens it. */
  recovery: boolean;
  passkeys: Passkey[];
}

export interface BackupFile {
  /** A `blob:` URL, good for one minute. */
  url: string;
  /** Everything in it, keys included. */
  records: number;
  /** `null` of a locked vault, where nothing says which records are keys. */
  keys: number | null;
  /** Sealed keys, and what is damaged. */
  leftOut: number;
}

/** What one part of a backup is beside what the vault here holds. */
export type PlanState =
  /** Not here. */
  | 'new'
  /** The backup's is the later revision. */
  | 'newer'
  /** The one here is the later revision. */
  | 'older'
  | 'same'
  /** The same revision, and yet another content: each was changed by itself. */
  | 'differs';

export interface PlanItem {
  id: string;
  kind: Entry['kind'] | 'key';
  state: PlanState;
  /** As the backup has it: an entry's value, or a key's record. */
  value: unknown;
}

export interface RestorePlan {
  /** When the backup was made, in milliseconds. */
  made: number;
  /**
   * Whether an open vault made it, so that nobody can have left out or put back a record. One that was
   * made of a locked vault cannot say so.
   */
  vouched: boolean;
  /** `none`: the backup becomes the vault of this browser; else it is merged into the open one. */
  into: 'none' | 'same' | 'other';
  items: PlanItem[];
  damaged: WireError[];
}

/** What is known of a vault's change elsewhere: by another tab, or by a backup. */
export interface Changes {
  /** As they are now. */
  entries: Entry[];
  /** Ids of entries that are no longer there. */
  gone: string[];
}

export interface VaultOperations {
  /** Looking makes no database. */
  vaultStatus(options: Record<never, never>): VaultStatus;
  /** Makes a vault that is open, and seals every key that is open here. From then on new keys are sealed. */
  createVault(options: { passphrase: Bytes }): { vaultId: string };
  /** Opens the vault, and seals the keys that were made while it was locked. */
  unlockVault(options: Proof): Unlocked;
  /** Opens it by the recovery key as it was typed (UTF-8), and gives it the new passphrase. */
  recoverVault(options: { recovery: Bytes; passphrase: Bytes }): Unlocked;
  /** Locked or open. */
  changePassphrase(options: { present: Bytes; next: Bytes }): void;

  /** Makes one and shows it; it opens nothing until it is kept. */
  makeRecoveryKey(options: { proof: Proof }): { recoveryKey: string };
  /** The one made last opens the vault from now on, in place of an earlier one. */
  keepRecoveryKey(options: Record<never, never>): void;
  /** Only once passphrase and recovery key exist: `vault/recovery-missing`. */
  addPasskey(options: {
    proof: Proof;
    credentialId: Bytes;
    salt: Bytes;
    prf: Bytes;
    label: string;
  }): { id: string };
  removePasskey(options: { id: string; proof: Proof }): void;

  /** Adds or replaces. Rejects with `vault/locked` while no vault is open. */
  saveEntries(options: { entries: Entry[] }): Saved;
  deleteEntries(options: { entries: Revision[] }): Saved;

  /**
   * Takes the records that do not open out of the open vault, and nothing else; where something earlier of
   * one opens, that takes its place.
   */
  removeDamaged(options: Record<never, never>): Mended;

  /** Every key of the open vault. */
  keyStates(options: Record<never, never>): KeyState[];
  /** From now on this key only signs; there is no way back. */
  sealKey(options: { keyId: string }): void;

  /**
   * Locked or open. The keys that are in an open vault go with it. The ciphertext stays in memory for
   * `restoreVault`, as long as this worker lives.
   */
  deleteVault(options: Record<never, never>): void;
  /** Puts back the vault that was deleted last, locked or open as it was. */
  restoreVault(options: Record<never, never>): void;
}

/**
 * What the page may ask of backups. A key that is sealed here stays so, whatever a backup holds; one that
 * was deleted here comes back as the backup has it.
 */
export interface BackupOperations {
  /**
   * One file of all that is in the vault, encrypted: under the vault's own ways in (locked or open, and
   * also where the store fails, as long as the vault is open), or with `passphrase` and `proof` as a
   * vault of its own.
   */
  backup(options: { passphrase?: Bytes; proof?: Proof }): BackupFile;
  /** Opens a backup and says what it would change. Nothing is written until it is restored. */
  readBackup(options: {
    file: Blob;
    way: { passphrase: Bytes } | { recovery: Bytes };
  }): RestorePlan;
  /**
   * Does what the plan says: takes what is new or newer, and what else is named by its id. Gives what was
   * written, and all keys.
   */
  restoreBackup(options: { also?: readonly string[] }): Unlocked;
  dropBackup(options: Record<never, never>): void;
}
