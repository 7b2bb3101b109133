/** What the worker does with the vault when the page asks for it. */
import { utf8 } from '../core/bytes.ts';
import { AppError } from '../core/errors.ts';
import type { KeyRecord } from '../core/key.ts';
import type { VaultKeys } from '../vault/keys.ts';
import type { Content } from '../vault/record.ts';
import type { Copy, Store } from '../vault/store.ts';
import type { Handlers } from './handlers.ts';
import { recordOf } from './key-content.ts';
import {
  deleteOver,
  loadVault,
  saveOver,
  sealRest,
  withContents,
  type KeyShelf,
  type OpenVault,
} from './key-shelf.ts';
import type { Entry } from './protocol.ts';
import { toWire } from './serve.ts';

type VaultHandlers = Pick<
  Handlers,
  | 'vaultStatus'
  | 'createVault'
  | 'unlockVault'
  | 'changePassphrase'
  | 'saveEntries'
  | 'deleteEntries'
  | 'deleteVault'
  | 'restoreVault'
>;

/** Where the vault lies in a browser. */
export async function openIdbStore(): Promise<Store> {
  const { createIdbStore } = await import('../vault/idb-store.ts');
  return createIdbStore();
}

export function createVaultHandlers(shelf: KeyShelf): VaultHandlers {
  let deleted: { copy: Copy; open: OpenVault | null } | null = null;

  return {
    vaultStatus: () =>
      shelf.inTurn(async () => {
        const store = await shelf.store();
        return { exists: (await store.readHeader()) !== null, open: shelf.open !== null };
      }),
    createVault: ({ passphrase }) =>
      shelf.inTurn(async () => {
        const { createVault } = await loadVault();
        const store = await shelf.store();
        const keys = [...shelf.keys.values()];
        const made = await withContents(keys, (contents) =>
          createVault(store, utf8(passphrase), { contents }),
        );
        shelf.open = opened(
          made.keys,
          keys.map(({ record }) => record),
        );
      }),
    unlockVault: ({ passphrase }) =>
      shelf.inTurn(async () => {
        const { unlockVault } = await loadVault();
        const way = { passphrase: utf8(passphrase) };
        const { keys, items, damaged } = await unlockVault(await shelf.store(), way);
        const contents = items.map(({ content }) => content);
        const records = contents.filter(({ kind }) => kind === 'key').map(recordOf);
        shelf.open = opened(keys, records);
        // A full disk must not keep anybody from what is in the vault.
        await sealRest(shelf).catch((thrown) => damaged.push(thrown));
        return {
          vaultId: keys.vaultId,
          entries: contents.filter(isEntry),
          keys: records.map((record) => ({ record, sealed: false })),
          damaged: damaged.map(toWire),
        };
      }),
    changePassphrase: ({ present, next }) =>
      shelf.inTurn(async () => {
        const { changePassphrase } = await loadVault();
        const passphrases = { present: utf8(present), next: utf8(next) };
        await changePassphrase(await shelf.store(), passphrases);
      }),
    saveEntries: ({ entries }) =>
      shelf.inTurn(async () => {
        await saveOver(await shelf.store(), requireOpen(shelf), entries);
      }),
    deleteEntries: ({ ids }) =>
      shelf.inTurn(async () => {
        const names = ids.map((id) => ({ kind: 'connection', id }));
        await deleteOver(await shelf.store(), requireOpen(shelf), names);
      }),
    deleteVault: () =>
      shelf.inTurn(async () => {
        const store = await shelf.store();
        // What cannot be read any more cannot be put back, but must be deletable.
        const copy = await store.readAll().catch(() => null);
        await store.destroy();
        if (copy !== null) deleted = { copy, open: shelf.open };
        for (const id of shelf.open?.stored.keys() ?? []) shelf.keys.delete(id);
        shelf.open = null;
      }),
    restoreVault: () =>
      shelf.inTurn(async () => {
        if (deleted === null) throw new AppError('vault/none', 'there is no vault to put back');
        const done = await (await shelf.store()).create(deleted.copy);
        if (!done) throw new AppError('vault/exists', 'this browser holds another vault by now');
        shelf.open = deleted.open;
        deleted = null;
        if (shelf.open !== null) await sealRest(shelf);
      }),
  };
}

function opened(keys: VaultKeys, records: readonly KeyRecord[]): OpenVault {
  return { keys, stored: new Map(records.map((record) => [record.id, record])) };
}

function requireOpen({ open }: KeyShelf): VaultKeys {
  if (open === null) throw new AppError('vault/locked', 'the vault is not open');
  return open.keys;
}

function isEntry(content: Content): content is Entry {
  return content.kind === 'connection' || content.kind === 'place';
}
