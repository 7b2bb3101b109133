/**
 * What a recogniser is. Each stands in a file of its own beside this one, with a test, and as one line in
 * registry.ts. It goes by content, never by a name, and answers only where it is sure: what it takes
 * for its own, nobody else is asked about.
 */
import type { Bytes } from '../../core/bytes.ts';
import type { Finding } from '../finding.ts';
import type { Thing } from '../thing.ts';

export interface Input {
  /** As it came, or as it was unwrapped. */
  bytes: Bytes;
  /** The same as text, without byte order mark; `null` where the bytes are none. */
  text: string | null;
  /** For `Thing.from`. */
  from: string;
  /** For `Thing.mended`: what had to be undone to come this far. */
  mended: readonly string[];
  passphrase?: Bytes;
  /** Milliseconds. */
  now: number;
  /** explainText: the page has the tables of failures, so the worker does without them. */
  explain: (text: string) => Finding[];
}

/**
 * Takes the input as a whole: a file format, a JSON of a known shape. `null` where it is another; things
 * with findings of severity `fault` where it is one, but damaged. Never throws.
 */
export type WholeRecogniser = (
  input: Input,
) => readonly Thing[] | null | Promise<readonly Thing[] | null>;

/** Finds its things within any text, such as a token in a log. Never throws; linear in the text. */
export type PartRecogniser = (text: string, input: Input) => readonly Part[];

export interface Part {
  thing: Thing;
  /** Where it stands in the text: those who are asked later do not see this stretch. */
  start: number;
  end: number;
}
