/** What the worker does with the vault, and how keys get into it and out of it. */
import { AppError } from '../core/errors.ts';
import type { Key, KeyRecord } from '../core/key.ts';
import type { Content, VaultKeys } from '../vault/record.ts';
import type { Copy, Store } from '../vault/store.ts';
import type { Handlers } from './handlers.ts';
import { recordOf, toContent, toKey } from './key-content.ts';
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

/** The worker's keys: in memory once they were used, and in the vault as long as one is open. */
export interface KeyShelf {
  /** Adds a key, sealed first if a vault is open. */
  add(key: Key): Promise<KeyRecord>;
  /** Throws `key/unknown`. */
  find(keyId: string): Promise<Key>;
  /** What is known of the key with this public key, without opening it. */
  findRecord(publicKeySha256: string): KeyRecord | undefined;
  remove(keyId: string): Promise<void>;
}

/** An unlocked vault, and what is public of the keys in it. */
interface Open {
  keys: VaultKeys;
  stored: Map<string, KeyRecord>;
}

// At first use: a page without a vault needs neither.
const vaults = () => import('../vault/vault.ts');

export async function openIdbStore(): Promise<Store> {
  const { createIdbStore } = await import('../vault/idb-store.ts');
  return createIdbStore();
}

export function createVaultHandlers(openStore: () => Promise<Store>): {
  shelf: KeyShelf;
  handlers: VaultHandlers;
} {
  const keys = new Map<string, Key>();
  let open: Open | null = null;
  let deleted: { copy: Copy; open: Open | null } | null = null;
  let store: Store | undefined;
  const theStore = async () => (store ??= await openStore());

  let last: Promise<unknown> = Promise.resolve();
  /** One change after the other, so that of two saves the later one stays. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = last.then(work);
    last = turn.catch(() => {});
    return turn;
  }

  function requireOpen(): Open {
    if (open === null) throw new AppError('vault/locked', 'the vault is not open');
    return open;
  }

  /** Hands over sealed contents of the keys, and leaves none of their bytes behind. */
  async function withContents<T>(
    these: readonly Key[],
    use: (contents: Content[]) => Promise<T>,
  ): Promise<T> {
    const contents = await Promise.all(these.map(toContent));
    return use(contents).finally(() => contents.forEach(({ secret }) => secret.fill(0)));
  }

  async function sealKeys(these: readonly Key[]): Promise<void> {
    if (open === null || these.length === 0) return;
    const { saveContents } = await vaults();
    const { keys: vaultKeys, stored } = open;
    const at = await theStore();
    await withContents(these, (contents) => saveContents(at, vaultKeys, contents));
    for (const { record } of these) stored.set(record.id, record);
  }

  const unsealed = (stored: Map<string, KeyRecord>) =>
    [...keys.values()].filter(({ record }) => !stored.has(record.id));

  const shelf: KeyShelf = {
    add: (key) =>
      inTurn(async () => {
        await sealKeys([key]);
        keys.set(key.record.id, key);
        return key.record;
      }),
    async find(keyId) {
      const known = keys.get(keyId);
      if (known !== undefined) return known;
      if (open !== null) {
        const { readContent } = await vaults();
        const content = await readContent(await theStore(), open.keys, { kind: 'key', id: keyId });
        if (content !== null) {
          const key = await toKey(content);
          keys.set(keyId, key);
          return key;
        }
      }
      throw new AppError('key/unknown', 'this key is no longer open');
    },
    findRecord: (publicKeySha256) =>
      [...[...keys.values()].map(({ record }) => record), ...(open?.stored.values() ?? [])].find(
        (record) => record.publicKeySha256 === publicKeySha256,
      ),
    remove: (keyId) =>
      inTurn(async () => {
        if (open !== null) {
          const { deleteContents } = await vaults();
          await deleteContents(await theStore(), open.keys, [{ kind: 'key', id: keyId }]);
          open.stored.delete(keyId);
        }
        keys.delete(keyId);
      }),
  };

  const handlers: VaultHandlers = {
    vaultStatus: () =>
      inTurn(async () => ({
        exists: (await (await theStore()).readHeader()) !== null,
        open: open !== null,
      })),
    createVault: ({ passphrase }) =>
      inTurn(async () => {
        const { createVault } = await vaults();
        const at = await theStore();
        const these = [...keys.values()];
        open = await withContents(these, async (contents) => ({
          keys: await createVault(at, passphrase, { contents }),
          stored: new Map(these.map(({ record }) => [record.id, record])),
        }));
      }),
    unlockVault: ({ passphrase }) =>
      inTurn(async () => {
        const { unlockVault } = await vaults();
        const {
          keys: vaultKeys,
          contents,
          damaged,
        } = await unlockVault(await theStore(), passphrase);
        const stored = contents.filter(({ kind }) => kind === 'key').map(recordOf);
        open = { keys: vaultKeys, stored: new Map(stored.map((record) => [record.id, record])) };
        // A full disk must not keep anybody from what is in the vault.
        await sealKeys(unsealed(open.stored)).catch((thrown) => damaged.push(thrown));
        return { entries: contents.filter(isEntry), damaged: damaged.map(toWire) };
      }),
    changePassphrase: (passphrases) =>
      inTurn(async () => {
        const { changePassphrase } = await vaults();
        await changePassphrase(await theStore(), passphrases);
      }),
    saveEntries: ({ entries }) =>
      inTurn(async () => {
        const { saveContents } = await vaults();
        await saveContents(await theStore(), requireOpen().keys, entries);
      }),
    deleteEntries: ({ ids }) =>
      inTurn(async () => {
        const { deleteContents } = await vaults();
        const names = ids.map((id) => ({ kind: 'connection', id }));
        await deleteContents(await theStore(), requireOpen().keys, names);
      }),
    deleteVault: () =>
      inTurn(async () => {
        const at = await theStore();
        // What cannot be read any more cannot be put back, but must be deletable.
        const copy = await at.readAll().catch(() => null);
        await at.destroy();
        if (copy !== null) deleted = { copy, open };
        for (const id of open?.stored.keys() ?? []) keys.delete(id);
        open = null;
      }),
    restoreVault: () =>
      inTurn(async () => {
        if (deleted === null) throw new AppError('vault/none', 'there is no vault to put back');
        const done = await (await theStore()).create(deleted.copy);
        if (!done) throw new AppError('vault/exists', 'this browser holds another vault by now');
        open = deleted.open;
        deleted = null;
        if (open !== null) await sealKeys(unsealed(open.stored));
      }),
  };
  return { shelf, handlers };
}

function isEntry(content: Content): content is Entry {
  return content.kind === 'connection' || content.kind === 'place';
}
