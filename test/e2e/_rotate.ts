/** What a person does on the screen "Rotate", and the pipeline that holds the key. */
import { expect, type Locator, type Page } from '@playwright/test';
import { runAsync } from '../_tools.ts';
import { button, copied, download, field, goTo, NAMES, the } from './_do.ts';

export const ROTATE = NAMES.rotate;

export const SECOND_KEY = `3MVG9.${'Second'.repeat(10)}.App`;

/** A practice connection with a rotation begun and its new one made. */
export async function begun(
  page: Page,
  way: 'certificate' | 'secondApp' | 'sameApp',
): Promise<void> {
  await goTo(page, 'key');
  await the(page, 'link', ROTATE.link).click();
  await the(page, 'radio', ROTATE[way]).check();
  await button(page, ROTATE.begin).click();
  await button(page, ROTATE.make).click();
  await expect(stage(page, 1)).toContainText('Proved');
}

export function stage(page: Page, number: number): Locator {
  return page.getByRole('group', { name: new RegExp(`^Stage ${number}: `) });
}

/** What a pipeline prints that holds this key, by the line that the page gives. */
export async function printed(page: Page, key: string): Promise<string> {
  const command = await copied(page, ROTATE.copyBash);
  const env = { ...process.env, SF_JWT_KEY: key };
  const { stdout } = await runAsync('bash', ['-eu', '-o', 'pipefail', '-c', command], { env });
  return stdout;
}

export async function compareSecret(page: Page, text: string): Promise<void> {
  await field(page, ROTATE.printed).fill(text);
  await button(page, ROTATE.compareSecret).click();
}

/** Takes the new key away, has the pipeline's check print it, and pastes that. */
export async function switchCi(page: Page): Promise<void> {
  const { bytes } = await download(page, ROTATE.downloadKey);
  await compareSecret(page, await printed(page, bytes.toString('utf8')));
}
