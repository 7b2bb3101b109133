import type { Certainty } from './finding.ts';

/**
 * One cause of one failure. A text with several causes has several entries; `row` is the number in
 * the project's table of failures, which others cite.
 */
export interface Failure {
  /** `area/case`, the code of the finding made from it. */
  id: string;
  row?: number;
  /** What the user sees, matched without regard to case; the first one heads the table. */
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

/** Lower case, plain quotes, single spaces: pasted texts differ in these. */
export function plainText(text: string): string {
  return text
    .toLowerCase()
    .replace(/[\u2018\u2019\u00b4`]/g, "'")
    .replace(/&#0?39;|\\u0027/g, "'")
    .replace(/\s+/g, ' ');
}

/** Whether one of a failure's texts stands in the text. */
export function shows({ texts }: Failure, text: string): boolean {
  const plain = plainText(text);
  return texts.some((known) => plain.includes(plainText(known)));
}
