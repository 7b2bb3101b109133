import { deleteDB, openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction } from 'idb';
import { AppError } from '../core/errors.ts';
import type { Copy, Header, Store, Written } from './store.ts';

interface Schema extends DBSchema {
  header: { key: string; value: unknown };
  records: { key: string; value: unknown };
}

type Mode = 'readonly' | 'readwrite';
type Stores = ['header', 'records'];
type Transaction<M extends Mode> = IDBPTransaction<Schema, Stores, M>;

const NAME = 'keybearer';
const SCHEMA_VERSION = 1;
/** The one key in the store `header`. */
const HEADER = 'vault';

/** The vault in IndexedDB. Writes are on the disk when they answer. */
export function createIdbStore(name = NAME): Store {
  let connection: IDBPDatabase<Schema> | null = null;

  async function connect(make: boolean): Promise<IDBPDatabase<Schema> | null> {
    connection ??= await openDatabase(name, make, () => (connection = null));
    return connection;
  }

  /** One transaction over both stores; `absent` where there is no database. */
  async function transact<M extends Mode, T>(
    mode: M,
    absent: T,
    work: (change: Transaction<M>) => Promise<T>,
    { make = false } = {},
  ): Promise<T> {
    return guard(async () => {
      const database = await connect(make);
      if (database === null) return absent;
      const change = database.transaction<Stores, M>(['header', 'records'], mode, {
        durability: 'strict',
      });
      const working = work(change).catch((cause) => {
        abort(change);
        throw cause;
      });
      const [result] = await Promise.all([working, change.done]);
      return result;
    });
  }

  return {
    readHeader: () => transact('readonly', null, headerOf),
    readRecord: (id) =>
      transact<'readonly', unknown>(
        'readonly',
        null,
        async (change) => (await change.objectStore('records').get(id)) ?? null,
      ),
    readRevisions: (ids) =>
      transact(
        'readonly',
        ids.map(() => 0),
        (change) => revisionsOf(change, ids),
      ),
    readAll: () =>
      transact<'readonly', Copy | null>('readonly', null, async (change) => {
        const [header, records] = await Promise.all([
          headerOf(change),
          change.objectStore('records').getAll(),
        ]);
        return header === null ? null : { header, records };
      }),
    create: ({ header, records }) =>
      transact(
        'readwrite',
        false,
        async (change) => {
          if ((await headerOf(change)) !== null) return false;
          const store = change.objectStore('records');
          await store.clear();
          await change.objectStore('header').put(header, HEADER);
          await Promise.all(records.map((record) => store.put(record)));
          return true;
        },
        { make: true },
      ),
    replaceHeader: (header) =>
      transact<'readwrite', Written>('readwrite', 'gone', async (change) => {
        const stored = await headerOf(change);
        if (!belongsTo(stored, header)) return 'gone';
        if (revisionOf(stored) + 1 !== header.revision) return 'overtaken';
        await change.objectStore('header').put(header, HEADER);
        return 'written';
      }),
    write: ({ vaultId, put = [], remove = [] }) =>
      transact<'readwrite', Written>('readwrite', 'gone', async (change) => {
        if (!belongsTo(await headerOf(change), { vaultId })) return 'gone';
        const ids = put.map(({ id }) => id);
        const stored = await revisionsOf(change, ids);
        if (put.some(({ revision }, at) => revision !== (stored[at] ?? 0) + 1)) return 'overtaken';
        const store = change.objectStore('records');
        await Promise.all([
          ...put.map((record) => store.put(record)),
          ...remove.map((id) => store.delete(id)),
        ]);
        return 'written';
      }),
    destroy: () =>
      guard(async () => {
        connection?.close();
        connection = null;
        await deleteDB(name);
      }),
  };
}

/** Part of a change is worse than none. */
function abort(change: Transaction<Mode>): void {
  try {
    change.abort();
  } catch {
    // The store has done so already.
  }
}

async function headerOf(change: Transaction<Mode>): Promise<unknown> {
  return (await change.objectStore('header').get(HEADER)) ?? null;
}

function belongsTo(stored: unknown, { vaultId }: Pick<Header, 'vaultId'>): boolean {
  return (Object(stored) as Partial<Header>).vaultId === vaultId;
}

function revisionsOf(change: Transaction<Mode>, ids: readonly string[]): Promise<number[]> {
  const store = change.objectStore('records');
  return Promise.all(ids.map(async (id) => revisionOf(await store.get(id))));
}

function revisionOf(stored: unknown): number {
  const { revision } = Object(stored) as Partial<Header>;
  return Number.isSafeInteger(revision) ? Number(revision) : 0;
}

/** `null` where there is no database, unless one is to be made. */
async function openDatabase(
  name: string,
  make: boolean,
  closed: () => void,
): Promise<IDBPDatabase<Schema> | null> {
  let absent = false;
  try {
    return await openDB<Schema>(name, SCHEMA_VERSION, {
      upgrade(database, _oldVersion, _newVersion, change) {
        if (!make) {
          // Only so can one look without making a database: Firefox has no databases() until 126.
          absent = true;
          change.done.catch(() => {});
          change.abort();
          return;
        }
        database.createObjectStore('header');
        database.createObjectStore('records', { keyPath: 'id' });
      },
      // Another tab deletes the vault, or has a newer schema: let it. The next call opens it anew.
      blocking(_current, _blocked, event) {
        (event.target as IDBDatabase).close();
        closed();
      },
      terminated: closed,
    });
  } catch (cause) {
    if (absent) return null;
    throw cause;
  }
}

async function guard<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const name = cause instanceof Error ? cause.name : 'unknown error';
    if (name === 'VersionError') {
      throw new AppError('vault/version', 'a newer Keybearer has used this vault', { cause });
    }
    throw new AppError('vault/storage', `the browser’s store failed (${name})`, {
      cause,
      ...(name === 'QuotaExceededError' && { hint: 'Free some disk space, then try again.' }),
    });
  }
}
