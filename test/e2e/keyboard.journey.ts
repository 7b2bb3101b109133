/** Where the focus goes and stays, without a pointer. The whole way stands in six-steps.journey.ts. */
import { button, NAMES, select, the } from './_do.ts';
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
