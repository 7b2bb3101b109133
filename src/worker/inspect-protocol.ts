/** What the page may ask of things to look at: files, folders and texts of any kind. */
import type { Bytes } from '../core/bytes.ts';
import type { CertificateRecord } from '../core/certificate.ts';
import type { KeyRecord } from '../core/key.ts';
import type { KeyAtHand } from '../doctor/jwt/signature.ts';
import type { Group, Thing } from '../doctor/thing.ts';
import type { ImportFile } from './protocol.ts';

/** A thing under the name by which it can be taken away. */
export interface InspectedThing extends Thing {
  id: string;
}

export interface Inspected {
  /** File by file, in the order in which they came. */
  things: InspectedThing[];
  /** Of these things, those that share a public key. */
  groups: Group[];
}

export interface InspectOperations {
  /**
   * Says what each file is. What can be taken away is kept at hand, of the 50 things that came last, until
   * it is forgotten or the vault is locked; nothing of it goes into the vault. Throws `input/too-large`, of
   * several files only where they are too many.
   */
  inspect(options: {
    files: ImportFile[];
    passphrase?: Bytes;
    /** What verifies a JWT, besides the keys and certificates that are at hand. */
    keys?: KeyAtHand[];
    /** The practice org's origin, where there is one. */
    practice?: string;
  }): Inspected;
  /**
   * A `blob:` URL of one form of a thing, good for one minute, and its file's name. A passphrase protects a
   * private key in PKCS#8. Asks for no proof: the file is the user's own. Throws `inspect/forgotten`,
   * `key/passphrase-format`.
   */
  inspectTake(options: { id: string; form: string; passphrase?: Bytes }): {
    url: string;
    name: string;
  };
  /**
   * Takes the key in, as an import does, with the certificate among these things that was made for it.
   * Throws `inspect/forgotten`, and what an import throws.
   */
  inspectUse(options: { key: string; certificates: string[] }): {
    key: KeyRecord;
    certificate?: CertificateRecord;
  };
  inspectForget(options: Record<never, never>): void;
}
