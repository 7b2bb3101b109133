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
 * What differs between the same words as they are pasted, in the order it is taken out. Every repeat is
 * bounded, or cannot begin where it has just ended.
 */
const CLEANING: readonly (readonly [RegExp, string | ((...found: string[]) => string)])[] = [
  // Escapes of JSON and of shells, also of a JSON text within another.
  [/\\{1,4}u([\da-f]{4})/g, (_, hex = '') => String.fromCharCode(parseInt(hex, 16))],
  [/\\{1,4}(?:x1b|033|e)(?=\[)/g, '\u001b'],
  [/\\{1,4}[nrt]|\r\n?/g, '\n'],
  // Links and colours of a terminal, also where a log has lost or drawn the escape character.
  [/\u001b\][^\u0007\u001b\n]*(?:\u0007|\u001b\\)?/g, ''],
  [/(?:\u001b|\u241b|\^\[)\[[\d;?]{0,16}[a-z]|\[\d[\d;]{0,11}m/g, ''],
  // HTML and addresses.
  [/&amp;/g, '&'],
  [/&(?:#0{0,4}39|#x0{0,4}27|#x201[89cd]|#822[01]|#821[67]|apos|quot|[lr][sd]quo);/g, ''],
  [/&nbsp;|&#160;/g, ' '],
  [/&lt;/g, '<'],
  [/&gt;/g, '>'],
  [/<br ?\/?>/g, '\n'],
  [/<\/?[a-z][\w:-]{0,30}(?: [^<>]{0,300})?>/g, ' '],
  [/%(0a|2[\da-f]|3[a-f])/g, (_, hex = '') => String.fromCharCode(parseInt(hex, 16))],
  [/([a-z])\+(?=[a-z])/g, '$1 '],
  // Quotes of every kind, also as a wrong encoding or a console shows them; what has no width; dashes.
  [/\u00e2\u20ac[\u2122\u02dc\u0153\u009d]?/g, ''],
  [/\\{0,8}['"`\u00b4\u02bc\u2018-\u201f\u2032\ufffd]/g, ''],
  [/n\?t\b/g, 'nt'],
  [/[\u00ad\u200b-\u200d\u2060\ufeff]/g, ''],
  [/[\u2010-\u2015\u2212]/g, '-'],
  // One spelling.
  [/licence/g, 'license'],
  [/authoris/g, 'authoriz'],
];

function cleaned(text: string): string {
  let clean = text.toLowerCase();
  for (const [from, to] of CLEANING) {
    clean = typeof to === 'string' ? clean.replace(from, to) : clean.replace(from, to);
  }
  return clean;
}

const onOneLine = (lines: string) =>
  lines.replace(/\s{2,}|[^\S ]/g, ' ').replace(/\bhas not\b/g, 'hasnt');

/**
 * Lower case, without quotes, colour codes and escapes, single spaces, one spelling: pasted and typed
 * texts differ in these.
 */
export function plainText(text: string): string {
  return onOneLine(cleaned(text));
}

/** What CI, containers and the CLI put before each line. */
const LINE_START = new RegExp(
  `^(?:${[
    /[\t |\u2502\u2503\u203a\u00bb>]{1,40}/,
    /\d{4}-\d\d-\d\d[t ]\d\d:\d\d(?::\d\d)?(?:[.,]\d{1,9})?(?: ?z| ?utc| ?[+-]\d\d:?\d\d)?/,
    /\d\d:\d\d:\d\d(?:[.,]\d{1,9})?/,
    /[a-z]{3} {1,2}\d{1,2} \d\d:\d\d:\d\d/,
    /\d\d[oe]\+? /,
    /#{0,2}\[[^\]\n]{0,60}\]/,
    /#\d{1,4} (?:\d{1,5}\.\d{1,3} )?/,
    /::[a-z]{1,20}[^:\n]{0,100}::/,
    /[\w.-]{1,40} {0,20}\|/,
    /(?:info|warn|warning|error|err!|debug|fatal|trace|stderr|stdout|remote|npm)\b[:!]?/,
  ]
    .map(({ source }) => source)
    .join('|')})`,
  'gm',
);
const LINE_END = /[\t ]{0,9}[|\u2502\u2503][\t ]{0,9}$/gm;
const MOST_STARTS = 6;

/**
 * The plain text as it stands; where it has several lines, also without what stands before each of them,
 * and with the lines joined as where a terminal has broken a word.
 */
export function plainForms(text: string): readonly string[] {
  const clean = cleaned(text);
  const whole = onOneLine(clean);
  if (!clean.trim().includes('\n')) return [whole];
  let bare = clean.replace(LINE_END, '');
  for (let pass = 0, before = ''; pass < MOST_STARTS && bare !== before; pass += 1) {
    before = bare;
    bare = bare.replace(LINE_START, '');
  }
  return [whole, onOneLine(bare), onOneLine(bare.replaceAll('\n', ''))];
}

/** Failures found in a text, those that stand earlier in it first. */
export type Finder = (forms: readonly string[]) => Failure[];

/**
 * Looks for failures in what plainForms has made plain. Made once for a table: what is known is made
 * plain once, and a text that several failures share is looked for once, and only where its longest
 * word is: a log is long, and nearly all that is known stands nowhere in it.
 */
export function createFinder(
  failures: readonly Failure[],
  textsOf: (failure: Failure) => readonly string[] = ({ texts }) => texts,
): Finder {
  const known = new Map<string, Failure[]>();
  for (const failure of failures) {
    for (const text of new Set(textsOf(failure).map(plainText))) {
      known.set(text, [...(known.get(text) ?? []), failure]);
    }
  }
  const longest = new Map([...known.keys()].map((text) => [text, longestWord(text)]));
  const any = new RegExp(`\\b(?:${[...new Set(longest.values())].join('|')})\\b`, 'g');
  return (forms) => {
    const places = new Map<Failure, number>();
    const said = new Set(forms.flatMap((form) => form.match(any) ?? []));
    for (const [text, of] of known) {
      const place = said.has(longest.get(text) ?? '') ? placeOf(text, forms) : null;
      if (place === null) continue;
      for (const failure of of) {
        places.set(failure, Math.min(place, places.get(failure) ?? place));
      }
    }
    const at = (failure: Failure) => places.get(failure) ?? 0;
    return failures.filter((failure) => places.has(failure)).sort((a, b) => at(a) - at(b));
  };
}

/** Where a known text first stands as whole words, from 0 to 1; `null` where it stands in no form. */
function placeOf(known: string, forms: readonly string[]): number | null {
  for (const form of forms) {
    for (let at = form.indexOf(known); at !== -1; at = form.indexOf(known, at + 1)) {
      const before = at > 0 && isWord(form, at - 1) && isWord(form, at);
      const end = at + known.length;
      const after = end < form.length && isWord(form, end - 1) && isWord(form, end);
      if (!before && !after) return at / form.length;
    }
  }
  return null;
}

/** What a text that holds this one holds as a whole word, as it holds each of its words; '' of no word. */
const longestWord = (text: string) =>
  [...text.matchAll(/\w+/g)].reduce(
    (most, [word]) => (word.length > most.length ? word : most),
    '',
  );
const isWord = (text: string, at: number) => /\w/.test(text.charAt(at));
