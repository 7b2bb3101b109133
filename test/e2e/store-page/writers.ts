/** Writers of a real vault: several at once, and one that is killed. */
import { utf8 } from '../../../src/core/bytes.ts';
import { deleteContents, readItems, saveContents } from '../../../src/vault/contents.ts';
import { FLOOR } from '../../../src/vault/cost.ts';
import { createIdbStore } from '../../../src/vault/idb-store.ts';
import type { VaultKeys } from '../../../src/vault/keys.ts';
import { recordId } from '../../../src/vault/record.ts';
import type { Header, Store } from '../../../src/vault/store.ts';
import { createVault, unlockVault } from '../../../src/vault/vault.ts';

/** One content that all count up, by the tab that did. */
type Counter = Record<string, number>;

/** What a tab was told of its changes. */
export interface Tally {
  counters: Counter[];
  headers: number;
  /** Its own contents, by id, with their last value. */
  own: Record<string, number>;
  overtaken: number;
}

const COUNTERS = 6;
const nameOf = (id: string) => ({ kind: 'connection', id });
const passphrase = () => utf8('correct horse battery');

/** A vault with counters at nothing in it. */
export async function makeCounters(): Promise<void> {
  const contents = Array.from({ length: COUNTERS }, (_, at) => ({
    ...nameOf(`counter ${at}`),
    value: {},
  }));
  await createVault(createIdbStore(), passphrase(), { contents, cost: FLOOR });
}

/** As many random changes as asked for, each made again until nothing overtakes it. */
export async function operate(tab: string, count: number, seed: number): Promise<Tally> {
  const store = createIdbStore();
  const { keys } = await unlockVault(store, { passphrase: passphrase() }, { cost: FLOOR });
  const random = randomBy(seed);
  const tally: Tally = {
    counters: Array.from({ length: COUNTERS }, () => ({ [tab]: 0 })),
    headers: 0,
    own: {},
    overtaken: 0,
  };
  for (let done = 0; done < count; done += 1) {
    const dice = random();
    if (dice < 0.7) await countUp(Math.floor(random() * COUNTERS));
    else if (dice < 0.8) await saveOwn(`${tab} ${done}`, done);
    else if (dice < 0.95) await changeOwn();
    else await changeHeader();
  }
  return tally;

  async function countUp(at: number): Promise<void> {
    for (;;) {
      const { revision, value } = await read(store, keys, `counter ${at}`);
      const next: Counter = { ...(value as Counter) };
      next[tab] = (next[tab] ?? 0) + 1;
      const content = { ...nameOf(`counter ${at}`), value: next };
      const { saved } = await saveContents(store, keys, [{ content, revision }]);
      const counter = tally.counters[at];
      if (saved.length === 1 && counter) {
        counter[tab] = (counter[tab] ?? 0) + 1;
        return;
      }
      tally.overtaken += 1;
    }
  }

  async function saveOwn(id: string, value: number, revision = 0): Promise<void> {
    const content = { ...nameOf(id), value };
    const { saved } = await saveContents(store, keys, [{ content, revision }]);
    if (saved.length !== 1) throw new Error(`${id} was overtaken, and by whom?`);
    tally.own[id] = value;
  }

  async function changeOwn(): Promise<void> {
    const ids = Object.keys(tally.own);
    const id = ids[Math.floor(random() * ids.length)];
    if (id === undefined) return;
    const { revision } = await read(store, keys, id);
    if (random() < 0.5) return saveOwn(id, (tally.own[id] ?? 0) + 1, revision);
    await deleteContents(store, keys, [{ ...nameOf(id), revision }]);
    delete tally.own[id];
  }

  async function changeHeader(): Promise<void> {
    for (;;) {
      const header = (await store.readHeader()) as Header;
      // Of nobody else: the same change of two tabs is one.
      const by = `${tab} ${tally.headers}`;
      const next = { ...header, revision: header.revision + 1, by };
      const written = await store.replace(next);
      if (written === 'gone') throw new Error('the vault is gone');
      if (written === 'written') {
        tally.headers += 1;
        return;
      }
      tally.overtaken += 1;
    }
  }
}

/** What is in the vault in the end. */
export async function readCounters() {
  const store = createIdbStore();
  const opened = await unlockVault(store, { passphrase: passphrase() }, { cost: FLOOR });
  const values = Object.fromEntries(
    opened.items.map(({ content }) => [content.id, content.value as Counter | number]),
  );
  return {
    values,
    damaged: opened.damaged.map(({ code }) => code),
    headerRevision: opened.header.revision,
    lying: (await store.readAll())?.records.length,
  };
}

/** What the writer that is killed has in its vault: a pair that is written at once, and others. */
export type Written = Record<string, { sequence: number; whole: boolean }>;

/** Makes the vault where there is none. Returns what is in it, by id. */
export async function reopen(): Promise<{ written: Written; damaged: string[] }> {
  const store = createIdbStore();
  if ((await store.readHeader()) === null) {
    await createVault(store, passphrase(), { cost: FLOOR });
  }
  const { items, damaged } = await unlockVault(
    store,
    { passphrase: passphrase() },
    { cost: FLOOR },
  );
  const written = items.map(({ content }) => {
    const { sequence, filling } = content.value as { sequence: number; filling: string };
    return [content.id, { sequence, whole: filling === fillingOf(sequence) }] as const;
  });
  return { written: Object.fromEntries(written), damaged: damaged.map(({ code }) => code) };
}

/** Writes without a pause and without an end, and logs each sequence number once it is saved. */
export async function writeOn(from: number): Promise<never> {
  const store = createIdbStore();
  const { keys, items } = await unlockVault(store, { passphrase: passphrase() }, { cost: FLOOR });
  const revisions = new Map(items.map(({ content, revision }) => [content.id, revision]));
  for (let sequence = from; ; sequence += 1) {
    const drafts = ['one', 'other', `more ${sequence % 10}`].map((id) => ({
      content: { ...nameOf(id), value: { sequence, filling: fillingOf(sequence) } },
      revision: revisions.get(id) ?? 0,
    }));
    const { saved } = await saveContents(store, keys, drafts);
    if (saved.length !== drafts.length) throw new Error('overtaken without another writer');
    for (const { content, revision } of saved) revisions.set(content.id, revision);
    console.log(`saved ${sequence}`);
  }
}

async function read(store: Store, keys: VaultKeys, id: string) {
  const { items, damaged } = await readItems(store, keys, [await recordId(keys, nameOf(id))]);
  const [item] = items;
  if (!item || damaged.length > 0) throw new Error(`${id} does not open`);
  return { revision: item.revision, value: item.content.value };
}

/** Up to 20 KB that say which number they belong to. */
function fillingOf(sequence: number): string {
  return `${sequence},`.repeat(((sequence * 7919) % 3000) + 1);
}

/** The same numbers from 0 to 1 for the same seed (mulberry32). */
function randomBy(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
