/**
 * The entries of a zip (PKWARE APPNOTE 6.3.10, sections 4.3 and 4.4), read from its directory at the end.
 * What an entry says of its own size is believed only until more than that comes out of it.
 */
import type { Bytes } from '../../core/bytes.ts';

export interface ZipEntry {
  name: string;
  /** Bytes, as the directory says. */
  size: number;
  packed: number;
  encrypted: boolean;
  /** 0 stored, 8 deflated; nothing else is read. */
  method: number;
  /** Where its own header begins. */
  at: number;
}

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const END_LENGTH = 22;
const LONGEST_COMMENT = 0xffff;

export function isZip(bytes: Bytes): boolean {
  const start = bytes.length < 4 ? 0 : viewOf(bytes).getUint32(0, true);
  return start === LOCAL || start === END;
}

/** At most `most` entries, without folders. Throws a plain `Error` that names the fault. */
export function readEntries(bytes: Bytes, most: number): { entries: ZipEntry[]; more: boolean } {
  const view = viewOf(bytes);
  const end = findEnd(view);
  const count = view.getUint16(end + 10, true);
  const entries: ZipEntry[] = [];
  let at = view.getUint32(end + 16, true);
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > end || view.getUint32(at, true) !== ENTRY) {
      throw new Error('its directory is damaged');
    }
    const length = view.getUint16(at + 28, true);
    const next = at + 46 + length + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + length));
    const entry = {
      name: name.replace(/\p{Cc}/gu, '').slice(0, 200),
      size: view.getUint32(at + 24, true),
      packed: view.getUint32(at + 20, true),
      encrypted: (view.getUint16(at + 8, true) & 1) === 1,
      method: view.getUint16(at + 10, true),
      at: view.getUint32(at + 42, true),
    };
    at = next;
    if (/\/$/.test(name) || LITTER.test(name)) continue;
    if (entries.length === most) return { entries, more: true };
    entries.push(entry);
  }
  return { entries, more: false };
}

/** What macOS adds to every zip. */
const LITTER = /(?:^|\/)(?:__MACOSX\/|\.DS_Store$)/;

/** The bytes of one entry. Throws a plain `Error`, also where more comes out of it than it says. */
export async function readEntry(bytes: Bytes, entry: ZipEntry): Promise<Bytes> {
  const { at, packed, size, method, encrypted } = entry;
  if (encrypted) throw new Error('it is protected by a password');
  const view = viewOf(bytes);
  if (at + 30 > bytes.length || view.getUint32(at, true) !== LOCAL) {
    throw new Error('it is not where the directory says');
  }
  const start = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
  const content = bytes.subarray(start, start + packed);
  if (content.length < packed) throw new Error('it is cut off');
  if (method === 0) return content;
  if (method === 8) return inflate(content, size);
  throw new Error('it is packed in a way that is not read here');
}

async function inflate(content: Bytes, size: number): Promise<Bytes> {
  const whole = new Uint8Array(size);
  const packed = new Blob([content]).stream();
  const reader = packed.pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  let length = 0;
  for (;;) {
    // What the platform says of damage differs from one to the next.
    const { done, value } = await reader.read().catch(() => {
      throw new Error('what is packed in it is damaged');
    });
    if (done) break;
    if (length + value.length > size) {
      void reader.cancel().catch(() => undefined);
      throw new Error('it holds more than it says');
    }
    whole.set(value, length);
    length += value.length;
  }
  if (length < size) throw new Error('it holds less than it says');
  return whole;
}

/** The directory's own end, behind which only a comment may stand. */
function findEnd(view: DataView): number {
  const last = view.byteLength - END_LENGTH;
  for (let at = last; at >= Math.max(0, last - LONGEST_COMMENT); at -= 1) {
    if (view.getUint32(at, true) === END) return at;
  }
  throw new Error('its end is missing');
}

function viewOf({ buffer, byteOffset, byteLength }: Bytes): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
