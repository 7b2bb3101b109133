import type { SealedRecord } from '../../src/vault/record.ts';
import type { Change, Copy, Header, Store, Written } from '../../src/vault/store.ts';

/**
 * The vault's store without a disk, by the contract of store.ts. Everything is cloned on the way in and
 * out, and each call takes a turn of the event loop, so that two writers do meet.
 */
export function memoryStore(): Store & { lying: Copy | null } {
  const store = {
    lying: null as Copy | null,
    async readHeader() {
      await turn();
      return structuredClone(store.lying?.header ?? null);
    },
    async readAll() {
      await turn();
      return structuredClone(store.lying);
    },
    async readRecords(ids: readonly string[]) {
      await turn();
      return structuredClone(ids.map((id) => revisionsOf(id)));
    },
    async create(copy: Copy) {
      await turn();
      if (store.lying !== null) return false;
      store.lying = structuredClone(copy);
      return true;
    },
    async replace(header: Header, change?: Change): Promise<Written> {
      await turn();
      if (store.lying === null || vaultId(store.lying) !== header.vaultId) return 'gone';
      if (revision(store.lying.header) + 1 !== header.revision) return { overtaken: [] };
      return carryOut({ ...change }, structuredClone(header));
    },
    async write({ vaultId: to, ...change }: Change & { vaultId: string }): Promise<Written> {
      await turn();
      if (store.lying === null || vaultId(store.lying) !== to) return 'gone';
      return carryOut(change, store.lying.header);
    },
    async destroy() {
      await turn();
      store.lying = null;
    },
  };

  /** The newest first. */
  function revisionsOf(id: string): unknown[] {
    const all = (store.lying?.records ?? []).filter((one) => idOf(one) === id);
    return all.sort((one, other) => revision(other) - revision(one));
  }

  function carryOut({ put = [], remove = [] }: Change, header: unknown): Written {
    const newest = (id: string) => revision(revisionsOf(id)[0]);
    const overtaken = [
      ...put.filter((one) => one.revision !== newest(one.id) + 1),
      ...remove.filter(
        (one) => revisionsOf(one.id).length === 0 || one.revision !== newest(one.id),
      ),
    ].map(({ id }) => id);
    if (overtaken.length > 0) return { overtaken };
    const changed = new Map<unknown, SealedRecord | null>([
      ...put.map((one) => [one.id, structuredClone(one)] as const),
      ...remove.map(({ id }) => [id, null] as const),
    ]);
    // In the place of the former one, so that tests find a record where they left it.
    const records = (store.lying?.records ?? []).flatMap((one) => {
      const next = changed.get(idOf(one));
      if (next === undefined) return [one];
      changed.set(idOf(one), null);
      return next === null ? [] : [next];
    });
    const added = [...changed.values()].filter((one) => one !== null);
    store.lying = { header, records: [...records, ...added] };
    return 'written';
  }

  return store;
}

function idOf(record: unknown): unknown {
  return (Object(record) as { id?: unknown }).id;
}

function vaultId({ header }: Copy): unknown {
  return (header as { vaultId: unknown }).vaultId;
}

function revision(stored: unknown): number {
  return (stored as { revision: number } | undefined)?.revision ?? 0;
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
