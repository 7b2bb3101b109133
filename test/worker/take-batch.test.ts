import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { SUBJECT_DEFAULTS } from '../../src/core/subject.ts';
import type { BatchOptions } from '../../src/worker/protocol.ts';
import { at, beginAnew, codeOf, createVault, first, openTab, proof } from './_workers.ts';

beginAnew();

const TWO_MINUTES = 120_000;

const options = (count: number, given: Partial<BatchOptions> = {}): BatchOptions => ({
  items: Array.from({ length: count }, (_, at) => ({
    name: `Job ${at}`,
    subject: { ...SUBJECT_DEFAULTS, commonName: `Job ${at}` },
  })),
  bits: 2048,
  days: 30,
  oneKey: false,
  keyFormat: 'pkcs8',
  date: new Date(0),
  ...given,
});

async function files(given: { proved?: boolean; by?: typeof at.client } = {}) {
  const by = given.by ?? first();
  const url = await by.call('takeBatch', given.proved ? { proof: proof() } : {});
  const zip = unzipSync(new Uint8Array(await (await fetch(url)).arrayBuffer()));
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
