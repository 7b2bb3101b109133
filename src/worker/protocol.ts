import type { SignedAssertion, Claims } from '../core/assertion.ts';
import type { CertificateRecord, PairCheck, RequestRecord } from '../core/certificate.ts';
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
}

export type KeyFormat = 'pkcs8' | 'pkcs1';
