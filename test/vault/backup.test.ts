import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { utf8, type Bytes } from '../../src/core/bytes.ts';
import { writeFile } from '../../src/vault/backup-file.ts';
import { openBackup, writeBackup, writeBackupUnder } from '../../src/vault/backup.ts';
import { deleteContents, saveContents, sealKey } from '../../src/vault/contents.ts';
import { prove, type Way } from '../../src/vault/enter.ts';
import { deriveKeys } from '../../src/vault/keys.ts';
import { openContent, takeOut, type Content, type SealedRecord } from '../../src/vault/record.ts';
import { becomeVault, mergeBackup, planRestore } from '../../src/vault/restore.ts';
import type { Copy, Store } from '../../src/vault/store.ts';
import { unlockVault, type Opened } from '../../src/vault/vault.ts';
import { changePassphrase, keepRecoveryKey, prepareRecoveryKey } from '../../src/vault/ways.ts';
import { amount } from '../_tools.ts';
import { fromHex } from './_hex.ts';
import { memoryStore } from './_memory-store.ts';
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
  unlock,
} from './_vault.ts';
import kept from './version-1.json' with { type: 'json' };

const made = new Date('2026-11-22T04:00:00.000Z');
const SECRET = randomSecret();
const CONTENTS = [entry('a', { name: 'Acme' }), entry('b', [1, null, 'é']), keyOf('k', SECRET)];

type Vault = Awaited<ReturnType<typeof freshVault>>;
/** A vault with a recovery key, by which tests open backups: that derives nothing. */
let vault: Vault;
let recovery: Way;
let text: string;

beforeAll(async () => {
  vault = await freshVault(CONTENTS);
  const prepared = await prepareRecoveryKey(vault.store, by(PASSPHRASE));
  vault.header = await keepRecoveryKey(vault.store, prepared);
  recovery = { recovery: utf8(prepared.recoveryKey) };
  ({ text } = await backup(vault));
});

const backup = ({ header, items, keys }: Pick<Opened, 'header' | 'items' | 'keys'>) =>
  writeBackup({ header, records: items.map(({ record }) => record) }, { keys, made });
const present = async (store: Store, way = by(PASSPHRASE)) => unlock(store, way);
const copyOf = (store: Vault['store']) => store.lying as Copy;

/** What is in a vault, secrets and revisions included, by id. */
async function everything({ keys, items }: Pick<Opened, 'keys' | 'items'>) {
  const all = await Promise.all(
    items.map(async ({ record, revision }) => ({
      content: await openContent(keys, record, { secret: true }),
      revision,
    })),
  );
  return all.toSorted((one, other) => (one.content.id < other.content.id ? -1 : 1));
}

test('a backup is two lines of text, and says what is in it and what is not', async () => {
  const { store, keys, header } = await freshVault([...CONTENTS, keyOf('sealed', randomSecret())]);
  await sealKey(store, keys, 'sealed');
  const { items } = await present(store);
  const { text: file, records, leftOut } = await backup({ header, items, keys });
  expect([records, leftOut]).toEqual([3, 1]);
  expect(file).toMatch(/^\{"format":"keybearer\/backup","version":1,.*\}\n[\w-]{43}\.[\w-]{43}\n$/);
  expect(JSON.parse(file.split('\n')[0] ?? '')).toMatchObject({
    made: made.toISOString(),
    header: { vaultId: keys.vaultId },
  });
  const opened = await openBackup(file, by(PASSPHRASE));
  expect(opened.items.map(({ content }) => content.id).sort()).toEqual(['a', 'b', 'k']);
});

test('where there is no vault the backup becomes it: same ways in, contents and revisions', async () => {
  await saveContents(vault.store, vault.keys, [{ content: CONTENTS[0] as Content, revision: 1 }]);
  const before = await present(vault.store, recovery);
  const { text: file } = await backup(before);
  const empty = memoryStore();
  const opened = await openBackup(file, recovery);
  const plan = planRestore(opened, null);
  expect(plan).toMatchObject({ into: 'none', vouched: true, made, damaged: [] });
  expect(plan.items.map(({ state }) => state)).toEqual(['new', 'new', 'new']);
  expect(empty.lying).toBeNull();
  const vaultHere = await becomeVault(empty, opened);
  expect(await everything(vaultHere)).toEqual(await everything(before));
  expect(copyOf(empty)).toEqual(copyOf(vault.store));
  expect(await contentsIn(empty)).toHaveLength(3);
  expect(await codeOf(() => becomeVault(empty, opened))).toBe('vault/exists');
});

test(
  'random vaults, backed up, wiped and restored, are equal',
  async () => {
    const content = fc.record({
      kind: fc.constantFrom('connection', 'place', 'settings', 'key'),
      id: fc.uuid(),
      value: fc.jsonValue({ stringUnit: 'binary' }),
    });
    const some = fc.uniqueArray(content, { selector: ({ id }) => id, maxLength: 12 });
    const { store, keys, header } = vault;
    const origin = structuredClone(store.lying);
    await fc.assert(
      fc.asyncProperty(some, fc.array(fc.nat({ max: 11 })), async (contents, again) => {
        // Under one vault's ways in: deriving is no part of this.
        store.lying = { header, records: [] };
        const whole = contents.map((one) => ({
          ...one,
          value: JSON.parse(JSON.stringify(one.value)) as unknown,
          ...(one.kind === 'key' && { secret: randomSecret().slice(0, 64) }),
        }));
        await saveContents(
          store,
          keys,
          whole.map((one) => ({ content: one, revision: 0 })),
        );
        const revisions = whole.map(() => 1);
        for (const at of again) {
          const one = whole[at];
          if (one === undefined) continue;
          await saveContents(store, keys, [{ content: one, revision: revisions[at] ?? 0 }]);
          revisions[at] = (revisions[at] ?? 0) + 1;
        }
        const before = await present(store, recovery);
        expect(before.items).toHaveLength(whole.length);
        const { text: file } = await backup(before);
        await store.destroy();
        const restored = await becomeVault(store, await openBackup(file, recovery));
        expect(await everything(restored)).toEqual(await everything(before));
        expect((await everything(restored)).map(({ revision }) => revision).sort()).toEqual(
          revisions.sort(),
        );
      }),
      { numRuns: amount('random vaults backed up, wiped and restored', 40, 1000) },
    );
    store.lying = origin;
  },
  BULK,
);

test('a backup under a passphrase of its own is another vault with the same contents', async () => {
  const { keys, header } = vault;
  const { items } = await present(vault.store, recovery);
  const exportKey = await prove(header, recovery);
  const own = 'for this backup only';
  const { text: file, records } = await writeBackupUnder(utf8(own), {
    keys,
    items,
    exportKey,
    made,
    cost,
  });
  expect(records).toBe(3);
  expect(await codeOf(() => openBackup(file, by(PASSPHRASE)))).toBe('vault/passphrase-wrong');
  expect(await codeOf(() => openBackup(file, recovery))).toBe('vault/recovery-missing');
  const opened = await openBackup(file, by(own));
  expect(await everything(opened)).toEqual(await everything({ keys, items }));
  expect(opened.keys.vaultId).not.toBe(keys.vaultId);
  expect(file).not.toContain(keys.vaultId);
  for (const { record } of items) {
    expect(file).not.toContain(record.id);
    expect(file).not.toContain(Buffer.from(record.sealed).toString('base64url'));
  }
  // Its keys come out under its own passphrase.
  const key = opened.items.find(({ content }) => content.kind === 'key');
  const theirs = await prove(opened.header, by(own));
  expect(await takeOut(opened.keys, theirs, key?.record)).toEqual(SECRET);
});

test('a passphrase of its own that is too short makes none', async () => {
  const { keys, header } = vault;
  const exportKey = await prove(header, recovery);
  const write = () => writeBackupUnder(utf8('short'), { keys, items: [], exportKey, made, cost });
  expect(await codeOf(write)).toBe('vault/passphrase-short');
});

test('a locked vault is backed up as it lies there, and opens all the same', async () => {
  const { text: file, records } = await writeBackup(copyOf(vault.store), { keys: null, made });
  expect(records).toBe(3);
  expect(file).toMatch(/\n[\w-]{43}\n$/);
  const opened = await openBackup(file, recovery);
  expect(opened.vouched).toBe(false);
  expect(opened.items).toHaveLength(3);
});

test('what a cut-off write left of a sealed key is in no backup, and gone after unlocking', async () => {
  const { store, keys } = await freshVault(CONTENTS);
  const before = copyOf(store).records;
  const { record } = await sealKey(store, keys, 'k');
  const left = before.filter((one) => (one as SealedRecord).id === record.id);
  store.lying = { ...copyOf(store), records: [...copyOf(store).records, ...left] };

  const locked = await writeBackup(copyOf(store), { keys: null, made });
  expect(locked).toMatchObject({ records: 2, leftOut: 2 });
  const opened = await openBackup(locked.text, by(PASSPHRASE));
  expect(opened.items.map(({ content }) => content.kind)).toEqual(['connection', 'connection']);

  const { items } = await unlock(store);
  expect(items.find(({ content }) => content.kind === 'key')?.revision).toBe(3);
  const lying = copyOf(store).records as SealedRecord[];
  expect(lying.filter(({ id }) => id === record.id)).toMatchObject([{ local: true, revision: 3 }]);
});

test('a backup of a vault of version 1 opens, and becomes a vault of this version', async () => {
  const { text: file } = await writeBackup(fromHex(kept.vault) as Copy, { keys: null, made });
  const opened = await openBackup(file, by(kept.passphrase));
  expect(opened.header.version).toBe(2);
  const empty = memoryStore();
  await becomeVault(empty, opened);
  const names = kept.contents.map(({ kind, id, value }) => ({ kind, id, value }));
  const all = await contentsIn(empty, kept.passphrase);
  expect(all).toEqual(expect.arrayContaining(names));
  const [, key] = (await unlockVault(empty, by(kept.passphrase), { cost })).items;
  const exportKey = await prove(opened.header, by(kept.passphrase));
  const secret = await takeOut(opened.keys, exportKey, key?.record);
  expect(Buffer.from(secret).toString('hex')).toBe(kept.contents[1]?.secret);
});

test('a backup made before the passphrase was changed opens by the former one', async () => {
  const { store, keys, header, items } = await freshVault([entry('a', 1)]);
  const { text: file } = await backup({ keys, header, items });
  await changePassphrase(store, { present: utf8(PASSPHRASE), next: utf8('a new passphrase') });
  expect((await openBackup(file, by(PASSPHRASE))).items).toHaveLength(1);
  expect(await codeOf(() => openBackup(file, by('a new passphrase')))).toBe(
    'vault/passphrase-wrong',
  );
});

test('the plan tells new, newer, older, same and what differs, and merging takes new and newer', async () => {
  const [one, other] = [memoryStore(), memoryStore()];
  const { header, keys, items } = await freshVault(
    ['same', 'newer', 'older', 'differs', 'gone'].map((id) => entry(id, 'base')),
  );
  for (const store of [one, other]) {
    await store.create({ header, records: items.map(({ record }) => record) });
  }
  const save = (store: Store, id: string, value: string, revision: number) =>
    saveContents(store, keys, [{ content: entry(id, value), revision }]);
  await save(other, 'newer', 'theirs', 1);
  await save(one, 'older', 'mine', 1);
  await save(one, 'differs', 'mine', 1);
  await save(other, 'differs', 'theirs', 1);
  await save(other, 'added', 'theirs', 0);
  // The same content, written once more.
  await save(other, 'same', 'base', 1);
  await deleteContents(one, keys, [{ kind: 'connection', id: 'gone', revision: 1 }]);

  const opened = await openBackup((await backup(await present(other))).text, by(PASSPHRASE));
  const here = await present(one);
  const lying = structuredClone(one.lying);
  const plan = planRestore(opened, here);
  expect(plan.into).toBe('same');
  expect(Object.fromEntries(plan.items.map(({ content, state }) => [content.id, state]))).toEqual({
    same: 'same',
    newer: 'newer',
    older: 'older',
    differs: 'differs',
    gone: 'new',
    added: 'new',
  });
  expect(one.lying).toEqual(lying);

  const { saved, overtaken } = await mergeBackup(one, { backup: opened, plan, present: here });
  expect(overtaken).toEqual([]);
  expect(saved.map(({ content }) => content.id).sort()).toEqual(['added', 'gone', 'newer']);
  const values = (await contentsIn(one)).map(({ id, value }) => [id, value]);
  expect(Object.fromEntries(values)).toEqual({
    same: 'base',
    newer: 'theirs',
    older: 'mine',
    differs: 'mine',
    gone: 'base',
    added: 'theirs',
  });
  // Once more there is nothing left to take.
  const again = planRestore(opened, await present(one));
  expect(again.items.filter(({ state }) => state === 'new' || state === 'newer')).toEqual([]);
  const also = { backup: opened, plan: again, present: await present(one), also: ['differs'] };
  expect((await mergeBackup(one, also)).saved).toMatchObject([{ content: { value: 'theirs' } }]);
});

test('a backup of another vault is merged, sealed for this one, and its keys come out here', async () => {
  const { store, keys, header } = await freshVault([entry('mine', 1)]);
  const opened = await openBackup(text, recovery);
  const plan = planRestore(opened, await present(store));
  expect(plan.into).toBe('other');
  await mergeBackup(store, { backup: opened, plan, present: await present(store) });
  const { items, damaged } = await present(store);
  expect(damaged).toEqual([]);
  expect(items.map(({ content }) => content.id).sort()).toEqual(['a', 'b', 'k', 'mine']);
  const key = items.find(({ content }) => content.kind === 'key');
  expect(await takeOut(keys, await prove(header, by(PASSPHRASE)), key?.record)).toEqual(SECRET);
});

test('what another tab saved since the plan was made is not overwritten', async () => {
  const { store, keys } = await freshVault();
  const opened = await openBackup(text, recovery);
  const here = await present(store);
  const plan = planRestore(opened, here);
  await saveContents(store, keys, [{ content: entry('a', 'meanwhile'), revision: 0 }]);
  const { overtaken } = await mergeBackup(store, { backup: opened, plan, present: here });
  expect(overtaken).toMatchObject([{ item: { content: entry('a', 'meanwhile') } }]);
  expect(await contentsIn(store)).toContainEqual(entry('a', 'meanwhile'));
});

test('a key that was sealed here since stays sealed', async () => {
  const { store, keys, header, items } = await freshVault([keyOf('k', SECRET)]);
  const { text: file } = await backup({ keys, header, items });
  await sealKey(store, keys, 'k');
  const opened = await openBackup(file, by(PASSPHRASE));
  const here = await present(store);
  const plan = planRestore(opened, here);
  await mergeBackup(store, { backup: opened, plan, present: here, also: ['k'] });
  expect(await contentsIn(store)).toMatchObject([{ id: 'k', local: true }]);
});

test(
  'a backup with any byte changed, cut off or added does not open',
  async () => {
    const bytes = utf8(text);
    const { keys } = vault;
    const bits = amount('bits flipped in each byte of a backup', 1, 8);
    const codes = new Map<string, number>();
    const look = async (changed: Bytes) => {
      const code = await codeOf(() => openBackup(new TextDecoder().decode(changed), recovery));
      codes.set(code, (codes.get(code) ?? 0) + 1);
    };
    // Of the records only some: what is found by one sum for all of the line is found anywhere in it.
    const step = amount('bytes from one changed byte of a backup to the next', 7, 1);
    for (let at = 0; at < bytes.length; at += step) {
      for (let bit = 0; bit < bits; bit += 1) {
        const changed = bytes.slice();
        changed[at] = (bytes[at] ?? 0) ^ (1 << (bits === 1 ? at % 8 : bit));
        await look(changed);
      }
      await look(bytes.slice(0, at));
    }
    // The last line each byte, in every run: what it says is what the rest is held against.
    for (let at = bytes.length - 90; at < bytes.length; at += 1) await look(bytes.slice(0, at));
    await look(utf8(`${text}\n`));
    await look(utf8(`${text}x`));
    expect([...codes.keys()].sort()).toEqual(['backup/damaged', 'backup/not-recognised']);
    expect(keys.vaultId).toBe((await openBackup(text, recovery)).keys.vaultId);
  },
  BULK,
);

test(
  'random changes of a backup whose sum was made to fit are refused all the same',
  async () => {
    const [first = '', last = ''] = text.split('\n');
    const mac = last.split('.')[1] ?? '';
    const alphabet = [...'ABCabc019-_"{}[],:. \\'];
    const codes = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: first.length - 1 }),
        fc.nat({ max: 8 }),
        fc.array(fc.constantFrom(...alphabet), { maxLength: 8 }),
        async (at, length, put) => {
          const line = `${first.slice(0, at) + put.join('') + first.slice(at + length)}\n`;
          fc.pre(line !== `${first}\n`);
          const sum = createHash('sha256').update(line).digest('base64url');
          codes.add(await codeOf(() => openBackup(`${line + sum}.${mac}\n`, recovery)));
        },
      ),
      { numRuns: amount('changes of a backup whose sum was made to fit', 500, 10_000) },
    );
    const coded = [
      'backup/damaged',
      'backup/not-recognised',
      'backup/version',
      'vault/damaged',
      'vault/parameters',
      'vault/recovery-missing',
      'vault/recovery-wrong',
      'vault/version',
    ];
    expect([...codes].filter((code) => !coded.includes(code))).toEqual([]);
    expect(codes).toContain('backup/damaged');
  },
  BULK,
);

test('a record left out, put back or doubled by somebody is found by the mac', async () => {
  const { header, keys } = vault;
  const { items } = await present(vault.store, recovery);
  const records = items.map(({ record }) => record);
  const [whole = ''] = (await writeFile({ made, header, records }, keys)).split('\n').slice(1);
  const mac = whole.split('.')[1] ?? '';
  for (const changed of [records.slice(1), [...records, ...records.slice(0, 1)], []]) {
    const unkeyed = await writeFile({ made, header, records: changed }, null);
    const forged = `${unkeyed.slice(0, -1)}.${mac}\n`;
    expect(await codeOf(() => openBackup(forged, recovery))).toBe('backup/damaged');
  }
  // A mac under the key of another vault.
  const others = await deriveKeys(keys.vaultId, new Uint8Array(32), keys.exportPoint);
  const forged = await writeFile({ made, header, records }, others);
  expect(await codeOf(() => openBackup(forged, recovery))).toBe('backup/damaged');
});

test.each([
  ['nothing', ''],
  ['a key file', '-----BEGIN PRIVATE KEY-----\n'],
  ['other JSON', '{"version":1}\n'],
  ['the beginning alone', '{"format":"keybearer/backup",'],
])('%s in place of a backup has a code', async (_, file) => {
  expect(await codeOf(() => openBackup(file, recovery))).toMatch(/^backup\//);
});

test('a backup of a later format says so', async () => {
  const line = `${(text.split('\n')[0] ?? '').replace('"version":1', '"version":2')}\n`;
  const sum = createHash('sha256').update(line).digest('base64url');
  expect(await codeOf(() => openBackup(`${line}${sum}\n`, recovery))).toBe('backup/version');
});
