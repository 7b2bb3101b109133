/**
 * The worker's vault in Chromium's own IndexedDB, asked over the wire: the built worker under the policy
 * it is served with, beside a page that has none of ours.
 */
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Revision } from '../../src/worker/protocol.ts';
import { BROWSER_FLAGS, findBrowser } from '../_browser.ts';
import { amount } from '../_tools.ts';
import { expect, test } from './_fixtures.ts';

const PASSPHRASE = 'correct horse battery';
const CLAIMS = { iss: 'key', sub: 'ci@acme.example', aud: 'https://a.example', exp: 2, iat: 1 };

type Call = (name: string, options?: object) => Promise<Answer>;
interface Answer {
  value?: Record<string, unknown> & {
    id?: string;
    jwt?: string;
    entries?: unknown[];
    saved?: Revision[];
    overtaken?: Revision[];
  };
  error?: { code: string; message: string };
}

/** A tab with a worker of its own; `call` waits for its answer. */
async function openTab(context: BrowserContext, app: string): Promise<{ page: Page; call: Call }> {
  const page = await context.newPage();
  const body = '<!doctype html><link rel="icon" href="./icon.svg" /><title>Tab</title>';
  await page.route('**/tab', (route) => route.fulfill({ contentType: 'text/html', body }));
  await page.goto(`${app}/tab`);
  // Not before a test runs: then the build is there.
  const script = readdirSync('dist/worker').find((name) => /^worker-/.test(name));
  await page.evaluate((url) => {
    const worker = new Worker(url, { type: 'module' });
    const waiting = new Map<number, (answer: unknown) => void>();
    worker.addEventListener('message', ({ data }) => waiting.get(data.id)?.(data));
    let id = 0;
    const call = (name: string, { passphrase, ...options }: { passphrase?: string }) =>
      new Promise((resolve) => {
        id += 1;
        waiting.set(id, resolve);
        const secret = passphrase && { passphrase: new TextEncoder().encode(passphrase) };
        worker.postMessage({ id, name, options: { ...options, ...secret } });
      });
    Object.assign(globalThis, { call });
  }, `${app}/worker/${script}`);
  const call: Call = (name, options = {}) =>
    page.evaluate(([one, given]) => (globalThis as unknown as { call: Call }).call(one, given), [
      name,
      options,
    ] as const);
  return { page, call };
}

const databases = (page: Page) =>
  page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
const create = (call: Call) => call('createVault', { passphrase: PASSPHRASE });
const unlock = (call: Call) => call('unlockVault', { passphrase: PASSPHRASE });
const entry = (id: string, value: unknown) => ({ id, kind: 'connection', value });

test('looking for a vault makes no database, and neither does trying to unlock one', async ({
  context,
  app,
}) => {
  const { page, call } = await openTab(context, app.app);
  expect((await call('vaultStatus')).value).toMatchObject({ exists: false, open: false });
  expect((await unlock(call)).error?.code).toBe('vault/none');
  expect((await call('deleteVault')).error).toBeUndefined();
  expect(await databases(page)).toEqual([]);
  await create(call);
  expect(await databases(page)).toEqual(['keybearer']);
  expect((await call('vaultStatus')).value).toMatchObject({ exists: true, open: true });
  await call('deleteVault');
  expect(await databases(page)).toEqual([]);
});

test('a vault survives the end of the browser: unlock and sign', async ({ app }) => {
  const profile = await mkdtemp(join(tmpdir(), 'keybearer-'));
  const launch = () =>
    chromium.launchPersistentContext(profile, {
      executablePath: findBrowser() ?? '',
      args: BROWSER_FLAGS,
    });
  try {
    let context = await launch();
    let { call } = await openTab(context, app.app);
    await create(call);
    const { value: key } = await call('createKey', { bits: 2048 });
    const claims = { keyId: key?.id, claims: CLAIMS };
    const signed = await call('signAssertion', claims);
    await call('saveEntries', { entries: [entry('a', { name: 'Acme' })] });
    await context.close();

    context = await launch();
    ({ call } = await openTab(context, app.app));
    expect((await call('vaultStatus')).value).toMatchObject({ exists: true, open: false });
    expect((await call('signAssertion', claims)).error?.code).toBe('key/unknown');
    const wrong = await call('unlockVault', { passphrase: 'correct horse batterz' });
    expect(wrong.error?.code).toBe('vault/passphrase-wrong');
    const { value } = await unlock(call);
    expect(value).toMatchObject({ entries: [entry('a', { name: 'Acme' })], damaged: [] });
    // RS256 of the same claims with the same key is the same signature.
    expect((await call('signAssertion', claims)).value?.jwt).toBe(signed.value?.jwt);
    await context.close();
  } finally {
    await rm(profile, { recursive: true, force: true });
  }
});

test('the derivation is loaded when it is first needed, under the worker’s own policy', async ({
  context,
  app,
}) => {
  const asked: string[] = [];
  context.on('request', (request) => asked.push(new URL(request.url()).pathname));
  const { call } = await openTab(context, app.app);
  await call('vaultStatus');
  expect(asked.filter((path) => path.includes('argon2'))).toEqual([]);
  expect((await create(call)).error).toBeUndefined();
  const [path] = asked.filter((one) => one.includes('argon2'));
  const served = await fetch(new URL(path ?? '', app.app));
  expect(served.headers.get('content-security-policy')).toContain("'wasm-unsafe-eval'");
});

test('two tabs that write at once lose nothing', async ({ context, app }) => {
  const writes = amount('writes in each of two tabs', 30, 1000);
  const one = await openTab(context, app.app);
  await create(one.call);
  const other = await openTab(context, app.app);
  await unlock(other.call);
  const write = ({ page }: { page: Page }, name: string) =>
    page.evaluate(
      async ([tab, count]) => {
        const { call } = globalThis as unknown as { call: Call };
        const refused: Answer[] = [];
        let revision = 0;
        for (let at = 0; at < count; at += 1) {
          const own = { id: `${tab} ${at}`, kind: 'connection', value: at };
          const shared = { id: 'shared', kind: 'connection', value: tab };
          // Whoever is overtaken learns by what, and writes on top of that.
          for (let done = false; !done;) {
            const answer = await call('saveEntries', { entries: [own, { ...shared, revision }] });
            if (answer.error) refused.push(answer);
            const { saved = [], overtaken = [] } = answer.value ?? {};
            const [latest] = [...saved, ...overtaken].filter(({ id }) => id === 'shared');
            revision = latest?.revision ?? 0;
            done = overtaken.length === 0 || Boolean(answer.error);
            Object.assign(
              own,
              saved.find(({ id }) => id === own.id),
            );
          }
        }
        return refused;
      },
      [name, writes] as const,
    );
  expect(await Promise.all([write(one, 'one'), write(other, 'other')])).toEqual([[], []]);
  const third = await openTab(context, app.app);
  const { value } = await unlock(third.call);
  expect(value?.entries).toHaveLength(2 * writes + 1);
  // Each write is one revision of what both write.
  const revisions = await third.page.evaluate(
    () =>
      new Promise<number[]>((resolve) => {
        const opening = indexedDB.open('keybearer');
        opening.onsuccess = () => {
          const reading = opening.result.transaction('revisions').objectStore('revisions').getAll();
          reading.onsuccess = () => resolve(reading.result.map(({ revision }) => revision));
        };
      }),
  );
  expect(Math.max(...revisions)).toBe(2 * writes);
});

test('a vault deleted in one tab takes nothing from another, and comes back to both', async ({
  context,
  app,
}) => {
  const one = await openTab(context, app.app);
  await create(one.call);
  const { value: key } = await one.call('createKey', { bits: 2048 });
  const other = await openTab(context, app.app);
  await unlock(other.call);

  await one.call('deleteVault');
  expect(await databases(one.page)).toEqual([]);
  const save = () => other.call('saveEntries', { entries: [entry('b', 2)] });
  // It was told, and closed what is no longer there.
  await expect.poll(async () => (await save()).error?.code).toBe('vault/locked');
  expect((await other.call('createKey', { bits: 2048 })).error).toBeUndefined();

  expect((await one.call('restoreVault')).error).toBeUndefined();
  await unlock(other.call);
  expect((await save()).error).toBeUndefined();
  for (const { call } of [one, other]) {
    const signed = await call('signAssertion', { keyId: key?.id, claims: CLAIMS });
    expect(signed.value?.jwt).toMatch(/^eyJ/);
  }
  expect((await unlock(one.call)).value?.entries).toMatchObject([entry('b', 2)]);
});

test('another vault in its place takes nothing from who had the first one open', async ({
  context,
  app,
}) => {
  const one = await openTab(context, app.app);
  await create(one.call);
  const other = await openTab(context, app.app);
  await other.call('deleteVault');
  await create(other.call);
  const save = () => one.call('saveEntries', { entries: [entry('a', 1)] });
  await expect.poll(async () => (await save()).error?.code).toBe('vault/locked');
  expect((await unlock(other.call)).value).toMatchObject({ entries: [], damaged: [] });
  expect((await one.call('deleteVault')).error).toBeUndefined();
});

test('a store that is full or of a later Keybearer is named', async ({ context, app }) => {
  const { page, call } = await openTab(context, app.app);
  const cdp = await context.newCDPSession(page);
  const { origin } = new URL(page.url());
  // Before the first write: Chromium remembers for a while how much there was room for.
  await cdp.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 500_000 });
  expect((await create(call)).error).toBeUndefined();
  const big = entry('big', 'x'.repeat(3_000_000));
  const full = await call('saveEntries', { entries: [entry('small', 1), big] });
  expect(full.error).toMatchObject({
    code: 'vault/quota',
    message: 'there is no room left to save this',
  });
  // All or none.
  expect((await unlock(call)).value).toMatchObject({ entries: [], damaged: [] });

  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const opening = indexedDB.open('keybearer', 99);
        opening.onsuccess = () => {
          opening.result.close();
          resolve();
        };
      }),
  );
  expect((await unlock(call)).error?.code).toBe('vault/version');
});
