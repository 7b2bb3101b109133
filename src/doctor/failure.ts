import type { Certainty } from './finding.ts';
import type { SetupPage } from './setup-page.ts';

/**
 * One cause of one failure. A text with several causes has several entries; `row` is the number in
 * the project's table of failures, which others cite.
 */
export interface Failure {
  /** `area/case`, the code of the finding made from it. */
  id: string;
  row?: number;
  /**
   * What the user sees, matched without regard to case and quotes, as whole words; the first one heads
   * the table. None where no message says it.
   */
  texts: readonly string[];
  /** What happens, in words, where no message says it: heads the table then. */
  symptom?: string;
  /** Those of the texts that other programs say, too: not enough in a text that is about something else. */
  common?: true | readonly string[];
  /** What such a text says, in plain text, where it is about this; else it speaks of Salesforce. */
  where?: RegExp;
  /** Whether a plain text shows it without any of the texts. */
  shows?: (said: string) => boolean;
  /**
   * Codes of failures, or the start of several, which, shown in the same text, bring this one about: it
   * is not the cause then.
   */
  after?: readonly string[];
  title: string;
  cause: string;
  fix: readonly string[];
  setup?: string;
  /** The page that `setup` comes to. */
  page?: SetupPage;
  /** The status that Setup's Login History should show, or one of these; none where no entry is likely. */
  loginHistory?: readonly string[];
  /** How to see that it was this and is mended, where it is not what proofOf says of every one. */
  proof?: string;
  /** How sure this cause is when nothing but the text is known. */
  certainty: Certainty;
  links: readonly string[];
}

const PROOFS: Readonly<Record<string, string>> = {
  refusal: 'The next try gives a token, and Login History shows it as a success.',
  call: 'The same press works with the next token.',
  client: 'The same command or job runs through.',
};

/** How to see that a failure is mended, as a sentence. */
export function proofOf({ id, proof }: Pick<Failure, 'id' | 'proof'>): string {
  return proof ?? PROOFS[id.split('/')[0] ?? ''] ?? '';
}
