import { concat, type Bytes } from '../bytes.ts';
import { readDer, TAG, writeDer } from '../der.ts';

const DEEPEST = 24;
const MOST_PARTS = 20_000;
const CONSTRUCTED = 0x20;
/** An OCTET STRING in pieces. */
const PIECES = TAG.octetString | CONSTRUCTED;

/**
 * BER as DER, as far as lengths go: PKCS#12 files of NSS, Windows and pkijs have indefinite lengths and
 * octet strings in pieces (X.690 8.1.3.6, 8.7.3). Throws plain errors.
 */
export function toDer(bytes: Bytes): Bytes {
  const { der, end } = read(bytes, 0, 0, { left: MOST_PARTS });
  if (end !== bytes.length) throw new Error('more bytes follow the end of the structure');
  return der;
}

function read(
  bytes: Bytes,
  at: number,
  depth: number,
  parts: { left: number },
): { der: Bytes; end: number } {
  parts.left -= 1;
  if (depth > DEEPEST || parts.left < 0) throw new Error('the structure has too many parts');
  const tag = bytes[at] ?? 0;
  const first = bytes[at + 1];
  if (first === undefined) throw new Error('the structure is cut off');
  const isWhole = first !== 0x80;
  // What has a definite length is cut out first, so that nothing inside can reach beyond it.
  const { start, end } = isWhole ? lengthAt(bytes, at + 1, first) : { start: at + 2, end: null };
  const inside = end === null ? bytes : bytes.subarray(0, end);
  if ((tag & CONSTRUCTED) === 0) {
    if (end === null) throw new Error('a length is missing');
    return { der: writeDer(tag, bytes.subarray(start, end)), end };
  }
  const found: Bytes[] = [];
  let next = start;
  while (end === null ? !isEnd(inside, next) : next < end) {
    const part = read(inside, next, depth + 1, parts);
    found.push(part.der);
    next = part.end;
  }
  if (tag === PIECES) {
    const pieces = found.map((piece) => readDer(piece).content);
    return { der: writeDer(TAG.octetString, concat(...pieces)), end: end ?? next + 2 };
  }
  return { der: writeDer(tag, ...found), end: end ?? next + 2 };
}

function isEnd(bytes: Bytes, at: number): boolean {
  return bytes[at] === 0 && bytes[at + 1] === 0;
}

function lengthAt(bytes: Bytes, at: number, first: number): { start: number; end: number } {
  let length = first;
  let start = at + 1;
  if (first >= 0x80) {
    const count = first & 0x7f;
    if (count > 4) throw new Error('a length is too long');
    length = 0;
    for (const byte of bytes.subarray(start, start + count)) length = length * 256 + byte;
    start += count;
  }
  const end = start + length;
  if (end > bytes.length) throw new Error('the structure is cut off');
  return { start, end };
}
