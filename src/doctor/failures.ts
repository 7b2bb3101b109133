/** Every failure we know, for the table and for texts that come from anywhere. */
import { shows, type Failure } from './failure.ts';
import { CLIENT } from './failures-client.ts';
import { KEY_FILES } from './failures-key.ts';
import { REFUSALS } from './refusal.ts';

const LAST = 1_000;

/** In the order of the table's rows; what has no row comes last. */
export const FAILURES: readonly Failure[] = [...REFUSALS, ...KEY_FILES, ...CLIENT].sort(
  (a, b) => (a.row ?? LAST) - (b.row ?? LAST),
);

/** The failures whose text stands in what was typed, or that speak of every word of it. */
export function searchFailures(text: string): Failure[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return FAILURES.filter((failure) => {
    const { row, texts, title, cause, fix, setup } = failure;
    const said = [
      row === undefined ? '' : `row ${row}`,
      ...texts,
      title,
      cause,
      ...fix,
      setup ?? '',
    ]
      .join(' ')
      .toLowerCase();
    return shows(failure, text) || words.every((word) => said.includes(word));
  });
}
