/**
 * What a recogniser is. Each stands in a file of its own beside this one, with a test, and as one line in
 * registry.ts. It goes by content, never by a name, and answers only where it is sure: what it takes
 * for its own, nobody else is asked about.
 */
import type { Bytes } from '../../core/bytes.ts';
import type { KeyAtHand } from '../jwt/signature.ts';
import type { Takeable } from '../taking.ts';

/** What is known besides the input. */
export interface Known {
  /** UTF-8, for whatever in it is protected. */
  passphrase?: Bytes;
  /** Milliseconds. */
  now: number;
  /** The user's time zone, as IANA names it. */
  zone: string;
  /** Certificates and public keys, for signatures. */
  keys?: readonly KeyAtHand[];
  /** The practice org's origin. */
  practice?: string;
}

export interface Input extends Known {
  /** As it came, or as it was unwrapped. */
  bytes: Bytes;
  /** The same as text, without byte order mark; `null` where the bytes are none. */
  text: string | null;
  /** The text read as JSON; absent where it is none. */
  json?: unknown;
  /** For `Thing.from`. */
  from: string;
  /** For `Thing.mended`: what had to be undone to come this far. */
  mended: readonly string[];
}

/**
 * Takes the input as a whole: a file format, a JSON of a known shape. `null` where it is another; things
 * with findings of severity `fault` where it is one, but damaged. Never throws.
 */
export type WholeRecogniser = (
  input: Input,
) => readonly Takeable[] | null | Promise<readonly Takeable[] | null>;

/**
 * Finds its things within any text, such as a token in a log. The pattern is global, and linear in the
 * text: bounded repeats, none within another, and a beginning that cannot stand inside its own match.
 */
export interface PartRecogniser {
  pattern: RegExp;
  /** What was matched, which those who are asked later no longer see; `null` where it is none. Never throws. */
  read: (match: RegExpExecArray, input: Input) => Takeable | null | Promise<Takeable | null>;
}
