/** What an input turned out to be: read by content, never by its name. */
import type { Finding } from './finding.ts';

export interface Thing {
  /** `family/form`, such as `private-key/pkcs8`; tests and the page match on it. */
  kind: string;
  /** With its article, for headings and sentences: "an RSA private key (PKCS#8)". */
  title: string;
  /** Where it was found: the file's name, and the path inside a zip or folder; '' for a pasted text. */
  from: string;
  /** Its whole text may not be shown or copied unasked. */
  secret: boolean;
  /** What is in it, in order; a secret value is masked already. */
  facts: readonly Fact[];
  /** Sentences that say what had to be mended to read it, in the order done. */
  mended: readonly string[];
  /** What is wrong with it, and what to do with it next, best first. */
  findings: readonly Finding[];
  /** SHA-256 of the public key (its SubjectPublicKeyInfo), as `AA:BB`: what belongs together shares it. */
  publicKey?: string;
  /** What it can be taken away as: mended, or converted. */
  forms: readonly Form[];
  /** A passphrase is needed to see more. */
  locked?: true;
  /**
   * Text without its secrets in which explainThings looks for known failures. The tables of failures are
   * the page's, so a thing leaves the worker with this and without their findings.
   */
  says?: string;
}

export interface Fact {
  name: string;
  value: string;
  /** What the name stands for, where it is one that only machines use. */
  means?: string;
  /** It names nobody and opens nothing, so a report may show it; all others it masks. */
  open?: true;
}

export interface Form {
  /** Names the form to the worker: `pkcs8`, `pkcs1`, `pem`, `der`, `base64`, `public-key`, `jwt.json`. */
  form: string;
  /** What it is, for the button: "PKCS#8 (PEM)". */
  title: string;
  /** What the file is called. */
  file: string;
  /** It holds a private key or a secret: handed over as a file, never shown unasked. */
  secret: boolean;
}

/** Things with the same public key: a private key, its certificate, its request. */
export interface Group {
  publicKey: string;
  /** Places in the list of things. */
  things: readonly number[];
}
