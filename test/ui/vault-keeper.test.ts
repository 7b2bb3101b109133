import { beforeEach, expect, test, vi } from 'vitest';
import { utf8 } from '../../src/core/bytes.ts';
import { AppError, type ErrorCode } from '../../src/core/errors.ts';
import { PRACTICE_IN_PAGE } from '../../src/core/org.ts';
import * as practice from '../../src/practice/fetch.ts';
import { App } from '../../src/ui/state/app.svelte.ts';
import { deskOf } from '../../src/ui/state/desk.ts';
import { fetchFor } from '../../src/ui/state/practice.ts';
import { setSentinel } from '../../src/ui/state/sentinel.ts';
import { storedOf } from '../../src/ui/state/stored.ts';
import { VaultKeeper } from '../../src/ui/state/vault-keeper.svelte.ts';
import { showUnlocked, unlockVault } from '../../src/ui/state/vault-work.ts';
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

vi.mock('../../src/ui/state/vault-watch.svelte.ts', () => ({
  watchVault: () => ({ active: () => {}, stop: () => {} }),
}));

beforeEach(() => {
  vi.clearAllMocks();
  wire.call.mockReset();
  vi.useRealTimers();
  vi.stubGlobal('location', { hash: '', origin: 'https://page.example' });
  vi.stubGlobal('localStorage', fakeStorage());
});

function fakeStorage() {
  const items = new Map<string, string>();
  return {
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, value: string) => void items.set(name, value),
    removeItem: (name: string) => void items.delete(name),
  };
}

/** An app whose vault is open, with one connection that is not in it yet. */
function opened() {
  const app = new App();
  const keeper = new VaultKeeper(app, 'v1');
  Object.assign(app.vault, { keeper, status: 'open' });
  const { id } = app.connections.create(COMPLETE);
  return { app, keeper, id };
}

const fails = (code: ErrorCode) => () => Promise.reject(new AppError(code, 'no'));

/** A worker that saves; `onsave` is called before each. */
function saves(onsave: (entries: Entry[]) => void = () => {}) {
  const revisions = new Map<string, number>();
  wire.call.mockImplementation(async (name: string, options: { entries: Entry[] }) => {
    if (name !== 'saveEntries') return { saved: options.entries ?? [], overtaken: [] };
    onsave(options.entries);
    const saved = options.entries.map(({ id }) => {
      revisions.set(id, (revisions.get(id) ?? 0) + 1);
      return { id, revision: revisions.get(id) };
    });
    return { saved, overtaken: [] };
  });
}

const hangs = () => wire.call.mockImplementation(() => new Promise(() => {}));

test.each([
  ['vault/none', 'none', null],
  ['vault/locked', 'locked', null],
  ['worker/stopped', 'locked', null],
  ['vault/storage', 'open', expect.any(VaultKeeper)],
] as const)(
  'a save that fails with %s leaves the vault %s, and what is not saved',
  async (...is) => {
    const [code, status, keeper] = is;
    const { app } = opened();
    wire.call.mockImplementation(fails(code));
    await (app.vault.keeper as VaultKeeper).save();
    expect(app.vault).toMatchObject({ status, keeper });
    expect(app.vault.error).toBeInstanceOf(AppError);
    expect(app.connections.list).toHaveLength(1);
    expect(app.unsaved).toBe(true);
  },
);

test('a store that the browser has dropped leaves the vault open: this tab may have the last of it', async () => {
  const { app, keeper } = opened();
  setSentinel('v1');
  wire.call.mockImplementation(fails('vault/none'));
  await keeper.save();
  expect(app.vault).toMatchObject({ status: 'open', error: { code: 'vault/emptied' } });
  expect(app.connections.list).toHaveLength(1);
});

test('a vault that another tab deleted cannot be unlocked, but one can be made', async () => {
  const app = new App();
  app.vault.status = 'locked';
  vi.stubGlobal('indexedDB', { databases: async () => [] });
  wire.call.mockImplementation(fails('vault/none'));
  await expect(
    unlockVault(app, { passphrase: utf8('plum orbit lantern quiet') }),
  ).rejects.toMatchObject({
    code: 'vault/none',
  });
  expect(app.vault.status).toBe('none');
});

test('a vault that the browser has dropped is said to be gone, until the user gives it up', async () => {
  const app = new App();
  vi.stubGlobal('indexedDB', { databases: async () => [] });
  setSentinel('v1');
  await app.vault.look();
  expect(app.vault.status).toBe('evicted');
  app.vault.startAnew();
  expect(app.vault.status).toBe('none');
  await app.vault.look();
  expect(app.vault.status).toBe('none');
});

test('what is typed while a lock saves is saved, too', async () => {
  const { app, keeper, id } = opened();
  const kept: unknown[] = [];
  saves((entries) => {
    if (kept.length === 0) app.connections.update(id, { name: 'typed meanwhile' });
    kept.push(...entries.filter(({ kind }) => kind === 'connection').map(({ value }) => value));
  });
  await keeper.lock();
  expect(kept.at(-1)).toMatchObject({ name: 'typed meanwhile' });
  expect(app.connections.list).toEqual([]);
  expect(wire.ended).toHaveBeenCalledTimes(1);
});

test.each<[string, () => void]>([
  ['fails', () => wire.call.mockImplementation(fails('vault/storage'))],
  ['hangs', hangs],
])(
  'where saving %s a lock ends the worker all the same, and keeps only what is not saved',
  async (_, then) => {
    const { app, keeper, id } = opened();
    saves();
    await keeper.save();
    const other = app.connections.create({ name: 'not saved' }).id;
    app.inspect = 'half a log';
    then();
    const start = performance.now();
    await keeper.lock();
    expect(performance.now() - start).toBeLessThan(2_000);
    expect(wire.ended).toHaveBeenCalledTimes(1);
    expect(app.vault).toMatchObject({ status: 'locked', error: { code: 'vault/not-saved' } });
    expect(app.connections.find(id)).toBeUndefined();
    expect(app.connections.find(other)?.name).toBe('not saved');
    expect(app.inspect).toBe('half a log');
    expect(app.unsaved).toBe(true);
  },
);

test('what a lock could not save is merged with what the vault holds when it opens', async () => {
  const { app, keeper, id } = opened();
  saves();
  app.vault.set({ idleMinutes: 5 });
  await keeper.save();
  const stored = storedOf(app.connections.find(id) as never);
  app.connections.update(id, { name: 'not saved' });
  hangs();
  await keeper.lock();
  // Meanwhile another tab has written.
  const entries: Entry[] = [
    { id, kind: 'connection', value: { ...stored, alias: 'theirs' }, revision: 2 },
    { id: 'settings', kind: 'settings', value: { idleMinutes: 5, backupAt: 7 }, revision: 2 },
  ];
  saves();
  await showUnlocked(app, { vaultId: 'v1', entries, keys: [], damaged: [] });
  expect(app.connections.find(id)).toMatchObject({ name: 'not saved', alias: 'theirs' });
  expect(app.vault).toMatchObject({ status: 'open', error: null, left: null });
  expect(app.vault.settings).toEqual({ idleMinutes: 5, backupAt: 7 });
  expect(app.unsaved).toBe(false);
});

test('a save that waits for another starts no worker after a lock', async () => {
  const { keeper } = opened();
  let stop = (_: AppError) => {};
  wire.call.mockImplementation(() => new Promise((_, reject) => (stop = reject)));
  const saving = [keeper.save(), keeper.save()];
  await vi.waitFor(() => expect(wire.call).toHaveBeenCalled());
  await keeper.lock();
  const before = wire.started.mock.calls.length;
  stop(new AppError('worker/stopped', 'the keys were closed'));
  await Promise.all(saving);
  expect(wire.started).toHaveBeenCalledTimes(before);
});

test('nothing but where the user is was pending: nothing is said to be left', async () => {
  const { app, keeper } = opened();
  saves();
  await keeper.save();
  app.router.route = { screen: 'settings' };
  hangs();
  await keeper.lock();
  expect(app.vault).toMatchObject({ status: 'locked', error: null, left: null });
});

test('a save that other tabs overtake is merged and saved again', async () => {
  const { app, keeper, id } = opened();
  saves();
  await keeper.save();
  const stored = storedOf(app.connections.find(id) as never);
  app.connections.update(id, { name: 'mine' });
  const theirs = { id, kind: 'connection', value: { ...stored, alias: 'theirs' }, revision: 7 };
  const sent: Entry[][] = [];
  wire.call.mockImplementation(async (_: string, { entries }: { entries: Entry[] }) => {
    sent.push(entries);
    if (sent.length === 1) return { saved: [], overtaken: [theirs] };
    return { saved: entries.map((one) => ({ id: one.id, revision: 8 })), overtaken: [] };
  });
  await keeper.save();
  expect(sent[1]).toMatchObject([{ id, revision: 7, value: { name: 'mine', alias: 'theirs' } }]);
  expect(keeper.pending).toBe(false);
});

test('a text under the hands of its user is changed only when they rest', async () => {
  vi.useFakeTimers();
  const { app, keeper, id } = opened();
  saves();
  await keeper.save();
  const other = app.connections.create(COMPLETE).id;
  await keeper.save();
  app.router.route = { screen: 'connection', id, step: 'details' };
  const entry = (of: string): Entry => ({
    id: of,
    kind: 'connection',
    value: { ...storedOf(app.connections.find(of) as never), name: 'theirs' },
    revision: 9,
  });
  keeper.typed();
  keeper.take({ entries: [entry(id), entry(other)], gone: [] });
  expect(app.connections.find(id)?.name).toBe('');
  expect(app.connections.find(other)?.name).toBe('theirs');
  await vi.advanceTimersByTimeAsync(700);
  keeper.typed();
  await vi.advanceTimersByTimeAsync(700);
  expect(app.connections.find(id)?.name).toBe('');
  await vi.advanceTimersByTimeAsync(2_000);
  expect(app.connections.find(id)?.name).toBe('theirs');
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
  wire.call.mockImplementation(async (name: string, { entries }: { entries?: Entry[] }) => {
    if (name === 'createKey') return keySet(1).key;
    if (name === 'createCertificate') return new Promise((_, reject) => (stop = reject));
    return { saved: (entries ?? []).map((one) => ({ id: one.id, revision: 1 })), overtaken: [] };
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
  saves();
  const made = vi.mocked(practice.createPractice);
  const ask = () => fetchFor(PRACTICE_IN_PAGE)(`${PRACTICE_IN_PAGE}/`).catch(() => undefined);
  await ask();
  await ask();
  expect(made).toHaveBeenCalledTimes(1);
  await keeper.lock();
  await ask();
  expect(made).toHaveBeenCalledTimes(2);
});
