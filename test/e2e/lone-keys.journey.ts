/** What is left of a vault that lost something: keys without a connection, and what does not open. */
import { button, field, lock, NAMES, the, unlock } from './_do.ts';
import { expect, test } from './_fixtures.ts';
import { damagedVault, loneKey } from './_lone.ts';
import { dialog, settings } from './_vault.ts';

test.use({ kept: false });

const { home, key, details, vault, frame } = NAMES;

test('a key that no connection holds is found, and begins a new one', async ({ page }) => {
  await loneKey(page);
  await the(page, 'link', vault.lone).click();
  const keys = the(page, 'list', vault.lone);
  await expect(keys).toBeFocused();
  await expect(keys.getByRole('listitem')).toHaveCount(1);
  await keys.getByRole('button', { name: details.withKey }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(NAMES.steps.key);
  await expect(button(page, key.certify)).toBeVisible();
  await the(page, 'link', frame.connections).click();
  await expect(the(page, 'list', home.list)).toBeVisible();
  await expect(the(page, 'link', vault.lone)).toBeHidden();
});

test('a key that no connection holds is deleted with the typed word, and does not come back', async ({
  page,
}) => {
  await loneKey(page);
  await settings(page);
  const keys = the(page, 'list', vault.lone);
  await keys.getByRole('button', { name: key.deleteFormer }).click();
  const asking = dialog(page, key.deleteDialog);
  await field(asking, home.confirm).fill('delete');
  await button(asking, key.deleteFormer).click();
  await expect(keys).toBeHidden();
  await expect(the(page, 'heading', frame.settings)).toBeFocused();
  await lock(page);
  await unlock(page);
  await expect(button(page, vault.lock)).toBeVisible();
  await expect(the(page, 'heading', vault.lone)).toBeHidden();
});

test('what is damaged is removed after a backup, and said no more', async ({ page }) => {
  await damagedVault(page);
  await expect(page.getByRole('alert').first()).toContainText('[vault/damaged]');
  await button(page, vault.mend).click();
  const asking = dialog(page, `${vault.mend}?`);
  const downloading = page.waitForEvent('download');
  await button(asking, vault.backupFirst).click();
  expect((await downloading).suggestedFilename()).toMatch(/\.backup$/);
  await field(asking, home.confirm).fill('delete');
  await button(asking, vault.mend).click();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await lock(page);
  await unlock(page);
  await expect(button(page, vault.lock)).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
});
