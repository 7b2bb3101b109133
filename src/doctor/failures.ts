/** Every failure we know, for the table and for texts that come from anywhere. */
import type { Failure } from './failure.ts';
import { CLIENT } from './failures-client.ts';
import { KEY_FILES } from './failures-key.ts';
import type { Finding } from './finding.ts';
import { findingsOf, REFUSALS, type RefusalFacts } from './refusal.ts';
import { createFinder, plainText } from './text.ts';

const LAST = 1_000;

/** In the order of the table's rows; what has no row comes last. */
export const FAILURES: readonly Failure[] = [...REFUSALS, ...KEY_FILES, ...CLIENT].sort(
  (a, b) => (a.row ?? LAST) - (b.row ?? LAST),
);

const findFailures = createFinder(FAILURES);

/**
 * What any text (an answer, a log, a stack trace) shows to be wrong, best first; `[]` where nothing in
 * it is known. The caller refuses what checkText does.
 */
export function explainText(text: string, facts: RefusalFacts = {}): Finding[] {
  const plain = plainText(text);
  return findingsOf(findFailures(plain), plain, facts);
}

/** All that a failure says, in lower case, for the search. */
const SAID: ReadonlyMap<Failure, string> = new Map(
  FAILURES.map((failure) => {
    const { row, texts, title, cause, fix, setup = '' } = failure;
    const all = [row === undefined ? '' : `row ${row}`, ...texts, title, cause, ...fix, setup];
    return [failure, plainText(all.join(' '))];
  }),
);

/**
 * The failures whose text stands in what was typed, or that speak of every word of it. The caller
 * refuses what checkText does.
 */
export function searchFailures(text: string): Failure[] {
  const plain = plainText(text);
  const shown = new Set(findFailures(plain));
  const words = [...new Set(plain.split(' '))];
  return FAILURES.filter(
    (failure) => shown.has(failure) || words.every((word) => SAID.get(failure)?.includes(word)),
  );
}
