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

/** Presses a copy button and reads the clipboard. The context must be allowed to. */
export async function copied(page: Page, name: string): Promise<string> {
  await button(page, name).click();
  await expect(page.getByRole('status').filter({ hasText: 'Copied' })).toHaveCount(1);
  return page.evaluate(() => navigator.clipboard.readText());
}
