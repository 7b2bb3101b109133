/** Bytes that were DER, or a keystore, before something went wrong with them. */
import type { Bytes } from '../../core/bytes.ts';
import { readDer } from '../../core/der.ts';
import { identifyBlock } from '../../core/key-kind.ts';
import type { Takeable } from '../taking.ts';
import { say } from '../words-keys.ts';
import { ALONE } from './certificates.ts';
import { readBlock } from './key-blocks.ts';
import type { Place } from './key-facts.ts';
import { damagedThing, namedThing, requireOfData } from './key-plain.ts';
import { readKeystore } from './keystores.ts';

const TRAILING = 'Left out the line break after it.';
const UTF8 = 'Undid the conversion of its bytes to UTF-8.';

/** What the bytes were, mended where that is exact; `null` where nothing speaks for it. */
export async function readBinary(bytes: Bytes, place: Place): Promise<Takeable[] | null> {
  // Windows and NSS write PKCS#12 with indefinite lengths, which are no DER.
  if (startsWith(bytes, [0x30, 0x80, 0x02, 0x01, 0x03])) {
    try {
      return await readKeystore(bytes, 'PKCS#12', place);
    } catch (fault) {
      const thing = damagedThing({ label: 'PKCS12', fault }, place);
      return thing && [thing];
    }
  }
  const whole = trimmed(bytes) ?? fromUtf8(bytes);
  if (whole !== null) return readMended(whole.der, whole.sentence, place);
  if (isMangled(bytes)) {
    const finding = say({ code: 'inspect/binary-as-text', severity: 'fault' });
    return [namedThing('binary/mangled', 'a binary file that was saved as text', place, finding)];
  }
  return cutOff(bytes, place);
}

interface Whole {
  der: Bytes;
  sentence: string;
}

async function readMended(der: Bytes, sentence: string, place: Place): Promise<Takeable[] | null> {
  const block = { label: '', der, headers: '' };
  const kind = identifyBlock(block);
  if (kind.name === 'other' || kind.name === 'broken') return null;
  const mended = [...place.mended, sentence];
  const findings = [say({ code: 'inspect/mended', severity: 'fault' })];
  try {
    return await readBlock({ block, kind }, ALONE, { ...place, mended, findings });
  } catch (thrown) {
    requireOfData(thrown);
    return null;
  }
}

/** DER and the line break that an editor or `echo` has put after it. */
function trimmed(bytes: Bytes): Whole | null {
  // The structure itself may end in such a byte: no more is cut off than one line break.
  for (const cut of [1, 2]) {
    const der = bytes.subarray(0, -cut);
    const tail = bytes.subarray(-cut);
    if (tail.every((byte) => byte === 0x0a || byte === 0x0d) && isDer(der))
      return { der, sentence: TRAILING };
  }
  return null;
}

/** Each byte was taken for a character of Latin-1 and written in UTF-8: nothing is lost. */
function fromUtf8(bytes: Bytes): Whole | null {
  if (bytes[0] !== 0x30 || bytes[1] !== 0xc2) return null;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
  const der = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code > 0xff) return null;
    der[at] = code;
  }
  return isDer(der) ? { der, sentence: UTF8 } : null;
}

function isDer(bytes: Bytes): boolean {
  try {
    return bytes[0] === 0x30 && readDer(bytes).content.length > 0;
  } catch {
    return false;
  }
}

/** DER's or JKS's first bytes, those beyond ASCII replaced by U+FFFD, as a program does that expects text. */
function isMangled(bytes: Bytes): boolean {
  const isDerStart = startsWith(bytes, [0x30, ...REPLACEMENT]);
  const isJks = startsWith(bytes, [...REPLACEMENT, ...REPLACEMENT, ...REPLACEMENT]);
  if (!isDerStart && !isJks) return false;
  const text = new TextDecoder().decode(bytes.subarray(0, 4096));
  return (text.match(/\ufffd/g) ?? []).length > text.length / 8;
}

/** U+FFFD in UTF-8. */
const REPLACEMENT = [0xef, 0xbf, 0xbd];

function startsWith(bytes: Bytes, start: readonly number[]): boolean {
  return start.every((byte, at) => bytes[at] === byte);
}

/** How the beginning of a long structure goes on, and by which label one knows it. */
const BEGINNINGS: readonly (readonly [string, RegExp])[] = [
  ['PRIVATE KEY', /^020100(?:300d06092a864886f70d010101|0282)/],
  ['PRIVATE KEY', /^3082[0-9a-f]{4}020100/],
  ['CERTIFICATE', /^3082[0-9a-f]{4}a003020102/],
  ['CERTIFICATE REQUEST', /^3082[0-9a-f]{4}02010030/],
  ['PUBLIC KEY', /^300d06092a864886f70d010101/],
  ['PKCS12', /^0201033082/],
];

/** A long structure (two bytes of length) of which the end is missing. */
function cutOff(bytes: Bytes, place: Place): Takeable[] | null {
  if (bytes[0] !== 0x30 || bytes[1] !== 0x82) return null;
  const length = (bytes[2] ?? 0) * 256 + (bytes[3] ?? 0) + 4;
  if (length <= bytes.length) return null;
  const inside = [...bytes.subarray(4, 32)]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  const label = BEGINNINGS.find(([, pattern]) => pattern.test(inside))?.[0];
  if (label === undefined) return null;
  const fault = new Error(`it is cut off: ${length - bytes.length} bytes are missing`);
  const thing = damagedThing({ label, fault }, place);
  return thing && [thing];
}
