/**
 * PEM as people really hand it in: RFC 7468 text, or text that a CI variable, a YAML file, a shell or an
 * editor has been at. Each damage is undone only where the result decodes exactly to one DER element, and
 * what was undone is said, because the same damage sits in the place the text came from.
 */
import { base64, fromBase64, type Bytes } from './bytes.ts';
import { readDer } from './der.ts';
import { AppError } from './errors.ts';

/** What stood between BEGIN and END; a bare DER or base64 input is one block with the label ''. */
export interface PemBlock {
  label: string;
  der: Bytes;
  /** RFC 1421 headers (`Proc-Type`, `DEK-Info`) of a key in OpenSSL's old encrypted form. */
  headers: string;
}

export interface PemFile {
  blocks: PemBlock[];
  /** Sentences that say what was mended, in the order done. */
  mended: string[];
}

/** Bytes of a file are refused beyond this: a key or a certificate has a few kilobytes. */
export const MAX_INPUT = 1024 * 1024;

const DASHES = '[-\\u2010-\\u2015\\u2212]{2,6}';
// Bounded repeats only, so that a hostile file costs no more than one pass.
const MARKER = new RegExp(
  `(${DASHES})(BEGIN|END)\\s{0,3}([A-Z0-9][A-Z0-9\\s]{0,40}?)\\s{0,3}${DASHES}`,
  'g',
);
const NESTED = 3;

/**
 * The blocks of a PEM text (any number, any text around them), of a DER file, or of base64 of either.
 * Throws `input/empty`, `input/too-large`, `input/not-recognised`, and `key/unreadable` or
 * `certificate/unreadable` where a block begins but does not decode.
 */
export function readPem(input: Bytes | string): PemFile {
  if (input.length > MAX_INPUT) {
    throw new AppError('input/too-large', `this has ${input.length} bytes, more than 1 MB`);
  }
  const mended: string[] = [];
  const blocks = readAny(input, mended, 0);
  return { blocks, mended: [...new Set(mended)] };
}

/** PEM with 64 characters a line and a final newline (RFC 7468 section 2). */
export function writePem(label: string, der: Uint8Array): string {
  const lines = base64(der).match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

function readAny(input: Bytes | string, mended: string[], depth: number): PemBlock[] {
  if (typeof input !== 'string') {
    if (isDer(input)) return [{ label: '', der: input, headers: '' }];
    if (looksBinary(input)) throw notRecognised(describeBinary(input));
  }
  const text = clean(typeof input === 'string' ? input : decode(input, mended), mended);
  if (text === '') throw new AppError('input/empty', 'there is nothing in it');

  const markers = [...text.matchAll(MARKER)].map(markerOf);
  if (markers.length < 2) return readWithoutArmor(text, markers[0]?.label, mended, depth);
  return readBlocks(text, markers, mended);
}

interface Marker {
  begins: boolean;
  label: string;
  dashes: string;
  start: number;
  end: number;
}

function markerOf(match: RegExpExecArray): Marker {
  const [whole, dashes = '', word, label = ''] = match;
  const start = match.index;
  return {
    begins: word === 'BEGIN',
    label: labelOf(label),
    dashes,
    start,
    end: start + whole.length,
  };
}

function readBlocks(text: string, markers: readonly Marker[], mended: string[]): PemBlock[] {
  const blocks: PemBlock[] = [];
  let around = '';
  let at = 0;
  for (let index = 0; index < markers.length; index += 2) {
    const begin = markers[index];
    const end = markers[index + 1];
    const label = begin?.label ?? '';
    if (!begin?.begins) throw unreadable(label, `the BEGIN ${label} line is missing`);
    if (end === undefined || end.begins)
      throw unreadable(label, `the END ${label} line is missing`);
    if (end.label !== label) {
      throw unreadable(label, `BEGIN ${label} is closed by END ${end.label}`);
    }
    if (begin.dashes !== '-----') mended.push('Restored the dashes of the BEGIN and END lines.');
    blocks.push(readBlock(label, text.slice(begin.end, end.start), mended));
    around += text.slice(at, begin.start);
    at = end.end;
  }
  if (/\S/.test((around + text.slice(at)).replace(/\\+[rn]/g, '')))
    mended.push('Left out the text around the PEM.');
  return blocks;
}

/** A text without a whole BEGIN/END pair: base64 of a PEM or of DER, or a block that lost a line. */
function readWithoutArmor(
  text: string,
  label: string | undefined,
  mended: string[],
  depth: number,
): PemBlock[] {
  const bytes = fromBase64(mendLines(text.replace(MARKER, ' '), []));
  if (bytes !== null && isDer(bytes)) {
    mended.push('Added the missing BEGIN or END line.');
    return [{ label: label ?? '', der: bytes, headers: '' }];
  }
  if (label !== undefined) throw unreadable(label, `the ${label} block is cut off`);
  if (bytes !== null && depth < NESTED && isText(bytes)) {
    mended.push('Decoded the base64 around it.');
    return readAny(bytes, mended, depth + 1);
  }
  throw notRecognised(describeText(text));
}

function readBlock(label: string, inside: string, mended: string[]): PemBlock {
  const body = mendLines(inside, mended);
  // OpenSSL's old encrypted form has headers, then an empty line. What follows is ciphertext, not DER.
  const headers =
    /^\s*(Proc-Type:[\s\S]{0,80}?DEK-Info:\s*[\w-]+,\s*[0-9A-Fa-f]+)\s/.exec(body)?.[1] ?? '';
  const der = fromBase64(body.replace(headers, ''));
  if (der === null) throw unreadable(label, `${strangeCharacter(body)} in the ${label} block`);
  if (der.length === 0) throw unreadable(label, `the ${label} block is empty`);
  return { label, der, headers };
}

function mendLines(body: string, mended: string[]): string {
  let text = body;
  if (/\\+[rn]/.test(text)) {
    text = text.replace(/(?:\\+r)?\\+n|\\+r/g, '\n');
    mended.push('Turned the written-out \\n into line breaks.');
  }
  if (/[\u200b-\u200d\u2060\ufeff]/.test(text)) {
    text = text.replace(/[\u200b-\u200d\u2060\ufeff]/g, '');
    mended.push('Removed invisible characters.');
  }
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

function clean(text: string, mended: string[]): string {
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

function decode(bytes: Bytes, mended: string[]): string {
  const [first, second] = bytes;
  // Without a mark, ASCII in UTF-16 shows as a zero in every second byte.
  const little = (first === 0xff && second === 0xfe) || (first !== 0 && second === 0);
  const big = (first === 0xfe && second === 0xff) || (first === 0 && second !== 0);
  if (!little && !big) return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  mended.push('Converted the text from UTF-16.');
  return new TextDecoder(little ? 'utf-16le' : 'utf-16be').decode(bytes);
}

/** The label with its words apart again: some stores drop every space. */
function labelOf(text = ''): string {
  const joined = text.replace(/\s+/g, '');
  return LABELS.find((label) => label.replaceAll(' ', '') === joined) ?? text.trim();
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

function isDer(bytes: Bytes): boolean {
  try {
    return bytes[0] === 0x30 && readDer(bytes).content.length > 0;
  } catch {
    return false;
  }
}

/** Worth another look inside: a PEM, or base64 of one. */
function isText(bytes: Bytes): boolean {
  const text = decode(bytes, []);
  return text.includes('BEGIN') || /^[\sA-Za-z0-9+/=]{64,}$/.test(text);
}

/** Zero bytes outside UTF-16, or a DER start: not text. */
function looksBinary(bytes: Bytes): boolean {
  const [first, second = 0] = bytes;
  if (first === 0x30 && second >= 0x80) return true;
  if (first === 0xfe && second === 0xed) return true;
  const zeros = bytes.reduce((sum, byte) => sum + (byte === 0 ? 1 : 0), 0);
  return zeros > 0 && Math.abs(zeros * 2 - bytes.length) > bytes.length / 10 + 2;
}

function describeBinary(bytes: Bytes): string {
  if (bytes[0] === 0xfe && bytes[1] === 0xed) return 'this is a Java keystore (JKS)';
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return 'this is a zip archive';
  if (bytes[0] === 0x30)
    return 'this starts like a DER file, but its length is wrong: it is cut off or altered';
  return 'this is a binary file, but not DER';
}

function describeText(text: string): string {
  if (text.startsWith('{')) return 'this is JSON, without a key or certificate in it';
  if (text.startsWith('ssh-')) return 'this is an SSH public key';
  if (text.startsWith('PuTTY-User-Key-File')) return 'this is a PuTTY key file';
  if (/^<(!doctype|html)/i.test(text)) return 'this is a web page';
  return 'there is no key or certificate in it';
}

function strangeCharacter(body: string): string {
  const strange = /[^\sA-Za-z0-9+/=_-]/u.exec(body)?.[0];
  return strange === undefined
    ? 'a piece is missing'
    : `a character that is not base64 (${strange}) stands`;
}

function unreadable(label: string, message: string): AppError {
  return new AppError(
    label.includes('CERTIFICATE') ? 'certificate/unreadable' : 'key/unreadable',
    message,
  );
}

function notRecognised(message: string): AppError {
  return new AppError('input/not-recognised', message);
}
