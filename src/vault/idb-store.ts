/** The vault in IndexedDB: what was written is on the disk, and was read back, when that is answered. */
import {
  add,
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
  disconnected,
  emptied,
  faultOf,
  isLost,
  PATIENCE,
  unlike,
  within,
  type Patience,
} from './idb-faults.ts';
import {
  abort,
  deleteDatabase,
  openDatabase,
  STORES,
  type Database,
  type Mode,
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
  let connection: Promise<Database | null> | null = null;
  /** Whether a vault was there when this tab last looked, and nobody said since that it goes. */
  let seen = false;

  function connect(make: boolean): Promise<Database | null> {
    const mine: Promise<Database | null> = openDatabase(name, {
      make,
      patience,
      closed(deleted) {
        if (connection === mine) connection = null;
        if (deleted) seen = false;
      },
    });
    connection = mine;
    const forget = () => {
      if (connection === mine) connection = null;
    };
    mine.then((database) => database ?? forget(), forget);
    return mine;
  }

  function disconnect(): void {
    const last = connection;
    connection = null;
    last?.then((database) => database?.close()).catch(() => {});
  }

  /** One transaction over both stores; `absent` where there is no database. */
  async function transact<M extends Mode, T>(
    mode: M,
    absent: T,
    work: (change: Transaction<M>, again: boolean) => Promise<T>,
    { make = false, durability = 'strict' }: Options = {},
  ): Promise<T> {
    for (let first = true; ; first = false) {
      let opened = false;
      try {
        let database = await (connection ?? connect(false));
        if (database === null && make) database = await connect(true);
        if (database === null) {
          if (seen) throw emptied();
          return absent;
        }
        opened = true;
        const change = database.transaction<Stores, M>(STORES, mode, { durability });
        return await within(patience.transaction, endOf(change, work(change, !first))).catch(
          (cause) => {
            abort(change);
            throw cause;
          },
        );
      } catch (cause) {
        // Whatever it was, a new connection is the better one to go on with.
        disconnect();
        if (!opened || !isLost(cause)) throw faultOf(cause);
        if (!first) throw disconnected(cause);
      }
    }
  }

  const locked = <T>(work: () => Promise<T>) => exclusively(`${name}/write`, patience.lock, work);

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
    locked(async () => {
      const { header, put } = planned;
      const added = await transact<'readwrite', Added>('readwrite', 'gone', async (change, again) =>
        add(change, await look(change), planned, again),
      );
      if (added === 'gone' || 'overtaken' in added) return added;
      const lies = (change: Transaction) => readsBack(change, header, put);
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
        const [header, records] = await Promise.all([
          look(change),
          change.objectStore('revisions').getAll(),
        ]);
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
      locked(async () => {
        const put = async (change: Writing, again: boolean) => {
          const header = await headerOf(change);
          // The second time it may be this one, the answer to which was lost.
          if (header !== null && !isDeleted(header)) return again && same(header, copy.header);
          await fill(change, copy);
          return true;
        };
        if (!(await transact('readwrite', false, put, { make: true }))) return false;
        const lies = (change: Transaction) => readsBack(change, copy.header, copy.records);
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
        const emptied = await transact('readwrite', undefined, empty).then(
          () => true,
          () => false,
        );
        disconnect();
        await deleteDatabase(name, patience).catch((cause) => {
          if (!emptied) throw faultOf(cause);
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
