import type { Copy, Store } from '../../src/vault/store.ts';

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
    async readRecord(id: string) {
      await turn();
      return structuredClone(store.lying?.records.find((one) => idOf(one) === id) ?? null);
    },
    async readRevisions(ids: readonly string[]) {
      await turn();
      return ids.map((id) => revision(store.lying?.records.find((one) => idOf(one) === id)));
    },
    async readAll() {
      await turn();
      return structuredClone(store.lying);
    },
    async create(copy: Copy) {
      await turn();
      if (store.lying !== null) return false;
      store.lying = structuredClone(copy);
      return true;
    },
    async replaceHeader(header: { vaultId: string; revision: number }) {
      await turn();
      if (store.lying === null || vaultId(store.lying) !== header.vaultId) return 'gone' as const;
      if (revision(store.lying.header) + 1 !== header.revision) return 'overtaken' as const;
      store.lying = { ...store.lying, header: structuredClone(header) };
      return 'written' as const;
    },
    async write({ vaultId: to, put = [], remove = [] }: Parameters<Store['write']>[0]) {
      await turn();
      if (store.lying === null || vaultId(store.lying) !== to) return 'gone' as const;
      const records = new Map(store.lying.records.map((one) => [idOf(one), one]));
      if (put.some((one) => revision(records.get(one.id)) + 1 !== one.revision)) {
        return 'overtaken' as const;
      }
      for (const one of put) records.set(one.id, structuredClone(one));
      for (const id of remove) records.delete(id);
      store.lying = { ...store.lying, records: [...records.values()] };
      return 'written' as const;
    },
    async destroy() {
      await turn();
      store.lying = null;
    },
  };
  return store;
}

function idOf(record: unknown): string {
  return (record as { id: string }).id;
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
