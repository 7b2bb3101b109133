import fc from 'fast-check';
import { expect, test } from 'vitest';
import { base64, hex, utf8, type Bytes } from '../../src/core/bytes.ts';
import { COST } from '../../src/vault/cost.ts';
import { prove } from '../../src/vault/enter.ts';
import { openContent, sealContent, takeOut, type Content } from '../../src/vault/record.ts';
import type { Store } from '../../src/vault/store.ts';
import { createVault, unlockVault } from '../../src/vault/vault.ts';
import { changePassphrase } from '../../src/vault/ways.ts';
import type { PassphraseWrap } from '../../src/vault/wrap.ts';
import { thrown } from '../_thrown.ts';
import { amount } from '../_tools.ts';
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

/** One for all tests that only look. */
const shared = freshVault([entry('a', 1)]);

test('what a vault was made with is there after unlocking, and nothing else', async () => {
  const contents = [entry('a', { name: 'A' }), entry('b', ['B'])];
  const { store } = await freshVault(contents);
  expect(await contentsIn(store)).toEqual(contents);
  expect((await unlock(store)).damaged).toEqual([]);
});

test(
  'any JSON and any secret come back as they were',
  async () => {
    const { keys, header } = await freshVault();
    const exportKey = await prove(header, by(PASSPHRASE));
    const any = fc.record({
      kind: fc.constantFrom('connection', 'place', 'key'),
      id: fc.string(),
      value: fc.jsonValue({ stringUnit: 'binary' }),
      secret: fc.uint8Array({ minLength: 1, maxLength: 3000 }),
    });
    await fc.assert(
      fc.asyncProperty(any, async ({ secret, ...rest }) => {
        const content = { ...rest, secret: new Uint8Array(secret) };
        const record = await sealContent(keys, content, 1);
        // -0 is not in JSON.
        const value: unknown = JSON.parse(JSON.stringify(rest.value));
        expect(await openContent(keys, record, { secret: true })).toEqual({ ...content, value });
        expect(await takeOut(keys, exportKey, record)).toEqual(content.secret);
      }),
      { numRuns: amount('contents sealed and opened', 100, 10_000) },
    );
  },
  BULK,
);

test('unlocking hands out no secret', async () => {
  const secret = utf8('private');
  const { store } = await freshVault([keyOf('k', secret)]);
  const [item] = (await unlock(store)).items;
  expect(item?.content).toEqual({ kind: 'key', id: 'k', value: { bits: 2048 } });
});

test.each([
  ['unlocking', (store: Store) => unlock(store)],
  [
    'changing the passphrase',
    (store: Store) =>
      changePassphrase(store, { present: utf8(PASSPHRASE), next: utf8('another one') }),
  ],
])('%s without a vault is vault/none, and makes none', async (_, call) => {
  const store = memoryStore();
  expect(await codeOf(() => call(store))).toBe('vault/none');
  expect(store.lying).toBeNull();
});

test('a second vault is refused, and the first untouched', async () => {
  const { store } = await shared;
  const before = structuredClone(store.lying);
  const second = () => createVault(store, utf8('another one'), { cost });
  expect(await codeOf(second)).toBe('vault/exists');
  expect(store.lying).toEqual(before);
});

test('of two vaults made at once one stays, whole, and the other is refused', async () => {
  const store = memoryStore();
  const passphrases = ['passphrase one', 'passphrase two'];
  const both = await Promise.allSettled(
    passphrases.map((passphrase) =>
      createVault(store, utf8(passphrase), { contents: [entry('a', passphrase)], cost }),
    ),
  );
  const won = both.findIndex(({ status }) => status === 'fulfilled');
  const [refused] = both.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  expect(refused).toMatchObject({ code: 'vault/exists' });
  expect(await contentsIn(store, passphrases[won])).toEqual([entry('a', passphrases[won])]);
});

test.each([
  ['one letter another', 'correct horse batterz'],
  ['a space too many', `${PASSPHRASE} `],
  ['another case', 'Correct horse battery'],
  ['a part of it', 'correct horse batter'],
  ['nothing', ''],
])('%s in place of the passphrase does not open', async (_, passphrase) => {
  const { store } = await shared;
  expect(await thrown(() => unlock(store, by(passphrase)))).toMatchObject({
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
  await createVault(store, utf8(made), { contents: [entry('a', 1)], cost });
  expect(await contentsIn(store, typed)).toHaveLength(1);
});

test('a byte order mark is part of a passphrase', async () => {
  const store = memoryStore();
  await createVault(store, utf8('\ufeffcafé au lait'), { cost });
  expect(await codeOf(() => unlock(store, by('café au lait')))).toBe('vault/passphrase-wrong');
});

test.each([
  ['seven letters', 'abcdefg'],
  // Fourteen code units: what is counted is what was typed.
  ['seven emoji', '🔑🔑🔑🔑🔑🔑🔑'],
  ['four é of two code points each', 'e\u0301e\u0301e\u0301e\u0301'],
])('a passphrase of %s is too short, for a new vault and for a change', async (_, next) => {
  const short = { code: 'vault/passphrase-short' };
  const create = () => createVault(memoryStore(), utf8(next), { cost });
  expect(await thrown(create)).toMatchObject(short);
  const { store } = await shared;
  const change = () => changePassphrase(store, { present: utf8(PASSPHRASE), next: utf8(next) });
  expect(await thrown(change)).toMatchObject(short);
});

test.each([['abcdefgh'], ['🔑🔑🔑🔑🔑🔑🔑🔑']])('%s is long enough', async (passphrase) => {
  await createVault(memoryStore(), utf8(passphrase), { cost });
});

test('what is given stays as it is, for who gave it to zero it', async () => {
  const store = memoryStore();
  const passphrase = utf8(PASSPHRASE);
  const secret = randomSecret();
  const before = secret.slice();
  await createVault(store, passphrase, { contents: [keyOf('k', secret)], cost });
  await unlock(store, { passphrase });
  expect(passphrase).toEqual(utf8(PASSPHRASE));
  expect(secret).toEqual(before);
});

test('a vault that is replaced while it is being unlocked is not mixed with the other', async () => {
  const { store } = await freshVault([entry('a', 1)]);
  const { store: other } = await shared;
  const readAll = () => other.readAll();
  expect(await codeOf(() => unlock({ ...store, readAll }))).toBe('vault/none');
});

test('a cost under today’s least is raised at unlock, once, and the ways in go on opening', async () => {
  const { store, keys } = await freshVault([entry('a', 1)]);
  const least = { memory: 20_480, passes: 3, lanes: 2 };
  const { header } = await unlockVault(store, by(PASSPHRASE), { cost: least });
  expect((header.wraps as PassphraseWrap[])[0]?.kdf).toMatchObject(least);
  expect(store.lying?.header).toEqual(header);
  expect(header.revision).toBe(2);
  const again = await unlockVault(store, by(PASSPHRASE), { cost: least });
  expect(again.header).toEqual(header);
  expect(await contentsIn(store)).toEqual([entry('a', 1)]);
  // Who had it open goes on, and a key goes in.
  const record = await sealContent(keys, keyOf('k', utf8('private')), 1);
  expect(await takeOut(again.keys, await prove(header, by(PASSPHRASE)), record)).toEqual(
    utf8('private'),
  );
});

test('a cost that cannot be raised because the disk is full keeps nobody out', async () => {
  const { store, header } = await freshVault([entry('a', 1)]);
  const replace = () => Promise.reject(new Error('full'));
  const least = { memory: 20_480, passes: 3, lanes: 2 };
  const opened = await unlockVault({ ...store, replace }, by(PASSPHRASE), { cost: least });
  expect(opened.items).toHaveLength(1);
  expect(opened.header).toEqual(header);
});

test(
  'a vault at the default opens, and costs at least the least',
  async () => {
    const runs = amount('vaults made and unlocked at the calibrated cost', 1, 20);
    for (let run = 0; run < runs; run += 1) {
      const store = memoryStore();
      const made = await createVault(store, utf8(PASSPHRASE), { contents: [entry('a', run)] });
      const { kdf } = made.header.wraps[0] as PassphraseWrap;
      expect(kdf.memory * kdf.passes).toBeGreaterThanOrEqual(cost.memory * cost.passes);
      const { items } = await unlockVault(store, by(PASSPHRASE), { cost: COST });
      expect(items.map(({ content }) => content)).toEqual([entry('a', run)]);
    }
  },
  BULK,
);

test('names, kinds, ids and values are nowhere in what is stored, nor is the passphrase', async () => {
  const canary = 'kn4ry-of-this-test';
  const content: Content = {
    kind: 'connection',
    id: `id-${canary}`,
    value: { [`field-${canary}`]: `value-${canary}`, kind: 'connection' },
    secret: utf8(`secret-${canary}`),
  };
  const store = memoryStore();
  const contents = [content, { ...content, kind: 'key' }];
  await createVault(store, utf8(`passphrase ${canary}`), { contents, cost });
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
  // Three lengths of four bytes each stand beside the text.
  const around = 12 + JSON.stringify(entry('a', '')).length;
  const { keys } = await shared;
  const record = await sealContent(keys, entry('a', 'x'.repeat(size - around)), 1);
  expect(record.sealed.length).toBe(sealed);
});

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
