import { expect, test } from 'vitest';
import { hex, utf8 } from '../../src/core/bytes.ts';
import { AppError } from '../../src/core/errors.ts';
import { prove } from '../../src/vault/enter.ts';
import { openContent, sealContent, takeOut, type SealedRecord } from '../../src/vault/record.ts';
import type { Header } from '../../src/vault/store.ts';
import { changePassphrase } from '../../src/vault/ways.ts';
import { fromHex } from './_hex.ts';
import { memoryStore } from './_memory-store.ts';
import { by, codeOf, contentsIn, entry, keyOf, unlock } from './_vault.ts';
import kept from './version-1.json' with { type: 'json' };

const way = by(kept.passphrase);
const names = kept.contents.map(({ kind, id, value }) => ({ kind, id, value }));
const SECRET = kept.contents[1]?.secret;

function version1() {
  const store = memoryStore();
  store.lying = fromHex(kept.vault) as typeof store.lying;
  return store;
}
const headerOf = (store: ReturnType<typeof memoryStore>) => store.lying?.header as Header;

test('a vault of version 1 opens, and lies there as one of version 2 from then on', async () => {
  const store = version1();
  const { items, damaged, header } = await unlock(store, way);
  expect(damaged).toEqual([]);
  expect(items.map(({ content }) => content)).toEqual(names);
  // One transaction: header and every record, each a revision later.
  expect(store.lying).toEqual({ header, records: items.map(({ record }) => record) });
  expect(header).toMatchObject({ version: 2, revision: 2 });
  expect(items.map(({ record }) => [record.version, record.revision])).toEqual([
    [2, 3],
    [2, 2],
  ]);
  expect(await contentsIn(store, kept.passphrase)).toHaveLength(2);
  expect(headerOf(store).revision).toBe(2);
});

test('its keys sign as before, and come out by their new copies', async () => {
  const store = version1();
  const { items, keys, header } = await unlock(store, way);
  const record = items[1]?.record;
  const { secret } = await openContent(keys, record, { secret: true });
  expect(hex(secret ?? new Uint8Array())).toBe(SECRET);
  const exportKey = await prove(header, way);
  expect(hex(await takeOut(keys, exportKey, record))).toBe(SECRET);
});

test('of two tabs that raise it at once one does, and both end up in the same vault', async () => {
  const store = version1();
  const both = await Promise.all([unlock(store, way), unlock(store, way)]);
  expect(headerOf(store).revision).toBe(2);
  const points = both.map(({ keys }) => hex(keys.exportPoint ?? new Uint8Array()));
  expect(points[0]).toBe(points[1]);
  expect(both.map(({ damaged }) => damaged)).toEqual([[], []]);
});

test('where it cannot be written it opens as it is, says so, and takes entries but no key', async () => {
  const store = version1();
  const failure = new AppError('vault/quota', 'the disk is full');
  const full = { ...store, replace: () => Promise.reject(failure) };
  const { items, damaged, keys } = await unlock(full, way);
  expect(items.map(({ content }) => content)).toEqual(names);
  expect(damaged).toEqual([failure]);
  expect(headerOf(store).version).toBe(1);
  const key = keyOf('k', utf8('private'));
  expect(await codeOf(() => sealContent(keys, key, 1))).toBe('vault/not-raised');
  const record = await sealContent(keys, entry('new', 1), 1);
  expect(await store.write({ vaultId: keys.vaultId, put: [record] })).toBe('written');
  expect(await contentsIn(store, kept.passphrase)).toContainEqual(entry('new', 1));
  expect(headerOf(store).version).toBe(2);
});

test('a part of it that is damaged stays as it is, and the rest is raised', async () => {
  const store = version1();
  const [first, second] = store.lying?.records as SealedRecord[];
  if (first === undefined || store.lying === null) throw new Error('the vault is empty');
  const cut = { ...first, sealed: first.sealed.subarray(1) };
  store.lying = { ...store.lying, records: [cut, second] };
  const { damaged } = await unlock(store, way);
  expect(damaged.map(({ code }) => code)).toEqual(['vault/damaged']);
  expect(store.lying.records).toMatchObject([cut, { version: 2, revision: 2 }]);
});

test('its passphrase can be changed before it was ever unlocked here', async () => {
  const store = version1();
  await changePassphrase(store, { present: utf8(kept.passphrase), next: utf8('another one') });
  expect(await contentsIn(store, 'another one')).toHaveLength(2);
  expect(await codeOf(() => unlock(store, way))).toBe('vault/passphrase-wrong');
});

test('a wrong passphrase raises nothing', async () => {
  const store = version1();
  expect(await codeOf(() => unlock(store, by('café for a text')))).toBe('vault/passphrase-wrong');
  expect(store.lying).toEqual(fromHex(kept.vault));
});
