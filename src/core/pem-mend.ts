/** The damages that editors, shells, CI variables and Windows do to a PEM text, each with its sentence. */
import type { Bytes } from './bytes.ts';

/** The text without byte order mark, surrounding white space and quotes. */
export function clean(text: string, mended: string[]): string {
  let rest = text;
  if (rest.startsWith('\ufeff')) {
    rest = rest.slice(1);
    mended.push('Left out the byte order mark (BOM).');
  }
  if (rest.includes('\r\n')) mended.push('Read Windows line breaks (CRLF).');
  rest = rest.trim();
  const quoted = /^(["'`\u201c\u2018\u201e])([\s\S]*)(["'`\u201d\u2019\u201c])[,;]?$/.exec(
    rest,
  )?.[2];
  if (quoted !== undefined) {
    rest = quoted.trim();
    mended.push('Removed the quotes around it.');
  }
  return rest;
}

/**
 * The inside of a block with what stands for line breaks turned into them. Indentation and missing breaks
 * need no change, since base64 is read without white space; they are said.
 */
export function mendLines(body: string, mended: string[]): string {
  const text = unescapeLines(body, mended);
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.trimEnd());
  if (
    lines.some((line) => line.length > 76) ||
    /\S[ \t]+\S{20}/.test(text.replace(/^.*:.*$/gm, ''))
  ) {
    mended.push('Restored the line breaks.');
  }
  if (lines.some((line) => /^\s+\S/.test(line)) && lines.length > 1) {
    mended.push('Removed the indentation.');
  }
  return text;
}

/** What only changes how the text is written. */
export function unescapeLines(body: string, mended: string[]): string {
  let text = body;
  // Up to four backslashes, as quoting twice makes them; bounded, so that a megabyte of them costs nothing.
  if (/\\{1,4}[rn]/.test(text)) {
    text = text.replace(/(?:\\{1,4}r)?\\{1,4}n|\\{1,4}r/g, '\n');
    mended.push('Turned the written-out \\n into line breaks.');
  }
  // JSON of PHP writes every / so.
  if (/\\{1,4}\//.test(text)) {
    text = text.replace(/\\{1,4}\//g, '/');
    mended.push('Turned the written-out \\/ into /.');
  }
  if (/[\u200b-\u200d\u2060\ufeff]/.test(text)) {
    text = text.replace(/[\u200b-\u200d\u2060\ufeff]/g, '');
    mended.push('Removed invisible characters.');
  }
  return text;
}

/** Text from UTF-8 or UTF-16 bytes; what is no UTF-8 (text around the PEM) is replaced. */
export function decode(bytes: Bytes, mended: string[]): string {
  const [first, second] = bytes;
  // Without a mark, ASCII in UTF-16 shows as a zero in every second byte.
  const little = (first === 0xff && second === 0xfe) || (first !== 0 && second === 0);
  const big = (first === 0xfe && second === 0xff) || (first === 0 && second !== 0);
  if (!little && !big) return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  mended.push('Converted the text from UTF-16.');
  return new TextDecoder(little ? 'utf-16le' : 'utf-16be').decode(bytes);
}

const LABELS = [
  'PRIVATE KEY',
  'RSA PRIVATE KEY',
  'ENCRYPTED PRIVATE KEY',
  'EC PRIVATE KEY',
  'OPENSSH PRIVATE KEY',
  'PUBLIC KEY',
  'RSA PUBLIC KEY',
  'CERTIFICATE',
  'CERTIFICATE REQUEST',
  'NEW CERTIFICATE REQUEST',
  'X509 CERTIFICATE',
  'TRUSTED CERTIFICATE',
];

/** The label with its words apart again: some stores drop every space. */
export function labelOf(text = ''): string {
  const joined = text.replace(/\s+/g, '');
  return LABELS.find((label) => label.replaceAll(' ', '') === joined) ?? text.trim();
}
