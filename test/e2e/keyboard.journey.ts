/** From an empty browser to a token without a pointer. */
import type { Locator, Page } from '@playwright/test';
import { button, NAMES, select, the } from './_do.ts';
import { expect, test } from './_fixtures.ts';

/** Presses Tab until this has the focus; every stop on the way must show that it has it. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let stops = 0; stops < 80; stops += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
    const hidden = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      const style = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      const shown = box.width > 0 && box.bottom > 0 && box.top < innerHeight;
      const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
      return shown && ring ? null : element.outerHTML.slice(0, 200);
    });
    expect(hidden, 'the focus is not to be seen here').toBeNull();
  }
  throw new Error('Tab does not get there');
}

async function press(page: Page, target: Locator, key = 'Enter'): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press(key);
}

for (const width of [1440, 320]) {
  test(`an access token by keyboard alone, ${width} wide`, async ({ page, app }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.goto('./');
    await press(page, button(page, NAMES.home.practice));
    await expect(the(page, 'heading', NAMES.steps.key)).toBeFocused();
    await press(page, button(page, NAMES.key.generate));
    await expect(the(page, 'list', NAMES.key.list)).toBeVisible();
    await press(page, the(page, 'link', NAMES.steps.token));
    await expect(the(page, 'heading', NAMES.steps.token)).toBeFocused();

    // A radio group is one stop; the arrows choose in it.
    await tabTo(page, the(page, 'radio', NAMES.token.straight));
    await page.keyboard.press('ArrowDown');
    await expect(the(page, 'radio', NAMES.token.proxy)).toBeChecked();
    await press(page, button(page, NAMES.token.get));
    const result = the(page, 'region', NAMES.token.result);
    await expect(result).toContainText(app.practice);
    await press(page, button(result, NAMES.token.reveal), 'Space');
    await expect(result).toContainText('!');
  });
}

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
