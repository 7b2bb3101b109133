/** The worker's keys: in memory once they were made or used, and in the vault as long as one is open. */
import { AppError } from '../core/errors.ts';
import type { Key, KeyRecord } from '../core/key.ts';
import type { Content } from '../vault/record.ts';
import type { Copy, Store } from '../vault/store.ts';
import type { BatchZip } from './batch-zip.ts';
import type { Kept } from './inspect-handlers.ts';
import { dropLater, forgetKey, freshKey, type Fresh } from './fresh-keys.ts';
import { toContent, toKey } from './key-content.ts';
import {
  dropHeld,
  heldKey,
  holdItems,
  loadVault,
  type Held,
  type OpenVault,
} from './open-vault.ts';
import { createQueue, type Queue } from './queue.ts';

export interface KeyShelf {
  /** Without a vault all keys are here; with one, those of the last two minutes. In the order they came. */
  fresh: Map<string, Fresh>;
  /** Opened out of the vault to sign with. Nothing can read them out. */
  opened: Map<string, Key>;
  open: OpenVault | null;
  /** Ids of the keys that were sealed since this worker began. */
  sealed: Set<string>;
  batch: BatchZip | null;
  /** What was inspected, to be taken away. */
  inspected: Map<string, Kept>;
  /** What `restoreVault` puts back. */
  deleted: { copy: Copy; open: OpenVault | null } | null;
  /** Opened at first use. */
  store(): Promise<Store>;
  /** One change after the other, so that of two saves the later one stays. */
  inTurn: Queue;
  now(): number;
  /** Tells the other tabs which records of the open vault were written. */
  wrote(ids: readonly string[]): void;
}

export function createShelf({
  openStore,
  now,
  wrote,
}: {
  openStore: () => Promise<Store>;
  now: () => number;
  wrote: (shelf: KeyShelf, ids: readonly string[]) => void;
}): KeyShelf {
  let store: Promise<Store> | undefined;
  const shelf: KeyShelf = {
    fresh: new Map(),
    opened: new Map(),
    open: null,
    sealed: new Set(),
    batch: null,
    inspected: new Map(),
    deleted: null,
    store: () => (store ??= openStore()),
    inTurn: createQueue(),
    now,
    wrote: (ids) => wrote(shelf, ids),
  };
  return shelf;
}

/**
 * Adds keys, sealed first if a vault is open. The same key again is the one that is here, opened or
 * not: a second copy could not be deleted with it. Gives their records, in the same order.
 */
export function addKeys(shelf: KeyShelf, keys: readonly Key[]): Promise<KeyRecord[]> {
  return shelf.inTurn(async () => {
    const here = new Map(knownRecords(shelf).map((record) => [record.publicKeySha256, record]));
    const added = keys.filter(({ record }) => !here.has(record.publicKeySha256));
    await sealKeys(shelf, added);
    const since = shelf.now();
    for (const key of added) shelf.fresh.set(key.record.id, { key, since });
    dropLater(shelf);
    return keys.map(({ record }) => here.get(record.publicKeySha256) ?? record);
  });
}

function knownRecords({ fresh, open }: KeyShelf): KeyRecord[] {
  const sealed = [...(open?.held.values() ?? [])].flatMap(({ key }) => key ?? []);
  return [...[...fresh.values()].map(({ key }) => key.record), ...sealed];
}

/** A key to sign with, opened at its first use. Throws `key/unknown`, `vault/damaged`. */
export async function findKey(shelf: KeyShelf, keyId: string): Promise<Key> {
  const ready = freshKey(shelf, keyId) ?? shelf.opened.get(keyId);
  if (ready !== undefined) return ready;
  const { open } = shelf;
  const held = await requireHeld(shelf, keyId);
  const { openContent } = await loadVault();
  const content = await openContent(held.open.keys, held.record, { secret: true });
  const key = await toKey(content, { extractable: false });
  // Locked or deleted meanwhile.
  if (shelf.open === open && heldKey(held.open, keyId)) shelf.opened.set(keyId, key);
  return key;
}

/**
 * A key in the open vault, also one that another tab has just put there. Throws `key/unknown`,
 * `vault/damaged`.
 */
export async function requireHeld(
  { open, store }: KeyShelf,
  keyId: string,
): Promise<Held & { open: OpenVault }> {
  if (open === null) throw unknownKey();
  const held = heldKey(open, keyId);
  if (held) return { ...held, open };
  const { openNewest, recordId } = await loadVault();
  const id = await recordId(open.keys, { kind: 'key', id: keyId });
  const [revisions = []] = await (await store()).readRecords([id]);
  const { item, failure } = await openNewest(open.keys, revisions);
  if (item) holdItems(open, [item]);
  const found = heldKey(open, keyId);
  if (!found) throw failure ?? unknownKey();
  return { ...found, open };
}

export function removeKey(shelf: KeyShelf, keyId: string): Promise<void> {
  return shelf.inTurn(async () => {
    const { open } = shelf;
    const held = open && heldKey(open, keyId);
    if (open && held) {
      const { deleteContents } = await loadVault();
      let { revision } = held;
      // Whatever another tab has made of it meanwhile: the key is not wanted any more.
      for (let done = false; !done;) {
        const name = { kind: 'key', id: keyId, revision };
        const { overtaken } = await deleteContents(await shelf.store(), open.keys, [name]);
        const item = overtaken[0]?.item;
        done = !item;
        revision = item?.revision ?? 0;
      }
      dropHeld(open, held.record.id);
      shelf.wrote([held.record.id]);
    }
    forgetKey(shelf, keyId);
  });
}

/** Seals those of the keys in memory that the open vault does not hold yet. */
export async function sealRest(shelf: KeyShelf): Promise<void> {
  const { open } = shelf;
  const rest = [...shelf.fresh.values()].filter(({ key }) => open && !heldKey(open, key.record.id));
  await sealKeys(
    shelf,
    rest.map(({ key }) => key),
  );
  dropLater(shelf);
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
  const { saveContents } = await loadVault();
  const store = await shelf.store();
  const { saved } = await withContents(keys, (contents) =>
    saveContents(
      store,
      open.keys,
      contents.map((content) => ({ content, revision: 0 })),
    ),
  );
  holdItems(open, saved);
  shelf.wrote(saved.map(({ record }) => record.id));
}

function unknownKey(): AppError {
  return new AppError('key/unknown', 'this key is no longer open');
}
