import { expect, test } from 'vitest';
import { SUBJECT_DEFAULTS } from '../../src/core/subject.ts';
import type { BatchOptions } from '../../src/worker/protocol.ts';
import { FLOOR } from '../../src/vault/cost.ts';
import { generateExportPair } from '../../src/vault/export-key.ts';
import { randomBytes } from '../../src/vault/format.ts';
import { wrapPassphrase } from '../../src/vault/passphrase.ts';
import type { Header } from '../../src/vault/store.ts';
import { batchOptions, takeZip } from './_batch.ts';
import {
  at,
  beginAnew,
  codeOf,
  createVault,
  first,
  openTab,
  passphrase,
  proof,
} from './_workers.ts';

beginAnew();

const TWO_MINUTES = 120_000;

const options = (count: number, given: Partial<BatchOptions> = {}) =>
  batchOptions(
    Array.from({ length: count }, (_, at) => ({
      name: `Job ${at}`,
      subject: { ...SUBJECT_DEFAULTS, commonName: `Job ${at}` },
    })),
    given,
  );

async function files(given: { proved?: boolean; by?: typeof at.client } = {}) {
  const zip = await takeZip(given.by ?? first(), given.proved ? { proof: proof() } : {});
  return (path: string) => new TextDecoder().decode(zip[path]);
}

test('out of an open vault the zip needs proof after two minutes, and without one it never does', async () => {
  await createVault();
  await first().call('createBatch', options(1));
  at.ahead = TWO_MINUTES - 5_000;
  const before = (await files())('Job-0/server.key');
  at.ahead = TWO_MINUTES;
  expect(await codeOf(() => files())).toBe('vault/proof-needed');
  const wrong = { proof: { passphrase: new TextEncoder().encode('not this one') } };
  expect(await codeOf(() => first().call('takeBatch', wrong))).toBe('vault/passphrase-wrong');
  expect((await files({ proved: true }))('Job-0/server.key')).toBe(before);

  const other = openTab().client;
  await other.call('createBatch', options(1));
  at.ahead = 10 * TWO_MINUTES;
  expect((await files({ by: other }))('Job-0/server.key')).toContain('BEGIN PRIVATE KEY');
});

test('nothing is made of a wrong subject, and no zip of an earlier batch stays', async () => {
  await first().call('createBatch', options(1));
  const [item] = options(1).items;
  const wrong = { ...item!, subject: { ...SUBJECT_DEFAULTS, country: 'USA' } };
  const refused = () => first().call('createBatch', options(1, { items: [item!, wrong] }));
  expect(await codeOf(refused)).toBe('subject/country');
  expect(await codeOf(() => files())).toBe('batch/none');
  expect(await codeOf(() => first().call('createBatch', options(0)))).toBe('batch/empty');
});

test('deleting the vault, and putting it back, gives no zip of its keys', async () => {
  await createVault();
  await first().call('createBatch', options(1));
  at.ahead = TWO_MINUTES;
  await first().call('deleteVault', {});
  expect(await codeOf(() => files())).toBe('batch/none');
  await first().call('restoreVault', {});
  expect(await codeOf(() => files())).toBe('batch/none');
});

test('a zip with a key that was sealed stays here, also where the key is then deleted', async () => {
  await createVault();
  const { made } = await first().call('createBatch', options(2));
  const keyId = made[0]!.key.id;
  await first().call('sealKey', { keyId });
  expect(await codeOf(() => files())).toBe('key/sealed');
  await first().call('deleteKey', { keyId });
  expect(await codeOf(() => files())).toBe('key/sealed');
});

test('who puts a header of their own in the place of ours proves nothing by it', async () => {
  await createVault();
  const { made } = await first().call('createBatch', options(1));
  at.ahead = TWO_MINUTES;
  // Any script of this origin can write into the store, and tell of it.
  const { vaultId, revision } = at.store.lying?.header as Header;
  const secrets = { vaultKey: randomBytes(32), ...(await generateExportPair()) };
  const known = 'known to the forger';
  const way = { vaultId, passphrase: passphrase(known), cost: FLOOR };
  const wraps = [await wrapPassphrase(secrets, way)];
  const header: Header = { version: 2, vaultId, revision: revision + 1, wraps };
  at.store.lying = { header, records: at.store.lying?.records ?? [] };
  openTab().channel.postMessage({ vaultId, ids: [] });

  const take = () => codeOf(() => first().call('takeBatch', { proof: proof(known) }));
  await expect.poll(take).toBe('vault/damaged');
  const key = { keyId: made[0]!.key.id, format: 'pkcs8', proof: proof(known) } as const;
  expect(await codeOf(() => first().call('exportKey', key))).toBe('vault/damaged');
});
