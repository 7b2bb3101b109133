/** Changes of what is in an open vault. Each says what it is based on, so that no tab's work gets lost. */
import { AppError } from '../core/errors.ts';
import type { Bytes } from '../core/bytes.ts';
import { gone } from './header.ts';
import { newestOf, openNewest, type Item } from './items.ts';
import type { VaultKeys } from './keys.ts';
import { openContent, recordId, sealContent, type Content, type Name } from './record.ts';
import type { Revision, Store } from './store.ts';

/** A content to save; `revision` is the one it is based on, 0 where it is new. */
export interface Draft {
  content: Content;
  revision: number;
}

/** What another tab changed since the revision that a change is based on. */
export interface Overtaken {
  name: Name;
  /** As it is stored now; `null` where it was deleted. */
  item: Item | null;
}

export interface Saved {
  saved: Item[];
  overtaken: Overtaken[];
}

export interface Deleted {
  deleted: Name[];
  overtaken: Overtaken[];
}

/** What is on its way: the content, and the record by which it is stored. */
type Pending<T extends Revision> = { name: Name; record: T };

/**
 * Saves contents as the next revisions of their records, each by itself: one that another tab has changed
 * since comes back as `overtaken`, and is not written. Of two with one record the later one counts.
 * Secrets stay as they are: the caller zeroes them. Throws `vault/none` where the vault was deleted
 * meanwhile, `vault/version`, `vault/not-raised`, and what the store throws.
 */
export async function saveContents(
  store: Store,
  keys: VaultKeys,
  drafts: readonly Draft[],
): Promise<Saved> {
  const byId = new Map<string, Content>();
  const pending = await Promise.all(
    drafts.map(async ({ content, revision }) => {
      const record = await sealContent(keys, content, revision + 1);
      return { name: content, record };
    }),
  );
  for (const { name, record } of pending) byId.set(record.id, name as Content);
  const last = pending.filter(({ name, record }) => byId.get(record.id) === name);
  const { written, overtaken } = await settle(store, keys, last, {
    write: (puts) => store.write({ vaultId: keys.vaultId, put: puts }),
    again: ({ id }, newest) => sealContent(keys, byId.get(id) as Content, newest + 1),
  });
  const saved = written.map(({ name, record }) => {
    const { secret: _, ...content } = name as Content;
    return { content, revision: record.revision, record };
  });
  return { saved, overtaken };
}

/** Deletes contents, each by itself, as `saveContents` saves. What is gone already is deleted. */
export async function deleteContents(
  store: Store,
  keys: VaultKeys,
  names: readonly (Name & { revision: number })[],
): Promise<Deleted> {
  const pending = await Promise.all(
    names.map(async ({ kind, id, revision }) => {
      const name = { kind, id };
      return { name, record: { id: await recordId(keys, name), revision } };
    }),
  );
  const { written, overtaken } = await settle<Revision>(store, keys, pending, {
    write: (remove) => store.write({ vaultId: keys.vaultId, remove }),
    again: async ({ id }, revision) => ({ id, revision }),
  });
  return {
    deleted: [
      ...written.map(({ name }) => name),
      ...overtaken.filter(({ item }) => item === null).map(({ name }) => name),
    ],
    overtaken: overtaken.filter(({ item }) => item !== null),
  };
}

/** What lies there now of these records, by their ids: `null` for those that do not, or do not open. */
export async function readItems(
  store: Pick<Store, 'readRecords'>,
  keys: VaultKeys,
  ids: readonly string[],
): Promise<{ items: (Item | null)[]; damaged: AppError[] }> {
  const lying = await store.readRecords(ids);
  const opened = await Promise.all(lying.map((revisions) => openNewest(keys, revisions)));
  return {
    items: opened.map(({ item }) => item),
    damaged: opened.flatMap(({ failure }) => failure ?? []),
  };
}

/**
 * Seals a key for good: it signs, and its copy is gone. Whatever else was saved of it meanwhile stays.
 * Throws `key/unknown`, `vault/damaged`, `vault/version`, `vault/none`, and what the store throws.
 */
export async function sealKey(store: Store, keys: VaultKeys, keyId: string): Promise<Item> {
  const id = await recordId(keys, { kind: 'key', id: keyId });
  for (;;) {
    const [revisions = []] = await store.readRecords([id]);
    const { item, failure } = await openNewest(keys, revisions);
    if (item === null) throw failure ?? new AppError('key/unknown', 'this key is not in the vault');
    const revision = item.revision + 1;
    const content: Content = {
      ...(await openContent(keys, item.record, { secret: true })),
      local: true,
    };
    const record = await sealContent(keys, content, revision).finally(() => zero(content.secret));
    const written = await store.write({ vaultId: keys.vaultId, put: [record] });
    if (written === 'gone') throw gone();
    if (written === 'written')
      return { content: { ...item.content, local: true }, revision, record };
  }
}

/**
 * Writes all that can be: what was overtaken is taken out, unless nothing that lies there can be read,
 * so that nothing is lost by writing over it.
 */
async function settle<T extends Revision>(
  store: Store,
  keys: VaultKeys,
  pending: readonly Pending<T>[],
  {
    write,
    again,
  }: {
    write: (records: readonly T[]) => ReturnType<Store['write']>;
    again: (record: T, newest: number) => Promise<T>;
  },
): Promise<{ written: Pending<T>[]; overtaken: Overtaken[] }> {
  const overtaken: Overtaken[] = [];
  /** What was answered of records that do not open: the same again would be the same for ever. */
  const given = new Map<string, number>();
  let rest = [...pending];
  while (rest.length > 0) {
    const answer = await write(rest.map(({ record }) => record));
    if (answer === 'gone') throw gone();
    if (answer === 'written') break;
    const lying = await store.readRecords(answer.overtaken);
    for (const [at, id] of answer.overtaken.entries()) {
      const revisions = lying[at] ?? [];
      const { item, failure } = await openNewest(keys, revisions);
      if (failure?.code === 'vault/version') throw failure;
      const over = rest.findIndex(({ record }) => record.id === id);
      const one = rest[over];
      if (one === undefined) continue;
      const newest = newestOf(revisions);
      if (item === null && revisions.length > 0) {
        if (given.get(id) === newest) {
          throw new AppError('vault/damaged', 'something can be neither read nor written over');
        }
        given.set(id, newest);
        rest[over] = { ...one, record: await again(one.record, newest) };
      } else {
        const { kind, id: known } = one.name;
        overtaken.push({ name: { kind, id: known }, item });
        rest = rest.filter((other) => other !== one);
      }
    }
  }
  return { written: rest, overtaken };
}

function zero(secret: Bytes | undefined): void {
  secret?.fill(0);
}
