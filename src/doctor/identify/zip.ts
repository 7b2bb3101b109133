/** A zip, as a bundle or a secret store's download is one: each file in it is one more input. */
import type { Bytes } from '../../core/bytes.ts';
import { AppError } from '../../core/errors.ts';
import { MAX_INPUT } from '../../core/pem.ts';
import type { Finding } from '../finding.ts';
import type { Thing } from '../thing.ts';
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
  readFile: (bytes: Bytes, known: K) => Promise<Thing[]>,
): Promise<Thing[]> {
  if (bytes.length > MAX_ZIP) {
    throw new AppError('input/too-large', `this zip has ${bytes.length} bytes, more than 16 MB`);
  }
  const things: Thing[] = [];
  const findings: Finding[] = [];
  let entries: ZipEntry[] = [];
  try {
    const read = readEntries(bytes, MOST_FILES);
    entries = read.entries;
    if (read.more) findings.push(tooMuch(`It holds more than ${MOST_FILES} files`));
  } catch (thrown) {
    findings.push(damaged(reasonOf(thrown)));
  }
  let room = MAX_ZIP;
  for (const entry of entries) {
    const { name, size } = entry;
    if (size > MAX_INPUT || size > room) {
      findings.push(tooMuch(`${name} has ${size} bytes`));
      continue;
    }
    room -= size;
    try {
      const from = known.from === '' ? name : `${known.from}/${name}`;
      things.push(...(await readFile(await readEntry(bytes, entry), { ...known, from })));
    } catch (thrown) {
      findings.push(damaged(`${name}: ${reasonOf(thrown)}`));
    }
  }
  return [zipThing(known.from, entries, things, findings), ...things];
}

function zipThing(
  from: string,
  entries: readonly ZipEntry[],
  things: readonly Thing[],
  findings: readonly Finding[],
): Thing {
  const known = new Set(things.filter(({ kind }) => kind !== TEXT).map((thing) => thing.from));
  return {
    kind: 'archive/zip',
    title: 'a zip archive',
    from,
    mended: [],
    secret: things.some(({ secret }) => secret),
    facts: rows(
      { Files: String(entries.length), 'Files recognised': String(known.size) },
      ['Files', 'Files recognised'],
    ),
    findings: findings.slice(0, MOST_FINDINGS),
    forms: [],
  };
}

/** A hostile zip has a thousand faults; the first ones say enough. */
const MOST_FINDINGS = 10;

function tooMuch(why: string): Finding {
  return worded(INSPECT, { code: 'zip/too-much', severity: 'note' }, { why });
}

function damaged(why: string): Finding {
  return worded(INSPECT, { code: 'zip/damaged', severity: 'fault' }, { why });
}

function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : 'it is damaged';
}
