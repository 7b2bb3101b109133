/** What a keystore holds, of whatever kind it is. */
import type { Bytes } from '../bytes.ts';

export interface Keystore {
  items: readonly Item[];
  /**
   * Whether the passphrase is the one it was made with, told by its own check; `none` where it has no
   * check, or one that is not known here.
   */
  check: 'right' | 'wrong' | 'needed' | 'none';
  /** What of it is not read here, by its name, e.g. `RC2`. */
  unread: readonly string[];
}

export type Item = { alias: string } & (
  | { kind: 'key'; pkcs8: Bytes }
  /** A private key that the passphrase does not open, or none was given. */
  | { kind: 'sealed' }
  | { kind: 'certificate'; der: Bytes }
  /** A symmetric key, a password, a list of revocations. */
  | { kind: 'other' }
);

/** What is not read where the passphrase opens the store and not a key in it. */
export const OTHER_PASSPHRASE = 'what another passphrase protects';

/** More rounds than any program asks for would look like a hang. */
export const MAX_ROUNDS = 1_000_000;
/** More than a key and its chain: a store of authorities has some 150. */
export const MOST_ITEMS = 1000;
