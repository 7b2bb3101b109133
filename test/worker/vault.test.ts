import { createVerify, X509Certificate } from 'node:crypto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { SUBJECT_DEFAULTS } from '../../src/core/subject.ts';
import type { SealedRecord } from '../../src/vault/record.ts';
import type { WorkerClient } from '../../src/worker/client.ts';
import { createHandlers } from '../../src/worker/handlers.ts';
import type { Entry } from '../../src/worker/protocol.ts';
import { thrown } from '../_thrown.ts';
import { memoryStore } from '../vault/_memory-store.ts';
import { connect } from './_client.ts';

const PASSPHRASE = 'correct horse battery';
const CLAIMS = { iss: 'key', sub: 'ci@acme.example', aud: 'https://a.example', exp: 2, iat: 1 };

let store: ReturnType<typeof memoryStore>;
let client: WorkerClient;
const started: WorkerClient[] = [];

beforeEach(() => {
  store = memoryStore();
  client = start();
});

afterEach(() => {
  vi.restoreAllMocks();
  for (const one of started.splice(0)) one.stop();
});

/** A worker over the same disk, as after a reload. */
function start(openStore = async () => store): WorkerClient {
  const { client: one } = connect(createHandlers(openStore));
  started.push(one);
  return one;
}

const entry = (id: string, value: unknown): Entry => ({ id, kind: 'connection', value });
const codeOf = async (call: () => Promise<unknown>) => (await thrown(call)).code;
const createVault = () => client.call('createVault', { passphrase: PASSPHRASE });
const unlock = (by = client) => by.call('unlockVault', { passphrase: PASSPHRASE });
const createKey = () => client.call('createKey', { bits: 2048 });
const status = (by = client) => by.call('vaultStatus', {});
const sign = (keyId: string, by = client) => by.call('signAssertion', { keyId, claims: CLAIMS });
const pem = async (keyId: string, by = client) =>
  (await fetch(await by.call('exportKey', { keyId, format: 'pkcs8' }))).text();

/** Whether node's own crypto takes the signature for one of this certificate. */
function verifies(jwt: string, certificate: string): boolean {
  const end = jwt.lastIndexOf('.');
  return createVerify('sha256')
    .update(jwt.slice(0, end))
    .verify(new X509Certificate(certificate).publicKey, jwt.slice(end + 1), 'base64url');
}

async function certify(keyId: string): Promise<string> {
  const options = { keyId, subject: SUBJECT_DEFAULTS, days: 1 };
  return (await client.call('createCertificate', options)).pem;
}

test('without a vault a key is made and used, and the store is not even opened', async () => {
  const openStore = vi.fn(async () => store);
  const alone = start(openStore);
  const key = await alone.call('createKey', { bits: 2048 });
  await sign(key.id, alone);
  await alone.call('deleteKey', { keyId: key.id });
  expect(openStore).not.toHaveBeenCalled();
});

test.each([
  ['saving', () => client.call('saveEntries', { entries: [] })],
  ['deleting an entry', () => client.call('deleteEntries', { ids: ['a'] })],
])('%s needs an open vault', async (_, call) => {
  expect(await codeOf(call)).toBe('vault/locked');
  await createVault();
  client = start();
  expect(await codeOf(call)).toBe('vault/locked');
});

test('the status tells none, open and locked apart', async () => {
  expect(await status()).toEqual({ exists: false, open: false });
  await createVault();
  expect(await status()).toEqual({ exists: true, open: true });
  client = start();
  expect(await status()).toEqual({ exists: true, open: false });
  await unlock();
  expect(await status()).toEqual({ exists: true, open: true });
});

test('entries come back after a reload, without what was deleted and without keys', async () => {
  await createVault();
  await createKey();
  const place: Entry = { id: 'place', kind: 'place', value: '#/connection/a/app' };
  await client.call('saveEntries', { entries: [entry('a', { n: 1 }), entry('b', 2), place] });
  await client.call('saveEntries', { entries: [entry('a', { n: 2 })] });
  await client.call('deleteEntries', { ids: ['b'] });
  const { entries, damaged } = await unlock(start());
  expect(damaged).toEqual([]);
  expect(entries).toHaveLength(2);
  expect(entries).toEqual(expect.arrayContaining([entry('a', { n: 2 }), place]));
});

test('of saves that were not waited for the last one stays', async () => {
  await createVault();
  const saves = Array.from({ length: 20 }, (_, count) =>
    client.call('saveEntries', {
      entries: [entry('a', { count, fill: 'x'.repeat(9e5 / (count + 1)) })],
    }),
  );
  await Promise.all(saves);
  const { entries } = await unlock(start());
  expect(entries).toMatchObject([{ value: { count: 19 } }]);
});

test('keys made before the vault, with it and while it was locked all sign after a reload', async () => {
  const before = await createKey();
  await createVault();
  const during = await createKey();
  const certificates = [await certify(before.id), await certify(during.id)];
  client = start();
  const locked = await createKey();
  certificates.push(await certify(locked.id));
  await unlock();

  const after = start();
  await unlock(after);
  for (const [at, { id }] of [before, during, locked].entries()) {
    expect(verifies((await sign(id, after)).jwt, certificates[at] ?? '')).toBe(true);
  }
  expect(verifies((await sign(before.id, after)).jwt, certificates[1] ?? '')).toBe(false);
});

test('a key is in the vault by the time it is answered', async () => {
  await createVault();
  const { id } = await createKey();
  const lying = structuredClone(store.lying);
  const after = start();
  await unlock(after);
  expect(store.lying).toEqual(lying);
  expect(await pem(id, after)).toBe(await pem(id));
});

test('a key that could not be sealed is not handed out', async () => {
  await createVault();
  const failure = new AppError('vault/storage', 'the browser’s store failed (QuotaExceededError)');
  vi.spyOn(store, 'write').mockRejectedValueOnce(failure);
  expect(await thrown(createKey)).toMatchObject({
    code: 'vault/storage',
    message: failure.message,
  });
  await createKey();
  expect(store.lying?.records).toHaveLength(1);
});

test('a full disk does not keep anybody from unlocking', async () => {
  await createVault();
  await client.call('saveEntries', { entries: [entry('a', 1)] });
  client = start();
  const { id } = await createKey();
  const failure = new AppError('vault/storage', 'the browser’s store failed (QuotaExceededError)');
  vi.spyOn(store, 'write').mockRejectedValueOnce(failure);
  const { entries, damaged } = await unlock();
  expect(entries).toEqual([entry('a', 1)]);
  expect(damaged).toEqual([
    { code: 'vault/storage', message: failure.message, hint: failure.hint },
  ]);
  await sign(id);
  // The next unlocking tries again.
  await unlock();
  expect(store.lying?.records).toHaveLength(2);
});

test('unlocking opens no key: each is read when it is first used, and then stays', async () => {
  const { id } = await createKey();
  const other = await createKey();
  await createVault();
  client = start();
  const read = vi.spyOn(store, 'readRecords');
  const imported = vi.spyOn(crypto.subtle, 'importKey');
  await unlock();
  expect(imported.mock.calls.filter(([format]) => format === 'pkcs8')).toEqual([]);
  expect(read).not.toHaveBeenCalled();
  await sign(id);
  await sign(id);
  expect(read).toHaveBeenCalledTimes(1);
  expect(imported.mock.calls.filter(([format]) => format === 'pkcs8')).toHaveLength(1);
  await sign(other.id);
  expect(read).toHaveBeenCalledTimes(2);
});

test('no bytes of a key, of a derivation or of what was sealed are left behind', async () => {
  const { subtle } = crypto;
  const [exported, imported] = [vi.spyOn(subtle, 'exportKey'), vi.spyOn(subtle, 'importKey')];
  const [encrypted, decrypted] = [vi.spyOn(subtle, 'encrypt'), vi.spyOn(subtle, 'decrypt')];
  await createVault();
  const { id } = await createKey();
  client = start();
  await unlock();
  await sign(id);
  const isPoint = (format: string, algorithm: unknown) =>
    format === 'raw' && (algorithm as { name?: string }).name === 'ECDH';
  const taken: unknown[] = [
    ...imported.mock.calls
      .filter(([format, , algorithm]) => format !== 'spki' && !isPoint(format, algorithm))
      .map(([, bytes]) => bytes),
    ...encrypted.mock.calls.map(([, , plain]) => plain),
    ...(await Promise.all(decrypted.mock.results.map(({ value }) => value))),
    ...(await Promise.all(
      exported.mock.results
        .filter((_, at) => exported.mock.calls[at]?.[0] === 'pkcs8')
        .map(({ value }) => value),
    )),
  ];
  // Derived and vault key, both for several uses and twice, and the key into Web Crypto; vault key, export
  // key and key sealed; opened, the key twice; and export key and key out of Web Crypto.
  expect(taken.length).toBeGreaterThan(11);
  for (const one of taken) {
    const bytes = one instanceof ArrayBuffer ? new Uint8Array(one) : (one as Uint8Array);
    expect(bytes.length).toBeGreaterThan(31);
    expect(bytes.every((byte) => byte === 0)).toBe(true);
  }
});

test('importing a key again finds the one in the vault, without opening it', async () => {
  const first = await createKey();
  const file = await pem(first.id);
  await createVault();
  client = start();
  await unlock();
  const read = vi.spyOn(store, 'readRecords');
  const files = [{ name: 'server.key', content: new Blob([file]) }];
  const both = [client.call('importFiles', { files }), client.call('importFiles', { files })];
  for (const { key } of await Promise.all(both)) expect(key).toEqual(first);
  expect(read).not.toHaveBeenCalled();
  expect(store.lying?.records).toHaveLength(1);
});

test('an imported key is sealed, too', async () => {
  const file = await pem((await createKey()).id);
  client = start();
  await createVault();
  const files = [{ name: 'server.key', content: new Blob([file]) }];
  const { key } = await client.call('importFiles', { files });
  const after = start();
  await unlock(after);
  expect(await pem(key?.id ?? '', after)).toBe(file);
});

test('a deleted key leaves the vault, and is unknown from then on', async () => {
  await createVault();
  const { id } = await createKey();
  const file = await pem(id);
  await client.call('deleteKey', { keyId: id });
  expect(store.lying?.records).toEqual([]);
  expect(await codeOf(() => sign(id))).toBe('key/unknown');
  // Imported again it is a new one.
  const files = [{ name: 'server.key', content: new Blob([file]) }];
  expect((await client.call('importFiles', { files })).key?.id).not.toBe(id);
  expect(store.lying?.records).toHaveLength(1);
});

test('a damaged key says so when it is used, and hides no other', async () => {
  await createVault();
  const [bad, good] = [await createKey(), await createKey()];
  const [first, second] = (store.lying?.records ?? []) as SealedRecord[];
  const sealed = first?.sealed.slice() ?? new Uint8Array();
  sealed[100] = (sealed[100] ?? 0) ^ 1;
  if (store.lying) store.lying = { ...store.lying, records: [{ ...first, sealed }, second] };
  client = start();
  const { damaged } = await unlock();
  expect(damaged.map(({ code }) => code)).toEqual(['vault/damaged']);
  expect(await codeOf(() => sign(bad.id))).toBe('vault/damaged');
  await sign(good.id);
});

test('a changed passphrase opens after a reload, locked or open when it was changed', async () => {
  await createVault();
  await client.call('saveEntries', { entries: [entry('a', 1)] });
  await client.call('changePassphrase', { present: PASSPHRASE, next: 'a second one' });
  client = start();
  await client.call('changePassphrase', { present: 'a second one', next: 'a third one' });
  expect(await status()).toEqual({ exists: true, open: false });
  expect(await codeOf(unlock)).toBe('vault/passphrase-wrong');
  const { entries } = await client.call('unlockVault', { passphrase: 'a third one' });
  expect(entries).toEqual([entry('a', 1)]);
});

test('a deleted vault leaves nothing, and comes back as it was: open', async () => {
  const { id } = await createKey();
  await createVault();
  await client.call('saveEntries', { entries: [entry('a', 1)] });
  const lying = structuredClone(store.lying);
  await client.call('deleteVault', {});
  expect(store.lying).toBeNull();
  expect(await status()).toEqual({ exists: false, open: false });
  expect(await codeOf(() => sign(id))).toBe('key/unknown');
  expect(await codeOf(() => client.call('saveEntries', { entries: [] }))).toBe('vault/locked');

  const meanwhile = await createKey();
  await client.call('restoreVault', {});
  expect(await status()).toEqual({ exists: true, open: true });
  expect(store.lying).toMatchObject({ header: lying?.header });
  expect(store.lying?.records).toEqual(expect.arrayContaining([...(lying?.records ?? [])]));
  await sign(id);
  const after = start();
  expect((await unlock(after)).entries).toEqual([entry('a', 1)]);
  // A key made between the two belongs to the vault, too.
  await sign(meanwhile.id, after);
});

test('a vault deleted while it was locked comes back locked, byte for byte', async () => {
  await createVault();
  await client.call('saveEntries', { entries: [entry('a', 1)] });
  const lying = structuredClone(store.lying);
  client = start();
  const { id } = await createKey();
  await client.call('deleteVault', {});
  // This key was never in it.
  await sign(id);
  await client.call('restoreVault', {});
  expect(store.lying).toEqual(lying);
  expect(await status()).toEqual({ exists: true, open: false });
  expect((await unlock()).entries).toEqual([entry('a', 1)]);
});

test('nothing is put back twice, or over another vault', async () => {
  const restore = () => client.call('restoreVault', {});
  expect(await codeOf(restore)).toBe('vault/none');
  await createVault();
  await client.call('deleteVault', {});
  await createVault();
  const lying = structuredClone(store.lying);
  expect(await codeOf(restore)).toBe('vault/exists');
  expect(store.lying).toEqual(lying);
  expect(await status()).toEqual({ exists: true, open: true });
  await client.call('deleteVault', {});
  await restore();
  expect(await codeOf(restore)).toBe('vault/none');
});

test('a vault that cannot be read can be deleted', async () => {
  await createVault();
  const failure = new AppError('vault/storage', 'the browser’s store failed (UnknownError)');
  vi.spyOn(store, 'readAll').mockRejectedValue(failure);
  client = start();
  expect(await codeOf(unlock)).toBe('vault/storage');
  await client.call('deleteVault', {});
  expect(await status()).toEqual({ exists: false, open: false });
});
