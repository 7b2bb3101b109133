/** What a person does on the page, by the names the page promises. */
import { expect, type Locator, type Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { NAMES } from '../../src/ui/names.ts';

export { NAMES };

type Role = Parameters<Page['getByRole']>[0];
type Step = keyof typeof NAMES.steps;

/** One visible thing by its role and its whole name. */
export function the(page: Page | Locator, role: Role, name: string): Locator {
  return page.getByRole(role, { name, exact: true });
}

export const button = (page: Page | Locator, name: string) => the(page, 'button', name);
export const field = (page: Page | Locator, name: string) => the(page, 'textbox', name);
export const select = (page: Page | Locator, name: string) => the(page, 'combobox', name);

export async function newConnection(page: Page): Promise<void> {
  await page.goto('./');
  await button(page, NAMES.home.create).click();
  await expect(button(page, NAMES.key.generate)).toBeVisible();
}

export async function practiceConnection(page: Page): Promise<void> {
  await page.goto('./');
  await button(page, NAMES.home.practice).click();
}

/** Goes to a step by its link in the navigation "Steps". */
export async function goTo(page: Page, step: Step): Promise<void> {
  await the(the(page, 'navigation', NAMES.frame.steps), 'link', NAMES.steps[step]).click();
}

/** Presses Generate and waits until the certificate is shown. */
export async function generate(page: Page, bits: 2048 | 3072 | 4096 = 2048): Promise<void> {
  await select(page, NAMES.key.bits).selectOption(String(bits));
  await button(page, NAMES.key.generate).click();
  await expect(the(page, 'list', NAMES.key.list)).toBeVisible({ timeout: 60_000 });
}

export interface Downloaded {
  name: string;
  bytes: Buffer;
}

/** Presses a button that downloads a file, and reads that file. */
export async function download(page: Page, name: string): Promise<Downloaded> {
  const [file] = await Promise.all([page.waitForEvent('download'), button(page, name).click()]);
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

export interface ChosenFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** Presses a button that opens the file chooser, and chooses. A path is for files too large to hold. */
export async function choose(
  page: Page,
  name: string,
  files: ChosenFile[] | string,
): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    button(page, name).click(),
  ]);
  await chooser.setFiles(files);
}

export function asFile(name: string, content: string | Uint8Array): ChosenFile {
  return { name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) };
}

/**
 * Presses a copy button and pastes what it copied into an empty page, as into a terminal: the page
 * itself may not read the clipboard.
 */
export async function copied(page: Page, name: string): Promise<string> {
  const pressed = button(page, name);
  await pressed.click();
  return pasted(page, pressed);
}

/** What was copied, once the button says that it was. */
export async function pasted(page: Page, pressed: Locator): Promise<string> {
  // The word stands beside the button that was pressed; another may still show its own.
  await expect(pressed.locator('xpath=..').getByRole('status')).toHaveText('Copied');
  const other = await page.context().newPage();
  await other.setContent('<textarea></textarea>');
  const paper = other.locator('textarea');
  await paper.focus();
  await other.keyboard.press('ControlOrMeta+V');
  await expect(paper).not.toHaveValue('');
  const text = await paper.inputValue();
  await other.close();
  return text;
}

/** Fills in the connection details. */
export async function fillDetails(
  page: Page,
  details: { loginUrl?: string; consumerKey?: string; username?: string },
): Promise<void> {
  await goTo(page, 'details');
  const { loginUrl, consumerKey = CONSUMER_KEY, username = USERNAME } = details;
  if (loginUrl !== undefined) await field(page, NAMES.details.loginUrl).fill(loginUrl);
  await field(page, NAMES.details.consumerKey).fill(consumerKey);
  await field(page, NAMES.details.username).fill(username);
}

export const PASSPHRASE = 'plum orbit lantern quiet';

/** A passphrase field of the dialog that is open. */
export function secret(page: Page, name: string): Locator {
  return page.getByRole('dialog').getByLabel(name, { exact: true });
}

/** Makes a vault with what is in the page. */
export async function createVault(page: Page, passphrase = PASSPHRASE): Promise<void> {
  const { vault } = NAMES;
  await button(page, vault.create).click();
  const dialog = the(page, 'dialog', vault.create);
  await secret(page, vault.passphrase).fill(passphrase);
  // Shown it is a text field, which a browser would keep.
  await button(dialog, vault.show).click();
  await secret(page, vault.repeat).fill(passphrase);
  await button(dialog, vault.create).click();
  await expect(button(page, vault.lock)).toBeVisible();
}

/** Presses Unlock and enters the passphrase. */
export async function unlock(page: Page, passphrase = PASSPHRASE): Promise<void> {
  const { vault } = NAMES;
  await button(page, vault.unlock).click();
  await secret(page, vault.passphrase).fill(passphrase);
  await button(the(page, 'dialog', vault.unlock), vault.unlock).click();
}

/** Waits until everything is in the vault. */
export async function saved(page: Page): Promise<void> {
  await expect(the(page, 'region', NAMES.frame.status)).toContainText('Vault open, saved');
}

/** Locks an open vault that has everything: a lock leaves in the page what it cannot save soon. */
export async function lock(page: Page): Promise<void> {
  await saved(page);
  // By a key: the status line moves under the pointer when what stands before it gets another word.
  await button(page, NAMES.vault.lock).press('Enter');
}

/** Of the usual shape, and nobody's. */
export const CONSUMER_KEY = `3MVG9.${'Keybearer'.repeat(8)}.Test`;
export const USERNAME = 'deploy@acme.example';

/** A connection that is ready to ask for a token, at its token step. */
export async function readyForToken(page: Page, loginUrl: string): Promise<void> {
  await newConnection(page);
  await generate(page);
  await fillDetails(page, { loginUrl });
  await goTo(page, 'token');
}

/** The same at the practice org, which `npm start` serves over HTTP. */
export async function readyToPractise(page: Page): Promise<void> {
  await practiceConnection(page);
  await generate(page);
  await goTo(page, 'token');
}

/** Gets a token at step 4. */
export async function getToken(page: Page): Promise<void> {
  await goTo(page, 'token');
  await button(page, NAMES.token.get).click();
  await expect(the(page, 'region', NAMES.token.result)).toContainText('Token received');
  await expect(button(page, NAMES.token.copyToken)).toBeVisible();
}

export async function chooseWay(page: Page, way: 'straight' | 'proxy' | 'command'): Promise<void> {
  await the(page, 'radio', NAMES.token[way]).check();
}

/** The one alert in view that ends with this code. */
export function alertWith(page: Page | Locator, code: string): Locator {
  return page.getByRole('alert').filter({ hasText: `[${code}]` });
}
