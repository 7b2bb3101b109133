/** A zip, as a bundle or a secret store's download is one: each file in it is one more input. */
import type { Bytes } from '../../core/bytes.ts';
import { AppError } from '../../core/errors.ts';
import { MAX_INPUT } from '../../core/pem.ts';
import type { Takeable } from '../taking.ts';
import { worded } from '../words.ts';
import { INSPECT } from '../words-inspect.ts';
import { TEXT } from './explain.ts';
import { rows } from './facts.ts';
import { readEntries, readEntry, type ZipEntry } from './zip-entries.ts';

/** Bytes of the zip, and of all that comes out of it. A few thousand connections fit. */
const MAX_ZIP = 16 * 1024 * 1024;
const MOST_FILES = 1_000;

/**
 * A thing for the zip itself, then what is known of its files, a zip in a zip left alone. Throws
 * `input/too-large` for the zip itself only.
 */
export async function readZip<K extends { from: string }>(
  bytes: Bytes,
  known: K,
  readFile: (bytes: Bytes, known: K) => Promise<Takeable[]>,
): Promise<Takeable[]> {
  if (bytes.length > MAX_ZIP) {
    throw new AppError('input/too-large', `this zip has ${bytes.length} bytes, more than 16 MB`);
  }
  const things: Takeable[] = [];
  const unread: Unread[] = [];
  let entries: ZipEntry[] = [];
  try {
    const read = readEntries(bytes, MOST_FILES);
    entries = read.entries;
    if (read.more) unread.push({ why: `It holds more than ${MOST_FILES} files`, tooMuch: true });
  } catch (thrown) {
    unread.push({ why: `The archive: ${reasonOf(thrown)}` });
  }
  let room = MAX_ZIP;
  for (const entry of entries) {
    const { name, size } = entry;
    if (size > MAX_INPUT || size > room) {
      unread.push({ name, why: `${name} has ${size} bytes`, tooMuch: true });
      continue;
    }
    room -= size;
    try {
      const from = known.from === '' ? name : `${known.from}/${name}`;
      things.push(...(await readFile(await readEntry(bytes, entry), { ...known, from })));
    } catch (thrown) {
      unread.push({ name, why: `${name}: ${reasonOf(thrown)}` });
    }
  }
  return [zipThing(known.from, entries.length, things, unread.slice(0, MOST_UNREAD)), ...things];
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
