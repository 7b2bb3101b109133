import type { Certainty } from './finding.ts';

/**
 * One cause of one failure. A text with several causes has several entries; `row` is the number in
 * the project's table of failures, which others cite.
 */
export interface Failure {
  /** `area/case`, the code of the finding made from it. */
  id: string;
  row?: number;
  /**
   * What the user sees, matched without regard to case, one without a space as a whole word only; the
   * first one heads the table. None where no message says it.
   */
  texts: readonly string[];
  /** What happens, in words, where no message says it: heads the table then. */
  symptom?: string;
  title: string;
  cause: string;
  fix: readonly string[];
  setup?: string;
  /** The status that Setup's Login History should show, or one of these. */
  loginHistory?: readonly string[];
  /** How sure this cause is when nothing but the text is known. */
  certainty: Certainty;
  links: readonly string[];
}
