/** Many connections at once, at the practice org over HTTP; programs nobody here wrote open the zip. */
import type { Page } from '@playwright/test';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { python, run } from '../_tools.ts';
import { openssl } from './_checkers.ts';
import {
  alertWith,
  asFile,
  button,
  choose,
  createVault,
  download,
  field,
  goTo,
  lock,
  NAMES,
  select,
  the,
  unlock,
} from './_do.ts';
import { expect, test } from './_fixtures.ts';

test.use({ kept: false });

const { batch, home } = NAMES;
const key = (at: number) => `3MVG9.${'Batch'.repeat(12)}.${at}`;

/** Lines that the practice org takes. */
function lines(practice: string, count: number): string[] {
  return Array.from({ length: count }, (_, at) =>
    [`Job ${at + 1}`, practice, key(at), `deploy${at}@practice.example`].join('; '),
  );
}

async function enter(page: Page, text: string): Promise<void> {
  await page.goto('./#/batch');
  await field(page, batch.lines).fill(text);
}

/** Presses the button, and once more that memory is enough where it asks. */
async function make(page: Page, { asked }: { asked: boolean }): Promise<void> {
  await button(page, batch.make).click();
  if (asked) await button(page, batch.anyway).click();
}

/** Downloads the zip and unpacks it with Python; the paths in it. */
async function unpack(page: Page, name: string): Promise<{ folder: string; paths: string[] }> {
  const folder = join('test-results', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const zip = await download(page, batch.download);
  expect(zip.name).toMatch(/^keybearer-batch-\d{4}-\d\d-\d\d\.zip$/);
  const file = join(folder, 'all.zip');
  writeFileSync(file, zip.bytes);
  const script = `import sys, zipfile
zip = zipfile.ZipFile(sys.argv[1])
assert zip.testzip() is None
zip.extractall(sys.argv[2])
print("\\n".join(zip.namelist()))`;
  const { status, stdout, stderr } = run(python() ?? '', ['-c', script, file, folder]);
  expect([status, stderr]).toEqual([0, '']);
  return { folder, paths: stdout.trim().split('\n') };
}

/** The public key of each folder, which openssl finds in the key and in the certificate alike. */
function publicKeys(folder: string, paths: readonly string[]): string[] {
  return paths
    .filter((path) => path.endsWith('/server.key'))
    .map((path) => {
      const file = join(folder, path);
      const certificate = file.replace(/server\.key$/, 'server.crt');
      const ofKey = openssl('pkey', '-in', file, '-pubout').stdout;
      expect(ofKey).toMatch(/BEGIN PUBLIC KEY/);
      expect(openssl('x509', '-in', certificate, '-noout', '-pubkey').stdout).toBe(ofKey);
      return ofKey;
    });
}

/** Opens a connection from the list and obtains a token with it. */
async function token(page: Page, name: string): Promise<void> {
  await the(page, 'link', NAMES.frame.connections).click();
  await the(the(page, 'list', home.list), 'link', name).click();
  await goTo(page, 'token');
  await button(page, NAMES.token.get).click();
  await expect(the(page, 'region', NAMES.token.result)).toContainText('Token received');
}

test('twelve connections with a key each: what is wrong is mended in its line, and tokens follow', async ({
  page,
  app,
}) => {
  const good = lines(app.practice, 12);
  const wrong = [...good];
  wrong[2] = good[2]!.replace(app.practice, 'acme.example.com');
  wrong[6] = good[6]!.replace(key(6), 'short');
  wrong[8] = `"${good[8]}`;
  await enter(page, wrong.join('\n'));
  await expect(alertWith(page, 'org/not-salesforce')).toBeVisible();
  await expect(alertWith(page, 'details/consumer-key-shape')).toBeVisible();
  await expect(alertWith(page, 'batch/quotes')).toBeVisible();
  await make(page, { asked: false });
  await expect(alertWith(page, 'batch/faults')).toBeVisible();
  await expect(button(page, 'Line 3')).toBeFocused();

  // Each leads to its line, which is selected there, so that typing replaces it.
  for (const at of [2, 6, 8]) {
    await button(page, `Line ${at + 1}`).click();
    await expect(field(page, batch.lines)).toBeFocused();
    await page.keyboard.insertText(good[at]!);
  }
  await expect(field(page, batch.lines)).toHaveValue(good.join('\n'));
  await expect(page.getByRole('alert').filter({ hasText: 'org/' })).toHaveCount(0);
  await expect(the(page, 'table', batch.table).getByRole('row')).toHaveCount(13);

  await make(page, { asked: true });
  await expect(button(page, batch.download)).toBeVisible({ timeout: 60_000 });
  const { folder, paths } = await unpack(page, 'batch-each');
  expect(new Set(publicKeys(folder, paths)).size).toBe(12);
  const config = JSON.parse(readFileSync(join(folder, 'Job-3', 'jwt.json'), 'utf8'));
  expect(config).toMatchObject({ consumerKey: key(2), subject: 'deploy2@practice.example' });
  const subject = openssl('x509', '-in', join(folder, 'Job-3', 'server.crt'), '-noout', '-subject');
  expect(subject.stdout.trim()).toMatch(/CN ?= ?Job 3$/);
  const table = readFileSync(join(folder, 'index.csv'), 'utf8');
  expect(table.trim().split('\r\n')).toHaveLength(13);

  await token(page, 'Job 3');
  await token(page, 'Job 12');
});

test('one key for all: twelve certificates of one key, and both tokens come', async ({
  page,
  app,
}) => {
  await page.goto('./#/batch');
  const csv = ['username,name,login url,client id']
    .concat(
      lines(app.practice, 12)
        .map((line) => line.split('; '))
        .map(([a, b, c, d]) => [d, a, b, c].join(',')),
    )
    .join('\r\n');
  await choose(page, batch.file, [asFile('jobs.csv', `\ufeff${csv}\r\n`)]);
  await expect(the(page, 'table', batch.table).getByRole('row')).toHaveCount(13);
  await the(page, 'radio', batch.one).check();
  await make(page, { asked: true });
  await expect(button(page, batch.download)).toBeVisible({ timeout: 60_000 });
  const { folder, paths } = await unpack(page, 'batch-one');
  const keys = publicKeys(folder, paths);
  expect([keys.length, new Set(keys).size]).toEqual([12, 1]);
  const serials = paths
    .filter((path) => path.endsWith('.crt'))
    .map((path) => openssl('x509', '-in', join(folder, path), '-noout', '-serial').stdout);
  expect(new Set(serials).size).toBe(12);
  await token(page, 'Job 1');
  await token(page, 'Job 7');
});

test('cancelled in the middle: what was made is kept and in the zip, the rest is in the lines', async ({
  page,
}) => {
  const all = Array.from({ length: 300 }, (_, at) => `Name ${at + 1}`);
  await enter(page, all.join('\n'));
  await make(page, { asked: true });
  const made = the(page, 'progressbar', 'Made of all');
  await expect.poll(() => made.getAttribute('value').then(Number)).toBeGreaterThan(0);
  await button(page, NAMES.token.cancel).click();
  const { folder, paths } = await unpack(page, 'batch-cancelled');
  const kept = publicKeys(folder, paths).length;
  expect(kept).toBeGreaterThan(0);
  expect(kept).toBeLessThan(300);
  const counted = kept === 1 ? '1 connection' : `${kept} connections`;
  await expect(page.getByText(`${counted} made`)).toBeVisible();
  await button(page, batch.again).click();
  await expect(field(page, batch.lines)).toHaveValue(all.slice(kept).join('\n'));
  await the(page, 'link', NAMES.frame.connections).click();
  await expect(page.getByRole('status').filter({ hasText: counted })).toHaveCount(1);
});

test('with a vault open it asks nothing, and all of it is there after a lock', async ({
  page,
  app,
}) => {
  await page.goto('./');
  await createVault(page);
  await button(page, batch.open).click();
  await field(page, batch.lines).fill(lines(app.practice, 12).join('\n'));
  await the(page, 'radio', batch.one).check();
  await make(page, { asked: false });
  await expect(button(page, batch.download)).toBeVisible({ timeout: 60_000 });
  await lock(page);
  await unlock(page);
  await token(page, 'Job 5');
});

test('by keyboard alone: lines, a choice, the zip', async ({ page }) => {
  await page.goto('./');
  await button(page, batch.open).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(field(page, batch.lines)).toBeFocused();
  await page.keyboard.insertText('one\ntwo');
  await expect(the(page, 'table', batch.table)).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(button(page, batch.file)).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(the(page, 'radio', batch.each)).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(the(page, 'radio', batch.one)).toBeChecked();
  for (const name of [NAMES.key.bits, NAMES.key.days, NAMES.key.keyFormat]) {
    await page.keyboard.press('Tab');
    await expect(page.getByLabel(name, { exact: true })).toBeFocused();
  }
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(page.locator('summary')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(button(page, batch.make)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 2, name: 'Made' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(button(page, batch.download)).toBeFocused();
  const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  expect(file.suggestedFilename()).toMatch(/\.zip$/);
  await expect(select(page, NAMES.frame.theme)).toBeVisible();
});
