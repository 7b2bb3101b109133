/** Passkeys as a way in, with an authenticator that gives PRF bytes and with one that does not. */
import {
  alertWith,
  button,
  createVault,
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
import { expect, test } from './_fixtures.ts';
import {
  addAuthenticator,
  dialog,
  firstConnection,
  makeRecovery,
  settings,
  vaultInSettings,
} from './_vault.ts';
import type { Page } from '@playwright/test';

test.use({ kept: false });

const { vault, key } = NAMES;

async function addPasskey(page: Page, passphrase = PASSPHRASE): Promise<void> {
  await button(page, vault.passkey).click();
  await secret(page, vault.passphrase).fill(passphrase);
  await button(dialog(page, vault.passkey), vault.passkey).click();
}

const listed = (page: Page) => the(page, 'list', vault.passkeys).getByRole('listitem');

test('a passkey opens the vault, proves who asks, and opens nothing once it is removed', async ({
  page,
}) => {
  await addAuthenticator(page, true);
  await vaultInSettings(page);
  // Not before there is a second way in for whoever loses it.
  await expect(button(page, vault.passkey)).toHaveCount(0);
  await makeRecovery(page);
  await addPasskey(page);
  await expect(listed(page)).toHaveCount(1);
  await lock(page);

  await button(page, vault.unlock).click();
  await button(page, vault.unlockPasskey).click();
  await expect(button(page, vault.lock)).toBeVisible();
  await firstConnection(page);
  await goTo(page, 'key');
  await button(page, key.downloadKey).click();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    button(dialog(page, vault.prove), vault.provePasskey).click(),
  ]);
  expect(file.suggestedFilename()).toBe('server.key');
  await expect(dialog(page, vault.prove)).toBeHidden();
  await expect(button(page, key.downloadKey)).toBeFocused();

  await settings(page);
  await listed(page).getByRole('button').click();
  await secret(page, vault.passphrase).fill(PASSPHRASE);
  await button(dialog(page, vault.passkeyRemove), vault.passkeyRemove).click();
  await expect(listed(page)).toHaveCount(0);
  await lock(page);
  await button(page, vault.unlock).click();
  await expect(button(page, vault.recover)).toBeVisible();
  await expect(button(page, vault.unlockPasskey)).toHaveCount(0);
});

test('one that gives no PRF bytes is refused, and nothing of it is left', async ({ page }) => {
  const authenticator = await addAuthenticator(page, false);
  await vaultInSettings(page);
  await makeRecovery(page);
  await addPasskey(page);
  await expect(alertWith(page, 'passkey/no-prf')).toBeVisible();
  await button(dialog(page, vault.passkey), vault.cancel).click();
  await expect(listed(page)).toHaveCount(0);
  await expect.poll(() => authenticator.count()).toBe(0);
});

test('a mistyped passphrase makes no second passkey, and cancelling then leaves none', async ({
  page,
}) => {
  const authenticator = await addAuthenticator(page, true);
  await vaultInSettings(page);
  await makeRecovery(page);
  await addPasskey(page, 'not this one at all');
  await expect(alertWith(page, 'vault/passphrase-wrong')).toBeVisible();
  await expect(secret(page, vault.passphrase)).toBeFocused();
  await button(dialog(page, vault.passkey), vault.cancel).click();
  await expect.poll(() => authenticator.count()).toBe(0);

  await addPasskey(page, 'nor this one');
  await expect(alertWith(page, 'vault/passphrase-wrong')).toBeVisible();
  await secret(page, vault.passphrase).fill(PASSPHRASE);
  await page.keyboard.press('Enter');
  await expect(listed(page)).toHaveCount(1);
  expect(await authenticator.count()).toBe(1);

  // The same device a second time.
  await addPasskey(page);
  await expect(alertWith(page, 'passkey/exists')).toBeVisible();
});

test('a vault without a passkey offers none', async ({ page }) => {
  await addAuthenticator(page, true);
  await newConnection(page);
  await createVault(page);
  await saved(page);
  await page.reload();
  await button(page, vault.unlock).click();
  await expect(secret(page, vault.passphrase)).toBeVisible();
  await expect(button(page, vault.unlockPasskey)).toHaveCount(0);
  await button(page, vault.cancel).click();
  await unlock(page);
});
