import type { SignedAssertion, Claims } from '../core/assertion.ts';
import type { CertificateRecord, PairCheck, RequestRecord } from '../core/certificate.ts';
import type { WireError } from '../core/errors.ts';
import type { KeyRecord, KeySize } from '../core/key.ts';
import type { Subject } from '../core/subject.ts';
import type { BundleInput } from '../kit/bundle.ts';

/**
 * A file or a pasted text as the page hands it in, unread: what is in it reaches the worker alone.
 * `name` is for messages only.
 */
export interface ImportFile {
  name: string;
  content: Blob;
}

export interface Imported {
  key?: KeyRecord;
  certificate?: CertificateRecord;
  /** Sentences that say what was mended, in the order done, e.g. "restored the line breaks". */
  mended: string[];
  /** Sentences on what was found and checked, e.g. "RSA key OK, 2048 bits". */
  findings: string[];
}

/**
 * What the page keeps in the vault: JSON data, and the worker looks at nothing in it. Entries of both
 * kinds share their ids: a later one replaces an earlier one of the same id.
 */
export interface Entry {
  id: string;
  kind: 'connection' | 'place';
  value: unknown;
}

/** What an unlocked vault holds besides the keys, in no order. */
export interface Unlocked {
  entries: Entry[];
  /** One for each part that did not open; it does not hide the others. */
  damaged: WireError[];
}

/** What the page may ask for. Private keys never come back: records do, and blob URLs. */
export interface Operations {
  createKey(options: { bits: KeySize }): KeyRecord;
  createCertificate(options: { keyId: string; subject: Subject; days: number }): CertificateRecord;
  createRequest(options: { keyId: string; subject: Subject }): RequestRecord;
  /** Key consistent, certificate made for it and its own signature good. */
  checkPair(options: { keyId: string; certificate: string }): PairCheck;
  /**
   * Reads one or more files together. With `keyId` an imported certificate must belong to that key
   * (unless a key comes along with it).
   */
  importFiles(options: { files: ImportFile[]; passphrase?: string; keyId?: string }): Imported;
  /**
   * A `blob:` URL of the key file, good for one minute; with a passphrase it is written encrypted
   * (PKCS#8 only).
   */
  exportKey(options: { keyId: string; format: KeyFormat; passphrase?: string }): string;
  /** A `blob:` URL of the zip, good for one minute. */
  exportBundle(
    options: Omit<BundleInput, 'key'> & {
      keyId: string;
      keyFormat: KeyFormat;
      passphrase?: string;
    },
  ): string;
  signAssertion(options: { keyId: string; claims: Claims }): SignedAssertion;
  deleteKey(options: { keyId: string }): void;

  /** Looking makes no database. */
  vaultStatus(options: Record<never, never>): { exists: boolean; open: boolean };
  /** Makes a vault that is open, and seals every key that is open here. From then on new keys are sealed. */
  createVault(options: { passphrase: string }): void;
  /** Opens the vault, and seals the keys that were made while it was locked. */
  unlockVault(options: { passphrase: string }): Unlocked;
  changePassphrase(options: { present: string; next: string }): void;
  /** Adds or replaces, all or none. Rejects with `vault/locked` while no vault is open. */
  saveEntries(options: { entries: Entry[] }): void;
  deleteEntries(options: { ids: string[] }): void;
  /**
   * Locked or open. The keys that are in an open vault go with it. The ciphertext stays in memory for
   * `restoreVault`, as long as this worker lives.
   */
  deleteVault(options: Record<never, never>): void;
  /** Puts back the vault that was deleted last, locked or open as it was. */
  restoreVault(options: Record<never, never>): void;
}

export type KeyFormat = 'pkcs8' | 'pkcs1';
