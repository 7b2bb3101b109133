import { beforeEach, expect, test, vi } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { PRACTICE_IN_PAGE } from '../../src/core/org.ts';
import * as practice from '../../src/practice/fetch.ts';
import { App } from '../../src/ui/state/app.svelte.ts';
import { deskOf } from '../../src/ui/state/desk.ts';
import { fetchFor } from '../../src/ui/state/practice.ts';
import { VaultKeeper } from '../../src/ui/state/vault-keeper.svelte.ts';
import { unlockVault } from '../../src/ui/state/vault-work.ts';
import type { Entry } from '../../src/worker/protocol.ts';
import { COMPLETE, keySet } from './_connection.ts';

/** Stands in for the worker, which needs a browser: what is called, and how often one is started. */
const wire = vi.hoisted(() => ({ call: vi.fn(), started: vi.fn(), ended: vi.fn() }));
// There is no document here.
vi.mock('../../src/ui/browser/focus.ts', () => ({ focusTopIfLost: async () => {} }));
vi.mock('../../src/practice/fetch.ts', { spy: true });
vi.mock('../../src/ui/browser/worker.ts', () => ({
  worker: () => {
    wire.started();
    return { call: wire.call };
  },
  endWorker: wire.ended,
}));

beforeEach(() => {
  vi.clearAllMocks();
  wire.call.mockReset();
  wire.call.mockImplementation(async (_: string, given: object) => saved(given));
  vi.stubGlobal('location', { hash: '', origin: 'https://page.example' });
});

/** What the worker answers once everything is saved. */
const saved = (given: object) => ({
  saved: ((given as { entries?: Entry[] }).entries ?? []).map(({ id }) => ({ id, revision: 1 })),
  overtaken: [],
});

/** An app whose vault is open, with one connection that is not in it yet. */
function opened() {
  const app = new App();
  const keeper = new VaultKeeper(app);
  Object.assign(app.vault, { keeper, status: 'open' });
  const { id } = app.connections.create(COMPLETE);
  return { app, keeper, id };
}

const fails = (code: 'vault/none' | 'vault/locked' | 'vault/storage') => () =>
  Promise.reject(new AppError(code, 'no'));

test.each([
  ['vault/none', 'none', null],
  ['vault/locked', 'locked', null],
  ['vault/storage', 'open', expect.any(VaultKeeper)],
] as const)(
  'a save that fails with %s leaves the vault %s, and the page as it is',
  async (...is) => {
    const [code, status, keeper] = is;
    const { app } = opened();
    wire.call.mockImplementation(fails(code));
    await (app.vault.keeper as VaultKeeper).save();
    expect(app.vault).toMatchObject({ status, keeper, error: { code } });
    expect(app.connections.list).toHaveLength(1);
    expect(app.unsaved).toBe(true);
  },
);

test('a vault that another tab deleted cannot be unlocked, but one can be made', async () => {
  const app = new App();
  app.vault.status = 'locked';
  wire.call.mockImplementation(fails('vault/none'));
  await expect(unlockVault(app, 'plum orbit lantern quiet')).rejects.toMatchObject({
    code: 'vault/none',
  });
  expect(app.vault.status).toBe('none');
});

test('what is typed while a lock saves is saved, too', async () => {
  const { app, keeper, id } = opened();
  const kept: unknown[] = [];
  wire.call.mockImplementation(async (_: string, given: { entries: Entry[] }) => {
    if (kept.length === 0) app.connections.update(id, { name: 'typed meanwhile' });
    kept.push(...given.entries.map(({ value }) => value));
    return saved(given);
  });
  await keeper.lock();
  expect(kept.at(-1)).toMatchObject({ name: 'typed meanwhile' });
  expect(app.connections.list).toEqual([]);
  expect(wire.ended).toHaveBeenCalledTimes(1);
});

test('where saving fails the first lock says so, and the second one locks', async () => {
  const { app, keeper } = opened();
  wire.call.mockImplementation(fails('vault/storage'));
  await keeper.lock();
  expect(app.vault).toMatchObject({ status: 'open', error: { code: 'vault/storage' } });
  await keeper.lock();
  expect(app.vault).toMatchObject({ status: 'locked', error: null });
  expect(app.connections.list).toEqual([]);
});

test('a save that fails after the vault was left says nothing', async () => {
  const { app, keeper } = opened();
  let fail = (_: AppError) => {};
  wire.call.mockImplementation(() => new Promise((_, reject) => (fail = reject)));
  const saving = keeper.save();
  await vi.waitFor(() => expect(wire.call).toHaveBeenCalled());
  Object.assign(app.vault, { keeper: null, status: 'none' });
  fail(new AppError('vault/none', 'the vault that was open is no longer there'));
  await saving;
  expect(app.vault).toMatchObject({ status: 'none', error: null });
});

test('a key that is being made at the lock starts no other worker', async () => {
  const { app, keeper, id } = opened();
  const { keys } = deskOf(app, id);
  let stop = (_: AppError) => {};
  wire.call.mockImplementation(async (name: string, given: object) => {
    if (name === 'createKey') return keySet(1).key;
    if (name === 'createCertificate') return new Promise((_, reject) => (stop = reject));
    return saved(given);
  });
  const making = keys.generate.run();
  await vi.waitFor(() => expect(wire.call.mock.lastCall?.[0]).toBe('createCertificate'));
  await keeper.lock();
  const before = wire.started.mock.calls.length;
  stop(new AppError('worker/stopped', 'the keys were closed'));
  await making;
  expect(wire.started).toHaveBeenCalledTimes(before);
});

test('after a lock another practice org answers, which was told nothing', async () => {
  const { keeper } = opened();
  const made = vi.mocked(practice.createPractice);
  const ask = () => fetchFor(PRACTICE_IN_PAGE)(`${PRACTICE_IN_PAGE}/`).catch(() => undefined);
  await ask();
  await ask();
  expect(made).toHaveBeenCalledTimes(1);
  await keeper.lock();
  await ask();
  expect(made).toHaveBeenCalledTimes(2);
});
