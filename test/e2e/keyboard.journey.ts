/** Where the focus goes and stays, without a pointer. The whole way stands in six-steps.journey.ts. */
import {
  button,
  createVault,
  field,
  goTo,
  NAMES,
  newConnection,
  PASSPHRASE,
  secret,
  select,
  the,
} from './_do.ts';
import { expect, test } from './_fixtures.ts';
import { press, tabTo } from './_keyboard.ts';

test('the dialog keeps the focus, and Escape keeps the key', async ({ page }) => {
  await page.goto('./');
  await press(page, button(page, NAMES.home.create));
  await press(page, button(page, NAMES.key.generate));
  const list = the(page, 'list', NAMES.key.list);
  await expect(list).toBeVisible();
  const before = await list.innerText();
  await press(page, button(page, NAMES.key.generate));
  const dialog = the(page, 'dialog', NAMES.key.dialog);
  await expect(dialog).toBeVisible();
  for (let stops = 0; stops < 6; stops += 1) {
    await page.keyboard.press('Tab');
    const inside = await dialog.evaluate(
      (element) =>
        element.contains(document.activeElement) || document.activeElement === document.body,
    );
    expect(inside).toBe(true);
  }
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(button(page, NAMES.key.generate)).toBeFocused();
  expect(await list.innerText()).toBe(before);
});

test('the first Tab stop skips to the content', async ({ page }) => {
  await page.goto('./');
  await page.keyboard.press('Tab');
  await expect(the(page, 'link', 'Skip to the content')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('main')).toBeFocused();
});

test('the theme can be chosen by keyboard', async ({ page }) => {
  await page.goto('./');
  await tabTo(page, select(page, NAMES.frame.theme));
  await page.keyboard.press('End');
  await expect(select(page, NAMES.frame.theme)).toHaveValue('dark');
});

test('the focus lands on a heading after a lock, an unlock and a deletion', async ({ page }) => {
  const { home, vault, details } = NAMES;
  const top = (name: string) => the(page, 'heading', name);
  await newConnection(page);
  await createVault(page);
  await goTo(page, 'details');
  await expect(top(NAMES.steps.details)).toBeFocused();
  await press(page, button(page, vault.lock));
  await expect(top('The vault is locked')).toBeFocused();
  await press(page, button(page, vault.unlock));
  await expect(secret(page, vault.passphrase)).toBeFocused();
  await page.keyboard.type(PASSPHRASE);
  await page.keyboard.press('Enter');
  await expect(top(NAMES.steps.details)).toBeFocused();
  await press(page, button(page, details.remove));
  await press(page, button(page, details.removeNow));
  await expect(top(NAMES.frame.connections)).toBeFocused();
  await press(page, page.locator('summary', { hasText: home.removed }));
  await press(page, page.getByRole('button', { name: home.discard }));
  await expect(field(page, home.confirm)).toBeFocused();
  await page.keyboard.type('delete');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Keybearer makes the key');
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await page.goto('./#/settings');
  await press(page, button(page, vault.remove));
  await expect(field(page, home.confirm)).toBeFocused();
  await page.keyboard.type('delete');
  await page.keyboard.press('Enter');
  await expect(button(page, vault.undo)).toBeVisible();
  await expect(top(NAMES.frame.settings)).toBeFocused();
  await press(page, button(page, vault.undo));
  await expect(button(page, vault.unlock)).toBeVisible();
  await expect(top(NAMES.frame.settings)).toBeFocused();
});

test('the wait begins with the focus on what counts it again', async ({ page }) => {
  await newConnection(page);
  await goTo(page, 'app');
  await press(page, button(page, NAMES.app.startWait));
  await expect(button(page, NAMES.app.restartWait)).toBeFocused();
});
