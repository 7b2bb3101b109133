/** Many connections as lines of text: name, login URL, consumer key, username. */
import { delimiterOf, readLines } from './delimited.ts';
import { AppError } from './errors.ts';

export const BATCH_FIELDS = ['name', 'loginUrl', 'consumerKey', 'username'] as const;
export type BatchField = (typeof BATCH_FIELDS)[number];

/** Most connections at once. */
export const MOST_ROWS = 1_000;
/** A thousand of the longest rows take a fifth of this. */
const LONGEST = 4_000_000;

export interface BatchRow extends Record<BatchField, string> {
  /** The line of the text it begins on; the first is 1. */
  line: number;
  /** What is wrong with the line itself: `batch/quotes`, `batch/cells`. */
  error: AppError | null;
}

export interface BatchText {
  rows: BatchRow[];
  /** Columns of the heading row that mean nothing here, as they are written. */
  unused: string[];
}

/** What a heading row may call the columns, in small letters and without what parts words. */
const HEADINGS: Readonly<Record<string, BatchField>> = {
  name: 'name',
  connection: 'name',
  connectionname: 'name',
  alias: 'name',
  org: 'name',
  orgname: 'name',
  loginurl: 'loginUrl',
  url: 'loginUrl',
  instanceurl: 'loginUrl',
  mydomain: 'loginUrl',
  mydomainurl: 'loginUrl',
  host: 'loginUrl',
  consumerkey: 'consumerKey',
  clientid: 'consumerKey',
  username: 'username',
  user: 'username',
  subject: 'username',
};

/**
 * Reads lines or a CSV file, with a heading row (columns in any order) or without one (in the order of
 * `BATCH_FIELDS`). What a row holds is not looked at. Throws `input/too-large`, `batch/too-many`.
 */
export function readBatch(text: string): BatchText {
  if (text.length > LONGEST) {
    throw new AppError('input/too-large', 'the text is too large for a thousand connections', {
      hint: 'Paste or choose the lines of the connections only.',
    });
  }
  const lines = readLines(text, delimiterOf(text), MOST_ROWS + 1);
  const heading = headingOf(lines[0]?.cells ?? []);
  const body = heading ? lines.slice(1) : lines;
  if (body.length > MOST_ROWS) {
    throw new AppError('batch/too-many', `there are more than ${MOST_ROWS} lines`);
  }
  const columns: readonly (BatchField | null)[] = heading?.columns ?? BATCH_FIELDS;
  const rows = body.map(({ number, cells, quoteFault }): BatchRow => {
    const row: BatchRow = { line: number, ...EMPTY, error: null };
    for (const [at, field] of columns.entries()) if (field) row[field] = cells[at] ?? '';
    if (quoteFault) row.error = new AppError('batch/quotes', 'a quotation mark is not closed');
    else if (cells.slice(columns.length).some((cell) => cell !== '')) {
      row.error = new AppError(
        'batch/cells',
        `the line has ${cells.length} cells, ${columns.length} at most`,
      );
    }
    return row;
  });
  return { rows, unused: heading?.unused ?? [] };
}

/** The text without the rows that begin on these lines: what stood between them stays, as it stood. */
export function withoutRows(text: string, lines: ReadonlySet<number>): string {
  const starts = readBatch(text).rows.map(({ line }) => line);
  if (lines.size >= starts.length) return '';
  const places = placesOf(starts, text);
  // A row reaches to the beginning of the next.
  const kept = starts.map((line, at) =>
    lines.has(line) ? '' : text.slice(places[at], places[at + 1]),
  );
  return text.slice(0, places[0]) + kept.join('');
}

/** Where lines begin in a text, which are given by number and rise. */
function placesOf(lines: readonly number[], text: string): number[] {
  const places: number[] = [];
  let at = 0;
  let number = 1;
  for (const line of lines) {
    for (; number < line; number += 1) at = afterLine(text, at);
    places.push(at);
  }
  return places;
}

function afterLine(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== '\r' && text[at] !== '\n') at += 1;
  return at + (text[at] === '\r' && text[at + 1] === '\n' ? 2 : 1);
}

const EMPTY: Record<BatchField, string> = { name: '', loginUrl: '', consumerKey: '', username: '' };

/** More than any export has; a line with cells behind them is told so. */
const MOST_COLUMNS = 1_000;

/** The columns a first line names, or `null` where it is a connection already. */
function headingOf(
  line: readonly string[],
): { columns: (BatchField | null)[]; unused: string[] } | null {
  const cells = line.slice(0, MOST_COLUMNS);
  const named = cells.map((cell) => fieldCalled(cell));
  const known = named.filter((field) => field !== null).length;
  const filled = cells.filter((cell) => cell !== '').length;
  // One known word may be a connection's name: "Org".
  if (known === 0 || (known === 1 && filled > 1)) return null;
  const columns = named.map((field, at) => (named.indexOf(field) === at ? field : null));
  const unused = cells.filter((cell, at) => cell !== '' && !columns[at]);
  return { columns, unused };
}

function fieldCalled(heading: string): BatchField | null {
  const word = heading.toLowerCase().replace(/[\s_-]/g, '');
  return Object.hasOwn(HEADINGS, word) ? (HEADINGS[word] ?? null) : null;
}
