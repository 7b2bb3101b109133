/** A zip, as a bundle or a secret store's download is one: each file in it is one more input. */
import type { Bytes } from '../../core/bytes.ts';
import { AppError } from '../../core/errors.ts';
import { MAX_INPUT } from '../../core/pem.ts';
import type { Takeable } from '../taking.ts';
import { LONGEST_TEXT } from '../text.ts';
import { worded } from '../words.ts';
import { INSPECT } from '../words-inspect.ts';
import { TEXT } from './explain.ts';
import { rows } from './facts.ts';
import { isZip, readEntries, readEntry, type ZipEntry } from './zip-entries.ts';

/** Bytes of the zip, and of all that comes out of it. A few thousand connections fit. */
const MAX_ZIP = 16 * 1024 * 1024;

/** What is left to read, for a zip and every zip in it together. */
interface Room {
  bytes: number;
  files: number;
  /** Characters in which the page looks for errors, while somebody waits. */
  text: number;
}

type ReadFile<K> = (bytes: Bytes, known: K) => Promise<Takeable[]>;

/**
 * A thing for the zip itself, then what is known of its files and of those of a zip in it. Throws
 * `input/too-large` for the zip itself only.
 */
export async function readZip<K extends { from: string }>(
  bytes: Bytes,
  known: K,
  readFile: ReadFile<K>,
): Promise<Takeable[]> {
  if (bytes.length > MAX_ZIP) {
    throw new AppError('input/too-large', `this zip has ${bytes.length} bytes, more than 16 MB`);
  }
  const room = { bytes: MAX_ZIP, files: 1_000, text: LONGEST_TEXT };
  const readInner: ReadFile<K> = (inner, its) =>
    isZip(inner) ? readEach(inner, its, readFile, room) : readFile(inner, its);
  return readEach(bytes, known, readInner, room);
}

async function readEach<K extends { from: string }>(
  bytes: Bytes,
  known: K,
  readFile: ReadFile<K>,
  room: Room,
): Promise<Takeable[]> {
  const things: Takeable[] = [];
  const unread: Unread[] = [];
  let entries: ZipEntry[] = [];
  try {
    const read = readEntries(bytes, room.files);
    entries = read.entries;
    if (read.more) unread.push({ why: 'It holds more files than are read at once', tooMuch: true });
  } catch (thrown) {
    unread.push({ why: `The archive: ${reasonOf(thrown)}` });
  }
  room.files -= entries.length;
  for (const entry of entries) {
    const { name, size } = entry;
    if (size > MAX_INPUT || size > room.bytes) {
      unread.push({ name, why: `${name} has ${size} bytes`, tooMuch: true });
      continue;
    }
    room.bytes -= size;
    try {
      const from = known.from === '' ? name : `${known.from}/${name}`;
      const found = await readFile(await readEntry(bytes, entry), { ...known, from });
      things.push(...found.filter((thing) => fits(thing, room)));
    } catch (thrown) {
      unread.push({ name, why: `${name}: ${reasonOf(thrown)}` });
    }
  }
  if (room.text < 0) {
    unread.push({ why: 'It holds more text than is searched for errors at once', tooMuch: true });
  }
  return [zipThing(known.from, entries.length, things, unread.slice(0, MOST_UNREAD)), ...things];
}

/** Whether there is room for a text; other things have theirs already. */
function fits({ kind, says = '' }: Takeable, room: Room): boolean {
  if (kind !== TEXT || room.text < 0) return kind !== TEXT;
  room.text -= says.length;
  return room.text >= 0;
}

interface Unread {
  name?: string;
  why: string;
  tooMuch?: true;
}

/** A hostile zip has a thousand faults; the first ones say enough. */
const MOST_UNREAD = 10;

function zipThing(
  from: string,
  files: number,
  things: readonly Takeable[],
  unread: readonly Unread[],
): Takeable {
  const known = new Set(things.filter(({ kind }) => kind !== TEXT).map((thing) => thing.from));
  return {
    kind: 'archive/zip',
    title: 'a zip archive',
    from,
    mended: [],
    secret: things.some(({ secret }) => secret),
    facts: [
      ...rows({ Files: String(files), 'Files recognised': String(known.size) }, [
        'Files',
        'Files recognised',
      ]),
      ...unread.flatMap(({ name }) =>
        name === undefined ? [] : [{ name: 'Not read', value: name }],
      ),
    ],
    findings: unread.map(({ why, tooMuch }) =>
      tooMuch
        ? worded(INSPECT, { code: 'zip/too-much', severity: 'note' }, { why })
        : worded(INSPECT, { code: 'zip/damaged', severity: 'fault' }, { why }),
    ),
    forms: [],
  };
}

function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : 'it is damaged';
}
