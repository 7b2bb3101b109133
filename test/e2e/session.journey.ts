/** What a token is good for, at the practice org over HTTP, through the proxy, and at a stood-in org. */
import type { Page } from '@playwright/test';
import { needTool, runAsync } from '../_tools.ts';
import {
  alertWith,
  button,
  chooseWay,
  copied,
  goTo,
  NAMES,
  readyForToken,
  readyToPractise,
  select,
  the,
} from './_do.ts';
import { expect, hostsOf, test } from './_fixtures.ts';
import { makeProfile, search, textNeedles } from './_profile.ts';
import type { Wire } from './_wire.ts';

test.use({ kept: false });

const { token, practice, frame } = NAMES;
const ORG = 'acme.my.salesforce.com';
const ORG_URL = `https://${ORG}`;
const CORS = { 'access-control-allow-origin': '*' };
const host = (address: string) => new URL(address).host;
const result = (page: Page) => the(page, 'region', token.result);
const status = (page: Page) => the(page, 'region', frame.status);

/** A token of the practice org, with the switches that it was asked for with. */
async function received(page: Page, ...switches: (keyof typeof practice)[]): Promise<string> {
  await readyToPractise(page);
  for (const name of switches) await the(page, 'checkbox', practice[name]).check();
  await button(page, token.get).click();
  return copied(page, token.copyToken);
}

/** The tab that a press opens, on its last page. */
async function tabOf(page: Page, press: () => Promise<void>): Promise<Page> {
  const [tab] = await Promise.all([page.context().waitForEvent('page'), press()]);
  await tab.waitForLoadState();
  return tab;
}

/** No address that was asked for, by any tab, has the secret in any of its forms. */
function expectInNoAddress(wire: Wire, page: Page, secret: string): void {
  const addresses = [
    ...wire.sent.map(({ url }) => url),
    ...wire.sent.map(({ headers }) => String(headers.referer ?? '')),
    ...page
      .context()
      .pages()
      .map((tab) => tab.url()),
  ];
  expect(addresses.length).toBeGreaterThan(3);
  for (const form of [secret, secret.slice(20, 60)]) {
    expect(addresses.filter((address) => address.includes(form))).toEqual([]);
  }
}

test('who am I: one form post to the org, and the user that it names', async ({
  page,
  wire,
  app,
}) => {
  const secret = await received(page);
  await button(page, token.whoAmI).click();
  await expect(result(page)).toContainText('You are deploy@practice.example, as step 3 says.');
  await expect(result(page)).toContainText('Practice User');
  await expect(result(page)).toContainText('en_US');

  const posts = wire.sent.filter(({ url }) => url.endsWith('/services/oauth2/userinfo'));
  expect(posts.map(({ method, url }) => [method, url])).toEqual([
    ['POST', `${app.practice}/services/oauth2/userinfo`],
  ]);
  expect([...new URLSearchParams(posts[0]?.body)]).toEqual([['access_token', secret]]);
  expect(posts[0]?.headers.authorization).toBeUndefined();
  expect(wire.sent.filter(({ method }) => method === 'OPTIONS')).toEqual([]);
  await expect(status(page)).toContainText(
    `1 certificate, 1 assertion, 1 token to ${host(app.practice)}`,
  );
  expect(hostsOf(wire)).toEqual([host(app.app), host(app.practice)].sort());
});

test('a user other than the one of step 3 is told apart', async ({ page, wire }) => {
  wire.standIn(ORG, (request) => {
    const body = new URL(request.url).pathname.endsWith('/token')
      ? { access_token: '00D5e000001AbCd!secret', instance_url: ORG_URL, token_type: 'Bearer' }
      : { user_id: '005', preferred_username: 'else@acme.example', name: 'Else' };
    return Response.json(body, { headers: CORS });
  });
  await readyForToken(page, ORG_URL);
  await button(page, token.get).click();
  await button(page, token.whoAmI).click();
  await expect(result(page)).toContainText(
    'The token is that of else@acme.example, not of deploy@acme.example, who stands in step 3.',
  );
});

test('the form opens the org in a tab of its own, and the token is in no address', async ({
  page,
  wire,
  app,
}) => {
  const secret = await received(page);
  await select(page, token.landing).selectOption({ label: 'Setup' });
  const tab = await tabOf(page, () => button(page, token.open).click());
  await expect(tab.locator('body')).toContainText(
    'You are in as deploy@practice.example, at /lightning/setup/SetupOneHome/home.',
  );
  expect(await tab.evaluate(() => window.opener as unknown)).toBeNull();
  expect(await tab.evaluate(() => document.referrer)).toBe('');
  expect(await tab.evaluate(() => history.length)).toBe(1);

  const post = wire.sent.find(({ url }) => url === `${app.practice}/secur/frontdoor.jsp`);
  expect(post?.method).toBe('POST');
  expect([...new URLSearchParams(post?.body).keys()]).toEqual(['sid', 'retURL']);
  expectInNoAddress(wire, page, secret);
  // Nothing of the form stays in the document.
  expect(await page.content()).not.toContain(secret);
  await expect(status(page)).toContainText('1 token to');
});

test('through the proxy a one-time link opens the org, and the token goes into no tab', async ({
  page,
  wire,
  app,
  watch,
}) => {
  watch.expects(/status of 403/);
  const secret = await received(page);
  await chooseWay(page, 'proxy');
  await button(page, token.whoAmI).click();
  await expect(result(page)).toContainText('as step 3 says');
  const tab = await tabOf(page, () => button(page, token.open).click());
  await expect(tab.locator('body')).toContainText('You are in as deploy@practice.example');
  expect(await tab.evaluate(() => window.opener as unknown)).toBeNull();
  await expect(result(page)).toContainText('by a one-time link');

  const behind = `${app.proxy}/${host(app.practice)}/services/oauth2`;
  const posts = wire.sent.filter(({ body }) =>
    [...new URLSearchParams(body).values()].includes(secret),
  );
  expect(posts.map(({ url }) => url)).toEqual([`${behind}/userinfo`, `${behind}/singleaccess`]);
  expectInNoAddress(wire, page, secret);
  await expect(status(page)).toContainText('1 one-time link to');
  // Used up.
  await tab.reload();
  await expect(tab.locator('body')).toContainText('has ended');
});

test('a press too long ago leaves the one-time link to be pressed', async ({ page, wire }) => {
  await received(page);
  await chooseWay(page, 'proxy');
  // As after a slow answer: Chromium lets a press open a tab for five seconds.
  await page.evaluate(() =>
    Object.defineProperty(navigator, 'userActivation', { value: { isActive: false } }),
  );
  await button(page, token.open).click();
  const link = the(page, 'link', token.openNow);
  await expect(link).toBeVisible();
  expect(wire.sent.filter(({ url }) => url.includes('otp='))).toEqual([]);
  const tab = await tabOf(page, () => link.click());
  await expect(tab.locator('body')).toContainText('You are in as deploy@practice.example');
  expect(await tab.evaluate(() => window.opener as unknown)).toBeNull();
  await expect(link).toHaveCount(0);
});

/** A stood-in org whose frontdoor answers a form in this way. */
async function openStoodIn(page: Page, wire: Wire, frontdoor: () => Response): Promise<void> {
  wire.standIn(ORG, (request) =>
    new URL(request.url).pathname === '/secur/frontdoor.jsp'
      ? frontdoor()
      : Response.json(
          { access_token: '00D5e000001AbCd!secret', instance_url: ORG_URL, scope: 'web api' },
          { headers: CORS },
        ),
  );
  const landed = () =>
    new Response('<!doctype html><title>x</title>landed', {
      headers: { 'content-type': 'text/html' },
    });
  for (const name of [
    'acme.lightning.force.com',
    'acme.my.salesforce-setup.com',
    'elsewhere.example',
  ])
    wire.standIn(name, landed);
  await readyForToken(page, ORG_URL);
  await button(page, token.get).click();
  await expect(button(page, token.open)).toBeVisible();
}

const redirect = (location: string) => () =>
  new Response(null, { status: 302, headers: { location } });

// Chromium applies form-action to every redirect after the form, so these hosts stand in the policy.
for (const address of [
  'https://acme.lightning.force.com/lightning/page/home',
  'https://acme.my.salesforce-setup.com/lightning/setup/SetupOneHome/home',
]) {
  test(`the frontdoor may lead on to ${host(address)}`, async ({ page, wire }) => {
    await openStoodIn(page, wire, redirect(address));
    const tab = await tabOf(page, () => button(page, token.open).click());
    await expect(tab.locator('body')).toContainText('landed');
    expect(tab.url()).toBe(address);
    expect(await tab.evaluate(() => window.opener as unknown)).toBeNull();
  });
}

test('a frontdoor that leads to any other host is stopped, and the page says so', async ({
  page,
  wire,
  watch,
}) => {
  watch.expects(/policy violation: .*form-action/);
  watch.expects(/Sending form data to .* violates/);
  await openStoodIn(page, wire, redirect('https://elsewhere.example/'));
  await button(page, token.open).click();
  await expect(alertWith(page, 'session/stopped')).toHaveCount(1);
  expect(hostsOf(wire)).not.toContain('elsewhere.example');
});

test('opening the org leaves the token in no file of the profile', async ({ app, wire }) => {
  const profile = await makeProfile({ baseURL: `${app.app}/`, proxy: wire.url });
  try {
    const context = await profile.start();
    const page = await context.newPage();
    const secret = await received(page);
    const tab = await tabOf(page, () => button(page, token.open).click());
    await expect(tab.locator('body')).toContainText('You are in as');
    await context.close();
    expect(await search(profile.folder, textNeedles('the token', secret.slice(16, 48)))).toEqual(
      [],
    );
    // The same search finds an address that a tab did show.
    const visited = textNeedles('the one-time link', 'frontdoor.jsp?otp=');
    expect(await search(profile.folder, visited)).not.toEqual([]);
  } finally {
    await profile.remove();
  }
});

test('revoke asks first; then the token is worth nothing, and the page has forgotten it', async ({
  page,
  wire,
  app,
}) => {
  const secret = await received(page);
  await button(page, token.revoke).click();
  const dialog = the(page, 'dialog', token.revokeDialog);
  await button(dialog, token.revokeKeep).click();
  expect(wire.sent.filter(({ url }) => url.endsWith('/revoke'))).toEqual([]);

  await button(page, token.revoke).click();
  await button(dialog, token.revokeNow).click();
  await expect(result(page)).toContainText('Token revoked');
  await expect(page.getByRole('heading', { name: 'The answer' })).toBeFocused();
  for (const name of [token.copyToken, token.whoAmI, token.open, token.revoke])
    await expect(button(page, name)).toHaveCount(0);
  expect(await page.content()).not.toContain(secret.slice(0, 30));
  const answer = await fetch(`${app.practice}/services/oauth2/userinfo`, {
    headers: { authorization: `Bearer ${secret}` },
  });
  expect([answer.status, await answer.text()]).toEqual([403, 'Bad_OAuth_Token']);
});

test('a token that was revoked elsewhere is explained, and a new one is a press away', async ({
  page,
  watch,
  app,
}) => {
  watch.expects(/status of 403/);
  const secret = await received(page);
  const revoked = await fetch(`${app.practice}/services/oauth2/revoke`, {
    method: 'POST',
    body: new URLSearchParams({ token: secret }),
  });
  expect(revoked.status).toBe(200);
  await button(page, token.whoAmI).click();
  await expect(result(page)).toContainText('The token has ended');
  await expect(alertWith(page, 'session/refused')).toContainText('Bad_OAuth_Token');
  await button(page, token.again).click();
  await button(page, token.whoAmI).click();
  await expect(result(page)).toContainText('as step 3 says');
});

test('what was switched after the token counts at the next press', async ({ page, watch }) => {
  watch.expects(/status of 403/);
  await received(page);
  await the(page, 'checkbox', practice.tokenExpired).check();
  await button(page, token.whoAmI).click();
  await expect(result(page)).toContainText('The token has ended');
  await the(page, 'checkbox', practice.tokenExpired).uncheck();
  await button(page, token.whoAmI).click();
  await expect(result(page)).toContainText('as step 3 says');
});

test('an API-only user: the proxy’s answer is explained, the form’s tab says it itself', async ({
  page,
  watch,
}) => {
  watch.expects(/status of 403/);
  await received(page, 'apiOnly');
  const tab = await tabOf(page, () => button(page, token.open).click());
  await expect(tab.locator('body')).toContainText('may use the APIs only');
  await chooseWay(page, 'proxy');
  await button(page, token.whoAmI).click();
  await expect(result(page)).toContainText('as step 3 says');
  await button(page, token.open).click();
  await expect(result(page)).toContainText('The user may use the APIs only');
  await expect(result(page)).toContainText('[call/api-only]');
});

test('a token without the scope web is told to open nothing before it is tried', async ({
  page,
  wire,
}) => {
  await received(page, 'noWebScope');
  await expect(result(page)).toContainText('It cannot open the org: this token’s scope is api');
  await expect(button(page, token.open)).toBeDisabled();
  await button(page, token.open).click({ force: true });
  expect(wire.sent.filter(({ url }) => url.includes('frontdoor'))).toEqual([]);
});

test('a JWT-format token is told to open nothing, and can be asked and revoked', async ({
  page,
  wire,
}) => {
  const jwt = `eyJ0eXAiOiJKV1QifQ.${'a'.repeat(60)}.${'b'.repeat(60)}`;
  wire.standIn(ORG, () =>
    Response.json(
      { access_token: jwt, instance_url: ORG_URL, token_format: 'jwt', scope: 'api web' },
      { headers: CORS },
    ),
  );
  await readyForToken(page, ORG_URL);
  await button(page, token.get).click();
  await expect(result(page)).toContainText('JSON Web Token');
  await expect(button(page, token.open)).toBeDisabled();
  await expect(button(page, token.whoAmI)).toBeEnabled();
  await expect(button(page, token.revoke)).toBeEnabled();
});

test('no token goes to an instance URL that is not Salesforce’s', async ({ page, wire }) => {
  wire.standIn(ORG, () =>
    Response.json(
      { access_token: '00D5e000001AbCd!secret', instance_url: 'https://evil.example' },
      { headers: CORS },
    ),
  );
  await readyForToken(page, ORG_URL);
  await button(page, token.get).click();
  await expect(result(page)).toContainText('[session/untrusted-instance]');
  for (const name of [token.whoAmI, token.open, token.revoke]) {
    await expect(button(page, name)).toBeDisabled();
    await button(page, name).click({ force: true });
  }
  expect(hostsOf(wire)).not.toContain('evil.example');
});

test('with CORS off the answer cannot be read; through the proxy it can', async ({
  page,
  watch,
}) => {
  watch.expects(/blocked by CORS policy/);
  watch.expects(/net::ERR_FAILED/);
  await received(page);
  await the(page, 'checkbox', practice.corsOff).check();
  await button(page, token.whoAmI).click();
  await expect(alertWith(page, 'exchange/unreadable')).toHaveCount(1);
  await button(page, 'Send it through a proxy').click();
  await expect(the(page, 'radio', token.proxy)).toBeChecked();
  await button(page, token.whoAmI).click();
  await expect(result(page)).toContainText('as step 3 says');
});

test('a slow org can be cancelled', async ({ page, wire }) => {
  wire.standIn(ORG, (request) =>
    new URL(request.url).pathname.endsWith('/token')
      ? Response.json(
          { access_token: '00D5e000001AbCd!secret', instance_url: ORG_URL },
          { headers: CORS },
        )
      : 'hang',
  );
  await readyForToken(page, ORG_URL);
  await button(page, token.get).click();
  await button(page, token.whoAmI).click();
  await expect(page.getByRole('status').filter({ hasText: `Asking ${ORG}` })).toBeVisible();
  await button(page, token.cancel).click();
  await expect(result(page)).toContainText('Cancelled. Nothing was read.');
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('as a command: curl asks who it is, and the token is typed, not copied along', async ({
  page,
}) => {
  test.skip(!needTool('curl'), 'curl is not installed here');
  const secret = await received(page);
  await chooseWay(page, 'command');
  await button(page, token.whoAmI).click();
  const command = await copied(page, token.copyThisCurl);
  expect(command).not.toContain(secret.slice(0, 20));
  const env = { ...process.env, COMMAND: command, SECRET: secret };
  const piped = `printf '%s\\n' "$SECRET" | bash -c "$COMMAND"`;
  const { status, stdout } = await runAsync('bash', ['-c', piped], { env });
  expect(status).toBe(0);
  expect(stdout).toContain('"preferred_username":"deploy@practice.example"');

  await button(page, token.revoke).click();
  expect(await copied(page, token.copyThisPowershell)).toContain('Invoke-RestMethod');
  await button(page, token.forget).click();
  await expect(button(page, token.copyToken)).toHaveCount(0);
  expect(await page.content()).not.toContain(secret.slice(0, 30));
});

test('the frontdoor link is there for those who ask, behind the reason not to', async ({
  page,
  app,
}) => {
  const secret = await received(page);
  await page.getByText('A link instead, for another browser').click();
  await expect(result(page)).toContainText('Prefer the button.');
  expect(await page.content()).not.toContain(encodeURIComponent(secret));
  await button(page, token.revealLink).click();
  const link = await copied(page, token.copyLink);
  expect(link).toBe(`${app.practice}/secur/frontdoor.jsp?${new URLSearchParams({ sid: secret })}`);
});

test('a new token forgets what was said about the old one', async ({ page }) => {
  await received(page);
  await button(page, token.whoAmI).click();
  await expect(result(page)).toContainText('as step 3 says');
  await goTo(page, 'use');
  await goTo(page, 'token');
  await expect(result(page)).toContainText('as step 3 says');
  await button(page, token.get).click();
  await expect(result(page)).toBeVisible();
  await expect(result(page)).not.toContainText('as step 3 says');
});

for (const width of [1280, 360]) {
  test(`by keyboard alone, ${width} wide: who am I, open, revoke`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await received(page);
    const press = async (name: string) => {
      await expect(button(page, name)).toBeVisible();
      for (let stops = 0; stops < 60; stops += 1) {
        const there = await button(page, name).evaluate((one) => one === document.activeElement);
        if (there) break;
        await page.keyboard.press('Tab');
      }
      await expect(button(page, name)).toBeFocused();
      await page.keyboard.press('Enter');
    };
    await press(token.whoAmI);
    await expect(result(page)).toContainText('as step 3 says');
    await expect(button(page, token.whoAmI)).toBeFocused();
    const tab = await tabOf(page, () => press(token.open));
    await expect(tab.locator('body')).toContainText('You are in as');
    await page.bringToFront();
    await press(token.revoke);
    await press(token.revokeNow);
    await expect(page.getByRole('heading', { name: 'The answer' })).toBeFocused();
  });
}
