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
   * first one heads the table.
   */
  texts: readonly string[];
  title: string;
  cause: string;
  fix: readonly string[];
  setup?: string;
  loginHistory?: string;
  /** How sure this cause is when nothing but the text is known. */
  certainty: Certainty;
  links: readonly string[];
}
