/** The findings of things that say something: where the tables of failures are, which is not the worker. */
import type { Finding } from '../finding.ts';
import { LONGEST_TEXT } from '../text.ts';
import type { Thing } from '../thing.ts';

/** What is left of a text when everything else in it was recognised: a log, an error, or nothing known. */
export const TEXT = 'text';

// No known error holds one, and a damaged key that nobody recognised is one.
const RUN = /[A-Za-z0-9+/=_-]{60,}/g;

/** Codes of what is said of an answer only as long as no failure explains it. */
const MAKESHIFT = new Set(['answer/unknown', 'callback/refused']);

/** A text for explainThings; the end of a long one, where a log says what went wrong. */
export function textThing(says: string, from: string): Thing {
  return {
    kind: TEXT,
    title: 'a text with an error that is known',
    from,
    secret: false,
    facts: [],
    mended: [],
    findings: [],
    forms: [],
    says: says.slice(-LONGEST_TEXT).replace(RUN, ' '),
  };
}

/**
 * The things with the failures that `explain` (explainText of failures.ts) finds in what they say. A text
 * in which it finds nothing is dropped: of that nothing is known.
 */
export function explainThings<T extends Thing>(
  things: readonly T[],
  explain: (text: string) => Finding[],
): Omit<T, 'says'>[] {
  return things.flatMap((thing) => {
    const { says, ...rest } = thing;
    if (says === undefined) return [thing];
    const known = explain(says);
    if (known.length === 0) return thing.kind === TEXT ? [] : [rest];
    const own = thing.findings.filter(({ code }) => !MAKESHIFT.has(code));
    return [{ ...rest, findings: [...known, ...own] }];
  });
}
