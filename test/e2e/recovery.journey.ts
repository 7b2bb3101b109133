/** The recovery key: made, kept, used, replaced. */
import { createHash } from 'node:crypto';
import {
  alertWith,
  button,
  createVault,
  download,
  field,
  lock,
  NAMES,
  newConnection,
  PASSPHRASE,
  secret,
  the,
  unlock,
} from './_do.ts';
import { expect, test } from './_fixtures.ts';
import { dialog, makeRecovery, recoveryShown, settings, vaultInSettings } from './_vault.ts';
import type { Page } from '@playwright/test';

test.use({ kept: false });

const { vault, app } = NAMES;
const NEXT = 'granite velvet harbour nine';

/** A whole recovery key of no vault, written as the format says and by none of its code. */
function strangeKey(): string {
  const bytes = Buffer.alloc(32, 7);
  const sum = createHash('sha256').update(bytes).digest().subarray(0, 3);
  let value = BigInt(`0x${Buffer.concat([bytes, sum]).toString('hex')}`);
  let text = '';
  for (let at = 0; at < 56; at += 1) {
    text = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'.charAt(Number(value & 31n)) + text;
    value >>= 5n;
  }
  return text;
}

/** Locks, and tries a recovery key with a new passphrase. */
async function recover(page: Page, key: string, passphrase = NEXT): Promise<void> {
  await button(page, vault.unlock).click();
  await button(page, vault.recover).click();
  await fillRecovery(page, key, passphrase);
}

async function fillRecovery(page: Page, key: string, passphrase = NEXT): Promise<void> {
  await secret(page, vault.recoveryKey).fill(key);
  await secret(page, vault.next).fill(passphrase);
  await secret(page, vault.repeat).fill(passphrase);
  await button(dialog(page, vault.recover), vault.recoverNow).click();
}

test('a forgotten passphrase: the recovery key opens the vault, and the old passphrase never again', async ({
  page,
}) => {
  await vaultInSettings(page);
  const key = await makeRecovery(page);
  expect(key).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){13}[0-9A-HJKMNP-TV-Z]{4}$/);
  await lock(page);

  // One character changed is a mistake of the hand, another whole key is another key.
  await recover(page, key.slice(0, -1) + (key.endsWith('0') ? '1' : '0'));
  await expect(alertWith(page, 'vault/recovery-typo')).toBeVisible();
  await expect(secret(page, vault.recoveryKey)).toBeFocused();
  await fillRecovery(page, strangeKey());
  await expect(alertWith(page, 'vault/recovery-wrong')).toBeVisible();
  await expect(secret(page, vault.recoveryKey)).toBeFocused();
  // As a hand writes it down.
  await fillRecovery(page, key.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o'));
  await expect(button(page, vault.lock)).toBeVisible();
  await lock(page);

  await unlock(page, PASSPHRASE);
  await expect(alertWith(page, 'vault/passphrase-wrong')).toBeVisible();
  await secret(page, vault.passphrase).fill(NEXT);
  await page.keyboard.press('Enter');
  await expect(button(page, vault.lock)).toBeVisible();
});

test('a recovery key is kept only once its last group was typed', async ({ page }) => {
  await vaultInSettings(page);
  const key = await recoveryShown(page);
  const open = dialog(page, vault.recovery);
  await button(open, vault.continue).click();
  // It is read from the copy: the key itself is not shown any more.
  await expect(open).not.toContainText(key.slice(0, 4));
  await field(page, vault.lastGroup).fill(key.slice(0, 4));
  await button(open, vault.recoveryKeep).click();
  await expect(alertWith(page, 'vault/recovery-group')).toBeVisible();
  await button(open, vault.cancel).click();
  await expect(button(page, vault.recovery)).toBeFocused();
  await lock(page);
  await button(page, vault.unlock).click();
  await expect(secret(page, vault.passphrase)).toBeVisible();
  await expect(button(page, vault.recover)).toHaveCount(0);
});

test('a new recovery key takes the place of the old one', async ({ page }) => {
  await vaultInSettings(page);
  const old = await makeRecovery(page);
  const next = await makeRecovery(page, vault.recoveryNew);
  expect(next).not.toBe(old);
  await lock(page);
  await recover(page, old);
  await expect(alertWith(page, 'vault/recovery-wrong')).toBeVisible();
  await fillRecovery(page, next);
  await expect(button(page, vault.lock)).toBeVisible();
});

test('the sheet has the key on paper and in a file, with the site, and nothing else of the page', async ({
  page,
  app: served,
}) => {
  await vaultInSettings(page);
  const key = await recoveryShown(page);
  const groups = key.split('-');
  const file = (await download(page, app.download)).bytes.toString('utf8');
  for (const group of groups) expect(file).toContain(`<li>${group}</li>`);
  expect(file).toContain(served.app);

  await page.emulateMedia({ media: 'print' });
  const paper = await page.locator('body').innerText();
  expect(paper.split(/\s+/).join(' ')).toContain(groups.join(' '));
  expect(paper).toContain('Where to keep it');
  expect(paper).toContain(served.app);
  expect(paper).not.toContain(NAMES.frame.inspect);
  expect(paper).not.toContain(vault.passkeys);
  const pdf = await page.pdf({ format: 'A4' });
  expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
});

test('the offer stands beside what is still to do until there is a recovery key', async ({
  page,
}) => {
  await newConnection(page);
  await expect(button(page, vault.recovery)).toHaveCount(0);
  await createVault(page);
  // Making the vault was one dialog; the offer waits.
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(button(the(page, 'region', NAMES.frame.todo), vault.recovery)).toBeVisible();
  await makeRecovery(page);
  await expect(button(page, vault.recovery)).toHaveCount(0);
  await settings(page);
  await expect(button(page, vault.recoveryNew)).toBeVisible();
});
