import { expect, test, vi } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { utf8 } from '../../src/core/bytes.ts';
import type { PlanItem } from '../../src/worker/protocol.ts';
import { memoryStore } from '../vault/_memory-store.ts';
import {
  at,
  beginAnew,
  codeOf,
  createKey,
  createVault,
  entry,
  first,
  passphrase,
  pem,
  proof,
  save,
  sign,
  start,
  status,
  textAt,
  unlock,
} from './_workers.ts';

beginAnew();

const OWN = 'a passphrase of its own';
type Given = { passphrase?: ReturnType<typeof passphrase>; proof?: ReturnType<typeof proof> };

async function backup(given: Given = {}, by = first()): Promise<Blob> {
  const { url } = await by.call('backup', given);
  return new Blob([await textAt(url)]);
}
const read = (file: Blob, text?: string, by = first()) =>
  by.call('readBackup', { file, way: proof(text) });
const restore = (also: string[] = [], by = first()) => by.call('restoreBackup', { also });
const states = (items: PlanItem[]) => Object.fromEntries(items.map(({ id, state }) => [id, state]));

/** As in another browser: an empty disk. */
function elsewhere(): void {
  at.store = memoryStore();
  at.client = start();
}

/** A vault with an entry, a key that can leave and one that cannot. */
async function filled() {
  await createVault();
  await save([entry('a', { n: 1 })]);
  const [key, sealed] = [await createKey(), await createKey()];
  await first().call('sealKey', { keyId: sealed.id });
  return { key, sealed };
}

test('a backup brings all but sealed keys into another browser, where the passphrase opens it', async () => {
  const { key } = await filled();
  const before = await pem(key.id);
  const made = await first().call('backup', {});
  expect(made).toMatchObject({ records: 2, keys: 1, leftOut: 1 });
  const file = new Blob([await textAt(made.url)]);
  elsewhere();
  const plan = await read(file);
  expect(plan).toMatchObject({ into: 'none', vouched: true, damaged: [] });
  expect(states(plan.items)).toEqual({ a: 'new', [key.id]: 'new' });
  // Looking writes nothing.
  expect(at.store.lying).toBeNull();
  const { entries, keys } = await restore();
  expect(entries).toEqual([entry('a', { n: 1 }, 1)]);
  expect(keys).toEqual([{ record: key, sealed: false }]);
  expect(await status()).toMatchObject({ exists: true, open: true });
  await sign(key.id);
  at.client = start();
  await unlock();
  expect(await pem(key.id)).toBe(before);
});

test('a locked vault can be backed up, and what comes of it says that nobody vouches for it', async () => {
  const { key } = await filled();
  at.client = start();
  const made = await first().call('backup', {});
  expect(made).toMatchObject({ records: 2, keys: null, leftOut: 1 });
  const file = new Blob([await textAt(made.url)]);
  elsewhere();
  expect(await read(file)).toMatchObject({ vouched: false });
  expect((await restore()).keys).toEqual([{ record: key, sealed: false }]);
});

test('an open vault is backed up out of memory when the store fails', async () => {
  await filled();
  const failure = new AppError('vault/storage', 'the browser’s store failed (UnknownError)');
  for (const name of ['readAll', 'readHeader', 'readRecords'] as const) {
    vi.spyOn(at.store, name).mockRejectedValue(failure);
  }
  const file = await backup();
  elsewhere();
  expect((await read(file)).items).toHaveLength(2);
});

test('there is nothing to back up without a vault', async () => {
  expect(await codeOf(() => first().call('backup', {}))).toBe('vault/none');
});

test('a backup under a passphrase of its own needs proof, and is another vault', async () => {
  const { key } = await filled();
  const before = await pem(key.id);
  const own = () => passphrase(OWN);
  expect(await codeOf(() => backup({ passphrase: own() }))).toBe('vault/proof-needed');
  const wrong = { passphrase: own(), proof: proof('not this one') };
  expect(await codeOf(() => backup(wrong))).toBe('vault/passphrase-wrong');
  const file = await backup({ passphrase: own(), proof: proof() });
  const { vaultId } = await status();
  elsewhere();
  expect(await codeOf(() => read(file))).toBe('vault/passphrase-wrong');
  await read(file, OWN);
  expect((await restore()).vaultId).not.toBe(vaultId);
  const url = await first().call('exportKey', {
    keyId: key.id,
    format: 'pkcs8',
    proof: proof(OWN),
  });
  expect(await textAt(url)).toBe(before);
});

test('a locked vault makes no backup under another passphrase', async () => {
  await filled();
  at.client = start();
  const given = { passphrase: passphrase(OWN), proof: proof() };
  expect(await codeOf(() => backup(given))).toBe('vault/locked');
});

test('the recovery key opens a backup, too', async () => {
  await createVault();
  const { recoveryKey } = await first().call('makeRecoveryKey', { proof: proof() });
  await first().call('keepRecoveryKey', {});
  const file = await backup();
  elsewhere();
  const way = { recovery: utf8(recoveryKey) };
  expect(await first().call('readBackup', { file, way })).toMatchObject({ into: 'none' });
});

test('a backup is merged by revision: what is newer here stays, unless it is asked for', async () => {
  await createVault();
  await save([entry('same', 1), entry('changed', 'then'), entry('gone', 3), entry('other', 4)]);
  const file = await backup();
  await save([entry('changed', 'now', 1)]);
  await first().call('deleteEntries', { entries: [{ id: 'gone', revision: 1 }] });
  await save([entry('later', 5)]);

  const plan = await read(file);
  expect(plan.into).toBe('same');
  expect(states(plan.items)).toEqual({
    same: 'same',
    changed: 'older',
    gone: 'new',
    other: 'same',
  });
  expect((await restore()).entries).toEqual([entry('gone', 3, 1)]);
  await read(file);
  // On top of what is here, so that every other tab learns of it.
  expect((await restore(['changed'])).entries).toEqual([entry('changed', 'then', 3)]);
  const { entries } = await unlock(start());
  expect(entries).toHaveLength(5);
  expect(entries).toContainEqual(entry('changed', 'then', 3));
  expect(entries).toContainEqual(entry('later', 5, 1));
});

test('keys of another vault are sealed anew, and leave this one by its own passphrase', async () => {
  const { key } = await filled();
  const before = await pem(key.id);
  const file = await backup();
  elsewhere();
  await first().call('createVault', { passphrase: passphrase('the other one') });
  const plan = await read(file);
  expect(plan.into).toBe('other');
  await restore();
  at.client = start();
  await first().call('unlockVault', proof('the other one'));
  await sign(key.id);
  const by = (text: string) => () =>
    first().call('exportKey', { keyId: key.id, format: 'pkcs8', proof: proof(text) });
  expect(await codeOf(by('correct horse battery'))).toBe('vault/passphrase-wrong');
  expect(await textAt(await by('the other one')())).toBe(before);
});

test('a key that was sealed after its backup stays sealed', async () => {
  await createVault();
  const { id } = await createKey();
  const file = await backup();
  await first().call('sealKey', { keyId: id });
  await read(file);
  await restore([id]);
  expect(await first().call('keyStates', {})).toMatchObject([{ sealed: true }]);
  expect(await codeOf(() => pem(id))).toBe('key/sealed');
});

test('where the browser has dropped the vault, a tab that has seen it restores or begins anew', async () => {
  await createVault();
  await save([entry('a', 1)]);
  const file = await backup();
  at.store.lying = null;
  // As the store does where records are left, or where it has seen the vault.
  vi.spyOn(at.store, 'readHeader').mockRejectedValue(new AppError('vault/emptied', 'dropped'));
  const restoring = start();
  expect((await read(file, undefined, restoring)).into).toBe('none');
  expect((await restore([], restoring)).entries).toEqual([entry('a', 1, 1)]);
  at.store.lying = null;
  await createVault(start());
  expect(at.store.lying).not.toBeNull();
});

test('a locked vault must be opened before a backup is merged into it', async () => {
  await filled();
  const file = await backup();
  at.client = start();
  expect(await codeOf(() => read(file))).toBe('vault/locked');
});

test('nothing is restored that was not looked at, or was dropped', async () => {
  expect(await codeOf(restore)).toBe('backup/not-read');
  await filled();
  const file = await backup();
  elsewhere();
  await read(file);
  await first().call('dropBackup', {});
  expect(await codeOf(restore)).toBe('backup/not-read');
  await read(file);
  expect(await codeOf(() => read(new Blob(['something else'])))).toBe('backup/not-recognised');
  // The one before is not restored in its place.
  expect(await codeOf(restore)).toBe('backup/not-read');
  expect(at.store.lying).toBeNull();
});

test('a backup takes no vault’s place that another tab made meanwhile', async () => {
  await filled();
  const file = await backup();
  elsewhere();
  await read(file);
  await createVault(start());
  const lying = structuredClone(at.store.lying);
  expect(await codeOf(restore)).toBe('vault/exists');
  expect(at.store.lying).toEqual(lying);
});
