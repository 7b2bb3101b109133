/** A user who is not approved approves the app, and the assertion is taken, at the practice org. */
import type { Page } from '@playwright/test';
import { needTool, runAsync } from '../_tools.ts';
import {
  alertWith,
  button,
  copied,
  field,
  getToken,
  goTo,
  NAMES,
  readyToPractise,
  the,
} from './_do.ts';
import { expect, hostsOf, test } from './_fixtures.ts';
import { press, typeInto } from './_keyboard.ts';
import type { Wire } from './_wire.ts';

test.use({ kept: false });

const { app, token, practice, frame } = NAMES;
const CALLBACK = 'http://localhost:1717/OauthRedirect';
const result = (page: Page) => the(page, 'region', token.result);
const approval = (page: Page) => the(page, 'region', app.approval);

/** A practice connection whose user was refused, at the part for users who approve by themselves. */
async function refused(page: Page): Promise<void> {
  await readyToPractise(page);
  await the(page, 'checkbox', practice.userNotApproved).check();
  await button(page, token.get).click();
  await expect(result(page)).toContainText("user hasn't approved this consumer");
  await goTo(page, 'app');
  await page.locator('summary', { hasText: app.selfAuthorize }).click();
}

/** Opens the authorize page in its own tab, decides, and takes the address that the tab leads to. */
async function decide(page: Page, wire: Wire, choice: 'Allow' | 'Deny'): Promise<string> {
  const [tab] = await Promise.all([
    page.context().waitForEvent('page'),
    button(page, app.openAuthorize).click(),
  ]);
  await expect(tab.locator('body')).toContainText('asks for access as deploy@practice.example');
  expect(await tab.evaluate(() => window.opener as unknown)).toBeNull();
  await button(tab, choice).click();
  const address = await landed(wire);
  await tab.close();
  return address;
}

/** Where the browser was last led: nothing runs there. */
async function landed(wire: Wire): Promise<string> {
  const last = () => wire.sent.findLast(({ url }) => url.startsWith(CALLBACK))?.url;
  await expect.poll(last).toBeTruthy();
  return last() ?? '';
}

test('approved in a browser and redeemed straight, the user gets in by an assertion', async ({
  page,
  wire,
  app: served,
  watch,
}) => {
  watch.expects(/status of 400/);
  await refused(page);
  const address = await decide(page, wire, 'Allow');
  await field(page, app.callback).fill(address);
  await button(page, app.redeem).click();
  await expect(approval(page)).toContainText('Approved by deploy@practice.example');
  await expect(field(page, app.callback)).toHaveValue('');

  const posts = wire.sent.filter(({ body }) => body.includes('authorization_code'));
  expect(posts.map(({ url }) => url)).toEqual([`${served.practice}/services/oauth2/token`]);
  const code = new URL(address).searchParams.get('code') ?? '-';
  const verifier = new URLSearchParams(posts[0]?.body).get('code_verifier') ?? '-';
  expect(verifier).toMatch(/^[\w-]{43}$/);
  // Neither stands in an address of ours, nor stays on the page; no refresh token was ever shown.
  const ours = wire.sent.filter(({ url }) => !url.startsWith(CALLBACK)).map(({ url }) => url);
  expect(ours.filter((url) => url.includes(encodeURIComponent(code)))).toEqual([]);
  expect(ours.filter((url) => url.includes(verifier))).toEqual([]);
  expect(await page.content()).not.toMatch(new RegExp(`5Aep|${verifier}`));
  await expect(the(page, 'region', frame.status)).toContainText('1 authorization code');
  expect(hostsOf(wire)).not.toContain('login.salesforce.com');

  await getToken(page);
});

test('the same by a bash command, whose output holds no token', async ({ page, wire, watch }) => {
  test.skip(!needTool('curl'), 'curl is missing');
  watch.expects(/status of 400/);
  await refused(page);
  await field(page, app.callback).fill(await decide(page, wire, 'Allow'));
  const command = await copied(page, app.copyRedeemBash);
  const { stdout } = await runAsync('bash', ['-c', command]);
  expect(stdout).not.toMatch(/00D\w{12,15}!|5Aep/);
  await field(page, token.paste).fill(stdout);
  await button(page, token.read).click();
  await expect(approval(page)).toContainText('with a refresh token');
  await getToken(page);
});

test('what was approved for one app is not redeemed for another', async ({ page, wire, watch }) => {
  watch.expects(/status of 400/);
  await refused(page);
  await field(page, app.callback).fill(await decide(page, wire, 'Allow'));
  await goTo(page, 'details');
  const consumerKey = field(page, NAMES.details.consumerKey);
  await consumerKey.fill(`${await consumerKey.inputValue()}2`);
  await page.goBack();
  await page.locator('summary', { hasText: app.selfAuthorize }).click();
  await expect(field(page, app.callback)).toHaveValue('');
});

test('with the keyboard alone a user approves the app and completes it', async ({
  page,
  wire,
  watch,
}) => {
  watch.expects(/status of 400/);
  await refused(page);
  const [tab] = await Promise.all([
    page.context().waitForEvent('page'),
    press(page, button(page, app.openAuthorize)),
  ]);
  await tab.waitForLoadState();
  await tab.keyboard.press('Tab');
  await expect(button(tab, 'Allow')).toBeFocused();
  await tab.keyboard.press('Enter');
  const address = await landed(wire);
  await tab.close();
  await page.bringToFront();
  await typeInto(page, field(page, app.callback), address);
  await press(page, button(page, app.redeem));
  await expect(approval(page)).toContainText('Approved by deploy@practice.example');
});

test('without CORS the approval is not seen to be completed, and is', async ({
  page,
  wire,
  watch,
}) => {
  watch.expects(/blocked by CORS policy/);
  watch.expects(/net::ERR_FAILED/);
  await readyToPractise(page);
  for (const name of [practice.userNotApproved, practice.corsOff]) {
    await the(page, 'checkbox', name).check();
  }
  await button(page, token.get).click();
  await expect(alertWith(page, 'exchange/unreadable')).toBeVisible();
  await goTo(page, 'app');
  await page.locator('summary', { hasText: app.selfAuthorize }).click();
  await field(page, app.callback).fill(await decide(page, wire, 'Allow'));
  await button(page, app.redeem).click();
  await expect(alertWith(page, 'exchange/unreadable')).toContainText('completed all the same');
  await goTo(page, 'token');
  await the(page, 'checkbox', practice.corsOff).uncheck();
  await getToken(page);
});

test('a denial, a foreign callback and a code that was used are told apart', async ({
  page,
  wire,
  watch,
}) => {
  test.skip(!needTool('curl'), 'curl is missing');
  watch.expects(/status of 400/);
  await refused(page);
  const redeem = async (address: string) => {
    await field(page, app.callback).fill(address);
    await button(page, app.redeem).click();
  };
  await redeem(await decide(page, wire, 'Deny'));
  await expect(alertWith(page, 'authorize/refused')).toContainText('end-user denied authorization');
  await redeem(`${CALLBACK}?code=aPrxabcdefgh&state=else`);
  await expect(alertWith(page, 'authorize/other')).toBeVisible();
  await redeem(`${CALLBACK}?state=else`);
  await expect(alertWith(page, 'authorize/no-code')).toBeVisible();

  const used = await decide(page, wire, 'Allow');
  const command = await (async () => {
    await field(page, app.callback).fill(used);
    return copied(page, app.copyRedeemBash);
  })();
  await runAsync('bash', ['-c', command]);
  await button(page, app.redeem).click();
  await expect(alertWith(page, 'exchange/refused')).toContainText('A code is good once');
});
