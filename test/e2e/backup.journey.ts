/** Backups: saved, and restored into an empty browser, an emptied one, and a changed vault. */
import { createPrivateKey, createPublicKey, verify } from 'node:crypto';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import {
  alertWith,
  button,
  CONSUMER_KEY,
  copied,
  createVault,
  download,
  field,
  fillDetails,
  generate,
  goTo,
  lock,
  NAMES,
  newConnection,
  saved,
  secret,
  the,
  unlock,
  USERNAME,
} from './_do.ts';
import { expect, test as base } from './_fixtures.ts';
import {
  dialog,
  downloadWithProof,
  firstConnection,
  makeRecovery,
  openBackup,
  prove,
  restoreOpened,
  saveBackup,
  settings,
  vaultInSettings,
} from './_vault.ts';

const { vault, key, details, home } = NAMES;
const OWN = 'another one for the backup';

/** Another browser, which has seen nothing of this one. */
const test = base.extend<{ other: Page }>({
  other: async ({ browser, baseURL, wire }, use) => {
    const context = await freshContext(browser, baseURL, wire.url);
    await use(await context.newPage());
    await context.close();
  },
});

function freshContext(browser: Browser, baseURL = '', proxy = ''): Promise<BrowserContext> {
  return browser.newContext({
    baseURL,
    proxy: { server: proxy, bypass: '<-loopback>' },
    ignoreHTTPSErrors: true,
    acceptDownloads: true,
  });
}

/** A vault with a connection to the practice org whose key is taken along, named. */
async function filledVault(page: Page, practice: string, name = 'Quayside'): Promise<string> {
  await newConnection(page);
  await generate(page);
  await createVault(page);
  await goTo(page, 'key');
  const pem = (await download(page, key.downloadKey)).bytes.toString('utf8');
  await fillDetails(page, { loginUrl: practice });
  await field(page, details.name).fill(name);
  await saved(page);
  return pem;
}

const connections = (page: Page) => the(page, 'list', home.list).getByRole('listitem');
const row = (page: Page, name: string) =>
  the(page, 'table', vault.plan).getByRole('row').filter({ hasText: name });

test('a backup brings everything into an empty browser: details, ticks, and a key that signs', async ({
  page,
  other,
  app,
}) => {
  const pem = await filledVault(page, app.practice);
  await goTo(page, 'key');
  const certificate = (await download(page, key.downloadCertificate)).bytes;
  const backup = await saveBackup(page);
  expect(backup.name).toMatch(/^keybearer-\d{4}-\d\d-\d\d\.backup$/);
  await expect(page.getByText('Nothing was left out.')).toBeVisible();
  const text = backup.bytes.toString('utf8');
  for (const clear of [USERNAME, CONSUMER_KEY, 'Quayside', pem.split('\n')[1] ?? ''])
    expect(text).not.toContain(clear);

  await other.goto('./');
  await openBackup(other, backup);
  await expect(row(other, 'Only in the backup')).toContainText('Quayside');
  // Nothing is written before it is asked for.
  const databases = () => other.evaluate(async () => (await indexedDB.databases()).length);
  expect(await databases()).toBe(0);
  await restoreOpened(other);
  await expect(connections(other)).toHaveCount(1);

  await other.reload();
  await unlock(other);
  await firstConnection(other);
  await goTo(other, 'details');
  await expect(field(other, details.username)).toHaveValue(USERNAME);
  await expect(field(other, details.consumerKey)).toHaveValue(CONSUMER_KEY);
  await goTo(other, 'token');
  await button(other, NAMES.token.get).click();
  const [head = '', claims = '', signature = ''] = (
    await copied(other, NAMES.token.copyAssertion)
  ).split('.');
  const publicKey = createPublicKey(certificate);
  const signed = Buffer.from(`${head}.${claims}`);
  expect(verify('sha256', signed, publicKey, Buffer.from(signature, 'base64url'))).toBe(true);
  await goTo(other, 'key');
  const again = await downloadWithProof(other, key.downloadKey);
  expect(again.bytes.toString('utf8')).toBe(pem);
});

test('what a key is taken out by is asked each time, but not right after it was made', async ({
  page,
}) => {
  await newConnection(page);
  await createVault(page);
  await generate(page);
  await download(page, key.downloadKey);
  await download(page, key.downloadBundle);
  await lock(page);
  await unlock(page);

  await button(page, key.downloadKey).click();
  await prove(page, 'not the passphrase');
  await expect(alertWith(page, 'vault/passphrase-wrong')).toBeVisible();
  await expect(secret(page, vault.passphrase)).toBeFocused();
  const [file] = await Promise.all([page.waitForEvent('download'), prove(page)]);
  expect(file.suggestedFilename()).toBe('server.key');
  await expect(dialog(page, vault.prove)).toBeHidden();
  // Proof is used up: the bundle wants its own.
  const bundle = await downloadWithProof(page, key.downloadBundle);
  expect(bundle.bytes.subarray(0, 2).toString()).toBe('PK');
  // Called off, nothing is said and nothing comes.
  await button(page, key.downloadKey).click();
  await expect(dialog(page, vault.prove)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog(page, vault.prove)).toBeHidden();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(button(page, key.downloadKey)).toBeFocused();
});

test('a store that the browser emptied is noticed, and the recovery key restores it from a backup', async ({
  page,
  app,
}) => {
  await filledVault(page, app.practice);
  await settings(page);
  const recovery = await makeRecovery(page);
  const backup = await saveBackup(page);
  await lock(page);
  // As a browser does when space runs short: the database goes.
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const deleting = indexedDB.deleteDatabase('keybearer');
        deleting.onsuccess = () => resolve();
        deleting.onerror = () => reject(deleting.error);
      }),
  );
  await page.goto('./#/');
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    'Your vault is gone from this browser',
  );
  await page.goto('./#/settings');
  await expect(page.getByText('There was one, and it is gone from this browser')).toBeVisible();
  await page.goto('./#/');
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    button(page, vault.restore).click(),
  ]);
  const { name, bytes } = backup;
  await chooser.setFiles([{ name, mimeType: 'application/octet-stream', buffer: bytes }]);
  const open = dialog(page, vault.restore);
  await button(open, vault.recover).click();
  await secret(page, vault.recoveryKey).fill(recovery);
  await button(open, vault.restoreOpen).click();
  await restoreOpened(page);
  await expect(connections(page)).toHaveCount(1);
  await expect(page.getByText('Quayside').first()).toBeVisible();
});

test('a backup merged into a changed vault says first what it changes, and takes nothing away', async ({
  page,
  other,
  app,
}) => {
  await filledVault(page, app.practice, 'Here first');
  const earlier = await saveBackup(page);
  // Into a second browser, where the work goes on.
  await other.goto('./');
  await openBackup(other, earlier);
  await restoreOpened(other);
  await firstConnection(other);
  await goTo(other, 'details');
  await field(other, details.name).fill('Changed there');
  await the(other, 'link', NAMES.frame.connections).click();
  await button(other, home.create).click();
  await generate(other);
  await goTo(other, 'details');
  await field(other, details.name).fill('made-there');
  await saved(other);
  const later = await saveBackup(other);

  // Here something else was made meanwhile.
  await the(page, 'link', NAMES.frame.connections).click();
  await button(page, home.create).click();
  await goTo(page, 'details');
  await field(page, details.name).fill('made-here');
  await saved(page);
  await settings(page);
  await openBackup(page, later);
  await expect(row(page, 'Newer in the backup')).toContainText('Changed there');
  await expect(row(page, 'Only in the backup')).toContainText('made-there');
  await expect(row(page, 'made-here')).toHaveCount(0);
  await button(dialog(page, vault.restore), vault.cancel).click();
  await the(page, 'link', NAMES.frame.connections).click();
  await expect(connections(page)).toHaveCount(2);

  await settings(page);
  await openBackup(page, later);
  await restoreOpened(page);
  await the(page, 'link', NAMES.frame.connections).click();
  for (const name of ['Changed there', 'made-there', 'made-here'])
    await expect(connections(page).filter({ hasText: name })).toHaveCount(1);
  await expect(connections(page)).toHaveCount(3);
  await saved(page);
  await page.reload();
  await unlock(page);
  await the(page, 'link', NAMES.frame.connections).click();
  await expect(connections(page)).toHaveCount(3);
});

test('in Settings the one filled button is the backup while it is due, then the recovery key', async ({
  page,
}) => {
  await vaultInSettings(page);
  const filled = page.locator('main button.fill:visible');
  await expect(filled).toHaveText([vault.backup]);
  await download(page, vault.backup);
  await expect(filled).toHaveText([vault.recovery]);
  await makeRecovery(page);
  await expect(filled).toHaveCount(0);
});

test('a backup under a passphrase of its own asks for proof, and only that one opens it', async ({
  page,
  other,
  app,
}) => {
  await filledVault(page, app.practice);
  await settings(page);
  await the(page, 'radio', vault.backupOwn).check();
  await page.getByLabel(vault.passphrase, { exact: true }).fill(OWN);
  await page.getByLabel(vault.repeat, { exact: true }).fill('not the same');
  await button(page, vault.backup).click();
  await expect(alertWith(page, 'vault/passphrase-differs')).toBeVisible();
  await page.getByLabel(vault.repeat, { exact: true }).fill(OWN);
  const backup = await downloadWithProof(page, vault.backup);

  await other.goto('./');
  await openBackup(other, backup);
  await expect(alertWith(other, 'vault/passphrase-wrong')).toBeVisible();
  await secret(other, vault.passphrase).fill(OWN);
  await other.keyboard.press('Enter');
  await restoreOpened(other);
  await expect(connections(other)).toHaveCount(1);
  await other.reload();
  await unlock(other, OWN);
  await expect(button(other, vault.lock)).toBeVisible();
});

test('a sealed key signs on, comes out no more, and is left out of backups', async ({
  page,
  app,
}) => {
  const pem = await filledVault(page, app.practice);
  await goTo(page, 'key');
  await button(page, key.seal).click();
  const open = dialog(page, key.sealDialog);
  await button(open, key.seal).click({ force: true });
  await expect(open).toBeVisible();
  await field(page, key.sealConfirm).fill('seal');
  await button(open, key.seal).click();
  const stamp = page.getByRole('status').filter({ hasText: 'Key sealed' });
  await expect(stamp).toBeFocused();
  await expect(page.locator('main button.fill:visible')).toHaveText(key.downloadCertificate);
  await expect(page.getByLabel(key.passphrase, { exact: true })).toHaveCount(0);
  await button(page, key.downloadKey).click({ force: true });
  await expect(alertWith(page, 'key/sealed')).toBeVisible();
  await expect(dialog(page, vault.prove)).toHaveCount(0);
  await saved(page);

  await page.reload();
  await unlock(page);
  await goTo(page, 'key');
  await expect(page.getByText('Key sealed', { exact: true })).toBeVisible();
  await goTo(page, 'token');
  await button(page, NAMES.token.get).click();
  const [head = '', claims = '', signature = ''] = (
    await copied(page, NAMES.token.copyAssertion)
  ).split('.');
  const publicKey = createPublicKey(createPrivateKey(pem));
  const signed = Buffer.from(`${head}.${claims}`);
  expect(verify('sha256', signed, publicKey, Buffer.from(signature, 'base64url'))).toBe(true);

  await saveBackup(page);
  await expect(page.getByText('Left out: 1')).toBeVisible();
});

test('a backup can be saved while the vault is locked, and while saving fails', async ({
  page,
  context,
  other,
  app,
}) => {
  // Before the first write: Chromium remembers for a while how much there was room for.
  const cdp = await context.newCDPSession(page);
  await cdp.send('Storage.overrideQuotaForOrigin', { origin: app.app, quotaSize: 4_000_000 });
  await filledVault(page, app.practice);
  await settings(page);
  await lock(page);
  await settings(page);
  const locked = await saveBackup(page);
  await unlock(page);
  await saved(page);

  await the(page, 'link', NAMES.frame.inspect).click();
  await field(page, NAMES.inspect.text).fill('a log of five megabytes '.repeat(220_000));
  await expect(the(page, 'region', NAMES.frame.status)).toContainText('not saved');
  await settings(page);
  const failing = await download(page, vault.backup);
  for (const backup of [locked, failing]) {
    await other.goto('./');
    await openBackup(other, backup);
    await expect(row(other, 'Only in the backup')).toContainText('Quayside');
    await button(dialog(other, vault.restore), vault.cancel).click();
  }
});

test('a file that is no backup, a changed one and a wrong passphrase are told apart', async ({
  page,
  other,
  app,
}) => {
  await filledVault(page, app.practice);
  const { name, bytes } = await saveBackup(page);
  const text = bytes.toString('utf8');
  const [body = '', seal = ''] = text.split('\n');
  const changed = `${body.replace(/"made":"?\d/, '$&1')}\n${seal}\n`;
  expect(changed).not.toBe(text);
  await other.goto('./');
  for (const [content, code] of [
    ['nothing of the kind', 'backup/not-recognised'],
    [changed, 'backup/damaged'],
  ] as const) {
    await openBackup(other, { name, bytes: Buffer.from(content) });
    await expect(alertWith(other, code)).toBeVisible();
    await button(dialog(other, vault.restore), vault.cancel).click();
  }
});
