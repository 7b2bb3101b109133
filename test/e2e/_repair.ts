/** What a person does on the screen "My sandbox was refreshed", and the pipeline that broke. */
import { expect, type Page } from '@playwright/test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { salesforceLogin } from '../_salesforce.ts';
import { button, copied, field, goTo, NAMES, the } from './_do.ts';
import { stage } from './_rotate.ts';

export const REPAIR = NAMES.repair;

type Left = 'vault' | 'file' | 'ci' | 'nothing';

/** Begins the repair of the connection that is open. */
export async function beginRepair(page: Page, left: Left): Promise<void> {
  await goTo(page, 'troubleshoot');
  await the(page, 'link', REPAIR.link).click();
  await expect(the(page, 'heading', REPAIR.link)).toBeVisible();
  await the(page, 'radio', REPAIR[left]).check();
  await button(page, REPAIR.begin).click();
}

/** Creates the app in the practice org again, and enters its consumer key. */
export async function createAgain(page: Page): Promise<string> {
  await button(page, REPAIR.practiseApp).click();
  await expect(stage(page, 3)).toContainText('Done: the practice org has taken it.');
  const consumerKey = await copied(page, REPAIR.practiseKey);
  await field(page, REPAIR.consumerKey).fill(consumerKey);
  return consumerKey;
}

export async function testIt(page: Page): Promise<void> {
  await button(page, REPAIR.test).click();
  await expect(stage(page, 4)).toContainText('Proved');
}

export interface Pipeline {
  loginUrl: string;
  consumerKey: string;
  username: string;
  /** The key file's content. */
  key: string;
}

/** Logs in with the Salesforce CLI's own library, and prints what `sf org login jwt` does. */
export async function runPipeline({ key, ...login }: Pipeline): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'keybearer-ci-'));
  const keyFile = join(folder, 'server.key');
  writeFileSync(keyFile, key, { mode: 0o600 });
  try {
    const { orgId } = await salesforceLogin({ ...login, keyFile });
    return `Successfully authorized ${login.username} with org ID ${orgId}\n`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Pastes what a login printed. */
export async function compareLogin(page: Page, text: string): Promise<void> {
  await field(page, REPAIR.printed).fill(text);
  await button(page, REPAIR.compareLogin).click();
}

export async function finishRepair(page: Page): Promise<void> {
  await button(page, REPAIR.finish).click();
  await expect(the(page, 'heading', 'Repaired')).toBeVisible();
}
