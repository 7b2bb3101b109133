import { expect, test } from 'vitest';
import { utf8 } from '../../src/core/bytes.ts';
import { enter, prove, type Way } from '../../src/vault/enter.ts';
import { waysIn } from '../../src/vault/header.ts';
import { takeOut } from '../../src/vault/record.ts';
import type { Header, Store } from '../../src/vault/store.ts';
import {
  addPasskey,
  changePassphrase,
  keepRecoveryKey,
  prepareRecoveryKey,
  recoverVault,
  removePasskey,
} from '../../src/vault/ways.ts';
import {
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

const random = (count: number) => crypto.getRandomValues(new Uint8Array(count));
const newPasskey = () => ({
  credentialId: random(20),
  salt: random(32),
  label: 'This laptop',
  prf: random(32),
});

async function withRecovery(store: Store): Promise<string> {
  const prepared = await prepareRecoveryKey(store, by(PASSPHRASE));
  await keepRecoveryKey(store, prepared);
  return prepared.recoveryKey;
}

test('a changed passphrase opens, the former one no longer, and no record was touched', async () => {
  const { store } = await freshVault([entry('a', 1)]);
  const records = structuredClone(store.lying?.records);
  await changePassphrase(store, { present: utf8(PASSPHRASE), next: utf8('a new passphrase') });
  expect(await codeOf(() => unlock(store))).toBe('vault/passphrase-wrong');
  expect(await contentsIn(store, 'a new passphrase')).toEqual([entry('a', 1)]);
  expect(store.lying?.records).toEqual(records);
});

test('the present passphrase is asked for, and a wrong one changes nothing', async () => {
  const { store } = await freshVault();
  const before = structuredClone(store.lying);
  const present = utf8('not this one');
  const change = () => changePassphrase(store, { present, next: utf8('a new one') });
  expect(await codeOf(change)).toBe('vault/passphrase-wrong');
  expect(store.lying).toEqual(before);
});

test('of two changes of the passphrase at once the later finds the earlier one', async () => {
  const { store } = await freshVault();
  const next = ['new one first', 'new one second'];
  const results = await Promise.allSettled(
    next.map((one) => changePassphrase(store, { present: utf8(PASSPHRASE), next: utf8(one) })),
  );
  const [failed] = results.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  expect(failed).toMatchObject({ code: 'vault/passphrase-wrong' });
  const won = results.findIndex(({ status }) => status === 'fulfilled');
  expect(await contentsIn(store, next[won])).toEqual([]);
});

test('ways in that nobody here knows are left alone', async () => {
  const { store, header } = await freshVault();
  const other = { id: 'x', kind: 'smoke signal', prf: new Uint8Array(3) };
  store.lying = { records: [], header: { ...header, wraps: [other, ...header.wraps] } };
  await changePassphrase(store, { present: utf8(PASSPHRASE), next: utf8('a new passphrase') });
  expect((store.lying.header as Header).wraps[0]).toEqual(other);
  await contentsIn(store, 'a new passphrase');
});

test('a recovery key opens nothing before it is kept, and then the vault', async () => {
  const { store } = await freshVault([entry('a', 1)]);
  const prepared = await prepareRecoveryKey(store, by(PASSPHRASE));
  const way = { recovery: utf8(prepared.recoveryKey) };
  expect(await codeOf(() => unlock(store, way))).toBe('vault/recovery-missing');
  const header = await keepRecoveryKey(store, prepared);
  expect(waysIn(header)).toEqual({ passphrase: true, recovery: true, passkeys: [] });
  expect((await unlock(store, way)).items.map(({ content }) => content)).toEqual([entry('a', 1)]);
});

test('a new recovery key takes the place of the earlier one', async () => {
  const { store } = await freshVault();
  const [first, second] = [await withRecovery(store), await withRecovery(store)];
  expect(await codeOf(() => unlock(store, { recovery: utf8(first) }))).toBe('vault/recovery-wrong');
  await unlock(store, { recovery: utf8(second) });
});

test('a mistyped recovery key is told from one of another vault', async () => {
  const { store } = await freshVault();
  const key = await withRecovery(store);
  const other = await withRecovery((await freshVault()).store);
  const last = key.endsWith('0') ? '1' : '0';
  const mistyped = utf8(key.slice(0, -1) + last);
  expect(await codeOf(() => unlock(store, { recovery: mistyped }))).toBe('vault/recovery-typo');
  expect(await codeOf(() => unlock(store, { recovery: utf8(other) }))).toBe('vault/recovery-wrong');
});

test('the recovery key gives the vault a new passphrase; the forgotten one is out', async () => {
  const { store } = await freshVault([entry('a', 1)]);
  const recovery = utf8(await withRecovery(store));
  const records = structuredClone(store.lying?.records);
  const passphrase = utf8('a new passphrase');
  const { items } = await recoverVault(store, { recovery, passphrase, cost });
  expect(items.map(({ content }) => content)).toEqual([entry('a', 1)]);
  expect(store.lying?.records).toEqual(records);
  expect(await codeOf(() => unlock(store))).toBe('vault/passphrase-wrong');
  await contentsIn(store, 'a new passphrase');
  // It stays, for the next time.
  await unlock(store, { recovery });
});

test('a passkey needs a recovery key beside the passphrase, opens the vault, and can be removed', async () => {
  const { store } = await freshVault([entry('a', 1)]);
  const passkey = newPasskey();
  const add = () => addPasskey(store, by(PASSPHRASE), passkey);
  expect(await codeOf(add)).toBe('vault/recovery-missing');
  await withRecovery(store);
  const { id, header } = await add();
  const { prf, ...known } = passkey;
  expect(waysIn(header).passkeys).toEqual([{ id, ...known }]);
  const way: Way = { passkey: id, prf };
  expect((await unlock(store, way)).items).toHaveLength(1);

  const wrong = { passkey: id, prf: random(32) };
  expect(await codeOf(() => unlock(store, wrong))).toBe('vault/passkey-wrong');
  expect(await codeOf(() => unlock(store, { passkey: id, prf: random(31) }))).toBe(
    'vault/passkey-wrong',
  );
  expect(await codeOf(() => removePasskey(store, by('not this one'), id))).toBe(
    'vault/passphrase-wrong',
  );
  expect(waysIn(await removePasskey(store, by(PASSPHRASE), id)).passkeys).toEqual([]);
  expect(await codeOf(() => unlock(store, way))).toBe('vault/passkey-unknown');
  expect(await codeOf(() => removePasskey(store, by(PASSPHRASE), id))).toBe(
    'vault/passkey-unknown',
  );
  await contentsIn(store);
});

test('every way in takes the same key out, also one that was added after the key', async () => {
  const secret = randomSecret();
  const { store, keys, items } = await freshVault([keyOf('k', secret)]);
  const recovery = { recovery: utf8(await withRecovery(store)) };
  const passkey = newPasskey();
  const { id, header } = await addPasskey(store, by(PASSPHRASE), passkey);
  const ways: Way[] = [by(PASSPHRASE), recovery, { passkey: id, prf: passkey.prf }];
  for (const way of ways) {
    expect(await takeOut(keys, await prove(header, way), items[0]?.record)).toEqual(secret);
  }
  expect(await codeOf(() => prove(header, by('not this one')))).toBe('vault/passphrase-wrong');
});

test('the export key of another vault takes nothing out', async () => {
  const { keys, items } = await freshVault([keyOf('k', randomSecret())]);
  const { header } = await freshVault();
  const other = await prove(header, by(PASSPHRASE));
  expect(await codeOf(() => takeOut(keys, other, items[0]?.record))).toBe('vault/damaged');
});

test('nothing that an open vault holds can be read out of it', async () => {
  const { keys, header } = await freshVault();
  const { privateKey } = await prove(header, by(PASSPHRASE));
  const held = [keys.record, keys.name, keys.backup, privateKey];
  expect(held.map(({ extractable }) => extractable)).toEqual([false, false, false, false]);
  // Unlocking has not touched the private export key.
  const entered = await enter(header, by(PASSPHRASE));
  expect(Object.keys(entered).sort()).toEqual([
    'material',
    'milliseconds',
    'publicBytes',
    'used',
    'vaultKey',
  ]);
});
