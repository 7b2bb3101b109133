/** A vault that was filled before, opened: many connections without making each by hand. */
import { expect, type Page } from '@playwright/test';
import type { Served } from '../../src/host/start.ts';
import { seedVault } from '../bench/_seed.ts';
import { NAMES, PASSPHRASE, the, unlock } from './_do.ts';

/** What is different about a seeded connection; `left` moves the end of its certificate. */
export type Given = Readonly<Record<string, unknown>> & { left?: number };

/** Opens the list with as many connections as are given. */
export async function openSeeded(
  { page, app }: { page: Page; app: Served },
  given: readonly Given[],
): Promise<void> {
  await seedVault(page, { app: app.app, count: given.length, passphrase: PASSPHRASE, given });
  await page.goto('./');
  await unlock(page);
  await expect(the(page, 'list', NAMES.home.list).getByRole('listitem').first()).toBeVisible();
}

/** At the practice org, with an app of its own each. */
export function practising(app: Served, at: number, given: Given = {}): Given {
  return {
    name: `Practice ${at}`,
    loginUrl: app.practice,
    consumerKey: `3MVG9.Practice.seeded${at}`,
    username: `deploy${at}@practice.example`,
    ...given,
  };
}
