import type { Claims, SignedAssertion, Trial } from '../core/assertion.ts';
import type { CertificateRecord, PairCheck, RequestRecord } from '../core/certificate.ts';
import type { KeyRecord, KeySize } from '../core/key.ts';
import type { Subject } from '../core/subject.ts';
import type { BundleInput } from '../kit/bundle.ts';
import type { BatchMade, BatchOperations } from './batch-protocol.ts';
import type { InspectOperations } from './inspect-protocol.ts';
import type {
  BackupOperations,
  Changes,
  KeyState,
  Proof,
  VaultOperations,
} from './vault-protocol.ts';

export type * from './batch-protocol.ts';
export type * from './inspect-protocol.ts';
export type * from './vault-protocol.ts';

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

/** What the worker says by itself, over the same port as its answers. */
export type WorkerEvent =
  /** Another tab wrote; the keys are all that are in the vault now. */
  | ({ event: 'changed'; keys: KeyState[] } & Changes)
  /** The vault that was open was deleted or replaced elsewhere; it is closed here. */
  | { event: 'vaultGone' }
  /** Another tab locked, and this page did not in time: the worker is gone. */
  | { event: 'ended' }
  /** Of the batch that is being made; `items` are those that are in the vault since the last one. */
  | { event: 'progress'; made: number; of: number; items: BatchMade[] };

/** What the page may ask for. Private keys never come back: records do, and blob URLs. */
export interface Operations
  extends VaultOperations, BackupOperations, BatchOperations, InspectOperations {
  createKey(options: { bits: KeySize }): KeyRecord;
  createCertificate(options: { keyId: string; subject: Subject; days: number }): CertificateRecord;
  createRequest(options: { keyId: string; subject: Subject }): RequestRecord;
  /** Key consistent, certificate made for it and its own signature good. */
  checkPair(options: { keyId: string; certificate: string }): PairCheck;
  /**
   * Reads one or more files together, in any form that Inspect reads. With `keyId` an imported certificate
   * must belong to that key (unless a key comes along with it).
   */
  importFiles(options: { files: ImportFile[]; passphrase?: string; keyId?: string }): Imported;
  /**
   * A `blob:` URL of the key file, good for one minute; with a passphrase it is written encrypted
   * (PKCS#8 only). Out of a vault it needs proof, except in the two minutes after the key was made or
   * imported here: `vault/proof-needed`, `vault/passphrase-wrong`, `key/sealed`.
   */
  exportKey(options: {
    keyId: string;
    format: KeyFormat;
    passphrase?: string;
    proof?: Proof;
  }): string;
  /** A `blob:` URL of the zip, good for one minute; proof as for a key. */
  exportBundle(
    options: Omit<BundleInput, 'key'> & {
      keyId: string;
      keyFormat: KeyFormat;
      passphrase?: string;
      proof?: Proof;
    },
  ): string;
  signAssertion(options: { keyId: string; claims: Claims }): SignedAssertion;
  /** Signs these claims, and says what is seen of them with the certificate (PEM) alone. No assertion comes back. */
  tryAssertion(options: { keyId: string; claims: Claims; certificate: string }): Trial;
  deleteKey(options: { keyId: string }): void;
}

export type KeyFormat = 'pkcs8' | 'pkcs1';
