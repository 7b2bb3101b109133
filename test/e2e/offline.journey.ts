/** All but the network works after one visit: the server is really stopped, not only out of reach. */
import { chromium, type Page, type Response } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { headersFor } from '../../src/host/headers.ts';
import { serve, type Served } from '../../src/host/start.ts';
import { BROWSER_FLAGS, findBrowser } from '../_browser.ts';
import {
  button,
  chooseWay,
  copied,
  createVault,
  download,
  fillDetails,
  generate,
  goTo,
  NAMES,
  readyToPractise,
  saved,
  the,
  unlock,
} from './_do.ts';
import { expect, test as base } from './_fixtures.ts';
import { everyFile, kept, offlineReady } from './_kept.ts';
import { startSite, type Site } from './_site.ts';
import { downloadWithProof } from './_vault.ts';

const test = base.extend<{ start: typeof startSite; local: Served }>({
  start: async ({ page }, use) => {
    const sites: Site[] = [];
    await use(async (options) => {
      const site = await startSite(options);
      sites.push(site);
      return site;
    });
    await page.close();
    for (const site of sites) await site.close();
  },
  local: async ({ page }, use) => {
    const served = await serve({ port: 0, practicePort: 0 });
    await use(served);
    await page.close();
    await served.close().catch(() => undefined);
  },
});

const SCREENS = ['#/about', '#/settings', '#/inspect', '#/no-such-screen'];
const STEPS = ['key', 'app', 'details', 'token', 'use', 'troubleshoot'] as const;

/** One visit of the first view, and nothing else. */
async function visit(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await offlineReady(page);
}

/** Makes a key, signs with it and takes the files away. */
async function work(page: Page): Promise<void> {
  await button(page, NAMES.home.create).click();
  await generate(page);
  const bundle = await download(page, NAMES.key.downloadBundle);
  expect(bundle.bytes.subarray(0, 2).toString()).toBe('PK');
  await fillDetails(page, { loginUrl: 'https://acme.my.salesforce.com' });
  await goTo(page, 'token');
  await chooseWay(page, 'command');
  const command = await copied(page, NAMES.token.copyCurl);
  expect(command).toMatch(/assertion=eyJ[\w-]+\.[\w-]+\.[\w-]{342}\W/);
}

for (const path of ['/', '/some/path/']) {
  test(`at ${path}, after one visit, a key is made and signs with the server stopped`, async ({
    page,
    start,
  }) => {
    const site = await start({ path });
    await visit(page, site.url);
    await site.close();
    await page.reload();
    await work(page);
  });
}

test('with the server stopped, a vault opens and its key signs', async ({ page, start }) => {
  const site = await start({ path: '/some/path/' });
  await visit(page, site.url);
  await work(page);
  await createVault(page);
  await saved(page);
  await site.close();
  await page.reload();
  await unlock(page);
  // Back at the command, whose assertion is signed anew by the key out of the vault.
  const first = await copied(page, NAMES.token.copyCurl);
  expect(first).toMatch(/assertion=eyJ[\w-]+\.[\w-]+\.[\w-]{342}\W/);
  await goTo(page, 'key');
  const key = await downloadWithProof(page, NAMES.key.downloadKey);
  expect(key.bytes.toString()).toContain('-----BEGIN PRIVATE KEY-----');
  await the(page, 'link', NAMES.frame.connections).click();
  await work(page);
  await saved(page);
});

test('under npm start it is the same', async ({ page, local }) => {
  await visit(page, `${local.app}/`);
  await local.close();
  await page.reload();
  await expect(the(page, 'region', NAMES.frame.status)).toContainText('works without a network');
  await work(page);
});

test('every screen opens offline, and the practice org within the page answers', async ({
  page,
  start,
}) => {
  const site = await start({ path: '/some/path/' });
  await visit(page, site.url);
  await site.close();
  for (const screen of SCREENS) {
    await page.goto(site.url + screen);
    await page.reload();
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.getByRole('alert')).toHaveCount(0);
  }
  await page.goto(`${site.url}?from=elsewhere`);
  await button(page, NAMES.home.practice).click();
  await generate(page);
  for (const step of STEPS) {
    await goTo(page, step);
    await expect(the(page, 'heading', NAMES.steps[step])).toBeVisible();
  }
  await goTo(page, 'token');
  await button(page, NAMES.token.get).click();
  await expect(the(page, 'region', NAMES.token.result)).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('the first visit is offline-ready itself: its lazy parts need no server', async ({
  page,
  start,
}) => {
  const site = await start();
  await visit(page, site.url);
  await site.close();
  await work(page);
});

test('what is kept is the build’s own files and nothing else', async ({ page, app }) => {
  await visit(page, './');
  await readyToPractise(page);
  const answers: boolean[] = [];
  page.on('response', (response) => {
    if (response.request().method() === 'POST') answers.push(response.fromServiceWorker());
  });
  for (const way of ['straight', 'proxy'] as const) {
    await chooseWay(page, way);
    await button(page, NAMES.token.get).click();
    await expect(the(page, 'region', NAMES.token.result)).toBeVisible();
  }
  await expect.poll(() => answers.length).toBeGreaterThan(2);
  expect(answers).not.toContain(true);

  const files = await everyFile(`${app.app}/`, { practice: app.practice });
  expect(Object.values(await kept(page))).toEqual([files]);
});

test('what is not in the list goes past the service worker', async ({ page, start, watch }) => {
  watch.expects(/status of 404/);
  const site = await start();
  await visit(page, site.url);
  const answers = await page.evaluate(() =>
    Promise.all(
      [
        'gone',
        'proxy/acme.my.salesforce.com/services/oauth2/token',
        'practice/app',
        'icon.svg?a',
      ].map(async (path) => [path, (await fetch(path, { cache: 'reload' })).status] as const),
    ),
  );
  expect(answers.map(([, status]) => status)).toEqual([404, 404, 404, 200]);
  expect(Object.keys(await kept(page))).toHaveLength(1);
  expect(Object.values(await kept(page))).toEqual([await everyFile(site.url)]);
});

test('a host’s own headers are kept with the files', async ({ page, start }) => {
  const site = await start();
  await visit(page, site.url);
  await site.close();
  const response = await page.reload();
  expect(response?.fromServiceWorker()).toBe(true);
  for (const [path, found] of await keptHeaders(page, response)) {
    for (const [name, value] of Object.entries(headersFor(path, { proxies: [] }))) {
      // The wire adds where to report to.
      const plain = found?.[name.toLowerCase()]?.replace('; report-uri /.policy-violations', '');
      expect([path, name, plain]).toEqual([path, name, value]);
    }
  }
});

test('where a host sends no headers, the service worker adds them', async ({ page, start }) => {
  const site = await start({ headers: false, path: '/some/path/' });
  await visit(page, site.url);
  const response = await page.reload();
  expect(response?.fromServiceWorker()).toBe(true);
  for (const [path, found] of await keptHeaders(page, response)) {
    const { 'Strict-Transport-Security': _, ...sent } = headersFor(path, { proxies: [] });
    sent['Cache-Control'] = 'max-age=600';
    for (const [name, value] of Object.entries(sent)) {
      expect([path, name, found?.[name.toLowerCase()]]).toEqual([path, name, value]);
    }
  }
  // And the browser heeds them: in the worker nothing makes code of text, in the page nothing frames it.
  await button(page, NAMES.home.create).click();
  await generate(page);
  const [running] = page.workers();
  const made = await running?.evaluate(
    () =>
      new Promise((resolve) =>
        setTimeout(() => {
          try {
            resolve(typeof new Function('return 1'));
          } catch (error) {
            resolve((error as Error).name);
          }
        }),
      ),
  );
  expect(made).toBe('EvalError');
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
});

test('Chromium finds nothing that keeps it from being installed', async ({ start }) => {
  const site = await start({ path: '/some/path/' });
  // A private window, as every other journey has one, cannot install anything.
  const profile = mkdtempSync(join(tmpdir(), 'keybearer-profile-'));
  const executablePath = findBrowser() ?? '';
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    args: BROWSER_FLAGS,
  });
  try {
    const [page = await context.newPage()] = context.pages();
    await visit(page, site.url);
    const devtools = await context.newCDPSession(page);
    expect(await devtools.send('Page.getInstallabilityErrors')).toEqual({
      installabilityErrors: [],
    });
    const { url, errors } = await devtools.send('Page.getAppManifest');
    expect([url, errors]).toEqual([`${site.url}manifest.webmanifest`, []]);
    // Deployments below other paths of the same host are other apps.
    expect((await devtools.send('Page.getAppId')).appId).toBe(site.url);
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
});

/** The worker's script as it is kept. */
async function workerAddress(page: Page): Promise<string> {
  const addresses = Object.values(await kept(page)).flatMap((files) => Object.keys(files));
  const found = addresses.find((address) => /\/worker\/worker-[^/]+\.js$/.test(address));
  if (found === undefined) throw new Error('the worker is not kept');
  return found;
}

/** What the page and the worker's script came with from the service worker, by their paths. */
async function keptHeaders(page: Page, response: Response | null) {
  const worker = await workerAddress(page);
  return [
    ['/', await response?.allHeaders()],
    [new URL(worker).pathname, await headersOf(page, worker)],
  ] as const;
}

function headersOf(page: Page, address: string): Promise<Record<string, string>> {
  return page.evaluate(async (url) => Object.fromEntries((await fetch(url)).headers), address);
}
