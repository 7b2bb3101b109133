import { expect, test } from 'vitest';
import { utf8 } from '../../src/core/bytes.ts';
import { deleteContents, readItems, saveContents, sealKey } from '../../src/vault/contents.ts';
import { prove } from '../../src/vault/enter.ts';
import type { VaultKeys } from '../../src/vault/keys.ts';
import { openContent, recordId, takeOut, type SealedRecord } from '../../src/vault/record.ts';
import type { Store } from '../../src/vault/store.ts';
import { createVault } from '../../src/vault/vault.ts';
import { amount } from '../_tools.ts';
import {
  BULK,
  by,
  codeOf,
  contentsIn,
  cost,
  entry,
  freshVault,
  keyOf,
  PASSPHRASE,
  randomSecret,
} from './_vault.ts';

const save = (store: Store, keys: VaultKeys, id: string, value: unknown, revision = 0) =>
  saveContents(store, keys, [{ content: entry(id, value), revision }]);
const nameOf = (id: string, revision: number) => ({ kind: 'connection', id, revision });

test('what was saved and deleted is so after unlocking', async () => {
  const { store, keys } = await freshVault([entry('first', 1)]);
  const drafts = [entry('a', { name: 'A' }), entry('b', ['B'])];
  const { saved, overtaken } = await saveContents(
    store,
    keys,
    drafts.map((content) => ({ content, revision: 0 })),
  );
  expect(overtaken).toEqual([]);
  expect(saved.map(({ content, revision }) => [content.id, revision])).toEqual([
    ['a', 1],
    ['b', 1],
  ]);
  expect((await save(store, keys, 'a', 'renamed', 1)).saved).toMatchObject([{ revision: 2 }]);
  expect(await deleteContents(store, keys, [nameOf('b', 1)])).toEqual({
    deleted: [{ kind: 'connection', id: 'b' }],
    overtaken: [],
  });
  expect(await contentsIn(store)).toEqual([entry('a', 'renamed'), entry('first', 1)]);
});

test('a save based on what another tab replaced writes nothing, and brings what is stored', async () => {
  const { store, keys } = await freshVault([entry('a', 'base'), entry('b', 'base')]);
  await save(store, keys, 'a', 'theirs', 1);
  const before = structuredClone(store.lying?.records);
  const mine = [entry('a', 'mine'), entry('b', 'mine')];
  const { saved, overtaken } = await saveContents(
    store,
    keys,
    mine.map((content) => ({ content, revision: 1 })),
  );
  // Each by itself: the other one was saved.
  expect(saved.map(({ content }) => content)).toEqual([entry('b', 'mine')]);
  expect(overtaken).toMatchObject([
    { name: { kind: 'connection', id: 'a' }, item: { content: entry('a', 'theirs'), revision: 2 } },
  ]);
  expect(store.lying?.records[0]).toEqual(before?.[0]);
  // On that base it goes.
  expect((await save(store, keys, 'a', 'merged', 2)).overtaken).toEqual([]);
  expect(await contentsIn(store)).toEqual([entry('a', 'merged'), entry('b', 'mine')]);
});

test('a save over what another tab deleted brings null, and as something new it goes', async () => {
  const { store, keys } = await freshVault([entry('a', 'base')]);
  await deleteContents(store, keys, [nameOf('a', 1)]);
  expect(await save(store, keys, 'a', 'mine', 1)).toEqual({
    saved: [],
    overtaken: [{ name: { kind: 'connection', id: 'a' }, item: null }],
  });
  expect((await save(store, keys, 'a', 'mine', 0)).saved).toHaveLength(1);
});

test('two new ones of one id are the case of an overtaken one, too', async () => {
  const { store, keys } = await freshVault();
  const both = await Promise.all([save(store, keys, 'a', 1), save(store, keys, 'a', 2)]);
  expect(both.map(({ saved }) => saved.length).sort()).toEqual([0, 1]);
  expect(both.flatMap(({ overtaken }) => overtaken)).toMatchObject([{ item: { revision: 1 } }]);
});

test('of two contents with one id in one save the later one is saved', async () => {
  const { store, keys } = await freshVault();
  const drafts = [entry('a', 'first'), { ...entry('a', 'second'), kind: 'place' }];
  await saveContents(
    store,
    keys,
    drafts.map((content) => ({ content, revision: 0 })),
  );
  expect(await contentsIn(store)).toEqual([{ kind: 'place', id: 'a', value: 'second' }]);
});

test('deleting what changed meanwhile deletes nothing; what is gone already is deleted', async () => {
  const { store, keys } = await freshVault([entry('a', 'base'), entry('b', 'base')]);
  await save(store, keys, 'a', 'theirs', 1);
  await deleteContents(store, keys, [nameOf('b', 1)]);
  const { deleted, overtaken } = await deleteContents(store, keys, [
    nameOf('a', 1),
    nameOf('b', 1),
  ]);
  expect(deleted).toEqual([{ kind: 'connection', id: 'b' }]);
  expect(overtaken).toMatchObject([{ item: { content: entry('a', 'theirs'), revision: 2 } }]);
  expect(await contentsIn(store)).toEqual([entry('a', 'theirs')]);
});

test(
  'two writers overtake each other, and no write is lost',
  async () => {
    const { store, keys } = await freshVault([entry('shared', [])]);
    const writes = amount('writes of two tabs over each other', 50, 2000);
    const tab = async (name: string) => {
      let value: string[] = [];
      let revision = 1;
      for (let count = 1; count <= writes; count += 1) {
        await save(store, keys, `${name} ${count}`, count);
        for (;;) {
          const mine = `${name} ${count}`;
          const { saved, overtaken } = await save(
            store,
            keys,
            'shared',
            [...value, mine],
            revision,
          );
          const item = saved[0] ?? overtaken[0]?.item;
          if (!item) throw new Error('neither saved nor overtaken');
          ({ revision } = item);
          value = item.content.value as string[];
          if (saved.length > 0) break;
        }
      }
    };
    await Promise.all([tab('one'), tab('two')]);
    const contents = await contentsIn(store);
    expect(contents).toHaveLength(2 * writes + 1);
    const shared = contents.find(({ id }) => id === 'shared')?.value as string[];
    expect(new Set(shared).size).toBe(2 * writes);
    expect(shared).toHaveLength(2 * writes);
  },
  BULK,
);

test('a vault that was deleted or replaced meanwhile takes nothing', async () => {
  const { store, keys } = await freshVault([entry('a', 1), keyOf('k', randomSecret())]);
  await store.destroy();
  expect(await codeOf(() => save(store, keys, 'b', 2))).toBe('vault/none');
  await createVault(store, utf8(PASSPHRASE), { cost });
  expect(await codeOf(() => save(store, keys, 'b', 2))).toBe('vault/none');
  expect(await codeOf(() => deleteContents(store, keys, [nameOf('a', 1)]))).toBe('vault/none');
  expect(await codeOf(() => sealKey(store, keys, 'k'))).toBe('key/unknown');
  expect(store.lying?.records).toEqual([]);
});

test('a key and an entry of the same id do not meet', async () => {
  const { store, keys } = await freshVault([entry('x', 'entry'), keyOf('x', randomSecret())]);
  await deleteContents(store, keys, [{ kind: 'key', id: 'x', revision: 1 }]);
  expect(await contentsIn(store)).toEqual([entry('x', 'entry')]);
});

test('a key without its secret is not saved over the one that has it', async () => {
  const { store, keys } = await freshVault([keyOf('k', randomSecret())]);
  const { secret: _, ...content } = keyOf('k', randomSecret());
  await expect(saveContents(store, keys, [{ content, revision: 1 }])).rejects.toThrow(TypeError);
  expect(store.lying?.records).toMatchObject([{ revision: 1 }]);
});

test('reading by ids brings what lies there now, and null for what does not', async () => {
  const { store, keys, items } = await freshVault([entry('a', 1), entry('b', 1)]);
  const ids = items.map(({ record }) => record.id);
  await save(store, keys, 'a', 2, 1);
  await deleteContents(store, keys, [nameOf('b', 1)]);
  const read = await readItems(store, keys, ids);
  expect(read).toMatchObject({
    items: [{ content: entry('a', 2), revision: 2 }, null],
    damaged: [],
  });
});

test('a sealed key goes on signing, comes out no more, and says so in the clear', async () => {
  const secret = randomSecret();
  const { store, keys, header } = await freshVault([keyOf('k', secret)]);
  const exportKey = await prove(header, by(PASSPHRASE));
  const [before] = store.lying?.records as SealedRecord[];
  expect(await takeOut(keys, exportKey, before)).toEqual(secret);

  const item = await sealKey(store, keys, 'k');
  expect(item).toMatchObject({ content: { id: 'k', local: true }, revision: 2 });
  expect(item.content.secret).toBeUndefined();
  // The revision with the copy is gone.
  expect(store.lying?.records).toEqual([item.record]);
  expect(item.record).toMatchObject({ local: true, revision: 2 });
  expect(await openContent(keys, item.record, { secret: true })).toMatchObject({
    secret,
    local: true,
  });
  expect(await codeOf(() => takeOut(keys, exportKey, item.record))).toBe('key/sealed');
  const open = { ...item.record, local: false };
  expect(await codeOf(() => openContent(keys, open))).toBe('vault/damaged');
  expect((await contentsIn(store))[0]).toMatchObject({ id: 'k', local: true });
  expect(item.record.id).toBe(await recordId(keys, { kind: 'key', id: 'k' }));
});
