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

/** A connection, or one on its way. */
export interface Opening {
  /** `null` where there is no database, unless one is to be made. */
  database: Promise<Database | null>;
  /** Resolves where another tab holds the database so that it cannot be raised. */
  blocked: Promise<void>;
}

/** `closed` says that the connection ended: `deleted` where another tab deletes the database. */
export function openDatabase(
  name: string,
  { make, closed }: { make: boolean; closed(deleted: boolean): void },
): Opening {
  let absent = false;
  let failure: unknown;
  let block: () => void;
  const blocked = new Promise<void>((resolve) => (block = resolve));
  const database = openDB<Schema>(name, SCHEMA_VERSION, {
    upgrade(database, oldVersion, _newVersion, change) {
      change.done.catch(() => {});
      if (oldVersion === 0 && !make) {
        // Only so can one look without making a database: Firefox has no databases() until 126.
        absent = true;
        abort(change);
        return;
      }
      upgrade(database, oldVersion, change).catch((thrown) => {
        failure = thrown;
        abort(change);
      });
    },
    blocked: () => block(),
    // Another tab deletes the vault, or has a newer schema: let it. The next call opens it anew.
    blocking(_current, blockedVersion, event) {
      (event.target as IDBDatabase).close();
      closed(blockedVersion === null);
    },
    terminated: () => closed(false),
  }).catch((cause) => {
    if (absent) return null;
    // Of an upgrade that fails the opening says only that it was aborted.
    throw failure ?? cause;
  });
  database.catch(() => {});
  return { database, blocked };
}

/** Waits for a connection. One that is blocked may still come: it is to be waited for again. */
export function opened(
  { database, blocked }: Opening,
  patience: Patience,
): Promise<Database | null> {
  return within(patience.open, Promise.race([database, held(blocked, patience)]));
}

export async function deleteDatabase(name: string, patience: Patience): Promise<void> {
  let block: () => void;
  const blocked = new Promise<void>((resolve) => (block = resolve));
  const deleting = deleteDB(name, { blocked: () => block() });
  await within(patience.open, Promise.race([deleting, held(blocked, patience)]));
}

/** Another tab lets go as soon as its last transaction has ended, unless it is frozen or too old. */
async function held(blocking: Promise<void>, patience: Patience): Promise<never> {
  await blocking;
  await new Promise((resolve) => setTimeout(resolve, patience.blocked));
  throw blocked();
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
  const headers = change.objectStore('header');
  const header = await headers.get('vault');
  const records = await change.objectStore('records').getAll();
  await headers.delete('vault');
  if (header !== undefined) await headers.put(header, revisionOf(header));
  // A damaged record has to stay as well, and a key without a number is none.
  const puts = records.map(async (one) =>
    revisions.put({ ...Object(one), revision: revisionOf(one) }),
  );
  await Promise.all(puts);
  database.deleteObjectStore('records');
}
