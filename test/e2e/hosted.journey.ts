/** As on any static host, below a path of its own: no proxy beside it, the practice org in the page. */
import type { Page } from '@playwright/test';
import { alertWith, button, chooseWay, generate, goTo, NAMES, the } from './_do.ts';
import { expect, hostsOf, test as base } from './_fixtures.ts';
import { startSite } from './_site.ts';

const FOLDER = '/tools/keybearer';

const test = base.extend<{ site: string }>({
  site: async ({ page }, use) => {
    const site = await startSite({ path: `${FOLDER}/` });
    await use(site.url);
    // First the page: it would complain of a server that went away under it.
    await page.close();
    await site.close();
  },
});

async function readyInPage(page: Page, site: string): Promise<void> {
  await page.goto(site);
  await button(page, NAMES.home.practice).click();
  await generate(page);
  await goTo(page, 'token');
}

test('the practice org answers within the page, and nothing leaves it', async ({
  page,
  wire,
  site,
}) => {
  await readyInPage(page, site);
  await button(page, NAMES.token.get).click();
  await expect(button(the(page, 'region', NAMES.token.result), NAMES.token.reveal)).toBeVisible();
  expect(hostsOf(wire)).toEqual([new URL(site).host]);
  expect(wire.sent.filter(({ method }) => method !== 'GET')).toEqual([]);
  await expect(the(page, 'region', NAMES.frame.status)).toContainText('Left this page: nothing');
});

test('within the page too, "CORS off" is an answer that cannot be read', async ({ page, site }) => {
  await readyInPage(page, site);
  await the(page, 'checkbox', NAMES.practice.corsOff).check();
  await button(page, NAMES.token.get).click();
  await expect(alertWith(page, 'exchange/unreadable')).toHaveCount(1);
});

test('neither a proxy nor a command reaches it, and both say why', async ({ page, site }) => {
  await readyInPage(page, site);
  for (const way of ['proxy', 'command'] as const) {
    await chooseWay(page, way);
    await expect(page.getByText('runs inside this page')).toBeVisible();
    await expect(button(page, NAMES.token.copyCurl)).toHaveCount(0);
  }
});

test('within the page who am I, open the org and revoke work as well, and nothing leaves it', async ({
  page,
  wire,
  site,
}) => {
  await readyInPage(page, site);
  await button(page, NAMES.token.get).click();
  await button(page, NAMES.token.whoAmI).click();
  const result = the(page, 'region', NAMES.token.result);
  await expect(result).toContainText('You are deploy@practice.example, as step 3 says.');
  const [tab] = await Promise.all([
    page.context().waitForEvent('page'),
    button(page, NAMES.token.open).click(),
  ]);
  await expect(tab.locator('body')).toContainText('You are in as deploy@practice.example, at /.');
  expect(await tab.evaluate(() => window.opener as unknown)).toBeNull();
  await page.bringToFront();
  await button(page, NAMES.token.revoke).click();
  await button(page, NAMES.token.revokeNow).click();
  await expect(result).toContainText('Token revoked');
  expect(wire.sent.filter(({ method }) => method !== 'GET')).toEqual([]);
  await expect(the(page, 'region', NAMES.frame.status)).toContainText('Left this page: nothing');
});

test('every request stays below its path', async ({ page, wire, site }) => {
  await readyInPage(page, site);
  for (const step of ['app', 'details', 'use', 'troubleshoot'] as const) await goTo(page, step);
  const paths = wire.sent.map(({ url }) => new URL(url).pathname);
  expect(paths.filter((path) => !path.startsWith(`${FOLDER}/`))).toEqual([]);
});

test('within the page a user approves with one press, and nothing leaves it', async ({
  page,
  wire,
  site,
}) => {
  const { app, token, practice } = NAMES;
  await readyInPage(page, site);
  await the(page, 'checkbox', practice.userNotApproved).check();
  await button(page, token.get).click();
  await expect(the(page, 'region', token.result)).toContainText('approved this consumer');
  await goTo(page, 'app');
  await page.locator('summary', { hasText: app.selfAuthorize }).click();
  await button(page, app.allow).click();
  await expect(the(page, 'textbox', app.callback)).toHaveValue(/OauthRedirect\?code=aPrx/);
  await expect(button(page, app.copyRedeemBash)).toHaveCount(0);
  await button(page, app.redeem).click();
  await expect(the(page, 'region', app.approval)).toContainText(
    'Approved by deploy@practice.example',
  );
  await goTo(page, 'token');
  await button(page, token.get).click();
  await expect(button(page, token.copyToken)).toBeVisible();
  expect(hostsOf(wire)).toEqual([new URL(site).host]);
  await expect(the(page, 'region', NAMES.frame.status)).toContainText('Left this page: nothing');
});
