/**
 * The database `keybearer`. Version 2: `header` holds the header under its revision, two of them while
 * one replaces the other; `revisions` holds records by id and revision. Version 1 had the one header
 * under `vault`, and in `records` one revision by its id.
 */
import { deleteDB, openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction } from 'idb';
import { blocked, within, type Patience } from './idb-faults.ts';

interface Schema extends DBSchema {
  header: { key: number | string; value: unknown };
  revisions: { key: [id: string, revision: number]; value: unknown };
  records: { key: string; value: unknown };
}

export type Mode = 'readonly' | 'readwrite';
export type Stores = ['header', 'revisions'];
export type Database = IDBPDatabase<Schema>;
export type Transaction<M extends Mode = Mode> = IDBPTransaction<Schema, Stores, M>;
type Upgrade = IDBPTransaction<Schema, ('header' | 'revisions' | 'records')[], 'versionchange'>;

export const STORES: Stores = ['header', 'revisions'];
const SCHEMA_VERSION = 2;

interface Options {
  /** Whether to make a database where there is none. */
  make: boolean;
  patience: Patience;
  /** The connection ended: `deleted` where another tab deletes the database. */
  closed(deleted: boolean): void;
}

/** `null` where there is no database, unless one is to be made. */
export async function openDatabase(name: string, options: Options): Promise<Database | null> {
  const { make, patience, closed } = options;
  let absent = false;
  let late = false;
  let refuse: (reason: unknown) => void;
  const refused = new Promise<never>((_, reject) => (refuse = reject));
  const opening = openDB<Schema>(name, SCHEMA_VERSION, {
    upgrade(database, oldVersion, _newVersion, change) {
      if (oldVersion === 0 && !make) {
        // Only so can one look without making a database: Firefox has no databases() until 126.
        absent = true;
        abort(change);
      } else {
        upgrade(database, oldVersion, change).catch(() => abort(change));
      }
    },
    // It lets go as soon as its last transaction has ended, unless it is frozen or ever older.
    blocked: () => void setTimeout(() => refuse(blocked()), patience.blocked),
    // Another tab deletes the vault, or has a newer schema: let it. The next call opens it anew.
    blocking(_current, blockedVersion, event) {
      (event.target as IDBDatabase).close();
      closed(blockedVersion === null);
    },
    terminated: () => closed(false),
  });
  opening.then(
    (database) => late && database.close(),
    () => {},
  );
  try {
    return await within(patience.open, Promise.race([opening, refused]));
  } catch (cause) {
    if (absent) return null;
    late = true;
    throw cause;
  }
}

export async function deleteDatabase(name: string, patience: Patience): Promise<void> {
  let refuse: (reason: unknown) => void;
  const refused = new Promise<never>((_, reject) => (refuse = reject));
  const deleting = deleteDB(name, {
    blocked: () => void setTimeout(() => refuse(blocked()), patience.blocked),
  });
  await within(patience.open, Promise.race([deleting, refused]));
}

/** Part of a change is worse than none. */
export function abort(change: { abort(): void; done: Promise<void> }): void {
  change.done.catch(() => {});
  try {
    change.abort();
  } catch {
    // The store has done so already.
  }
}

/** What lies there, or a 0 that opens as nothing, where a record has no number for a revision. */
export function revisionOf(stored: unknown): number {
  const { revision } = Object(stored) as { revision?: unknown };
  return Number.isSafeInteger(revision) ? Number(revision) : 0;
}

async function upgrade(database: Database, oldVersion: number, change: Upgrade): Promise<void> {
  const revisions = database.createObjectStore('revisions', { keyPath: ['id', 'revision'] });
  if (oldVersion === 0) {
    database.createObjectStore('header');
    return;
  }
  const [header, records] = await Promise.all([
    change.objectStore('header').get('vault'),
    change.objectStore('records').getAll(),
  ]);
  await Promise.all([
    ...(header === undefined ? [] : [change.objectStore('header').put(header, revisionOf(header))]),
    change.objectStore('header').delete('vault'),
    // A damaged record has to stay as well, and a key without a number is none.
    ...records.map((one) => revisions.put({ ...Object(one), revision: revisionOf(one) })),
  ]);
  database.deleteObjectStore('records');
}
