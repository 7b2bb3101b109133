import { concat, hex, type Bytes } from './bytes.ts';

/** One DER element (X.690): `bytes` is all of it, `content` what is inside. */
export interface Der {
  tag: number;
  content: Bytes;
  bytes: Bytes;
}

export const TAG = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
  context0: 0xa0,
  context1: 0xa1,
} as const;

/** No structure we read has as many parts: a megabyte of two-byte ones would keep a reader busy. */
const MOST_PARTS = 10_000;
/** Bytes: a number of 32,768 bits, an identifier of dozens of arcs. */
const LONGEST_INTEGER = 4096;
const LONGEST_OID = 64;

/**
 * Reads bytes that are exactly one DER element. Throws a plain `Error` that names the fault, never the
 * bytes; callers wrap it in their own code.
 */
export function readDer(bytes: Bytes): Der {
  const element = elementAt(bytes, 0);
  const extra = bytes.length - element.bytes.length;
  if (extra > 0) throw new Error(`${extra} more bytes follow the end of the structure`);
  return element;
}

/** The elements inside a SEQUENCE, SET or context tag, in their order: at most 10,000. */
export function readChildren(parent: Der): Der[] {
  const children: Der[] = [];
  for (let at = 0; at < parent.content.length;) {
    const child = elementAt(parent.content, at);
    children.push(child);
    if (children.length > MOST_PARTS) throw new Error('the structure has too many parts');
    at += child.bytes.length;
  }
  return children;
}

/** The element, if it has that tag. Throws a plain `Error` otherwise. */
export function expectTag(element: Der | undefined, tag: number): Der {
  if (element === undefined) throw new Error('a part of the structure is missing');
  if (element.tag !== tag) {
    throw new Error(`tag ${hexByte(element.tag)} stands where ${hexByte(tag)} belongs`);
  }
  return element;
}

/** A non-negative INTEGER in its shortest form. */
export function readInteger(element: Der | undefined): bigint {
  const { content } = expectTag(element, TAG.integer);
  const [first, second = 0x80] = content;
  if (first === undefined) throw new Error('an integer is empty');
  if (content.length > LONGEST_INTEGER) throw new Error('an integer is too long');
  if (first >= 0x80) throw new Error('an integer is negative');
  if (first === 0 && content.length > 1 && second < 0x80) {
    throw new Error('an integer is not in its shortest form');
  }
  return BigInt(`0x${hex(content)}`);
}

/** An OBJECT IDENTIFIER in dotted decimal. Throws a plain `Error` for an arc beyond 2^46. */
export function readOid(element: Der | undefined): string {
  const { content } = expectTag(element, TAG.oid);
  if (content.length > LONGEST_OID) throw new Error('an object identifier is too long');
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of content) {
    arc = arc * 128 + (byte & 0x7f);
    if (arc > Number.MAX_SAFE_INTEGER / 128) throw new Error('an object identifier is too large');
    if (byte < 0x80) {
      arcs.push(arc);
      arc = 0;
    }
  }
  const [head, ...tail] = arcs;
  if (head === undefined) throw new Error('an object identifier is empty');
  const root = Math.min(Math.floor(head / 40), 2);
  return [root, head - root * 40, ...tail].join('.');
}

/** One element around its parts, with a definite length in its shortest form. */
export function writeDer(tag: number, ...parts: readonly Uint8Array[]): Bytes {
  const content = concat(...parts);
  return concat(Uint8Array.of(tag, ...lengthBytes(content.length)), content);
}

/** An INTEGER in its shortest form; the value must not be negative. */
export function writeInteger(value: bigint): Bytes {
  const digits = value.toString(16);
  const even = digits.length % 2 === 0 ? digits : `0${digits}`;
  const bytes = Uint8Array.from(even.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return (bytes[0] ?? 0) >= 0x80
    ? writeDer(TAG.integer, Uint8Array.of(0), bytes)
    : writeDer(TAG.integer, bytes);
}

/** An OBJECT IDENTIFIER from dotted decimal. */
export function writeOid(oid: string): Bytes {
  const [root = 0, second = 0, ...tail] = oid.split('.').map(Number);
  const bytes = [root * 40 + second, ...tail].flatMap((arc) => {
    const groups = [arc & 0x7f];
    for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) {
      groups.unshift((rest & 0x7f) | 0x80);
    }
    return groups;
  });
  return writeDer(TAG.oid, Uint8Array.from(bytes));
}

function elementAt(bytes: Bytes, at: number): Der {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined) throw new Error('the structure is cut off');
  if ((tag & 0x1f) === 0x1f) throw new Error('a tag of more than one byte is not expected here');
  let length = first;
  let start = at + 2;
  if (first >= 0x80) {
    const count = first & 0x7f;
    // Four bytes hold 4 GB: longer lengths, and the indefinite form (0), cannot be DER of ours.
    if (count === 0 || count > 4) throw new Error('a length is not in DER form');
    length = 0;
    for (const byte of bytes.subarray(start, start + count)) length = length * 256 + byte;
    start += count;
    if (length < 0x80 || length < 256 ** (count - 1)) {
      throw new Error(bytes.length < start ? 'the structure is cut off' : 'a length is too long');
    }
  }
  const end = start + length;
  if (end > bytes.length) {
    throw new Error(`the structure is cut off: ${end - bytes.length} bytes are missing`);
  }
  return { tag, content: bytes.subarray(start, end), bytes: bytes.subarray(at, end) };
}

function lengthBytes(length: number): number[] {
  if (length < 0x80) return [length];
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest & 0xff);
  return [0x80 | bytes.length, ...bytes];
}

function hexByte(byte: number): string {
  return `0x${byte.toString(16).padStart(2, '0')}`;
}
