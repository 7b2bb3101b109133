import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { SUBJECT_DEFAULTS } from '../../src/core/subject.ts';
import type { BatchOptions, WorkerEvent } from '../../src/worker/protocol.ts';
import { temporaryFolder } from '../_files.ts';
import { amount, needTool } from '../_tools.ts';
import { batchOptions, takeZip } from './_batch.ts';
import {
  at,
  beginAnew,
  codeOf,
  createVault,
  first,
  openTab,
  pem,
  sign,
  start,
  unlock,
} from './_workers.ts';

beginAnew();
const folder = temporaryFolder();

type Progress = Extract<WorkerEvent, { event: 'progress' }>;

const options = (count: number, more: Partial<BatchOptions> = {}) =>
  batchOptions(
    Array.from({ length: count }, (_, number) => ({
      name: `Acme ${number}`,
      subject: { ...SUBJECT_DEFAULTS, commonName: `acme-${number}` },
      ...(number === 0 && {
        config: {
          consumerKey: '3MVG9.key',
          subject: 'ci@acme.example',
          sandbox: false,
          expiresIn: 180,
          privateKeyFile: './certs/server.key',
          rest: {},
        },
      }),
    })),
    more,
  );

const zipped = (by = first()) => takeZip(by);

/** Two tests need more keys than a group has: the second one gets those of the first again. */
const pool: CryptoKeyPair[] = [];
function reuseKeys(): void {
  const { subtle } = crypto;
  const { generateKey } = subtle;
  let next = 0;
  vi.spyOn(subtle, 'generateKey').mockImplementation((async (
    ...given: Parameters<typeof generateKey>
  ) => {
    const [algorithm] = given;
    const isRsa = typeof algorithm === 'object' && algorithm.name.startsWith('RSA');
    if (!isRsa) return generateKey.apply(subtle, given);
    const pair = pool[next] ?? ((await generateKey.apply(subtle, given)) as CryptoKeyPair);
    pool[next] = pair;
    next += 1;
    return pair;
  }) as typeof generateKey);
}
const openssl = (...args: string[]) => execFileSync('openssl', args, { encoding: 'utf8' });
const progressOf = (events: readonly WorkerEvent[]) =>
  events.filter((one): one is Progress => one.event === 'progress');

test('openssl finds each key whole and its certificate made for it, by subject and fingerprint', async () => {
  if (!needTool('openssl')) return;
  const count = amount('certificates in a batch', 6, 60);
  const batch = await first().call('createBatch', options(count));
  expect(batch).toMatchObject({ cancelled: false, error: null });
  const files = await zipped();
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder.path, name)), { recursive: true });
    writeFileSync(join(folder.path, name), bytes);
  }
  expect(Object.keys(files).filter((name) => name.endsWith('.key'))).toHaveLength(count);
  expect(Object.keys(files)).toContain('Acme-0/jwt.json');
  const publicKeys = new Set<string>();
  for (const { item, certificate } of batch.made) {
    const path = (file: string) => join(folder.path, `Acme-${item}`, file);
    const check = openssl('pkey', '-in', path('server.key'), '-check', '-noout');
    expect(check).toContain('Key is valid');
    const ofKey = openssl('pkey', '-in', path('server.key'), '-pubout');
    const x509 = (...asked: string[]) =>
      openssl('x509', '-in', path('server.crt'), '-noout', ...asked);
    expect(x509('-pubkey')).toBe(ofKey);
    expect(x509('-subject')).toContain(`CN = acme-${item}`);
    expect(x509('-fingerprint', '-sha256')).toContain(certificate.sha256);
    publicKeys.add(ofKey);
  }
  expect(publicKeys.size).toBe(count);
});

test('one key for all is one, with a certificate for each', async () => {
  await createVault();
  const { made } = await first().call('createBatch', options(30, { oneKey: true }));
  expect(new Set(made.map(({ key }) => key.id)).size).toBe(1);
  expect(new Set(made.map(({ certificate }) => certificate.sha256)).size).toBe(30);
  expect(await first().call('keyStates', {})).toHaveLength(1);
  const files = await zipped();
  const key = (name: string) => new TextDecoder().decode(files[`${name}/server.key`]);
  expect(key('Acme-29')).toBe(key('Acme-0'));
  expect(key('Acme-0')).toBe(await pem(made[0]?.key.id ?? '', first(), false));
});

test('the keys of a batch are in the vault in few writes, each named once it is there', async () => {
  reuseKeys();
  await createVault();
  const { client, events } = openTab();
  await unlock(client);
  const write = vi.spyOn(at.store, 'write');
  const { made } = await client.call('createBatch', options(27));
  expect(made.map(({ item }) => item)).toEqual(Array.from({ length: 27 }, (_, item) => item));
  expect(write.mock.calls.map(([{ put = [] }]) => put.length)).toEqual([25, 2]);
  const progress = progressOf(events);
  expect(progress.every(({ of }) => of === 27)).toBe(true);
  const counts = progress.map((one) => one.made);
  expect(counts).toEqual(counts.toSorted((a, b) => a - b));
  expect(counts.at(-1)).toBe(27);
  expect(progress.flatMap(({ items }) => items)).toEqual(made);

  at.client = start();
  expect((await unlock()).keys).toHaveLength(27);
  for (const { key } of made) await sign(key.id);
});

test('a batch that is cancelled keeps what was made, in the vault and in its zip', async () => {
  await createVault();
  const { client, events } = openTab();
  await unlock(client);
  const making = client.call('createBatch', options(200));
  await vi.waitFor(() => expect(progressOf(events).length).toBeGreaterThan(2), 30_000);
  await client.call('cancelBatch', {});
  const { made, cancelled, error } = await making;
  expect({ cancelled, error }).toEqual({ cancelled: true, error: null });
  expect(made.length).toBeGreaterThan(2);
  expect(made.length).toBeLessThan(200);
  const keys = Object.keys(await zipped(client)).filter((name) => name.endsWith('.key'));
  expect(keys).toHaveLength(made.length);
  expect(await client.call('keyStates', {})).toHaveLength(made.length);
  // Nothing of it keeps the next from being made.
  expect((await client.call('createBatch', options(1))).made).toHaveLength(1);
});

test('where the disk gets full, the zip holds what is in the vault and no key besides', async () => {
  reuseKeys();
  await createVault();
  const { write } = at.store;
  const failure = new AppError('vault/storage', 'the browser’s store failed');
  vi.spyOn(at.store, 'write').mockImplementationOnce(write).mockRejectedValue(failure);
  const { made, cancelled, error } = await first().call('createBatch', options(27));
  expect(made).toHaveLength(25);
  expect(cancelled).toBe(false);
  expect(error).toMatchObject({ code: 'vault/storage', message: failure.message });
  const keys = Object.keys(await zipped()).filter((name) => name.endsWith('.key'));
  expect(keys).toHaveLength(25);
});

test.each([
  ['no line', 'batch/empty', { items: [] }],
  ['a passphrase for PKCS#1', 'key/passphrase-format', { keyFormat: 'pkcs1', passphrase: 'x' }],
  ['too many days', 'certificate/days', { days: 3651 }],
  [
    'a subject without a name',
    'subject/empty',
    { items: [{ name: 'a', subject: { ...SUBJECT_DEFAULTS, commonName: '' } }] },
  ],
] as const)('%s is said before the first key is made', async (_, code, more) => {
  const generate = vi.spyOn(crypto.subtle, 'generateKey');
  const given = options(2, more as Partial<BatchOptions>);
  expect(await codeOf(() => first().call('createBatch', given))).toBe(code);
  expect(generate).not.toHaveBeenCalled();
});

test('a second batch waits for the first', async () => {
  const making = first().call('createBatch', options(3));
  expect(await codeOf(() => first().call('createBatch', options(1)))).toBe('batch/running');
  expect((await making).made).toHaveLength(3);
});

test('the next key is being generated before the one before is certified', async () => {
  const order: string[] = [];
  const { subtle } = crypto;
  const { generateKey, sign: signBytes } = subtle;
  vi.spyOn(subtle, 'generateKey').mockImplementation(((
    ...given: Parameters<typeof generateKey>
  ) => {
    order.push('begin');
    return generateKey.apply(subtle, given);
  }) as typeof generateKey);
  vi.spyOn(subtle, 'sign').mockImplementation((...given) => {
    order.push('sign');
    return signBytes.apply(subtle, given);
  });
  await first().call('createBatch', options(4));
  const at = (what: string) => order.flatMap((one, index) => (one === what ? [index] : []));
  expect(at('begin')).toHaveLength(4);
  expect(at('sign')).toHaveLength(4);
  for (const next of [1, 2, 3]) {
    expect(at('begin')[next]).toBeLessThan(at('sign')[next - 1] ?? 0);
  }
});
