/** Texts from anywhere (answers, logs, stack traces), and which known failures stand in them. */
import { AppError } from '../core/errors.ts';
import type { Failure } from './failure.ts';

/** Characters; a log this long has said what is wrong many times over. */
export const LONGEST_TEXT = 256 * 1024;

/** `input/too-large` for a text too long to look through while somebody waits, otherwise `null`. */
export function checkText(text: string): AppError | null {
  if (text.length <= LONGEST_TEXT) return null;
  const kilobytes = Math.ceil(text.length / 1024);
  return new AppError(
    'input/too-large',
    `the text has ${kilobytes} KB, more than ${LONGEST_TEXT / 1024} KB`,
    { hint: 'Paste only the lines round the error.' },
  );
}

/**
 * Lower case, plain quotes, single spaces, no colour codes, one spelling: pasted and typed texts differ
 * in these.
 */
export function plainText(text: string): string {
  return text
    .toLowerCase()
    .replace(/\u001b\[[\d;]*m/g, '')
    .replace(/[\u2018\u2019\u00b4`]|&#0?39;|\\u0027/g, "'")
    .replace(/[\u201c\u201d]|\\"|&quot;/g, '"')
    .replaceAll('licence', 'license')
    .replaceAll('authoris', 'authoriz')
    .replace(/\s{2,}|[^\S ]/g, ' ');
}

/**
 * Looks for failures in texts that plainText has made plain. Made once for a table: what is known is
 * made plain once, and a text that several failures share is looked for once.
 */
export function createFinder(failures: readonly Failure[]): (plain: string) => Failure[] {
  const known = new Map<string, Failure[]>();
  for (const failure of failures) {
    for (const text of failure.texts.map(plainText)) {
      known.set(text, [...(known.get(text) ?? []), failure]);
    }
  }
  return (plain) => {
    const found = new Set([...known].flatMap(([text, of]) => (stands(text, plain) ? of : [])));
    return failures.filter((failure) => found.has(failure));
  };
}

/** A code such as `no_access` counts as a whole word only: `no_accessory` is another one. */
function stands(known: string, plain: string): boolean {
  if (known.includes(' ')) return plain.includes(known);
  for (let at = plain.indexOf(known); at !== -1; at = plain.indexOf(known, at + 1)) {
    const around = plain.charAt(at - 1) + plain.charAt(at + known.length);
    if (!/\w/.test(around)) return true;
  }
  return false;
}
