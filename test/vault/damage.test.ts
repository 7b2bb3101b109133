import { createHash } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { utf8, type Bytes } from '../../src/core/bytes.ts';
import { deleteContents, saveContents } from '../../src/vault/contents.ts';
import { enter, prove, type Way } from '../../src/vault/enter.ts';
import { openCopy, type ExportKey } from '../../src/vault/export-key.ts';
import type { VaultKeys } from '../../src/vault/keys.ts';
import { derivePassphrase } from '../../src/vault/passphrase.ts';
import { openContent, takeOut, type SealedRecord } from '../../src/vault/record.ts';
import type { Header } from '../../src/vault/store.ts';
import { createVault } from '../../src/vault/vault.ts';
import { addPasskey, keepRecoveryKey, prepareRecoveryKey } from '../../src/vault/ways.ts';
import type { PasskeyWrap, PassphraseWrap, RecoveryWrap, Wrap } from '../../src/vault/wrap.ts';
import { thrown } from '../_thrown.ts';
import { amount } from '../_tools.ts';
import { memoryStore } from './_memory-store.ts';
import {
  BULK,
  by,
  codeOf,
  entry,
  freshVault,
  keyOf,
  PASSPHRASE,
  randomSecret,
  unlock,
} from './_vault.ts';

/** A little above the floor, so that there is something to take away. */
const cost = { memory: 20_480, passes: 3, lanes: 2 };
const KEY = keyOf('k', randomSecret());
/** Bits flipped in each byte. */
const BITS = amount('bits flipped in each byte of a vault', 1, 8);

const store = memoryStore();
let header: Header;
let keys: VaultKeys;
let exportKey: ExportKey;
let record: SealedRecord;
let wraps: { passphrase: PassphraseWrap; recovery: RecoveryWrap; passkey: PasskeyWrap };
let ways: Record<keyof typeof wraps, Way>;

beforeAll(async () => {
  const passphrase = utf8(PASSPHRASE);
  const made = await createVault(store, passphrase, { contents: [KEY], cost });
  ({ keys } = made);
  const prepared = await prepareRecoveryKey(store, { passphrase });
  await keepRecoveryKey(store, prepared);
  const prf = crypto.getRandomValues(new Uint8Array(32));
  const credentialId = crypto.getRandomValues(new Uint8Array(20));
  const passkey = { credentialId, salt: randomSecret().slice(0, 32), label: 'This laptop', prf };
  const recovery = utf8(prepared.recoveryKey);
  const added = await addPasskey(store, { recovery }, passkey);
  ({ header } = added);
  const [one, two, three] = header.wraps as [PassphraseWrap, RecoveryWrap, PasskeyWrap];
  wraps = { passphrase: one, recovery: two, passkey: three };
  ways = {
    passphrase: { passphrase },
    recovery: { recovery },
    passkey: { passkey: added.id, prf },
  };
  exportKey = await prove(header, { recovery });
  [record] = store.lying?.records as [SealedRecord];
});

const openRecord = (changed: object) => thrown(() => openContent(keys, { ...record, ...changed }));
/** The code of entering where one wrap was changed. */
const enterBy = (wrap: Wrap, kind: keyof typeof ways = wrap.kind, changed: object = {}) =>
  codeOf(() => enter({ ...header, wraps: [wrap], ...changed }, ways[kind]));

/** The bytes with one bit of one byte the other way round, and without it, each in turn; each beginning; more. */
function* damaged(bytes: Bytes, bits = BITS): Generator<Bytes> {
  for (let at = 0; at < bytes.length; at += 1) {
    for (let bit = 0; bit < bits; bit += 1) {
      const changed = bytes.slice();
      changed[at] = (bytes[at] ?? 0) ^ (1 << (bits === 1 ? at % 8 : bit));
      yield changed;
    }
  }
  for (let length = 0; length < bytes.length; length += 1) {
    yield bytes.slice(0, length);
    yield bytes.filter((_, at) => at !== length);
  }
  yield new Uint8Array([...bytes, 0]);
}

test('a record opens as it was written, and its secret comes out', async () => {
  expect(await openContent(keys, record, { secret: true })).toEqual(KEY);
  expect(await takeOut(keys, exportKey, record)).toEqual(KEY.secret);
});

test(
  'a record with any byte changed, cut off or added does not open',
  async () => {
    const codes = new Set<string>();
    let count = 0;
    for (const sealed of damaged(record.sealed)) {
      codes.add((await openRecord({ sealed })).code);
      count += 1;
    }
    expect([...codes]).toEqual(['vault/damaged']);
    expect(count).toBe(record.sealed.length * (BITS + 2) + 1);
  },
  BULK,
);

test('a record does not open under another id, revision, version, mark or vault', async () => {
  expect((await openRecord({ id: `${record.id.slice(0, -1)}_` })).code).toBe('vault/damaged');
  for (const revision of [0, 2, -1, 2 ** 32 + 1]) {
    expect((await openRecord({ revision })).code).toBe('vault/damaged');
  }
  for (const version of [0, 3, 1.5]) {
    expect((await openRecord({ version })).code).toBe('vault/version');
  }
  for (const local of [true, undefined, 0]) {
    expect((await openRecord({ local })).code).toBe('vault/damaged');
  }
  // As if it were of the version that had no such mark.
  expect((await openRecord({ version: 1, local: undefined })).code).toBe('vault/damaged');
  const elsewhere = { ...keys, vaultId: `${keys.vaultId.slice(0, -1)}_` };
  expect((await thrown(() => openContent(elsewhere, record))).code).toBe('vault/damaged');
});

test('a copy with any byte changed, cut off or added does not open', async () => {
  // Bound to its record: in the place of the copy of another it is damage, too.
  const context = ['keybearer/copy', 2, keys.vaultId, record.id] as const;
  const { sealCopy } = await import('../../src/vault/export-key.ts');
  const secret = utf8('private');
  const copy = await sealCopy(exportKey.publicBytes, context, secret);
  expect(await openCopy(exportKey, context, copy)).toEqual(secret);
  const outcomes = new Set<string>();
  for (const bytes of [...damaged(copy), copy]) {
    const other = bytes === copy ? ['keybearer/copy', 2, keys.vaultId, 'other'] : context;
    await openCopy(exportKey, other, bytes).then(
      () => outcomes.add('opened'),
      () => outcomes.add('refused'),
    );
  }
  expect([...outcomes]).toEqual(['refused']);
});

test('a record that took the place of another, or an older one, is not taken for it', async () => {
  const { store: other, keys: theirs } = await freshVault([entry('a', 'old'), entry('b', 'b')]);
  const [old, second] = other.lying?.records as SealedRecord[];
  await saveContents(other, theirs, [{ content: entry('a', 'new'), revision: 1 }]);
  const [first] = other.lying?.records as SealedRecord[];
  expect(first?.id).toBe(old?.id);
  for (const wrong of [
    // The older content under the newer revision, and each in the place of the other.
    { ...old, revision: first?.revision },
    { ...first, revision: old?.revision },
    { ...second, id: first?.id },
  ]) {
    expect(await codeOf(() => openContent(theirs, wrong))).toBe('vault/damaged');
  }
});

test.each([
  ['nothing', undefined],
  ['null', null],
  ['a text', 'record'],
  ['no version', { id: 'a', revision: 1, local: false, sealed: new Uint8Array(1052) }],
  ['a list for bytes', { version: 2, id: 'a', revision: 1, local: false, sealed: [1, 2, 3] }],
  [
    'a text for a revision',
    { version: 2, id: 'a', revision: '1', local: false, sealed: new Uint8Array(1052) },
  ],
  [
    'an empty ciphertext',
    { version: 2, id: 'a', revision: 1, local: false, sealed: new Uint8Array(28) },
  ],
])('%s in place of a record is damage', async (_, value) => {
  expect((await thrown(() => openContent(keys, value))).code).toBe('vault/damaged');
});

test('a damaged record does not hide the others', async () => {
  const contents = ['a', 'b', 'c', 'd'].map((id) => entry(id, id));
  const { store: other } = await freshVault(contents);
  const [first, second, third, fourth] = (other.lying?.records ?? []) as SealedRecord[];
  const records = [first, { ...second, version: 9 }, { ...third, sealed: 'gone' }, fourth, 'x'];
  if (other.lying !== null) other.lying = { ...other.lying, records };
  const opened = await unlock(other);
  expect(opened.items.map(({ content }) => content.id)).toEqual(['a', 'd']);
  expect(opened.damaged.map(({ code }) => code)).toEqual([
    'vault/version',
    'vault/damaged',
    'vault/damaged',
  ]);
});

test('where the newest revision is damaged the one before it counts, is said to, and can be saved over', async () => {
  const { store: other, keys: theirs } = await freshVault([entry('a', 'old')]);
  const before = structuredClone(other.lying?.records) as SealedRecord[];
  await saveContents(other, theirs, [{ content: entry('a', 'new'), revision: 1 }]);
  const [newest] = other.lying?.records as SealedRecord[];
  if (newest === undefined || other.lying === null) throw new Error('nothing was saved');
  const cut = { ...newest, sealed: newest.sealed.subarray(2) };
  other.lying = { ...other.lying, records: [cut, ...before] };
  const { items, damaged: said } = await unlock(other);
  expect(items).toMatchObject([{ content: entry('a', 'old'), revision: 2, record: before[0] }]);
  expect(said.map(({ code }) => code)).toEqual(['vault/earlier']);
  const next = [{ content: entry('a', 'mended'), revision: 2 }];
  expect(await saveContents(other, theirs, next)).toMatchObject({ overtaken: [] });
  expect((await unlock(other)).items.at(-1)?.content.value).toBe('mended');
});

test('what a later Keybearer wrote is neither passed over nor written over', async () => {
  const { store: other, keys: theirs } = await freshVault([entry('a', 'old')]);
  if (other.lying === null) throw new Error('there is no vault');
  const [old] = other.lying.records as SealedRecord[];
  other.lying = { ...other.lying, records: [{ ...old, version: 3, revision: 2 }, old] };
  const { items, damaged: said } = await unlock(other);
  expect(items).toEqual([]);
  expect(said.map(({ code }) => code)).toEqual(['vault/version']);
  const save = () => saveContents(other, theirs, [{ content: entry('a', 1), revision: 1 }]);
  expect(await codeOf(save)).toBe('vault/version');
});

test('what nobody can read any more is saved over, and deleted', async () => {
  const { store: other, keys: theirs } = await freshVault([entry('a', 1), entry('b', 1)]);
  if (other.lying === null) throw new Error('there is no vault');
  const records = other.lying.records as SealedRecord[];
  other.lying = {
    ...other.lying,
    records: records.map((one) => ({ ...one, revision: 7, sealed: new Uint8Array(2000) })),
  };
  const { saved } = await saveContents(other, theirs, [{ content: entry('a', 2), revision: 0 }]);
  expect(saved).toMatchObject([{ revision: 8 }]);
  const name = { kind: 'connection', id: 'b', revision: 1 };
  expect(await deleteContents(other, theirs, [name])).toMatchObject({ overtaken: [] });
  expect((await unlock(other)).items.map(({ content }) => content)).toEqual([entry('a', 2)]);
});

test('what can be neither read nor written over is said so, instead of being tried for ever', async () => {
  const { store: other, keys: theirs } = await freshVault([entry('a', 1)]);
  const [lying] = other.lying?.records as SealedRecord[];
  const stuck = {
    ...other,
    readRecords: async () => [[{ ...lying, sealed: new Uint8Array(2000) }]],
    write: async () => ({ overtaken: [String(lying?.id)] }),
  };
  const save = () => saveContents(stuck, theirs, [{ content: entry('a', 2), revision: 0 }]);
  expect(await codeOf(save)).toBe('vault/damaged');
});

test(
  'a header with any byte changed, cut off or added is damaged, not a wrong passphrase',
  async () => {
    const codes = new Set<string>();
    let count = 0;
    const look = async (wrap: Wrap) => {
      codes.add(await enterBy(wrap));
      count += 1;
    };
    for (const wrap of Object.values(wraps)) {
      for (const part of ['sealed', 'proof', 'check'] as const) {
        for (const bytes of damaged(wrap[part])) await look({ ...wrap, [part]: bytes });
      }
    }
    const { passphrase, passkey } = wraps;
    for (const salt of damaged(passphrase.kdf.salt)) {
      await look({ ...passphrase, kdf: { ...passphrase.kdf, salt } });
    }
    for (const part of ['credentialId', 'salt'] as const) {
      for (const bytes of damaged(passkey[part])) await look({ ...passkey, [part]: bytes });
    }
    expect([...codes]).toEqual(['vault/damaged']);
    expect(count).toBeGreaterThan(BITS === 8 ? 10_000 : 3000);
  },
  BULK,
);

test.each<[string, () => Wrap]>([
  ['another id', () => ({ ...wraps.recovery, id: 'other' })],
  ['another label', () => ({ ...wraps.passkey, label: 'That laptop' })],
  ['more memory', () => weaker({ memory: 32_768 })],
  ['fewer passes', () => weaker({ passes: 2 })],
  ['fewer lanes', () => weaker({ lanes: 1 })],
])('a way in with %s is damaged', async (_, change) => {
  expect(await enterBy(change())).toBe('vault/damaged');
});

test.each<[string, () => Wrap]>([
  ['another salt', () => weaker({ salt: new Uint8Array(16) })],
  ['less memory', () => weaker({ memory: 19_456 })],
  ['fewer passes', () => weaker({ passes: 2 })],
  ['fewer lanes', () => weaker({ lanes: 1 })],
  ['another id', () => ({ ...wraps.passphrase, id: 'other' })],
  ['another ciphertext', () => ({ ...wraps.passphrase, sealed: new Uint8Array(125) })],
])('a passphrase with %s and its check made to fit does not open', async (_, change) => {
  expect(await enterBy(recheck(change()))).toBe('vault/passphrase-wrong');
});

test(
  'with the check made to fit, any byte changed of what a way in holds is refused all the same',
  async () => {
    const codes = { sealed: new Set<string>(), proof: new Set<string>() };
    for (const kind of ['recovery', 'passkey'] as const) {
      const wrap = wraps[kind];
      expect((await enter({ ...header, wraps: [recheck(wrap)] }, ways[kind])).vaultKey.length).toBe(
        32,
      );
      for (const part of ['sealed', 'proof'] as const) {
        for (const bytes of damaged(wrap[part])) {
          const fitting = recheck({ ...wrap, [part]: bytes });
          const changed = { ...header, wraps: [fitting] };
          codes[part].add(await codeOf(() => prove(changed, ways[kind])));
        }
      }
    }
    // Of the wrong length it is damage before it is tried.
    expect([...codes.sealed].sort()).toEqual([
      'vault/damaged',
      'vault/passkey-wrong',
      'vault/recovery-wrong',
    ]);
    expect([...codes.proof]).toEqual(['vault/damaged']);
  },
  BULK,
);

test('parts of a way in do not open in another place', async () => {
  const { recovery, passkey } = wraps;
  const { recovery: way } = ways;
  expect(await enterBy(recheck({ ...recovery, sealed: passkey.sealed }))).toBe(
    'vault/recovery-wrong',
  );
  // As another kind, with the very material.
  const material = (await enter(header, way)).material;
  const disguised = recheck({ ...passkey, sealed: recovery.sealed, proof: recovery.proof });
  const asPasskey = { passkey: passkey.id, prf: material };
  expect(await codeOf(() => enter({ ...header, wraps: [disguised] }, asPasskey))).toBe(
    'vault/passkey-wrong',
  );
});

test('a way in of another vault does not open, its check made to fit or not', async () => {
  for (const kind of ['passphrase', 'recovery', 'passkey'] as const) {
    const wrap = wraps[kind];
    const elsewhere = { vaultId: 'another' };
    expect(await enterBy(wrap, kind, elsewhere)).toBe('vault/damaged');
    expect(await enterBy(recheck(wrap, 'another'), kind, elsewhere)).toBe(`vault/${kind}-wrong`);
  }
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
  expect(await enterBy(recheck(weaker(change)))).toBe('vault/parameters');
  // Called what it is, also by who did not make the check fit.
  expect(await enterBy(weaker(change))).toBe('vault/parameters');
  const derive = () =>
    derivePassphrase(utf8(PASSPHRASE), new Uint8Array(16), { ...cost, ...change });
  expect(await codeOf(derive)).toBe('vault/parameters');
});

test.each([
  ['a text', 'header', 'vault/damaged'],
  ['an empty object', {}, 'vault/damaged'],
  ['a later version', { version: 3 }, 'vault/version'],
  ['no ways in', { version: 2, vaultId: 'a', revision: 1, wraps: [] }, 'vault/damaged'],
  [
    'ways in that are no list',
    { version: 2, vaultId: 'a', revision: 1, wraps: {} },
    'vault/damaged',
  ],
  ['a way in of null', { version: 2, vaultId: 'a', revision: 1, wraps: [null] }, 'vault/damaged'],
  [
    'a way in without a derivation',
    { version: 2, vaultId: 'a', revision: 1, wraps: [{ kind: 'passphrase' }] },
    'vault/damaged',
  ],
  ['no id', { version: 2, revision: 1, wraps: [] }, 'vault/damaged'],
  ['no revision', { version: 2, vaultId: 'a', wraps: [] }, 'vault/damaged'],
])('a header that is %s has a code of its own', async (_, stored, code) => {
  const other = memoryStore();
  other.lying = { header: stored, records: [] };
  expect(await codeOf(() => unlock(other, by(PASSPHRASE)))).toBe(code);
});

test('a header of this version that is passed off as one of version 1 does not open', async () => {
  expect(await codeOf(() => enter({ ...header, version: 1 }, ways.passphrase))).toBe(
    'vault/damaged',
  );
});

function weaker(change: object): PassphraseWrap {
  return { ...wraps.passphrase, kdf: { ...wraps.passphrase.kdf, ...change } };
}

/** The check as format.ts says it, so that only the tag is left to refuse. */
function recheck<T extends Wrap>(one: T, vault = keys.vaultId): T {
  const b64 = (bytes: Bytes) => Buffer.from(bytes).toString('base64url');
  const wrap: Wrap = one;
  const rest =
    wrap.kind === 'passphrase'
      ? [wrap.kdf.name, wrap.kdf.memory, wrap.kdf.passes, wrap.kdf.lanes, b64(wrap.kdf.salt)]
      : wrap.kind === 'passkey'
        ? [b64(wrap.credentialId), b64(wrap.salt), wrap.label]
        : [];
  const context = JSON.stringify(['keybearer/wrap', 2, vault, wrap.id, wrap.kind, ...rest]);
  const sum = createHash('sha256').update(context).update(wrap.sealed).update(wrap.proof);
  return { ...one, check: new Uint8Array(sum.digest()) };
}
