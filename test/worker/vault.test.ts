import { createVerify, X509Certificate } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { RS256 } from '../../src/core/key.ts';
import { SUBJECT_DEFAULTS } from '../../src/core/subject.ts';
import type { SealedRecord } from '../../src/vault/record.ts';
import { thrown } from '../_thrown.ts';
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
  unlock,
} from './_workers.ts';

beginAnew();

/** Whether node's own crypto takes the signature for one of this certificate. */
function verifies(jwt: string, certificate: string): boolean {
  const end = jwt.lastIndexOf('.');
  return createVerify('sha256')
    .update(jwt.slice(0, end))
    .verify(new X509Certificate(certificate).publicKey, jwt.slice(end + 1), 'base64url');
}

async function certify(keyId: string): Promise<string> {
  const options = { keyId, subject: SUBJECT_DEFAULTS, days: 1 };
  return (await first().call('createCertificate', options)).pem;
}

test('without a vault a key is made and used, and the store is not even opened', async () => {
  const openStore = vi.fn(async () => at.store);
  const alone = start({ openStore });
  const key = await alone.call('createKey', { bits: 2048 });
  await sign(key.id, alone);
  await alone.call('deleteKey', { keyId: key.id });
  expect(openStore).not.toHaveBeenCalled();
});

test.each([
  ['saving', () => save([])],
  ['deleting an entry', () => first().call('deleteEntries', { entries: [] })],
])('%s needs an open vault', async (_, call) => {
  expect(await codeOf(call)).toBe('vault/locked');
  await createVault();
  at.client = start();
  expect(await codeOf(call)).toBe('vault/locked');
});

test('the status tells none, open and locked apart', async () => {
  expect(await status()).toMatchObject({ exists: false, open: false });
  await createVault();
  expect(await status()).toMatchObject({ exists: true, open: true });
  at.client = start();
  expect(await status()).toMatchObject({ exists: true, open: false });
  await unlock();
  expect(await status()).toMatchObject({ exists: true, open: true });
});

test('keys made before the vault, with it and while it was locked all sign after a reload', async () => {
  const before = await createKey();
  await createVault();
  const during = await createKey();
  const certificates = [await certify(before.id), await certify(during.id)];
  at.client = start();
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
  const lying = structuredClone(at.store.lying);
  const after = start();
  await unlock(after);
  expect(at.store.lying).toEqual(lying);
  expect(await pem(id, after)).toBe(await pem(id));
});

test('a key that could not be sealed is not handed out', async () => {
  await createVault();
  const failure = new AppError('vault/storage', 'the browser’s store failed (QuotaExceededError)');
  vi.spyOn(at.store, 'write').mockRejectedValueOnce(failure);
  expect(await thrown(createKey)).toMatchObject({
    code: 'vault/storage',
    message: failure.message,
  });
  await createKey();
  expect(at.store.lying?.records).toHaveLength(1);
});

test('a full disk does not keep anybody from unlocking', async () => {
  await createVault();
  await save([entry('a', 1)]);
  at.client = start();
  const { id } = await createKey();
  const failure = new AppError('vault/storage', 'the browser’s store failed (QuotaExceededError)');
  vi.spyOn(at.store, 'write').mockRejectedValueOnce(failure);
  const { entries, damaged } = await unlock();
  expect(entries).toEqual([entry('a', 1, 1)]);
  expect(damaged).toEqual([
    { code: 'vault/storage', message: failure.message, hint: failure.hint },
  ]);
  await sign(id);
  // The next unlocking tries again.
  await unlock();
  expect(at.store.lying?.records).toHaveLength(2);
});

test('unlocking opens no key: each is opened when it is first used, and no store is asked', async () => {
  const { id } = await createKey();
  const other = await createKey();
  await createVault();
  at.client = start();
  const imported = vi.spyOn(crypto.subtle, 'importKey');
  const opened = () =>
    imported.mock.calls.filter(
      ([format, , algorithm]) => format === 'pkcs8' && algorithm === RS256,
    );
  await unlock();
  expect(opened()).toEqual([]);
  const read = vi.spyOn(at.store, 'readRecords').mockRejectedValue(new Error('the disk is gone'));
  await sign(id);
  await sign(id);
  expect(opened()).toHaveLength(1);
  await sign(other.id);
  // Nothing reads out what only signs.
  expect(opened().map(([, , , extractable]) => extractable)).toEqual([false, false]);
  expect(read).not.toHaveBeenCalled();
});

test('no bytes of a key, of a derivation or of what was sealed are left behind', async () => {
  const { subtle } = crypto;
  const [exported, imported] = [vi.spyOn(subtle, 'exportKey'), vi.spyOn(subtle, 'importKey')];
  const [encrypted, decrypted] = [vi.spyOn(subtle, 'encrypt'), vi.spyOn(subtle, 'decrypt')];
  await createVault();
  const { id } = await createKey();
  at.client = start();
  await unlock();
  await sign(id);
  await pem(id);
  const keys = imported.mock.calls.filter(
    // A public key is nothing to hide.
    ([format, , algorithm]) => format === 'pkcs8' || (format === 'raw' && algorithm === 'HKDF'),
  );
  const taken: unknown[] = [
    ...keys.map(([, bytes]) => bytes),
    ...encrypted.mock.calls.map(([, , plain]) => plain),
    ...(await Promise.all(decrypted.mock.results.map(({ value }) => value))),
    ...(await Promise.all(
      exported.mock.results
        .filter((_, at) => exported.mock.calls[at]?.[0] === 'pkcs8')
        .map(({ value }) => value),
    )),
  ];
  // In: material three times for `sealed` and twice for `proof`, vault key six times, what two copies were
  // sealed with, and the key to sign and to write its file; and so on.
  expect(taken.length).toBeGreaterThan(20);
  for (const one of taken) {
    const bytes = one instanceof ArrayBuffer ? new Uint8Array(one) : (one as Uint8Array);
    expect(bytes.length).toBeGreaterThan(31);
    expect(bytes.every((byte) => byte === 0)).toBe(true);
  }
});

test('importing a key again finds the one in the vault, without opening it', async () => {
  const before = await createKey();
  const file = await pem(before.id);
  await createVault();
  at.client = start();
  await unlock();
  const read = vi.spyOn(at.store, 'readRecords');
  const files = [{ name: 'server.key', content: new Blob([file]) }];
  const both = [first().call('importFiles', { files }), first().call('importFiles', { files })];
  for (const { key } of await Promise.all(both)) expect(key).toEqual(before);
  expect(read).not.toHaveBeenCalled();
  expect(at.store.lying?.records).toHaveLength(1);
});

test('an imported key is sealed, too', async () => {
  const file = await pem((await createKey()).id);
  at.client = start();
  await createVault();
  const files = [{ name: 'server.key', content: new Blob([file]) }];
  const { key } = await first().call('importFiles', { files });
  const after = start();
  await unlock(after);
  expect(await pem(key?.id ?? '', after)).toBe(file);
});

test('a deleted key leaves the vault, and is unknown from then on', async () => {
  await createVault();
  const { id } = await createKey();
  const file = await pem(id);
  await first().call('deleteKey', { keyId: id });
  expect(at.store.lying?.records).toEqual([]);
  expect(await codeOf(() => sign(id))).toBe('key/unknown');
  // Imported again it is a new one.
  const files = [{ name: 'server.key', content: new Blob([file]) }];
  expect((await first().call('importFiles', { files })).key?.id).not.toBe(id);
  expect(at.store.lying?.records).toHaveLength(1);
});

test('a damaged key says so when it is used, and hides no other', async () => {
  await createVault();
  const [bad, good] = [await createKey(), await createKey()];
  const [first, second] = (at.store.lying?.records ?? []) as SealedRecord[];
  const sealed = first?.sealed.slice() ?? new Uint8Array();
  sealed[100] = (sealed[100] ?? 0) ^ 1;
  if (at.store.lying)
    at.store.lying = { ...at.store.lying, records: [{ ...first, sealed }, second] };
  at.client = start();
  const { damaged } = await unlock();
  expect(damaged.map(({ code }) => code)).toEqual(['vault/damaged']);
  expect(await codeOf(() => sign(bad.id))).toBe('vault/damaged');
  await sign(good.id);
});

test('a changed passphrase opens after a reload, locked or open when it was changed', async () => {
  await createVault();
  await save([entry('a', 1)]);
  await first().call('changePassphrase', {
    present: passphrase(),
    next: passphrase('a second one'),
  });
  at.client = start();
  await first().call('changePassphrase', {
    present: passphrase('a second one'),
    next: passphrase('a third one'),
  });
  expect(await status()).toMatchObject({ exists: true, open: false });
  expect(await codeOf(unlock)).toBe('vault/passphrase-wrong');
  const { entries } = await first().call('unlockVault', proof('a third one'));
  expect(entries).toEqual([entry('a', 1, 1)]);
});

test('a deleted vault leaves nothing, and comes back as it was: open', async () => {
  const { id } = await createKey();
  await createVault();
  await save([entry('a', 1)]);
  const lying = structuredClone(at.store.lying);
  await first().call('deleteVault', {});
  expect(at.store.lying).toBeNull();
  expect(await status()).toMatchObject({ exists: false, open: false });
  expect(await codeOf(() => sign(id))).toBe('key/unknown');
  expect(await codeOf(() => save([]))).toBe('vault/locked');

  const meanwhile = await createKey();
  await first().call('restoreVault', {});
  expect(await status()).toMatchObject({ exists: true, open: true });
  expect(at.store.lying).toMatchObject({ header: lying?.header });
  expect(at.store.lying?.records).toEqual(expect.arrayContaining([...(lying?.records ?? [])]));
  await sign(id);
  const after = start();
  expect((await unlock(after)).entries).toEqual([entry('a', 1, 1)]);
  // A key made between the two belongs to the vault, too.
  await sign(meanwhile.id, after);
});

test('a vault deleted while it was locked comes back locked, byte for byte', async () => {
  await createVault();
  await save([entry('a', 1)]);
  const lying = structuredClone(at.store.lying);
  at.client = start();
  const { id } = await createKey();
  await first().call('deleteVault', {});
  // This key was never in it.
  await sign(id);
  await first().call('restoreVault', {});
  expect(at.store.lying).toEqual(lying);
  expect(await status()).toMatchObject({ exists: true, open: false });
  expect((await unlock()).entries).toEqual([entry('a', 1, 1)]);
});

test('nothing is put back twice, or over another vault', async () => {
  const restore = () => first().call('restoreVault', {});
  expect(await codeOf(restore)).toBe('vault/none');
  await createVault();
  await first().call('deleteVault', {});
  await createVault();
  const lying = structuredClone(at.store.lying);
  expect(await codeOf(restore)).toBe('vault/exists');
  expect(at.store.lying).toEqual(lying);
  expect(await status()).toMatchObject({ exists: true, open: true });
  await first().call('deleteVault', {});
  await restore();
  expect(await codeOf(restore)).toBe('vault/none');
});

test('a vault that cannot be read can be deleted', async () => {
  await createVault();
  const failure = new AppError('vault/storage', 'the browser’s store failed (UnknownError)');
  vi.spyOn(at.store, 'readAll').mockRejectedValue(failure);
  at.client = start();
  expect(await codeOf(unlock)).toBe('vault/storage');
  await first().call('deleteVault', {});
  expect(await status()).toMatchObject({ exists: false, open: false });
});

test('damaged records are removed when asked, said once, and known to be gone by the next backup', async () => {
  await createVault();
  await save([entry('a', 1), entry('b', 2)]);
  const key = await createKey();
  const [bad, ...rest] = (at.store.lying?.records ?? []) as SealedRecord[];
  const sealed = bad?.sealed.slice() ?? new Uint8Array();
  sealed[40] = (sealed[40] ?? 0) ^ 1;
  if (at.store.lying)
    at.store.lying = { ...at.store.lying, records: [{ ...bad, sealed }, ...rest] };
  at.client = start();
  expect((await unlock()).damaged).toHaveLength(1);
  expect(await first().call('backup', {})).toMatchObject({ leftOut: 1 });

  const done = await first().call('removeDamaged', {});
  expect(done).toMatchObject({ removed: 1, mended: 0, entries: [], damaged: [] });
  expect(done.keys.map(({ record }) => record.id)).toEqual([key.id]);
  expect(at.store.lying?.records).toEqual(rest);
  expect(await first().call('backup', {})).toMatchObject({ leftOut: 0, records: 2 });
  const { damaged, entries } = await unlock(start());
  expect(damaged).toEqual([]);
  expect(entries).toHaveLength(1);
  await sign(key.id);
});

test('removing what is damaged needs an open vault', async () => {
  await createVault();
  expect(await codeOf(() => start().call('removeDamaged', {}))).toBe('vault/locked');
});
