/** The test vectors of every released format: they open for good, here and by another program. */
import { expect, test } from 'vitest';
import { hex, utf8 } from '../../src/core/bytes.ts';
import { openBackup } from '../../src/vault/backup.ts';
import { prove, type Way } from '../../src/vault/enter.ts';
import { openContent, takeOut, type Content } from '../../src/vault/record.ts';
import { createVault, unlockVault, type Opened } from '../../src/vault/vault.ts';
import { needTool } from '../_tools.ts';
import backup from './backup-1.json' with { type: 'json' };
import { fromHex } from './_hex.ts';
import { memoryStore } from './_memory-store.ts';
import { askReader } from './_reader.ts';
import { by, cost } from './_vault.ts';
import version1 from './version-1.json' with { type: 'json' };
import version2 from './version-2.json' with { type: 'json' };

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));
const byId = <T extends { id: string }>(all: readonly T[]) =>
  all.toSorted((one, other) => (one.id < other.id ? -1 : 1));

/** All that is in a vault, as the fixtures have it. */
async function everything({ keys, header, items }: Opened, way: Way) {
  const exportKey = await prove(header, way);
  const all = items.map(async ({ content, record }) => {
    const { kind, id, value } = content;
    const { secret } = await openContent(keys, record, { secret: true });
    const out = kind === 'key' && !record.local;
    const taken = out ? hex(await takeOut(keys, exportKey, record)) : null;
    const { revision } = record;
    return { kind, id, value, revision, secret: hex(secret ?? new Uint8Array()), taken };
  });
  return byId(await Promise.all(all));
}

const ways: [string, Way, object][] = [
  ['passphrase', by(version2.passphrase), { passphrase: version2.passphrase }],
  ['recovery key', { recovery: utf8(version2.recoveryKey) }, { recovery: version2.recoveryKey }],
  ['passkey', { passkey: version2.passkey, prf: bytes(version2.prf) }, { prf: version2.prf }],
];

test.each(ways)(
  'a vault of version 2 opens by its %s, and nothing in it changes',
  async (_, way) => {
    const store = memoryStore();
    store.lying = fromHex(version2.vault) as NonNullable<typeof store.lying>;
    const opened = await unlockVault(store, way, { cost });
    expect(opened.damaged).toEqual([]);
    expect(await everything(opened, way)).toEqual(byId(version2.contents));
    expect(store.lying).toEqual(fromHex(version2.vault));
  },
);

const files: [string, string, Way, object][] = [
  [
    'the vault’s passphrase',
    backup.underTheVaultsWays.file,
    by(backup.underTheVaultsWays.passphrase),
    { passphrase: backup.underTheVaultsWays.passphrase },
  ],
  [
    'the vault’s recovery key',
    backup.underTheVaultsWays.file,
    { recovery: utf8(backup.underTheVaultsWays.recoveryKey) },
    { recovery: backup.underTheVaultsWays.recoveryKey },
  ],
  [
    'a passphrase of its own',
    backup.underItsOwn.file,
    by(backup.underItsOwn.passphrase),
    { passphrase: backup.underItsOwn.passphrase },
  ],
];

test.each(files)('a backup of version 1 opens by %s', async (_, file, way) => {
  const opened = await openBackup(file, way);
  expect(opened).toMatchObject({ vouched: true, damaged: [] });
  expect(await everything(opened, way)).toEqual(byId(backup.contents));
});

const withoutTool = !needTool('libargon2');

test.skipIf(withoutTool)('another program opens the vault of version 1', () => {
  const read = askReader('vault', { ...readable(version1.vault), passphrase: version1.passphrase });
  const expected = version1.contents.map((one) => expect.objectContaining(one) as unknown);
  expect(read).toEqual(expected);
});

test.skipIf(withoutTool).each(ways)(
  'another program opens the vault of version 2 by its %s',
  (_, __, way) => {
    const read = askReader('vault', { ...readable(version2.vault), ...way }) as { id: string }[];
    expect(byId(read)).toEqual(byId(version2.contents));
  },
);

test.skipIf(withoutTool).each(files)(
  'another program opens the backup by %s',
  (_, file, __, way) => {
    const read = askReader('backup', { file, ...way }) as { id: string }[];
    expect(byId(read)).toEqual(byId(backup.contents));
  },
);

test.skipIf(withoutTool)('another program opens a vault made just now', async () => {
  const secret = crypto.getRandomValues(new Uint8Array(1218));
  const contents: Content[] = [
    { kind: 'connection', id: 'a', value: { name: 'Zürich „日本“ 🔑', list: [1, null, true] } },
    { kind: 'place', id: 'here', value: '#/connection/a/app' },
    { kind: 'key', id: 'k', value: { bits: 2048 }, secret },
  ];
  const store = memoryStore();
  const passphrase = 'cafe\u0301 Prüfung 日本';
  await createVault(store, utf8(passphrase), { contents, cost });
  const expected = contents.map(({ secret: one, ...rest }) => {
    const text = hex(one ?? new Uint8Array());
    return { ...rest, secret: text, taken: one ? text : null, revision: 1 };
  });
  expect(askReader('vault', { ...store.lying, passphrase })).toEqual(expected);
});

function readable(vault: unknown): object {
  return fromHex(vault) as object;
}
