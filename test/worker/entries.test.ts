import { expect, test } from 'vitest';
import type { Entry } from '../../src/worker/protocol.ts';
import {
  beginAnew,
  codeOf,
  createKey,
  createVault,
  entry,
  first,
  save,
  start,
  unlock,
} from './_workers.ts';

beginAnew();

const remove = (entries: { id: string; revision: number }[], by = first()) =>
  by.call('deleteEntries', { entries });

test('entries come back after a reload, without what was deleted and without keys', async () => {
  await createVault();
  const { id } = await createKey();
  const place: Entry = { id: 'place', kind: 'place', value: '#/connection/a/app' };
  const settings: Entry = { id: 'settings', kind: 'settings', value: { idleMinutes: 15 } };
  await save([entry('a', { n: 1 }), entry('b', 2), place, settings]);
  await save([entry('a', { n: 2 }, 1)]);
  await remove([{ id: 'b', revision: 1 }]);
  const { entries, keys, damaged } = await unlock(start());
  expect(damaged).toEqual([]);
  expect(entries).toHaveLength(3);
  const one = { revision: 1 };
  const all = [entry('a', { n: 2 }, 2), { ...place, ...one }, { ...settings, ...one }];
  expect(entries).toEqual(expect.arrayContaining(all));
  expect(keys.map(({ record }) => record.id)).toEqual([id]);
});

test('a page saves no key as an entry, and nothing under cover of one', async () => {
  await createVault();
  const { id } = await createKey();
  const own = { kind: 'key', secret: new Uint8Array(9), local: false };
  // What the types forbid, a script in the page can send.
  const sent = { ...entry(id, { record: { id } }, 1), ...own } as unknown as Entry;
  expect(await codeOf(() => save([sent]))).toBe('unexpected');
  await save([{ ...entry('a', 1), local: true } as Entry]);
  const { keys, entries, damaged } = await unlock(start());
  expect(keys).toMatchObject([{ record: { id, publicKeySha256: expect.any(String) } }]);
  expect([entries, damaged]).toEqual([[entry('a', 1, 1)], []]);
  expect(await first().call('backup', {})).toMatchObject({ records: 2, leftOut: 0 });
});

test('each save says at which revision an entry is, which the next one is based on', async () => {
  await createVault();
  const done = await save([entry('a', 1), entry('b', 1)]);
  expect(done.overtaken).toEqual([]);
  expect(done.saved).toEqual([
    { id: 'a', revision: 1 },
    { id: 'b', revision: 1 },
  ]);
  expect(await save([entry('a', 2, 1)])).toEqual({
    saved: [{ id: 'a', revision: 2 }],
    overtaken: [],
  });
});

test('what is based on an old revision is not written, and what is there comes back', async () => {
  await createVault();
  await save([entry('a', 'first'), entry('b', 'first')]);
  const other = start();
  await unlock(other);
  await save([entry('a', 'theirs', 1)], other);
  expect(await save([entry('a', 'mine', 1), entry('b', 'mine', 1)])).toEqual({
    saved: [{ id: 'b', revision: 2 }],
    overtaken: [entry('a', 'theirs', 2)],
  });
  // Two of one name that were made at the same time are the same case.
  await save([entry('new', 'theirs')], other);
  expect((await save([entry('new', 'mine')])).overtaken).toEqual([entry('new', 'theirs', 1)]);
  const { entries } = await unlock(start());
  const all = [entry('a', 'theirs', 2), entry('b', 'mine', 2), entry('new', 'theirs', 1)];
  expect(entries.toSorted((one, two) => one.id.localeCompare(two.id))).toEqual(all);
});

test('what another tab deleted is not brought back by saving, unless it is new', async () => {
  await createVault();
  await save([entry('a', 1)]);
  const other = start();
  await unlock(other);
  await remove([{ id: 'a', revision: 1 }], other);
  expect(await save([entry('a', 2, 1)])).toEqual({ saved: [], overtaken: [entry('a', null)] });
  expect((await save([entry('a', 2)])).saved).toEqual([{ id: 'a', revision: 1 }]);
});

test('what another tab changed is not deleted, and what it deleted already is', async () => {
  await createVault();
  await save([entry('a', 1), entry('b', 1)]);
  const other = start();
  await unlock(other);
  await save([entry('a', 2, 1)], other);
  await remove([{ id: 'b', revision: 1 }], other);
  const asked = [
    { id: 'a', revision: 1 },
    { id: 'b', revision: 1 },
  ];
  expect(await remove(asked)).toEqual({
    saved: [{ id: 'b', revision: 1 }],
    overtaken: [entry('a', 2, 2)],
  });
});

test('saves that were not waited for are done in their order', async () => {
  await createVault();
  const saves = Array.from({ length: 20 }, (_, count) =>
    save([entry('a', { count, fill: 'x'.repeat(9e5 / (count + 1)) }, count)]),
  );
  for (const { overtaken } of await Promise.all(saves)) expect(overtaken).toEqual([]);
  const { entries } = await unlock(start());
  expect(entries).toMatchObject([{ value: { count: 19 }, revision: 20 }]);
});

test.each([
  ['saving', () => save([])],
  ['deleting', () => remove([])],
])('%s needs an open vault', async (_, call) => {
  expect(await codeOf(call)).toBe('vault/locked');
  await createVault(start());
  expect(await codeOf(call)).toBe('vault/locked');
});
