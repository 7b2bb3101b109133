/**
 * PEM as people really hand it in: RFC 7468 text, or text that a CI variable, a YAML file, a shell or an
 * editor has been at. Nothing is guessed: what was mended must decode exactly, and it is said, because the
 * same damage sits in the place the text came from.
 */
import { base64, fromBase64, type Bytes } from './bytes.ts';
import { readDer } from './der.ts';
import { AppError } from './errors.ts';
import { clean, decode, labelOf, mendLines, unescapeLines } from './pem-mend.ts';
import { describeBinary, describeText, looksBinary } from './pem-other.ts';

/** What stood between BEGIN and END; a bare DER or base64 input is one block with the label ''. */
export interface PemBlock {
  label: string;
  der: Bytes;
  /** What a key in OpenSSL's old encrypted form begins with (`Proc-Type`); `der` is empty then. */
  headers: string;
}

/** A block that begins and does not decode; the fault is `key/unreadable` or `certificate/unreadable`. */
export interface PemFault {
  label: string;
  fault: AppError;
  /** What stands in it: a text that only speaks of PEM has BEGIN lines, too, and nothing behind them. */
  inside: string;
}

export interface PemFile<Block = PemBlock> {
  blocks: Block[];
  /** Sentences that say what was mended, in the order done. */
  mended: string[];
}

/** Bytes of a file are refused beyond this: a key or a certificate has a few kilobytes. */
export const MAX_INPUT = 1024 * 1024;

// Five hyphens, or what a word processor made of them.
const DASHES = '(?:-{5}|[-\\u2010-\\u2015\\u2212]{2,6})';
// Bounded repeats only, so that a hostile file costs no more than one pass; the words first, since a line
// of dashes would be tried at each of them, and a megabyte without the words is passed over in no time.
const MARKER = new RegExp(
  `(BEGIN|END)(?<=(${DASHES})(?:BEGIN|END))\\s{0,3}([A-Z0-9][A-Z0-9\\s]{0,40}?)\\s{0,3}${DASHES}`,
  'g',
);
const NESTED = 3;
/** Of BEGIN and END lines: what follows is a store of authorities, and left out. */
const MOST_MARKERS = 1000;

/**
 * The blocks of a PEM text (any number, any text around them), of a DER file, or of base64 of either.
 * Throws `input/empty`, `input/too-large`, `input/not-recognised`, and `key/unreadable` or
 * `certificate/unreadable` where a block begins but does not decode.
 */
export function readPem(input: Bytes | string): PemFile {
  const { blocks, mended } = readPemBlocks(input);
  const whole = blocks.map((block) => {
    if ('fault' in block) throw block.fault;
    return block;
  });
  return { blocks: whole, mended };
}

/** The same where what is damaged must not hide the rest. Throws `input/*` alone. */
export function readPemBlocks(input: Bytes | string): PemFile<PemBlock | PemFault> {
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

type Blocks = (PemBlock | PemFault)[];

function readAny(input: Bytes | string, mended: string[], depth: number): Blocks {
  if (typeof input !== 'string') {
    if (isDer(input)) return [{ label: '', der: input, headers: '' }];
    if (looksBinary(input)) throw notRecognised(describeBinary(input));
  }
  const text = clean(typeof input === 'string' ? input : decode(input, mended), mended);
  if (text === '') throw new AppError('input/empty', 'there is nothing in it');

  const markers: Marker[] = [];
  for (const match of text.matchAll(MARKER)) {
    markers.push(markerOf(match));
    if (markers.length === MOST_MARKERS) break;
  }
  if (markers.length < 2) return readWithoutArmor(text, markers[0], mended, depth);
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
  const [whole, word, dashes = '', label = ''] = match;
  return {
    begins: word === 'BEGIN',
    label: labelOf(label),
    dashes,
    start: match.index - dashes.length,
    end: match.index + whole.length,
  };
}

function readBlocks(text: string, markers: readonly Marker[], mended: string[]): Blocks {
  const blocks: Blocks = [];
  let around = '';
  let at = 0;
  for (let index = 0; index < markers.length;) {
    const [begin, end] = markers.slice(index, index + 2);
    const label = begin?.label ?? '';
    const missing = !begin?.begins ? 'BEGIN' : end === undefined || end.begins ? 'END' : '';
    if (begin === undefined || end === undefined || missing !== '') {
      const inside = text.slice(begin?.end ?? 0, end?.start ?? text.length);
      const fault = unreadable(label, `the ${missing} ${label} line is missing`);
      blocks.push({ label, fault, inside });
      index += 1;
      continue;
    }
    if (begin.dashes !== '-----') mended.push('Restored the dashes of the BEGIN and END lines.');
    blocks.push(readBlock(begin.label, end.label, text.slice(begin.end, end.start), mended));
    around += text.slice(at, begin.start);
    at = end.end;
    index += 2;
  }
  if (/\S/.test((around + text.slice(at)).replace(/\\{1,4}[rn]/g, ''))) {
    mended.push('Left out the text around the PEM.');
  }
  return blocks;
}

/** A text without a whole BEGIN/END pair: base64 of a PEM or of DER, or a block that lost a line. */
function readWithoutArmor(
  text: string,
  marker: Marker | undefined,
  mended: string[],
  depth: number,
): Blocks {
  const label = marker?.label;
  const body = marker ? `${text.slice(0, marker.start)} ${text.slice(marker.end)}` : text;
  const bytes = fromBase64(unescapeLines(body, []));
  if (bytes !== null && isDer(bytes)) {
    mended.push(
      label === undefined
        ? 'Read the base64 without BEGIN and END lines.'
        : 'Added the missing BEGIN or END line.',
    );
    return [{ label: label ?? '', der: bytes, headers: '' }];
  }
  if (label !== undefined) {
    return [{ label, fault: unreadable(label, `the ${label} block is cut off`), inside: text }];
  }
  if (bytes !== null && depth < NESTED && isText(bytes)) {
    mended.push('Decoded the base64 around it.');
    return readAny(bytes, mended, depth + 1);
  }
  throw notRecognised(describeText(text));
}

function readBlock(
  label: string,
  closing: string,
  inside: string,
  mended: string[],
): PemBlock | PemFault {
  const fault = (message: string) => ({ label, fault: unreadable(label, message), inside });
  const body = mendLines(inside, mended);
  // OpenSSL's old encrypted form has headers before ciphertext, which is no DER.
  const headers = /^\s*Proc-Type:[\s\S]{0,120}/.exec(body)?.[0] ?? '';
  if (headers !== '' && label === closing) return { label, der: new Uint8Array(), headers };
  const der = fromBase64(body);
  if (label !== closing) {
    if (der === null || !isDer(der)) return fault(`BEGIN ${label} is closed by END ${closing}`);
    mended.push('Made the BEGIN and END lines agree.');
  }
  if (der === null) return fault(`${strangeCharacter(body)} in the ${label} block`);
  if (der.length === 0) return fault(`the ${label} block is empty`);
  return { label, der, headers: '' };
}

function isDer(bytes: Bytes): boolean {
  try {
    return bytes[0] === 0x30 && readDer(bytes).content.length > 0;
  } catch {
    return false;
  }
}

/** Worth another look inside: a PEM, or base64 of one. */
function isText(bytes: Bytes): boolean {
  // Most of what base64 decodes to is no text from its first bytes on.
  if (decode(bytes.subarray(0, 64), []).slice(0, 60).includes('\ufffd')) return false;
  const text = decode(bytes, []);
  return text.includes('BEGIN') || /^[\sA-Za-z0-9+/=]{64,}$/.test(text);
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
