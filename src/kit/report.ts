/** Tables of text as a file for a spreadsheet, and as Markdown. What is in a cell stays text in both. */

import { markdownText } from '../core/markdown.ts';

/** The first row is the head; every row has as many cells. */
export type TextTable = readonly (readonly string[])[];

/**
 * CSV (RFC 4180): every cell in quotes, lines ended by CRLF. A cell that a spreadsheet would take for a
 * formula gets an apostrophe before it (OWASP, CSV Injection); whole numbers stay numbers.
 */
export function toCsv(table: TextTable): string {
  const cell = (text: string) => {
    const safe = FORMULA.test(text) && !/^-?\d+$/.test(text) ? `'${text}` : text;
    return `"${safe.replaceAll('"', '""')}"`;
  };
  return table.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** Also after blanks, which some programs drop, and the full-width forms, which some take for the same. */
const FORMULA = /^\s*[=+\-@＝＋－＠|%]|^[\t\r\n]/;

/** A table of GitHub Flavored Markdown, whose cells hold no markup, link or HTML of their own. */
export function toMarkdown(table: TextTable): string {
  const [head = [], ...rows] = table.map((row) => row.map(markdownText));
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  return [head, head.map(() => '---'), ...rows].map(line).join('');
}
