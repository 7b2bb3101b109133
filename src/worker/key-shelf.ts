/** The worker's keys: in memory once they were used, and in the vault as long as one is open. */
import { AppError } from '../core/errors.ts';
import type { Key, KeyRecord } from '../core/key.ts';
import type { VaultKeys } from '../vault/keys.ts';
import type { Content, Name } from '../vault/record.ts';
import type { Store } from '../vault/store.ts';
import { toContent, toKey } from './key-content.ts';

/** An unlocked vault, and what is public of the keys in it. */
export interface OpenVault {
  keys: VaultKeys;
  stored: Map<string, KeyRecord>;
}

export interface KeyShelf {
  /** Those that were made, imported or used. */
  keys: Map<string, Key>;
  open: OpenVault | null;
  /** Opened at first use. */
  store(): Promise<Store>;
  /** One change after the other, so that of two saves the later one stays. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
}

// At first use: a page without a vault does not need it.
export async function loadVault() {
  const [vault, contents, ways, record] = await Promise.all([
    import('../vault/vault.ts'),
    import('../vault/contents.ts'),
    import('../vault/ways.ts'),
    import('../vault/record.ts'),
  ]);
  return { ...vault, ...contents, ...ways, ...record };
}

export function createShelf(openStore: () => Promise<Store>): KeyShelf {
  let store: Store | undefined;
  let last: Promise<unknown> = Promise.resolve();
  return {
    keys: new Map(),
    open: null,
    store: async () => (store ??= await openStore()),
    inTurn(work) {
      const turn = last.then(work);
      last = turn.catch(() => {});
      return turn;
    },
  };
}

/**
 * Adds a key, sealed first if a vault is open. The same key again is the one that is here, opened or
 * not: a second copy could not be deleted with it.
 */
export function addKey(shelf: KeyShelf, key: Key): Promise<KeyRecord> {
  return shelf.inTurn(async () => {
    const { publicKeySha256 } = key.record;
    const opened = [...shelf.keys.values()].map(({ record }) => record);
    const here = [...opened, ...(shelf.open?.stored.values() ?? [])];
    const same = here.find((record) => record.publicKeySha256 === publicKeySha256);
    if (same !== undefined) return same;
    await sealKeys(shelf, [key]);
    shelf.keys.set(key.record.id, key);
    return key.record;
  });
}

/** Opens a key at its first use. Throws `key/unknown`, `vault/damaged`, `vault/storage`. */
export async function findKey(shelf: KeyShelf, keyId: string): Promise<Key> {
  const opened = shelf.keys.get(keyId);
  if (opened !== undefined) return opened;
  if (shelf.open !== null) {
    const { openContent, readItems, recordId } = await loadVault();
    const { keys } = shelf.open;
    const id = await recordId(keys, { kind: 'key', id: keyId });
    const { items, damaged } = await readItems(await shelf.store(), keys, [id]);
    const [item] = items;
    if (item) {
      const key = await toKey(await openContent(keys, item.record, { secret: true }));
      shelf.keys.set(keyId, key);
      return key;
    }
    if (damaged[0]) throw damaged[0];
  }
  throw new AppError('key/unknown', 'this key is no longer open');
}

export function removeKey(shelf: KeyShelf, keyId: string): Promise<void> {
  return shelf.inTurn(async () => {
    if (shelf.open !== null) {
      await deleteOver(await shelf.store(), shelf.open.keys, [{ kind: 'key', id: keyId }]);
      shelf.open.stored.delete(keyId);
    }
    shelf.keys.delete(keyId);
  });
}

/** Seals those of the keys in memory that the open vault does not hold yet. */
export async function sealRest(shelf: KeyShelf): Promise<void> {
  const rest = [...shelf.keys.values()].filter(({ record }) => !shelf.open?.stored.has(record.id));
  await sealKeys(shelf, rest);
}

/** Hands over contents of the keys, and leaves none of their bytes behind. */
export async function withContents<T>(
  keys: readonly Key[],
  use: (contents: Content[]) => Promise<T>,
): Promise<T> {
  const contents = await Promise.all(keys.map(toContent));
  return use(contents).finally(() => contents.forEach(({ secret }) => secret.fill(0)));
}

async function sealKeys(shelf: KeyShelf, keys: readonly Key[]): Promise<void> {
  const { open } = shelf;
  if (open === null || keys.length === 0) return;
  const store = await shelf.store();
  await withContents(keys, (contents) => saveOver(store, open.keys, contents));
  for (const { record } of keys) open.stored.set(record.id, record);
}

/** Saves, also over what another tab wrote meanwhile. */
export async function saveOver(
  store: Store,
  keys: VaultKeys,
  contents: readonly Content[],
): Promise<void> {
  const { saveContents } = await loadVault();
  let rest = contents.map((content) => ({ content, revision: 0 }));
  while (rest.length > 0) {
    const { overtaken } = await saveContents(store, keys, rest);
    rest = rest.flatMap(({ content }) => {
      const over = overtaken.find(
        ({ name }) => name.kind === content.kind && name.id === content.id,
      );
      return over ? [{ content, revision: over.item?.revision ?? 0 }] : [];
    });
  }
}

/** Deletes, also what another tab wrote meanwhile. */
export async function deleteOver(
  store: Store,
  keys: VaultKeys,
  names: readonly Name[],
): Promise<void> {
  const { deleteContents } = await loadVault();
  let rest = names.map((name) => ({ ...name, revision: 0 }));
  while (rest.length > 0) {
    const { overtaken } = await deleteContents(store, keys, rest);
    rest = overtaken.map(({ name, item }) => ({ ...name, revision: item?.revision ?? 0 }));
  }
}
