/** The vault in IndexedDB: what was written is on the disk, and was read back, when that is answered. */
import {
  add,
  allRecords,
  dropReplaced,
  empty,
  fill,
  headerOf,
  isDeleted,
  lyingOf,
  readsBack,
  same,
  takeBack,
  type Added,
  type Planned,
} from './idb-change.ts';
import {
  emptied,
  faultOf,
  mayPass,
  PATIENCE,
  unlike,
  within,
  type Patience,
} from './idb-faults.ts';
import {
  abort,
  deleteDatabase,
  openDatabase,
  opened,
  STORES,
  type Mode,
  type Opening,
  type Stores,
  type Transaction,
} from './idb-open.ts';
import { exclusively } from './lock.ts';
import type { Copy, Store, Written } from './store.ts';

type Writing = Transaction<'readwrite'>;

const NAME = 'keybearer';

interface Options {
  make?: boolean;
  durability?: IDBTransactionDurability;
}

export function createIdbStore(name = NAME, patience: Patience = PATIENCE): Store {
  let connection: Opening | null = null;
  /** Whether a vault was there when this tab last looked, and nobody said since that it goes. */
  let seen = false;

  function connect(make: boolean): Opening {
    const forget = () => {
      if (connection === mine) connection = null;
    };
    const mine = openDatabase(name, {
      make,
      closed(deleted) {
        forget();
        if (deleted) seen = false;
      },
    });
    mine.database.then((database) => database ?? forget(), forget);
    return (connection = mine);
  }

  function disconnect(used: Opening | null): void {
    if (connection === used) connection = null;
    used?.database.then((database) => database?.close()).catch(() => {});
  }

  /** One transaction over both stores; `absent` where there is no database. */
  async function transact<M extends Mode, T>(
    mode: M,
    absent: T,
    work: (change: Transaction<M>, again: boolean) => Promise<T>,
    { make = false, durability = 'strict' }: Options = {},
  ): Promise<T> {
    for (let first = true; ; first = false) {
      let used = connection;
      try {
        used ??= connect(false);
        if (make && (await opened(used, patience)) === null) used = connect(true);
        const database = await opened(used, patience);
        if (database === null && seen) throw emptied();
        if (database === null) return absent;
        const change = database.transaction<Stores, M>(STORES, mode, { durability });
        const end = within(patience.transaction, endOf(change, work(change, !first)));
        return await end.catch((cause) => {
          abort(change);
          throw cause;
        });
      } catch (cause) {
        const fault = faultOf(cause);
        // A new connection is the better one to go on with. One that is blocked may still come.
        if (fault.code !== 'vault/blocked') disconnect(used);
        if (!first || !mayPass(cause)) throw fault;
      }
    }
  }

  const locked = <T>(work: (alone: boolean) => Promise<T>) =>
    exclusively(`${name}/write`, patience.lock, work);

  /** The header, `null` where there is none. Without one, records are what is left of a vault. */
  async function look(change: Transaction): Promise<unknown> {
    const header = await headerOf(change);
    if (isDeleted(header)) {
      seen = false;
      return null;
    }
    if (header === null && (seen || (await change.objectStore('revisions').count()) > 0)) {
      throw emptied();
    }
    seen = header !== null;
    return header;
  }

  /** Writes beside what is there, reads back, and then removes what was there. */
  const carryOut = (planned: Planned): Promise<Written> =>
    locked(async (alone) => {
      const { header, put } = planned;
      const added = await transact<'readwrite', Added>('readwrite', 'gone', async (change, again) =>
        add(change, await look(change), planned, again),
      );
      if (added === 'gone' || 'overtaken' in added) return added;
      const lies = (change: Transaction) => readsBack(change, { header, records: put }, alone);
      if (!(await transact('readonly', false, lies))) {
        const undo = (change: Writing) => takeBack(change, planned, added.removed);
        await transact('readwrite', undefined, undo).catch(() => {});
        throw unlike();
      }
      if (header !== undefined || put.some(({ revision }) => revision > 1)) {
        // What stays because of a fault goes with the next write of the same record.
        const drop = (change: Writing) => dropReplaced(change, planned);
        await transact('readwrite', undefined, drop, { durability: 'relaxed' }).catch(() => {});
      }
      return 'written';
    });

  return {
    readHeader: () => transact('readonly', null, look),
    readAll: () =>
      transact<'readonly', Copy | null>('readonly', null, async (change) => {
        const [header, records] = await Promise.all([look(change), allRecords(change)]);
        return header === null ? null : { header, records };
      }),
    readRecords: (ids) =>
      transact<'readonly', unknown[][]>(
        'readonly',
        ids.map(() => []),
        async (change) => {
          await look(change);
          return Promise.all(ids.map((id) => lyingOf(change, id)));
        },
      ),
    create: (copy) =>
      locked(async (alone) => {
        const put = async (change: Writing, again: boolean) => {
          const header = await headerOf(change);
          // The second time it may be this one, the answer to which was lost.
          if (header !== null && !isDeleted(header)) return again && same(header, copy.header);
          await fill(change, copy);
          return true;
        };
        if (!(await transact('readwrite', false, put, { make: true }))) return false;
        const lies = (change: Transaction) => readsBack(change, copy, alone);
        if (!(await transact('readonly', false, lies))) {
          await transact('readwrite', undefined, empty).catch(() => {});
          throw unlike();
        }
        seen = true;
        return true;
      }),
    replace: (header, { put = [], remove = [] } = {}) =>
      carryOut({ vaultId: header.vaultId, header, put, remove }),
    write: ({ vaultId, put = [], remove = [] }) => carryOut({ vaultId, put, remove }),
    destroy: () =>
      locked(async () => {
        // First in a way that no other tab can hold up: a deletion that waits would come as a surprise.
        const failure = await transact('readwrite', undefined, empty).catch(faultOf);
        if (failure?.code === 'vault/blocked') throw failure;
        disconnect(connection);
        await deleteDatabase(name, patience).catch((cause) => {
          if (failure) throw faultOf(cause);
        });
        seen = false;
      }),
  };
}

async function endOf<T>(change: Transaction<Mode>, working: Promise<T>): Promise<T> {
  const [worked, ended] = await Promise.allSettled([
    working.catch((cause) => {
      abort(change);
      throw cause;
    }),
    change.done,
  ]);
  if (worked.status === 'fulfilled' && ended.status === 'fulfilled') return worked.value;
  const causes = [worked, ended].flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  // Requests fail with an AbortError where their transaction fails for a reason of its own.
  throw causes.find((cause) => faultOf(cause).code !== 'vault/aborted') ?? causes[0];
}
