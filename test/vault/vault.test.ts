import fc from 'fast-check';
import { expect, test } from 'vitest';
import { base64, hex, utf8, type Bytes } from '../../src/core/bytes.ts';
import { sealContent, type Content, type SealedRecord } from '../../src/vault/record.ts';
import {
  changePassphrase,
  createVault,
  deleteContents,
  readContent,
  saveContents,
  unlockVault,
} from '../../src/vault/vault.ts';
import { thrown } from '../_thrown.ts';
import { amount, needTool } from '../_tools.ts';
import { memoryStore } from './_memory-store.ts';
import { askReader } from './_reader.ts';

/** The least that is accepted: derivations are the slow part. */
const cost = { memory: 19_456, passes: 2, lanes: 1 };
const PASSPHRASE = 'correct horse battery';

const entry = (id: string, value: unknown): Content => ({ kind: 'connection', id, value });
const codeOf = async (call: () => Promise<unknown>) => (await thrown(call)).code;

/** One for all tests that only look. */
const shared = freshVault([entry('a', 1)]);

async function freshVault(contents: Content[] = []) {
  const store = memoryStore();
  const keys = await createVault(store, PASSPHRASE, { contents, cost });
  return { store, keys };
}

test('what was saved is there after unlocking, and nothing else', async () => {
  const { store, keys } = await freshVault([entry('first', 1)]);
  await saveContents(store, keys, [entry('a', { name: 'A' }), entry('b', ['B'])]);
  await saveContents(store, keys, [entry('a', { name: 'A, renamed' })]);
  await deleteContents(store, keys, [{ kind: 'connection', id: 'b' }]);
  const { contents, damaged } = await unlockVault(store, PASSPHRASE);
  expect(damaged).toEqual([]);
  expect(contents.toSorted((one, other) => (one.id < other.id ? -1 : 1))).toEqual([
    entry('a', { name: 'A, renamed' }),
    entry('first', 1),
  ]);
});

test('any JSON and any secret come back as they were', async () => {
  const { store, keys } = await freshVault();
  const content = fc.record({
    kind: fc.constantFrom('connection', 'place', 'key'),
    id: fc.string(),
    value: fc.jsonValue({ stringUnit: 'binary' }),
    secret: fc.uint8Array({ maxLength: 3000 }),
  });
  await fc.assert(
    fc.asyncProperty(content, async ({ secret, ...rest }) => {
      const bytes = new Uint8Array(secret);
      await saveContents(store, keys, [{ ...rest, secret: bytes }]);
      // -0 is not in JSON.
      const value: unknown = JSON.parse(JSON.stringify(rest.value));
      expect(await readContent(store, keys, rest)).toEqual({ ...rest, value, secret: bytes });
    }),
    { numRuns: amount('contents sealed and opened', 100, 10_000) },
  );
});

test('unlocking hands out no secret', async () => {
  const secret = utf8('private');
  const { store, keys } = await freshVault([{ kind: 'key', id: 'k', value: 1, secret }]);
  expect((await unlockVault(store, PASSPHRASE)).contents).toEqual([
    { kind: 'key', id: 'k', value: 1 },
  ]);
  expect(await readContent(store, keys, { kind: 'key', id: 'k' })).toMatchObject({ secret });
});

test('a key and an entry of the same id do not meet', async () => {
  const { store, keys } = await freshVault([entry('x', 'entry')]);
  expect(await readContent(store, keys, { kind: 'key', id: 'x' })).toBeNull();
  await saveContents(store, keys, [{ kind: 'key', id: 'x', value: 'key' }]);
  expect(await readContent(store, keys, { kind: 'place', id: 'x' })).toMatchObject({
    value: 'entry',
  });
});

test.each([
  ['unlocking', (store: ReturnType<typeof memoryStore>) => unlockVault(store, PASSPHRASE)],
  [
    'changing the passphrase',
    (store: ReturnType<typeof memoryStore>) =>
      changePassphrase(store, { present: PASSPHRASE, next: 'another one' }),
  ],
])('%s without a vault is vault/none, and makes none', async (_, call) => {
  const store = memoryStore();
  expect(await codeOf(() => call(store))).toBe('vault/none');
  expect(store.lying).toBeNull();
});

test('a second vault is refused, and the first untouched', async () => {
  const { store } = await shared;
  const before = structuredClone(store.lying);
  expect(await codeOf(() => createVault(store, 'another one', { cost }))).toBe('vault/exists');
  expect(store.lying).toEqual(before);
});

test('of two vaults made at once one stays, whole, and the other is refused', async () => {
  const store = memoryStore();
  const both = await Promise.allSettled([
    createVault(store, 'passphrase one', { contents: [entry('a', 'one')], cost }),
    createVault(store, 'passphrase two', { contents: [entry('a', 'two')], cost }),
  ]);
  const won = both.findIndex(({ status }) => status === 'fulfilled');
  const [refused] = both.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  expect(refused).toMatchObject({ code: 'vault/exists' });
  const { contents } = await unlockVault(store, ['passphrase one', 'passphrase two'][won] ?? '');
  expect(contents).toEqual([entry('a', ['one', 'two'][won])]);
});

test.each([
  ['one letter another', 'correct horse batterz'],
  ['a space too many', `${PASSPHRASE} `],
  ['another case', 'Correct horse battery'],
  ['a part of it', 'correct horse batter'],
  ['nothing', ''],
])('%s in place of the passphrase does not open', async (_, passphrase) => {
  const { store } = await shared;
  expect(await thrown(() => unlockVault(store, passphrase))).toMatchObject({
    code: 'vault/passphrase-wrong',
    message: 'this passphrase does not open the vault',
  });
});

test.each([
  ['é composed', 'caf\u00e9 au lait', 'cafe\u0301 au lait'],
  ['full-width letters', 'ＰＡＳＳphrase', 'PASSphrase'],
  ['a ligature', 'ﬁnancial', 'financial'],
  ['Hangul', '\uac00\uac01 password', '\u1100\u1161\u1100\u1161\u11a8 password'],
])('%s opens however the keyboard composes it', async (_, made, typed) => {
  expect(made).not.toBe(typed);
  const store = memoryStore();
  await createVault(store, made, { contents: [entry('a', 1)], cost });
  expect((await unlockVault(store, typed)).contents).toHaveLength(1);
});

test.each([
  ['seven letters', 'abcdefg'],
  // Fourteen code units: what is counted is what was typed.
  ['seven emoji', '🔑🔑🔑🔑🔑🔑🔑'],
  ['four é of two code points each', 'e\u0301e\u0301e\u0301e\u0301'],
])('a passphrase of %s is too short, for a new vault and for a change', async (_, next) => {
  const short = { code: 'vault/passphrase-short' };
  expect(await thrown(() => createVault(memoryStore(), next, { cost }))).toMatchObject(short);
  const { store } = await shared;
  const change = () => changePassphrase(store, { present: PASSPHRASE, next }, cost);
  expect(await thrown(change)).toMatchObject(short);
});

test.each([['abcdefgh'], ['🔑🔑🔑🔑🔑🔑🔑🔑']])('%s is long enough', async (passphrase) => {
  await createVault(memoryStore(), passphrase, { cost });
});

test('a changed passphrase opens, the former one no longer, and no record was touched', async () => {
  const { store, keys } = await freshVault([entry('a', 1)]);
  const records = structuredClone(store.lying?.records);
  await changePassphrase(store, { present: PASSPHRASE, next: 'a new passphrase' }, cost);
  expect(await codeOf(() => unlockVault(store, PASSPHRASE))).toBe('vault/passphrase-wrong');
  expect((await unlockVault(store, 'a new passphrase')).contents).toEqual([entry('a', 1)]);
  expect(store.lying?.records).toEqual(records);
  // Who had it open goes on.
  await saveContents(store, keys, [entry('b', 2)]);
  expect((await unlockVault(store, 'a new passphrase')).contents).toHaveLength(2);
});

test('the present passphrase is asked for, and a wrong one changes nothing', async () => {
  const { store } = await shared;
  const before = structuredClone(store.lying);
  const change = () => changePassphrase(store, { present: 'not this one', next: 'a new one' });
  expect(await codeOf(change)).toBe('vault/passphrase-wrong');
  expect(store.lying).toEqual(before);
});

test('of two changes of the passphrase at once the later finds the earlier one', async () => {
  const { store } = await freshVault();
  const results = await Promise.allSettled(
    ['new one first', 'new one second'].map((next) =>
      changePassphrase(store, { present: PASSPHRASE, next }, cost),
    ),
  );
  const [failed] = results.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  expect(failed).toMatchObject({ code: 'vault/passphrase-wrong' });
  const won = results.findIndex(({ status }) => status === 'fulfilled');
  const opening = unlockVault(store, ['new one first', 'new one second'][won] ?? '');
  expect((await opening).damaged).toEqual([]);
});

test('ways in of other kinds are left alone', async () => {
  const { store } = await freshVault();
  const header = store.lying?.header as { wraps: unknown[] };
  const other = { id: 'x', kind: 'passkey', prf: new Uint8Array(3) };
  store.lying = { records: [], header: { ...header, wraps: [other, ...header.wraps] } };
  await changePassphrase(store, { present: PASSPHRASE, next: 'a new passphrase' }, cost);
  expect((store.lying.header as { wraps: unknown[] }).wraps[0]).toEqual(other);
  await unlockVault(store, 'a new passphrase');
});

test('two writers overtake each other, and no write is lost', async () => {
  const { store, keys } = await freshVault();
  const writes = amount('writes of two tabs over each other', 50, 2000);
  const tab = async (name: string) => {
    for (let count = 1; count <= writes; count += 1) {
      await saveContents(store, keys, [entry('shared', name), entry(`${name} ${count}`, count)]);
    }
  };
  await Promise.all([tab('one'), tab('two')]);
  const { contents } = await unlockVault(store, PASSPHRASE);
  expect(contents).toHaveLength(2 * writes + 1);
  const revisions = store.lying?.records.map((record) => (record as SealedRecord).revision) ?? [];
  // Each write of either tab is one revision of what both write.
  expect(Math.max(...revisions)).toBe(2 * writes);
});

test('a vault that was deleted or replaced meanwhile takes nothing', async () => {
  const { store, keys } = await freshVault([entry('a', 1)]);
  await store.destroy();
  const save = () => saveContents(store, keys, [entry('b', 2)]);
  expect(await codeOf(save)).toBe('vault/none');
  await createVault(store, PASSPHRASE, { cost });
  expect(await codeOf(save)).toBe('vault/none');
  const remove = () => deleteContents(store, keys, [entry('a', 1)]);
  expect(await codeOf(remove)).toBe('vault/none');
  expect(store.lying?.records).toEqual([]);
});

test('a vault that is replaced while it is being unlocked is not mixed with the other', async () => {
  const { store } = await freshVault([entry('a', 1)]);
  const { store: other } = await shared;
  const readAll = () => other.readAll();
  expect(await codeOf(() => unlockVault({ ...store, readAll }, PASSPHRASE))).toBe('vault/none');
});

test('names, kinds, ids and values are nowhere in what is stored, nor is the passphrase', async () => {
  const canary = 'kn4ry-of-this-test';
  const content: Content = {
    kind: 'connection',
    id: `id-${canary}`,
    value: { [`field-${canary}`]: `value-${canary}`, kind: 'connection' },
    secret: utf8(`secret-${canary}`),
  };
  const store = memoryStore();
  const keys = await createVault(store, `passphrase ${canary}`, { contents: [content], cost });
  await saveContents(store, keys, [content, { ...content, kind: 'key' }]);
  expect(finds(store.lying, canary)).toEqual([]);
  for (const kind of ['connection', 'place', '"key"']) expect(finds(store.lying, kind)).toEqual([]);
  // The search itself finds what is there.
  expect(finds({ ...store.lying, label: utf8(`a ${canary}`) }, canary)).toEqual(['UTF-8']);
  const utf16 = new Uint8Array(new Uint16Array(Array.from(canary, (c) => c.charCodeAt(0))).buffer);
  expect(finds({ ...store.lying, label: utf16 }, canary)).toEqual(['UTF-16']);
  expect(finds({ ...store.lying, label: base64(utf8(canary)) }, canary)).toEqual(['base64']);
});

test.each([
  [100, 1052],
  [1024, 1052],
  [1025, 2076],
  [2048, 2076],
])('a content of %i bytes shows only as %i', async (size, sealed) => {
  // Two lengths of four bytes each stand beside the text.
  const around = 8 + JSON.stringify(entry('a', '')).length;
  const { keys } = await shared;
  const record = await sealContent(keys, entry('a', 'x'.repeat(size - around)), 1);
  expect(record.sealed.length).toBe(sealed);
});

test('a vault of format 1 opens for good', async () => {
  const store = memoryStore();
  const { default: kept } = await import('./version-1.json', { with: { type: 'json' } });
  store.lying = fromHex(kept.vault) as typeof store.lying;
  const { contents, damaged, keys } = await unlockVault(store, kept.passphrase);
  expect(damaged).toEqual([]);
  expect(contents).toEqual(kept.contents.map(({ kind, id, value }) => ({ kind, id, value })));
  for (const { secret, ...name } of kept.contents) {
    const read = await readContent(store, keys, name);
    expect(hex(read?.secret ?? new Uint8Array())).toBe(secret);
  }
});

test.skipIf(!needTool('libargon2'))(
  'another program opens it by the words of format.ts',
  async () => {
    const secret = crypto.getRandomValues(new Uint8Array(1218));
    const contents: Content[] = [
      entry('a', { name: 'Zürich „日本“ 🔑', list: [1, null, true] }),
      { kind: 'place', id: 'here', value: '#/connection/a/app' },
      { kind: 'key', id: 'k', value: { bits: 2048 }, secret },
    ];
    const store = memoryStore();
    const passphrase = 'cafe\u0301 Prüfung 日本';
    const keys = await createVault(store, passphrase, { contents });
    await saveContents(store, keys, contents.slice(0, 1));
    const read = askReader('vault', { ...store.lying, passphrase });
    const all = contents.map((one) => ({ ...one, secret: hex(one.secret ?? new Uint8Array()) }));
    expect(read).toEqual(expect.arrayContaining(all));
    expect(read).toHaveLength(3);
  },
);

/** In which encodings a text stands somewhere in a structure: keys, texts and bytes. */
function finds(structure: unknown, text: string): string[] {
  const parts: Bytes[] = [];
  const walk = (value: unknown): void => {
    if (value instanceof Uint8Array) parts.push(new Uint8Array(value));
    else if (typeof value === 'object' && value !== null) {
      for (const [name, one] of Object.entries(value)) [name, one].forEach(walk);
    } else parts.push(utf8(String(value)));
  };
  walk(structure);
  const all = parts.map((bytes) => Buffer.from(bytes).toString('latin1')).join('\n');
  const encodings: Record<string, string> = {
    'UTF-8': Buffer.from(text).toString('latin1'),
    'UTF-16': Buffer.from(text, 'utf16le').toString('latin1'),
    base64: base64(utf8(text)).replace(/=+$/, '').slice(0, -1),
    hex: hex(utf8(text)),
  };
  return Object.keys(encodings).filter((name) => all.includes(encodings[name] ?? ''));
}

/** `{ "hex": "…" }` stands for bytes. */
function fromHex(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromHex);
  if (typeof value !== 'object' || value === null) return value;
  if ('hex' in value) return new Uint8Array(Buffer.from(String(value.hex), 'hex'));
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, fromHex(one)]));
}
