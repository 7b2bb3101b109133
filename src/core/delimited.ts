/**
 * Tables as text: lines of cells between commas, semicolons or tabs (RFC 4180). Read as people and
 * spreadsheets write them, which is more than the RFC allows: any line break, white space round a cell,
 * quotation marks inside a cell that does not begin with one.
 */

export const DELIMITERS = ['\t', ';', ','] as const;
export type Delimiter = (typeof DELIMITERS)[number];

export interface Line {
  /** Where it begins in the text: the first line is 1. A quoted cell can go on over several. */
  number: number;
  /** Without the white space round them. */
  cells: string[];
  /** A quoted cell that does not end, or that something follows. Its cells are read as they stand. */
  quoteFault: boolean;
}

/**
 * Every line but the empty ones, or one more than `most` of them. A byte order mark in front is left out.
 */
export function readLines(text: string, delimiter: Delimiter, most = Infinity): Line[] {
  const source = text.replace(/^\ufeff/, '');
  const lines: Line[] = [];
  let at = 0;
  let number = 1;
  while (at < source.length && lines.length <= most) {
    if (isBreak(source.charCodeAt(at))) {
      at = afterBreak(source, at);
      number += 1;
      continue;
    }
    const read = readLine(source, at, delimiter) ?? readBroken(source, at, delimiter);
    if (read.cells.some((cell) => cell !== '')) {
      lines.push({ number, cells: read.cells, quoteFault: read.quoteFault });
    }
    number += breaksIn(source, at, read.end);
    at = read.end;
  }
  return lines;
}

/** Characters: the first lines show it. */
const SHOWN = 65_536;

/**
 * The one that stands on most of the first lines, outside quotation marks; of several the one that stands
 * there most often.
 */
export function delimiterOf(text: string): Delimiter {
  const lines = text
    .slice(0, SHOWN)
    .split('"')
    .filter((_, at) => at % 2 === 0)
    .join('')
    .split(BREAK)
    .filter((line) => line !== '');
  const ranks = DELIMITERS.map((delimiter) => {
    const counts = lines.map((line) => line.split(delimiter).length - 1);
    const total = counts.reduce((sum, count) => sum + count, 0);
    return { delimiter, on: counts.filter((count) => count > 0).length, total };
  });
  ranks.sort((a, b) => b.on - a.on || b.total - a.total);
  return ranks[0]?.total ? ranks[0].delimiter : ',';
}

// Compared as codes: a megabyte can be one line.
const [TAB, LINE_FEED, RETURN, SPACE, QUOTE] = [0x09, 0x0a, 0x0d, 0x20, 0x22];
const BREAK = /\r\n|\r|\n/;

interface Read {
  cells: string[];
  quoteFault: boolean;
  /** After the line break. */
  end: number;
}

/** `null` where quotation marks are at fault. */
function readLine(source: string, from: number, delimiter: Delimiter): Read | null {
  const cells: string[] = [];
  const between = delimiter.charCodeAt(0);
  let at = from;
  for (;;) {
    for (; source.charCodeAt(at) === between; at += 1) cells.push('');
    at = afterSpace(source, at, between);
    if (source.charCodeAt(at) === QUOTE) {
      const close = closingQuote(source, at);
      if (close === -1) return null;
      cells.push(
        source
          .slice(at + 1, close)
          .replaceAll('""', '"')
          .trim(),
      );
      at = afterSpace(source, close + 1, between);
    } else {
      const begin = at;
      for (; at < source.length; at += 1) {
        const code = source.charCodeAt(at);
        if (code === between || isBreak(code)) break;
      }
      cells.push(source.slice(begin, at).trim());
    }
    if (source.charCodeAt(at) === between) at += 1;
    else if (at === source.length || isBreak(source.charCodeAt(at))) break;
    else return null;
  }
  return { cells, quoteFault: false, end: afterBreak(source, at) };
}

/** One line as it stands: what a quotation mark that was never closed would swallow stays apart. */
function readBroken(source: string, from: number, delimiter: Delimiter): Read {
  let at = from;
  while (at < source.length && !isBreak(source.charCodeAt(at))) at += 1;
  const cells = source.slice(from, at).split(delimiter);
  return { cells: cells.map((cell) => cell.trim()), quoteFault: true, end: afterBreak(source, at) };
}

/** Where the quotation mark at `open` is closed, or -1. Two of them together are one of the text. */
function closingQuote(source: string, open: number): number {
  let at = source.indexOf('"', open + 1);
  while (at !== -1 && source[at + 1] === '"') at = source.indexOf('"', at + 2);
  return at;
}

function afterSpace(source: string, from: number, between: number): number {
  for (let at = from; ; at += 1) {
    const code = source.charCodeAt(at);
    if (code !== SPACE && (code !== TAB || between === TAB)) return at;
  }
}

function afterBreak(source: string, at: number): number {
  if (source[at] === '\r' && source[at + 1] === '\n') return at + 2;
  return Math.min(at + 1, source.length);
}

/** How many lines end there. */
function breaksIn(source: string, from: number, end: number): number {
  let breaks = 0;
  for (let at = from; at < end; at += 1) {
    const code = source.charCodeAt(at);
    if (code === LINE_FEED || (code === RETURN && source.charCodeAt(at + 1) !== LINE_FEED)) {
      breaks += 1;
    }
  }
  return breaks;
}

function isBreak(code: number): boolean {
  return code === RETURN || code === LINE_FEED;
}
