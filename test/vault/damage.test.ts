import { createHash } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import type { Bytes } from '../../src/core/bytes.ts';
import { openContent, type SealedRecord, type VaultKeys } from '../../src/vault/record.ts';
import { createVault, saveContents, unlockVault } from '../../src/vault/vault.ts';
import { unwrapKey, wrapKey, type Wrap } from '../../src/vault/wrap.ts';
import { thrown } from '../_thrown.ts';
import { amount } from '../_tools.ts';
import { memoryStore } from './_memory-store.ts';

/** A little above the floor, so that there is something to take away. */
const cost = { memory: 20_480, passes: 3, lanes: 2 };
const PASSPHRASE = 'correct horse battery';
const CONTENT = { kind: 'connection', id: 'a', value: { name: 'Acme' } };
/** Bits flipped in each byte. */
const BITS = amount('bits flipped in each byte of a vault', 1, 8);

const store = memoryStore();
let keys: VaultKeys;
let record: SealedRecord;
let wrap: Wrap;
let vaultId: string;

beforeAll(async () => {
  keys = await createVault(store, PASSPHRASE, { contents: [CONTENT], cost });
  vaultId = keys.vaultId;
  const { header, records } = store.lying as unknown as {
    header: { wraps: [Wrap] };
    records: [SealedRecord];
  };
  [wrap] = header.wraps;
  [record] = records;
});

const openRecord = (changed: object) => thrown(() => openContent(keys, { ...record, ...changed }));
const openWrap = (changed: object, passphrase = PASSPHRASE) =>
  thrown(() => unwrapKey({ ...wrap, ...changed }, { vaultId, passphrase }));

/** The bytes with one bit of one byte the other way round, each byte in turn; then each beginning. */
function* damaged(bytes: Bytes): Generator<Bytes> {
  for (let at = 0; at < bytes.length; at += 1) {
    for (let bit = 0; bit < BITS; bit += 1) {
      const changed = bytes.slice();
      changed[at] = (bytes[at] ?? 0) ^ (1 << (BITS === 1 ? at % 8 : bit));
      yield changed;
    }
  }
  for (let length = 0; length < bytes.length; length += 1) yield bytes.slice(0, length);
  yield new Uint8Array([...bytes, 0]);
}

test('a record opens as it was written', async () => {
  expect(await openContent(keys, record)).toEqual(CONTENT);
});

test('a record with any byte changed, cut off or added does not open', async () => {
  const codes = new Set<string>();
  let count = 0;
  for (const sealed of damaged(record.sealed)) {
    codes.add((await openRecord({ sealed })).code);
    count += 1;
  }
  expect([...codes]).toEqual(['vault/damaged']);
  expect(count).toBe(record.sealed.length * (BITS + 1) + 1);
});

test('a record does not open under another id, revision, version or vault', async () => {
  expect((await openRecord({ id: `${record.id.slice(0, -1)}_` })).code).toBe('vault/damaged');
  for (const revision of [0, 2, -1, 2 ** 32 + 1]) {
    expect((await openRecord({ revision })).code).toBe('vault/damaged');
  }
  for (const version of [0, 2, 1.5]) {
    expect((await openRecord({ version })).code).toBe('vault/version');
  }
  const elsewhere = { ...keys, vaultId: `${vaultId.slice(0, -1)}_` };
  expect((await thrown(() => openContent(elsewhere, record))).code).toBe('vault/damaged');
});

test('a record that took the place of another, or an older one, is not taken for it', async () => {
  await saveContents(store, keys, [CONTENT, { ...CONTENT, id: 'b' }]);
  const [first, second] = (store.lying?.records ?? []) as SealedRecord[];
  expect(first?.id).toBe(record.id);
  // The older content under the newer revision, and each in the place of the other.
  expect((await openRecord({ revision: first?.revision })).code).toBe('vault/damaged');
  expect((await openRecord({ sealed: first?.sealed })).code).toBe('vault/damaged');
  expect((await openRecord({ ...second, id: record.id })).code).toBe('vault/damaged');
});

test.each([
  ['nothing', undefined],
  ['null', null],
  ['a text', 'record'],
  ['no version', { id: 'a', revision: 1, sealed: new Uint8Array(1052) }],
  ['a list for bytes', { version: 1, id: 'a', revision: 1, sealed: [1, 2, 3] }],
  ['a text for a revision', { version: 1, id: 'a', revision: '1', sealed: new Uint8Array(1052) }],
  ['an empty ciphertext', { version: 1, id: 'a', revision: 1, sealed: new Uint8Array(28) }],
])('%s in place of a record is damage', async (_, value) => {
  expect((await thrown(() => openContent(keys, value))).code).toBe('vault/damaged');
});

test('a damaged record does not hide the others', async () => {
  const other = memoryStore();
  const contents = ['a', 'b', 'c', 'd'].map((id) => ({ ...CONTENT, id }));
  await createVault(other, PASSPHRASE, { contents, cost });
  const [first, second, third, fourth] = (other.lying?.records ?? []) as SealedRecord[];
  const records = [first, { ...second, version: 9 }, { ...third, sealed: 'gone' }, fourth];
  if (other.lying !== null) other.lying = { ...other.lying, records };
  const opened = await unlockVault(other, PASSPHRASE);
  expect(opened.contents.map(({ id }) => id)).toEqual(['a', 'd']);
  expect(opened.damaged.map(({ code }) => code)).toEqual(['vault/version', 'vault/damaged']);
});

test('a header with any byte changed, cut off or added is damaged, not a wrong passphrase', async () => {
  const codes = new Set<string>();
  for (const part of ['sealed', 'check'] as const) {
    for (const bytes of damaged(wrap[part])) codes.add((await openWrap({ [part]: bytes })).code);
  }
  for (const salt of damaged(wrap.kdf.salt)) {
    codes.add((await openWrap({ kdf: { ...wrap.kdf, salt } })).code);
  }
  expect([...codes]).toEqual(['vault/damaged']);
});

test.each([
  ['another id', (one: Wrap) => ({ ...one, id: 'other' })],
  ['more memory', (one: Wrap) => ({ ...one, kdf: { ...one.kdf, memory: 32_768 } })],
  ['fewer passes', (one: Wrap) => ({ ...one, kdf: { ...one.kdf, passes: 2 } })],
  ['fewer lanes', (one: Wrap) => ({ ...one, kdf: { ...one.kdf, lanes: 1 } })],
])('a wrap with %s is damaged', async (_, change) => {
  expect((await openWrap(change(wrap))).code).toBe('vault/damaged');
});

test.each([
  ['another salt', (one: Wrap) => ({ ...one, kdf: { ...one.kdf, salt: new Uint8Array(16) } })],
  ['less memory', (one: Wrap) => ({ ...one, kdf: { ...one.kdf, memory: 19_456 } })],
  ['fewer passes', (one: Wrap) => ({ ...one, kdf: { ...one.kdf, passes: 2 } })],
  ['fewer lanes', (one: Wrap) => ({ ...one, kdf: { ...one.kdf, lanes: 1 } })],
  ['another id', (one: Wrap) => ({ ...one, id: 'other' })],
  ['another ciphertext', (one: Wrap) => ({ ...one, sealed: new Uint8Array(60) })],
])('a wrap with %s and its check made to fit does not open', async (_, change) => {
  expect(await unwrapKey(recheck(wrap), { vaultId, passphrase: PASSPHRASE })).toHaveLength(32);
  expect((await openWrap(recheck(change(wrap)))).code).toBe('vault/passphrase-wrong');
});

test('a wrap of another vault does not open, its check made to fit or not', async () => {
  const options = { vaultId: 'another', passphrase: PASSPHRASE };
  expect((await thrown(() => unwrapKey(wrap, options))).code).toBe('vault/damaged');
  const fitting = recheck(wrap, 'another');
  expect((await thrown(() => unwrapKey(fitting, options))).code).toBe('vault/passphrase-wrong');
});

test.each([
  ['memory under the floor', { memory: 19_455 }],
  ['one pass', { passes: 1 }],
  ['no lane', { lanes: 0 }],
  ['more memory than 1 GiB', { memory: 1_048_577 }],
  ['seventeen passes', { passes: 17 }],
  ['seventeen lanes', { lanes: 17 }],
  ['memory that is no number', { memory: NaN }],
  ['half a pass', { passes: 2.5 }],
  ['endless memory', { memory: Infinity }],
])('a derivation with %s is refused, when making and when opening', async (_, change) => {
  const kdf = { ...wrap.kdf, ...change };
  expect((await openWrap(recheck({ ...wrap, kdf }))).code).toBe('vault/parameters');
  // Called what it is, also by who did not make the check fit.
  expect((await openWrap({ kdf })).code).toBe('vault/parameters');
  const options = { vaultId, passphrase: PASSPHRASE, cost: { ...cost, ...change } };
  expect((await thrown(() => wrapKey(new Uint8Array(32), options))).code).toBe('vault/parameters');
});

test.each([
  ['a text', 'header', 'vault/damaged'],
  ['an empty object', {}, 'vault/damaged'],
  ['a later version', { version: 2 }, 'vault/version'],
  ['no ways in', { version: 1, vaultId: 'a', revision: 1, wraps: [] }, 'vault/damaged'],
  [
    'ways in that are no list',
    { version: 1, vaultId: 'a', revision: 1, wraps: {} },
    'vault/damaged',
  ],
  ['a way in of null', { version: 1, vaultId: 'a', revision: 1, wraps: [null] }, 'vault/damaged'],
  [
    'a way in without a derivation',
    { version: 1, vaultId: 'a', revision: 1, wraps: [{ kind: 'passphrase' }] },
    'vault/damaged',
  ],
  ['no id', { version: 1, revision: 1, wraps: [] }, 'vault/damaged'],
  ['no revision', { version: 1, vaultId: 'a', wraps: [] }, 'vault/damaged'],
])('a header that is %s has a code of its own', async (_, header, code) => {
  const other = memoryStore();
  other.lying = { header, records: [] };
  expect((await thrown(() => unlockVault(other, PASSPHRASE))).code).toBe(code);
});

/** The check as format.ts says it, so that only the tag is left to refuse. */
function recheck(one: Wrap, vault = vaultId): Wrap {
  const { name, memory, passes, lanes, salt } = one.kdf;
  const derivation = [name, memory, passes, lanes, Buffer.from(salt).toString('base64url')];
  const context = JSON.stringify(['keybearer/wrap', 1, vault, one.id, one.kind, ...derivation]);
  const check = createHash('sha256').update(context).update(one.sealed).digest();
  return { ...one, check: new Uint8Array(check) };
}
