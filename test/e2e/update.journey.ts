/** From one build to the next: the old one stays until the user says so, and nothing is ever mixed. */
import type { Page } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { readApp } from '../../src/host/app.ts';
import { serve } from '../../src/host/start.ts';
import { button, field, generate, goTo, NAMES, the } from './_do.ts';
import { expect, test as base } from './_fixtures.ts';
import { everyFile, kept, offlineReady } from './_kept.ts';
import { startSite, type Site } from './_site.ts';

const { frame, key, vault } = NAMES;
const [FIRST, NEXT] = ['Not affiliated with Salesforce', 'Not affiliated with anybody'];
const PASSPHRASE = 'correct horse battery staple';

const test = base.extend<{ site: Site }, { next: string }>({
  /** The folder of a second build, told from the first one by a line of the frame. */
  next: [
    async ({}, use) => {
      const outDir = mkdtempSync(join(tmpdir(), 'keybearer-next-'));
      await build({
        logLevel: 'error',
        build: { outDir, emptyOutDir: true },
        plugins: [
          {
            name: 'next',
            enforce: 'pre',
            transform: (code, id) =>
              id.endsWith('StatusLine.svelte') ? code.replace(FIRST, NEXT) : undefined,
          },
        ],
      });
      await use(outDir);
      rmSync(outDir, { recursive: true });
    },
    { scope: 'worker' },
  ],
  site: async ({ page, context }, use) => {
    const site = await startSite();
    await page.goto(site.url);
    await offlineReady(page);
    await use(site);
    // First the pages: they would complain of a server that went away under them.
    for (const one of context.pages()) await one.close();
    await site.close();
  },
});

const bar = (page: Page) => the(page, 'region', frame.news);
const line = (page: Page) => the(page, 'region', frame.status);

/** What the browser does itself at each start, and the page once an hour. */
async function look(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await (await navigator.serviceWorker.getRegistration())?.update();
  });
}

async function offered(page: Page, site: Site, folder: string): Promise<void> {
  await site.deploy(folder);
  await look(page);
  // All of it is fetched first, which takes its time on a busy machine.
  await expect.poll(() => page.evaluate(state), { timeout: 60_000 }).toContain('installed');
  await expect(bar(page)).toBeVisible();
}

/** Half a form, in two places. */
async function fill(page: Page): Promise<void> {
  await button(page, NAMES.home.create).click();
  await field(page, key.organization).fill('A/S Maersk');
  await goTo(page, 'details');
  await field(page, NAMES.details.username).fill('half@acme.exam');
}

async function expectFilled(page: Page): Promise<void> {
  await expect(field(page, NAMES.details.username)).toHaveValue('half@acme.exam');
  await goTo(page, 'key');
  await expect(field(page, key.organization)).toHaveValue('A/S Maersk');
  await goTo(page, 'details');
}

/** How often this page was loaded from now on, and whether the browser asked before it left. */
function counts(page: Page): { loads: number; asked: number } {
  const found = { loads: 0, asked: 0 };
  page.on('load', () => (found.loads += 1));
  page.on('dialog', (dialog) => {
    found.asked += 1;
    void dialog.accept();
  });
  return found;
}

/** Every script, style and worker that this page has loaded since it was opened. */
async function loaded(page: Page): Promise<string[]> {
  const names = await page.evaluate(() =>
    performance.getEntriesByType('resource').map(({ name }) => name),
  );
  const workers = page.workers().map((worker) => worker.url());
  return [...names, ...workers].filter((name) => /\.(js|css)$/.test(name));
}

async function expectOneBuild(page: Page, site: Site, folder: string): Promise<void> {
  const names = await loaded(page);
  const files = Object.keys(await everyFile(site.url, { folder }));
  expect(names.length).toBeGreaterThan(3);
  expect(names.filter((name) => !files.includes(name))).toEqual([]);
}

test('a new version waits: after "Later" nothing is lost, and it comes with the next start', async ({
  page,
  context,
  site,
  next,
}) => {
  await fill(page);
  const count = counts(page);
  await offered(page, site, next);
  await button(page, frame.later).click();
  await expect(bar(page)).toHaveCount(0);
  await expect(page.locator('main')).toBeFocused();
  await expectFilled(page);
  await goTo(page, 'key');
  await generate(page);
  await expectOneBuild(page, site, 'dist');
  expect(count).toEqual({ loads: 0, asked: 0 });

  const other = await context.newPage();
  await page.close();
  // Chromium goes over to the new one now. A page opened within the same tenth of a second may still
  // be the old one, which would keep it waiting: then that one is left, too.
  await expect(async () => {
    await other.goto('about:blank');
    await other.waitForTimeout(500);
    // It may also never be answered.
    await other.goto(site.url, { timeout: 15_000 });
    await expect(line(other)).toContainText(NEXT, { timeout: 10_000 });
  }).toPass();
  await expectOneBuild(other, site, next);
  await offlineReady(other);
  // The old build's files are gone with its last page.
  await expect
    .poll(async () => Object.values(await kept(other)))
    .toEqual([await everyFile(site.url, { folder: next })]);
});

test('with nothing to lose, "Update now" reloads once into the new version', async ({
  page,
  site,
  next,
}) => {
  await offered(page, site, next);
  const count = counts(page);
  await button(page, frame.update).click();
  await expect(line(page)).toContainText(NEXT);
  await expect(line(page)).toContainText('works without a network');
  await expect.poll(() => count).toEqual({ loads: 1, asked: 0 });
  await expect(bar(page)).toHaveCount(0);
  await expectOneBuild(page, site, next);
  await expect
    .poll(async () => Object.values(await kept(page)))
    .toEqual([await everyFile(site.url, { folder: next })]);
});

test('without a vault it says what would be lost, offers one first, and lets the user go', async ({
  page,
  site,
  next,
}) => {
  await fill(page);
  await goTo(page, 'key');
  await generate(page);
  await offered(page, site, next);
  const count = counts(page);
  await button(page, frame.update).click();
  await expect(bar(page)).toContainText('Updating now would lose 1 key and what you entered.');
  await expect(button(page, frame.vaultFirst)).toBeFocused();
  await button(page, frame.vaultFirst).click();
  const dialog = the(page, 'dialog', vault.create);
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(button(page, frame.vaultFirst)).toBeFocused();

  await button(page, frame.updateAnyway).click();
  await expect(line(page)).toContainText(NEXT);
  await expect.poll(() => count).toEqual({ loads: 1, asked: 0 });
});

test('with a vault made on the way, a half-filled form is there after the update', async ({
  page,
  site,
  next,
}) => {
  await fill(page);
  await offered(page, site, next);
  const count = counts(page);
  await button(page, frame.update).click();
  await button(page, frame.vaultFirst).click();
  const dialog = the(page, 'dialog', vault.create);
  await dialog.getByLabel(vault.passphrase, { exact: true }).fill(PASSPHRASE);
  await dialog.getByLabel(vault.repeat, { exact: true }).fill(PASSPHRASE);
  await button(dialog, vault.create).click();
  await expect(button(page, frame.update)).toBeFocused();
  // Typed at the last moment: it is saved before the page goes.
  await field(page, NAMES.details.consumerKey).fill('half a consumer k');
  await button(page, frame.update).click();
  await expect(line(page)).toContainText(NEXT);
  await expect.poll(() => count).toEqual({ loads: 1, asked: 0 });

  await button(page, vault.unlock).click();
  const unlock = the(page, 'dialog', vault.unlock);
  await unlock.getByLabel(vault.passphrase, { exact: true }).fill(PASSPHRASE);
  await button(unlock, vault.unlock).click();
  await expect(field(page, NAMES.details.consumerKey)).toHaveValue('half a consumer k');
  await expectFilled(page);
  await expectOneBuild(page, site, next);
});

test('a tab of the old version goes on after another one updated, and is not reloaded', async ({
  page,
  context,
  site,
  next,
}) => {
  test.slow();
  const other = await context.newPage();
  await other.goto(site.url);
  await offlineReady(other);
  await fill(page);
  const count = counts(page);
  await offered(other, site, next);
  await button(other, frame.update).click();
  await expect(line(other)).toContainText(NEXT);
  await expect(line(other)).toContainText('works without a network');
  await offlineReady(other);

  // Parts and the worker, which the old tab had not loaded and the server has no more.
  await expectFilled(page);
  await goTo(page, 'key');
  await generate(page);
  await the(page, 'link', frame.inspect).click();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await the(page, 'link', frame.about).click();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(line(page)).toContainText(FIRST);
  await expectOneBuild(page, site, 'dist');
  await expectOneBuild(other, site, next);
  expect(count).toEqual({ loads: 0, asked: 0 });
  expect(Object.keys(await kept(page))).toHaveLength(2);

  // Its own "Update now" has only to reload.
  await button(page, frame.update).click();
  await button(page, frame.updateAnyway).click();
  await expect(line(page)).toContainText(NEXT);
  await expect.poll(() => count).toEqual({ loads: 1, asked: 0 });
  await expect
    .poll(async () => Object.values(await kept(page)))
    .toEqual([await everyFile(site.url, { folder: next })]);
});

test('a deployment that is half way is not taken, and the next try is', async ({
  page,
  site,
  next,
}) => {
  const old = await readApp('dist');
  const before = await kept(page);
  await site.deploy(next, (files) => {
    // The new list with the old page.
    files.set('index.html', old.get('index.html') ?? new Uint8Array());
  });
  await look(page).catch(() => undefined);
  await expect.poll(() => page.evaluate(state)).toEqual([null, null, 'activated']);
  await expect.poll(() => kept(page)).toEqual(before);
  await page.reload();
  await expect(line(page)).toContainText(FIRST);
  await offered(page, site, next);
});

test('after npm start with another practice org the page learns its address', async ({ page }) => {
  const first = await serve({ port: 0, practicePort: 0 });
  await page.goto(`${first.app}/`);
  await offlineReady(page);
  await first.close();
  const again = await serve({ port: Number(new URL(first.app).port), practicePort: 0 });
  try {
    expect(again.practice).not.toBe(first.practice);
    const policy = () => page.locator('meta[http-equiv]').getAttribute('content');
    await page.reload();
    expect(await policy()).toContain(`${first.practice};`);
    await button(page, frame.update).click();
    await expect.poll(policy).toContain(`${again.practice};`);
  } finally {
    await page.close();
    await again.close();
  }
});

test('a page that stays open looks for a newer version by itself, once an hour', async ({
  page,
  wire,
}) => {
  const looks = () => wire.sent.filter(({ url }) => url.endsWith('/sw.js')).length;
  await page.clock.install();
  await page.goto('./');
  await page.clock.fastForward('00:05');
  await offlineReady(page);
  expect(looks()).toBe(1);
  await page.clock.fastForward('59:00');
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  expect(looks()).toBe(1);
  let hours = 0;
  for (const count of [2, 3]) {
    // Chromium makes one of two looks that meet: another hour then.
    await expect(async () => {
      hours += 1;
      await page.clock.fastForward('01:00:00');
      await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
      await expect.poll(looks, { timeout: 5_000 }).toBeGreaterThanOrEqual(count);
    }).toPass();
    expect(looks()).toBeLessThanOrEqual(1 + hours);
  }
});

/** What is installing, waiting and active. */
async function state(): Promise<(string | null)[]> {
  const registration = await navigator.serviceWorker.getRegistration();
  return [registration?.installing, registration?.waiting, registration?.active].map(
    (worker) => worker?.state ?? null,
  );
}
