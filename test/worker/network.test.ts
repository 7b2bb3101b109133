import { createServer, type Server } from 'node:http';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chromium, type Browser, type Page, type Worker } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SUBJECT_DEFAULTS } from '../../src/core/subject.ts';
import { BROWSER_FLAGS, findBrowser } from '../_browser.ts';
import { temporaryFolder } from '../_files.ts';

const program = findBrowser();
if (program === null && process.env.CI) throw new Error('CI has no browser');
const folder = temporaryFolder();
let server: Server;
let browser: Browser;
let page: Page;
let worker: Worker;
const asked: string[] = [];

/** The worker as it is built, on a server that sends no header but the type. */
beforeAll(async () => {
  if (program === null) return;
  await build({
    configFile: false,
    logLevel: 'silent',
    base: './',
    build: {
      outDir: folder.path,
      modulePreload: false,
      rolldownOptions: {
        input: 'src/worker/worker.ts',
        output: { entryFileNames: 'worker.js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  });
  server = createServer(async ({ url = '' }, response) => {
    asked.push(url);
    const script = url.endsWith('.js') ? await readFile(join(folder.path, url)) : null;
    response.setHeader('content-type', script ? 'text/javascript' : 'text/html');
    response.end(script ?? '<!doctype html>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  browser = await chromium.launch({ executablePath: program, args: BROWSER_FLAGS });
  page = await browser.newPage();
  await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
  const started = page.waitForEvent('worker');
  await page.evaluate(() => {
    Object.assign(globalThis, { keys: new Worker('/worker.js', { type: 'module' }) });
  });
  worker = await started;
  await call('deleteKey', { keyId: 'none' });
});

afterAll(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
});

/** One call over the wire, as the page makes it. */
function call(name: string, options: Record<string, unknown>): Promise<Record<string, unknown>> {
  return page.evaluate(
    (message) =>
      new Promise((resolve) => {
        const { keys } = globalThis as unknown as { keys: globalThis.Worker };
        keys.addEventListener('message', ({ data }) => resolve(data.value ?? data.error), {
          once: true,
        });
        const { passphrase } = message.options;
        const secret = passphrase
          ? { passphrase: new TextEncoder().encode(String(passphrase)) }
          : {};
        keys.postMessage({ ...message, options: { ...message.options, ...secret } });
      }),
    { id: 1, name, options },
  );
}

test
  .skipIf(program === null)
  .each([
    'fetch',
    'XMLHttpRequest',
    'WebSocket',
    'WebSocketStream',
    'WebTransport',
    'EventSource',
    'importScripts',
    'Worker',
    'caches',
    'FontFace',
    'fonts',
  ])('the worker has no %s, on a host that sends no headers', async (name) => {
  expect(await worker.evaluate((one) => one in self, name)).toBe(false);
});

test.skipIf(program === null)('a page on the same host has what the worker lacks', async () => {
  const names = ['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'Worker', 'caches'];
  const found = await page.evaluate((all) => all.filter((one) => one in self), names);
  expect(found).toEqual(names);
});

test.skipIf(program === null)('nothing the worker inherits from opens a connection', async () => {
  const { names, onNavigator } = await worker.evaluate(() => {
    const names: string[] = [];
    for (let at: object | null = self; at; at = Reflect.getPrototypeOf(at)) {
      names.push(...Reflect.ownKeys(at).map(String));
    }
    return { names, onNavigator: 'sendBeacon' in navigator || 'serviceWorker' in navigator };
  });
  expect(onNavigator).toBe(false);
  expect(names).toContain('postMessage');
  const opening = /^(fetch.*|XMLHttpRequest|EventSource|.*Socket(Stream)?|.*Transport|.*Worker)$/;
  expect(names.filter((name) => opening.test(name))).toEqual([]);
});

test.skipIf(program === null)(
  'it still tells other workers of its origin what it wrote',
  async () => {
    const told = page.evaluate(
      () =>
        new Promise((resolve) => {
          const ear = new BroadcastChannel('keybearer');
          ear.addEventListener('message', ({ data }) => resolve(data));
        }),
    );
    const passphrase = 'correct horse battery';
    const made = await call('createVault', { passphrase });
    expect(made).toEqual({ vaultId: expect.stringMatching(/^[\w-]{22}$/) });
    await call('saveEntries', { entries: [{ id: 'a', kind: 'connection', value: 'Acme' }] });
    expect(await told).toEqual({
      vaultId: made['vaultId'],
      ids: [expect.stringMatching(/^[\w-]{22}$/)],
    });
  },
);

test.skipIf(program === null)('its own chunks still load, and make a certificate', async () => {
  const before = asked.length;
  const key = await call('createKey', { bits: 2048 });
  expect(key).toMatchObject({ bits: 2048, origin: 'generated' });
  const options = { keyId: key['id'], subject: SUBJECT_DEFAULTS, days: 1 };
  expect(await call('createCertificate', options)).toMatchObject({
    subjectText: 'CN=salesforce-jwt',
  });
  expect(asked.slice(before).length).toBeGreaterThan(0);
  expect(asked.slice(before).every((url) => url.endsWith('.js'))).toBe(true);
});
