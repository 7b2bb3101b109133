/** Where the focus goes and stays, without a pointer. The whole way stands in six-steps.journey.ts. */
import {
  button,
  createVault,
  field,
  goTo,
  NAMES,
  newConnection,
  PASSPHRASE,
  saved,
  secret,
  select,
  the,
} from './_do.ts';
import { expect, test } from './_fixtures.ts';
import { arrived, goByKeys, press, tabTo, typeInto } from './_keyboard.ts';
import { ROTATE, stage } from './_rotate.ts';
import { dialog, vaultInSettings } from './_vault.ts';

test.use({ kept: false });

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

test('a recovery key is made and used by keyboard, and each stage has the focus where it begins', async ({
  page,
}) => {
  const { vault } = NAMES;
  await vaultInSettings(page);
  await press(page, button(page, vault.recovery));
  const open = dialog(page, vault.recovery);
  await expect(secret(page, vault.passphrase)).toBeFocused();
  await page.keyboard.type(PASSPHRASE);
  await page.keyboard.press('Enter');
  // What is shown is to be read from its top; Enter must not take it away.
  await expect(the(open, 'heading', vault.recovery)).toBeFocused();
  const key = await the(page, 'article', vault.recoverySheet)
    .innerText()
    .then((text) => text.match(/\b([0-9A-Z]{4}\s+){13}[0-9A-Z]{4}\b/)?.[0] ?? '');
  await press(page, button(open, vault.continue));
  await expect(field(page, vault.lastGroup)).toBeFocused();
  await press(page, button(open, vault.back));
  await expect(the(open, 'heading', vault.recovery)).toBeFocused();
  await press(page, button(open, vault.continue));
  await expect(field(page, vault.lastGroup)).toBeFocused();
  await page.keyboard.type(key.slice(-4));
  await page.keyboard.press('Enter');
  await expect(button(open, vault.close)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(open).toBeHidden();

  await page.goto('./#/');
  await saved(page);
  await page.keyboard.press('Control+Shift+L');
  await expect(the(page, 'heading', 'The vault is locked')).toBeFocused();
  await press(page, button(page, vault.unlock));
  await press(page, button(page, vault.recover));
  const next = 'granite velvet harbour nine';
  await typeInto(page, secret(page, vault.next), next);
  await typeInto(page, secret(page, vault.repeat), next);
  // A key has no lines: Enter in its field is for the form.
  await tabTo(page, secret(page, vault.recoveryKey), 'Shift+Tab');
  await page.keyboard.type(key.replaceAll(/\s+/g, ' '));
  await page.keyboard.press('Enter');
  await expect(button(page, vault.lock)).toBeVisible();
});

test('a certificate is rotated by keyboard, and each stage is proved', async ({ page }) => {
  await page.goto('./');
  await press(page, button(page, NAMES.home.practice));
  await arrived(page, 'key');
  await press(page, button(page, NAMES.key.generate));
  await expect(the(page, 'list', NAMES.key.list)).toBeVisible();
  await press(page, the(page, 'link', ROTATE.link));
  await expect(the(page, 'heading', ROTATE.link)).toBeFocused();

  await tabTo(page, the(page, 'radio', ROTATE.certificate));
  await page.keyboard.press('ArrowDown');
  await expect(the(page, 'radio', ROTATE.secondApp)).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(the(page, 'radio', ROTATE.certificate)).toBeChecked();
  await press(page, button(page, ROTATE.begin));
  await press(page, button(page, ROTATE.make));
  await expect(stage(page, 1)).toContainText('Proved');
  await press(page, button(page, ROTATE.practiseUpload));
  await expect(stage(page, 2)).toContainText('Done: the practice org has taken it.');
  await tabTo(page, button(page, ROTATE.downloadCertificate), 'Shift+Tab');
  const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  const choosing = page.waitForEvent('filechooser');
  await press(page, button(page, ROTATE.choose));
  const chooser = await choosing;
  await chooser.setFiles(await file.path());
  await expect(stage(page, 2)).toContainText('What was uploaded is the new certificate');
  await press(page, button(page, ROTATE.test));
  await expect(stage(page, 3)).toContainText('Proved');
  await press(page, button(page, ROTATE.finish));
  await expect(page.getByText('The new certificate is the present one')).toBeVisible();
  expect(await page.evaluate(() => document.activeElement !== document.body)).toBe(true);
  await expect(page.getByText('Choose what to rotate')).toBeHidden();

  // The next one is chosen where this one was.
  await goByKeys(page, 'key');
  await press(page, the(page, 'link', ROTATE.link));
  await expect(the(page, 'radiogroup', ROTATE.ways)).toBeVisible();
  await expect(the(page, 'region', NAMES.frame.todo)).toContainText('Choose what to rotate');
});
