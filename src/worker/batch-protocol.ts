/** What the page may ask of a batch: keys and certificates for many connections, in one zip. */
import type { CertificateRecord } from '../core/certificate.ts';
import type { JwtConfig } from '../core/config.ts';
import type { WireError } from '../core/errors.ts';
import type { KeyRecord, KeySize } from '../core/key.ts';
import type { Subject } from '../core/subject.ts';
import type { KeyFormat } from './protocol.ts';
import type { Proof } from './vault-protocol.ts';

export interface BatchItem {
  /** Its folder in the zip is named after it. */
  name: string;
  subject: Subject;
  /** Where the details are known: becomes its jwt.json. */
  config?: JwtConfig;
}

export interface BatchOptions {
  items: BatchItem[];
  bits: KeySize;
  days: number;
  /** One key for all of them, each with a certificate of its own. */
  oneKey: boolean;
  keyFormat: KeyFormat;
  /** The key files are written encrypted then (PKCS#8 only). */
  passphrase?: string;
  /** The date the files bear. */
  date: Date;
}

/** What was made for one item. With an open vault its key is in the vault by then. */
export interface BatchMade {
  /** Where it stands among the items. */
  item: number;
  key: KeyRecord;
  certificate: CertificateRecord;
}

export interface Batch {
  made: BatchMade[];
  /** Whether it was cancelled before all of them were made. */
  cancelled: boolean;
  /** Why it ended early otherwise, e.g. because the disk is full; what was made by then is kept, too. */
  error: WireError | null;
}

export interface BatchOperations {
  /** One at a time: `batch/running`. */
  createBatch(options: BatchOptions): Batch;
  /** Ends it early; what was made by then is kept, and is in its zip. */
  cancelBatch(options: Record<never, never>): void;
  /**
   * A `blob:` URL of the zip of what was made last, good for one minute. As for a key, an open vault asks
   * for proof once two minutes have passed: `vault/proof-needed`, `vault/passphrase-wrong`, `key/sealed`,
   * `batch/none`.
   */
  takeBatch(options: { proof?: Proof }): string;
}
