import { expect, test } from 'vitest';
import { saveContents, sealKey } from '../../src/vault/contents.ts';
import { prove } from '../../src/vault/enter.ts';
import { removeDamaged } from '../../src/vault/mend.ts';
import { takeOut, type SealedRecord } from '../../src/vault/record.ts';
import {
  by,
  codeOf,
  contentsIn,
  entry,
  freshVault,
  keyOf,
  PASSPHRASE,
  randomSecret,
  unlock,
} from './_vault.ts';

type Vault = Awaited<ReturnType<typeof freshVault>>;

const recordsIn = ({ store }: Vault) => (store.lying?.records ?? []) as SealedRecord[];

/** Puts something else in the place of what lies there. */
function lay({ store }: Vault, change: (records: SealedRecord[]) => unknown[]): void {
  if (store.lying)
    store.lying = { ...store.lying, records: change([...recordsIn({ store } as Vault)]) };
}

function flip(record: SealedRecord): SealedRecord {
  const sealed = record.sealed.slice();
  sealed[40] = (sealed[40] ?? 0) ^ 1;
  return { ...record, sealed };
}

/** The record of a content. */
const of = ({ items }: Vault, id: string) =>
  items.find(({ content }) => content.id === id)?.record.id;

test('exactly what does not open is removed, and the next unlocking has nothing to say', async () => {
  const vault = await freshVault(['a', 'b', 'c'].map((id) => entry(id, id)));
  lay(vault, (records) => records.map((one) => (one.id === of(vault, 'b') ? flip(one) : one)));
  expect((await unlock(vault.store)).damaged).toHaveLength(1);
  const untouched = recordsIn(vault).filter(({ id }) => id !== of(vault, 'b'));

  const done = await removeDamaged(vault.store, vault.keys);
  expect(done).toEqual({ removed: [{ id: of(vault, 'b'), revision: 1 }], items: [], damaged: [] });
  expect(recordsIn(vault)).toEqual(untouched);
  expect((await unlock(vault.store)).damaged).toEqual([]);
  expect(await contentsIn(vault.store)).toEqual([entry('a', 'a'), entry('c', 'c')]);
});

test('with nothing damaged nothing is written', async () => {
  const vault = await freshVault([entry('a', 1)]);
  const before = structuredClone(vault.store.lying);
  expect(await removeDamaged(vault.store, vault.keys)).toEqual({
    removed: [],
    items: [],
    damaged: [],
  });
  expect(vault.store.lying).toEqual(before);
});

test('an earlier revision that opens takes the place of a damaged one, a key with its copy', async () => {
  const secret = randomSecret();
  const vault = await freshVault([entry('a', 'before'), keyOf('k', secret.slice())]);
  lay(vault, (records) => records.flatMap((one) => [one, flip({ ...one, revision: 2 })]));
  expect((await unlock(vault.store)).damaged.map(({ code }) => code)).toEqual([
    'vault/earlier',
    'vault/earlier',
  ]);

  const { removed, items } = await removeDamaged(vault.store, vault.keys);
  expect(removed).toEqual([]);
  expect(items.map(({ revision }) => revision)).toEqual([3, 3]);
  const { damaged, items: after, keys } = await unlock(vault.store);
  expect(damaged).toEqual([]);
  expect(await contentsIn(vault.store)).toMatchObject([entry('a', 'before'), { id: 'k' }]);
  const record = after.find(({ content }) => content.id === 'k')?.record;
  const exportKey = await prove(vault.header, by('correct horse battery'));
  expect(await takeOut(keys, exportKey, record)).toEqual(secret);
});

test('a key stays sealed, whichever of its revisions opens still', async () => {
  for (const isHeld of [true, false]) {
    const vault = await freshVault([keyOf('k', randomSecret())]);
    const [before] = recordsIn(vault);
    const { record } = await sealKey(vault.store, vault.keys, 'k');
    lay(vault, () => [before, flip(record)]);
    const held = () => (isHeld ? record : undefined);
    const { items } = await removeDamaged(vault.store, vault.keys, held);
    expect(items).toMatchObject([
      { content: { local: true }, revision: 3, record: { local: true } },
    ]);
    const { damaged, keys, items: after } = await unlock(vault.store);
    expect(damaged).toEqual([]);
    const exportKey = await prove(vault.header, by(PASSPHRASE));
    const taken = () => takeOut(keys, exportKey, after[0]?.record);
    expect(await codeOf(taken)).toBe('key/sealed');
  }
});

test('what was opened before it was damaged is put back from memory', async () => {
  const vault = await freshVault([entry('a', 'whole')]);
  const [held] = recordsIn(vault);
  lay(vault, (records) => records.map(flip));
  const { removed, items } = await removeDamaged(vault.store, vault.keys, () => held);
  expect({ removed, revisions: items.map(({ revision }) => revision) }).toEqual({
    removed: [],
    revisions: [2],
  });
  expect(await contentsIn(vault.store)).toEqual([entry('a', 'whole')]);
});

test('what a later version wrote, or what has no name, stays and is still said', async () => {
  const vault = await freshVault([entry('a', 1), entry('b', 2)]);
  lay(vault, ([one, other]) => [{ ...(one as SealedRecord), version: 9 }, other, { version: 2 }]);
  const { removed, damaged } = await removeDamaged(vault.store, vault.keys);
  expect(removed).toEqual([]);
  expect(damaged.map(({ code }) => code).sort()).toEqual(['vault/damaged', 'vault/version']);
  expect(recordsIn(vault)).toHaveLength(3);
});

test('what another tab mends meanwhile is not removed', async () => {
  const vault = await freshVault([entry('a', 'mine')]);
  lay(vault, (records) => records.map(flip));
  const { readAll } = vault.store;
  let first = true;
  const store = {
    ...vault.store,
    async readAll() {
      const copy = await readAll();
      if (first) {
        first = false;
        const draft = { content: entry('a', 'theirs'), revision: 1 };
        await saveContents(vault.store, vault.keys, [draft]);
      }
      return copy;
    },
  };
  expect((await removeDamaged(store, vault.keys)).removed).toEqual([]);
  expect(await contentsIn(vault.store)).toEqual([entry('a', 'theirs')]);
});

test('in the place of another vault nothing is removed', async () => {
  const vault = await freshVault([entry('a', 1)]);
  const other = await freshVault([entry('a', 1)]);
  const before = structuredClone(other.store.lying);
  expect(await codeOf(() => removeDamaged(other.store, vault.keys))).toBe('vault/none');
  expect(other.store.lying).toEqual(before);
});
