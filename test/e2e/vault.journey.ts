/** The vault in a real profile: what it keeps, what lies on the disk, what does not open. */
import { createPublicKey, randomBytes, verify } from 'node:crypto';
import type { BrowserContext, Page } from '@playwright/test';
import {
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
  PASSPHRASE,
  saved,
  secret,
  the,
  unlock,
} from './_do.ts';
import { expect, test as base } from './_fixtures.ts';
import {
  bytesNeedles,
  keyNeedles,
  makeProfile,
  search,
  textNeedles,
  type Profile,
} from './_profile.ts';

const { vault } = NAMES;
// Nothing of these stands in the app's own files, which lie in the profile too.
const USERNAME = 'zq.deploy.7431@quayside.example';
const KEY_TEXT = 'Key or certificate as text';
const LABEL = 'Quayside nightly 7431';

const test = base.extend<{ profile: Profile }>({
  profile: async ({ app, wire }, use) => {
    const profile = await makeProfile({ baseURL: `${app.app}/`, proxy: wire.url });
    await use(profile);
    await profile.remove();
  },
});

async function firstPage(context: BrowserContext): Promise<Page> {
  return context.pages()[0] ?? (await context.newPage());
}

test('what was entered and made is there after a clean exit, and the key signs', async ({
  profile,
  app,
}) => {
  const first = await profile.start();
  let page = await firstPage(first);
  await newConnection(page);
  await generate(page);
  await fillDetails(page, { loginUrl: app.practice, username: USERNAME });
  await field(page, NAMES.details.name).fill(LABEL);
  await createVault(page);
  await goTo(page, 'token');
  await button(page, NAMES.token.get).click();
  const result = the(page, 'region', NAMES.token.result);
  await button(result, NAMES.token.reveal).click();
  const token = await result.locator('code', { hasText: /^00D/ }).first().innerText();
  const jwt = await copied(page, NAMES.token.copyAssertion);
  await goTo(page, 'key');
  const key = (await download(page, NAMES.key.downloadKey)).bytes.toString('utf8');
  const certificate = (await download(page, NAMES.key.downloadCertificate)).bytes;
  await goTo(page, 'details');
  await saved(page);
  await first.close();

  const second = await profile.start();
  page = await firstPage(second);
  await page.goto('./');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The vault is locked');
  await unlock(page);
  // Back where the user was, with everything that was entered.
  await expect(page).toHaveURL(/\/details$/);
  await expect(field(page, NAMES.details.consumerKey)).toHaveValue(CONSUMER_KEY);
  await expect(field(page, NAMES.details.username)).toHaveValue(USERNAME);
  await goTo(page, 'token');
  await button(page, NAMES.token.get).click();
  await expect(button(page, NAMES.token.copyToken)).toBeVisible();
  const again = await copied(page, NAMES.token.copyAssertion);
  const [head = '', claims = '', signature = ''] = again.split('.');
  const publicKey = createPublicKey(certificate);
  const input = Buffer.from(`${head}.${claims}`);
  expect(verify('sha256', input, publicKey, Buffer.from(signature, 'base64url'))).toBe(true);
  await lock(page);
  await second.close();

  const secrets = [
    ...keyNeedles(key),
    ...textNeedles('passphrase', PASSPHRASE),
    ...textNeedles('consumer key', CONSUMER_KEY),
    ...textNeedles('username', USERNAME),
    ...textNeedles('label', LABEL),
    ...textNeedles('token', token),
    ...textNeedles('assertion', jwt.split('.')[2] ?? ''),
  ];
  expect(await search(profile.folder, secrets)).toEqual([]);
});

test('a lock clears the page, and unlocking brings everything back to where the user was', async ({
  page,
  app,
}) => {
  const { key, details, inspect } = NAMES;
  await newConnection(page);
  await createVault(page);
  await generate(page);
  await field(page, key.organization).fill('Half-filled, In');
  await page.locator('summary', { hasText: key.paste }).click();
  await field(page, KEY_TEXT).fill('-----BEGIN half a key');
  await fillDetails(page, { loginUrl: app.practice, username: USERNAME });
  await goTo(page, 'app');
  const tick = page.getByRole('checkbox').first();
  await tick.check();
  await the(page, 'link', NAMES.frame.inspect).click();
  await field(page, inspect.text).fill('invalid_grant: half a log');
  await page.goBack();
  await goTo(page, 'token');
  await button(page, NAMES.token.get).click();
  await expect(button(page, NAMES.token.copyToken)).toBeVisible();
  const here = page.url();
  await saved(page);

  await page.keyboard.press('Control+Shift+L');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The vault is locked');
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  const text = await page.locator('html').innerHTML();
  expect(text).not.toContain(USERNAME);
  expect(text).not.toContain(CONSUMER_KEY);
  // Ended by then; that it did reaches this program a little later.
  await expect.poll(() => page.workers().length).toBe(0);

  await unlock(page);
  await expect(page).toHaveURL(here);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(NAMES.steps.token);
  // The token was not kept, only that one came.
  await expect(the(page, 'region', NAMES.token.result)).toContainText('A token came today');
  await expect(button(page, NAMES.token.copyToken)).toHaveCount(0);
  await goTo(page, 'app');
  await expect(tick).toBeChecked();
  await goTo(page, 'details');
  await expect(field(page, details.username)).toHaveValue(USERNAME);
  await goTo(page, 'key');
  await expect(field(page, key.organization)).toHaveValue('Half-filled, In');
  await expect(field(page, KEY_TEXT)).toHaveValue('-----BEGIN half a key');
  await the(page, 'link', NAMES.frame.inspect).click();
  await expect(field(page, inspect.text)).toHaveValue('invalid_grant: half a log');
});

test('the search finds a canary that is stored in clear on purpose', async ({ profile }) => {
  const text = 'canary-7Gq2-in-clear-0123456789abcdefghijkl';
  const bytes = randomBytes(32);
  const typed = 'canary typed into a form that browsers keep';
  const context = await profile.start();
  const page = await firstPage(context);
  await page.goto('./');
  await page.evaluate(
    ([text, bytes]) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('canary');
        opening.onupgradeneeded = () => opening.result.createObjectStore('a');
        opening.onsuccess = () => {
          const change = opening.result.transaction('a', 'readwrite', { durability: 'strict' });
          change.objectStore('a').put({ text, bytes: new Uint8Array(bytes) }, 1);
          change.oncomplete = () => resolve();
        };
        opening.onerror = () => reject(opening.error);
      }),
    [text, [...bytes]] as const,
  );
  // A form as most sites have it: the browser keeps what was typed, to bring it back.
  await page.route('**/typed', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<form><textarea></textarea></form>' }),
  );
  await page.goto('./typed');
  await page.locator('textarea').fill(typed);
  await page.goto('./');
  await expect(button(page, NAMES.home.create)).toBeVisible();
  await context.close();

  const found = await search(profile.folder, [
    ...textNeedles('text', text),
    ...bytesNeedles('bytes', bytes),
    ...textNeedles('typed', typed),
  ]);
  expect(found.filter((line) => /^text in UTF-8, raw: .*indexeddb/i.test(line))).not.toEqual([]);
  expect(found.filter((line) => /^bytes, raw: .*indexeddb/i.test(line))).not.toEqual([]);
  expect(found.filter((line) => /^typed in UTF-16, raw: .*Sessions/.test(line))).not.toEqual([]);
});

/** Changes what lies in the store `revisions` or `header`, byte by byte, as a bad disk would. */
async function damage(
  page: Page,
  change: 'flip a record' | 'truncate a record' | 'flip the wrap' | 'weaken the derivation',
): Promise<void> {
  await page.evaluate(
    (change) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('keybearer');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const name = /record/.test(change) ? 'revisions' : 'header';
          const writing = opening.result.transaction(name, 'readwrite');
          writing.oncomplete = () => {
            opening.result.close();
            resolve();
          };
          const cursors = writing.objectStore(name).openCursor();
          cursors.onsuccess = () => {
            const cursor = cursors.result;
            if (!cursor) return;
            const value = cursor.value;
            const [wrap] = value.wraps ?? [];
            if (change === 'flip a record') value.sealed[40] ^= 1;
            if (change === 'truncate a record') value.sealed = value.sealed.slice(0, -1);
            if (change === 'flip the wrap') wrap.sealed[20] ^= 1;
            if (change === 'weaken the derivation') wrap.kdf.memory = 1024;
            cursor.update(value);
            cursor.continue();
          };
        };
      }),
    change,
  );
}

test('a vault that says "saved" is saved, however long the browser takes to say anything', async ({
  page,
}) => {
  await page.addInitScript(() => {
    navigator.storage.persisted = navigator.storage.persist = () => new Promise(() => undefined);
  });
  await newConnection(page);
  await generate(page);
  await createVault(page);
  await saved(page);
  await page.reload();
  await unlock(page);
  await goTo(page, 'key');
  await expect(button(page, NAMES.key.downloadKey)).toBeVisible();
});

/** A locked vault with one connection in it, at home. */
async function lockedVault(page: Page): Promise<void> {
  await newConnection(page);
  await generate(page);
  await createVault(page);
  await saved(page);
  await the(page, 'link', NAMES.frame.connections).click();
  await lock(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The vault is locked');
}

test.describe('what does not open says why, with its code:', () => {
  for (const [change, code] of [
    ['flip a record', 'vault/damaged'],
    ['truncate a record', 'vault/damaged'],
    ['flip the wrap', 'vault/damaged'],
    ['weaken the derivation', 'vault/parameters'],
  ] as const) {
    test(change, async ({ page }) => {
      await lockedVault(page);
      await damage(page, change);
      await unlock(page);
      await expect(page.getByRole('alert').first()).toContainText(`[${code}]`);
    });
  }
});

test('a wrong passphrase is said in place and can be mended there', async ({ page }) => {
  await lockedVault(page);
  await unlock(page, `${PASSPHRASE}!`);
  const dialog = the(page, 'dialog', vault.unlock);
  await expect(dialog.getByRole('alert')).toContainText('[vault/passphrase-wrong]');
  await expect(secret(page, vault.passphrase)).toBeFocused();
  await secret(page, vault.passphrase).fill(PASSPHRASE);
  await page.keyboard.press('Enter');
  await expect(the(page, 'list', NAMES.home.list)).toBeVisible();
});

test('what is asked of the vault cannot be left half-way, as if it had not been asked', async ({
  page,
}) => {
  await lockedVault(page);
  await button(page, vault.unlock).click();
  await secret(page, vault.passphrase).fill(`${PASSPHRASE}!`);
  const dialog = the(page, 'dialog', vault.unlock);
  // The last of these is what a browser does at a second Escape.
  await dialog.evaluate((dialog: HTMLDialogElement) => {
    dialog.querySelector('form')?.requestSubmit();
    dialog.querySelector<HTMLElement>('button:not([type="submit"], form button)')?.click();
    dialog.dispatchEvent(new Event('cancel', { cancelable: true }));
    dialog.close();
  });
  await expect(dialog.getByRole('alert')).toContainText('[vault/passphrase-wrong]');
  await button(dialog, vault.cancel).click();
  await expect(dialog).toBeHidden();
  await expect(button(page, vault.unlock)).toBeFocused();
});

/** How often something was written into the vault. */
async function revisions(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const opening = indexedDB.open('keybearer');
        opening.onsuccess = () => {
          const reading = opening.result.transaction('revisions').objectStore('revisions').getAll();
          reading.onsuccess = () => {
            opening.result.close();
            resolve(reading.result.reduce((sum, { revision }) => sum + revision, 0));
          };
        };
      }),
  );
}

test('a text that is only being typed is saved by itself', async ({ page }) => {
  await lockedVault(page);
  await unlock(page);
  await the(page, 'list', NAMES.home.list).getByRole('link').first().click();
  for (const [step, type] of [
    ['troubleshoot', () => the(page, 'searchbox', NAMES.troubleshoot.search).fill('clock')],
    [
      'key',
      async () => {
        await page.locator('summary', { hasText: NAMES.key.paste }).click();
        await field(page, KEY_TEXT).fill('-----BEGIN half a key');
      },
    ],
  ] as const) {
    await goTo(page, step);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(NAMES.steps[step]);
    await saved(page);
    const before = await revisions(page);
    await type();
    await expect.poll(() => revisions(page)).toBeGreaterThan(before);
  }
});

test('after a change only the new passphrase opens the vault', async ({ page }) => {
  await lockedVault(page);
  await unlock(page);
  await the(page, 'link', NAMES.frame.settings).click();
  await button(page, vault.change).click();
  const dialog = the(page, 'dialog', vault.change);
  const next = 'granite velvet harbour nine';
  await secret(page, vault.present).fill('not the present one');
  await secret(page, vault.passphrase).fill(next);
  await secret(page, vault.repeat).fill(next);
  await button(dialog, vault.change).click();
  await expect(dialog.getByRole('alert')).toContainText('[vault/passphrase-wrong]');
  await expect(secret(page, vault.present)).toBeFocused();
  await secret(page, vault.present).fill(PASSPHRASE);
  await button(dialog, vault.change).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('only the new passphrase opens it now')).toBeVisible();
  await saved(page);

  await page.reload();
  await button(page, vault.unlock).click();
  await secret(page, vault.passphrase).fill(PASSPHRASE);
  await button(the(page, 'dialog', vault.unlock), vault.unlock).click();
  await expect(page.getByRole('alert')).toContainText('[vault/passphrase-wrong]');
  await secret(page, vault.passphrase).fill(next);
  await button(the(page, 'dialog', vault.unlock), vault.unlock).click();
  await expect(button(page, vault.lock)).toBeVisible();
});

test('a vault goes only after the word was typed, and can be put back', async ({ page }) => {
  await lockedVault(page);
  await unlock(page);
  await expect(the(page, 'list', NAMES.home.list)).toBeVisible();
  await the(page, 'link', NAMES.frame.settings).click();
  await button(page, vault.remove).click();
  const dialog = page.getByRole('dialog');
  // It says that it is not available, and does nothing.
  await button(dialog, vault.remove).click({ force: true });
  await expect(dialog).toBeVisible();
  await field(page, NAMES.home.confirm).fill('delete');
  await button(dialog, vault.remove).click();
  await expect(button(page, vault.create)).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  const databases = () =>
    page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
  expect(await databases()).toEqual([]);

  await button(page, vault.undo).click();
  await expect(button(page, vault.unlock)).toBeVisible();
  // Locked means that nothing holds it open.
  await expect.poll(() => page.workers().length).toBe(0);
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await unlock(page);
  await the(page, 'link', NAMES.frame.connections).click();
  await expect(the(page, 'list', NAMES.home.list).getByRole('listitem')).toHaveCount(1);
});

test('what is made while the vault is locked goes into it when it opens', async ({ page }) => {
  await lockedVault(page);
  await button(page, NAMES.home.create).click();
  await generate(page);
  await unlock(page);
  await saved(page);
  await page.reload();
  await unlock(page);
  await the(page, 'link', NAMES.frame.connections).click();
  await expect(the(page, 'list', NAMES.home.list).getByRole('listitem')).toHaveCount(2);
});

test('a deleted connection can be restored, and goes for good with its key', async ({ page }) => {
  const { home, details } = NAMES;
  await newConnection(page);
  await generate(page);
  await createVault(page);
  const remove = async () => {
    await goTo(page, 'details');
    await button(page, details.remove).click();
    await button(page, details.removeNow).click();
  };
  await remove();
  await button(page, home.undo).click();
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await the(page, 'list', home.list).getByRole('link').first().click();
  await remove();
  await saved(page);
  await page.reload();
  await unlock(page);
  await page.locator('summary', { hasText: home.removed }).click();
  await page.getByRole('button', { name: `${home.discard}: salesforce-jwt`, exact: true }).click();
  await field(page, home.confirm).fill('delete');
  await page.keyboard.press('Enter');
  await expect(button(page, home.create)).toBeVisible();
  await expect(page.locator('summary', { hasText: home.removed })).toHaveCount(0);
  await saved(page);
  // One record is left: where the user is.
  const records = await page.evaluate(
    () =>
      new Promise((resolve) => {
        const opening = indexedDB.open('keybearer');
        opening.onsuccess = () => {
          const counting = opening.result.transaction('revisions').objectStore('revisions').count();
          counting.onsuccess = () => resolve(counting.result);
        };
      }),
  );
  expect(records).toBe(1);
});
