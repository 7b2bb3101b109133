/** The doctor's check of a connection: what it finds, where it leads, and what it asks of whom. */
import type { Locator, Page } from '@playwright/test';
import {
  button,
  copied,
  field,
  fillDetails,
  generate,
  getToken,
  goTo,
  NAMES,
  newConnection,
  practiceConnection,
  select,
  the,
} from './_do.ts';
import { expect, hostsOf, test } from './_fixtures.ts';
import { goByKeys, press, tabTo, typeInto } from './_keyboard.ts';
import { offlineReady } from './_kept.ts';
import type { Wire } from './_wire.ts';

test.use({ kept: false });

const { details, token, troubleshoot, practice } = NAMES;
const SANDBOX = 'acme--uat.sandbox.my.salesforce.com';
const SHARED = 'An External Client App at login or test.salesforce.com';

const found = (page: Page) => the(page, 'list', troubleshoot.found);
const row = (page: Page, title: string) =>
  found(page)
    .getByRole('listitem')
    .filter({ has: the(page, 'heading', title) });
const passed = (page: Page) => page.locator('details', { hasText: 'should be' });

async function check(page: Page): Promise<void> {
  await goTo(page, 'troubleshoot');
  await button(page, troubleshoot.check).click();
  await expect(passed(page)).toBeVisible();
}

/** Follows the link of a finding, and finds itself at the very field. */
async function follow(page: Page, title: string, target: Locator): Promise<void> {
  await row(page, title)
    .getByRole('link', { name: /^Go to step/ })
    .click();
  await expect(target).toBeFocused();
}

/** What was sent but the app's own files. */
const asked = (wire: Wire) =>
  wire.sent.filter(({ method }) => method !== 'GET').map(({ method, host }) => `${method} ${host}`);

test('a connection broken in three places is mended by following the doctor, and gets a token', async ({
  page,
}) => {
  await practiceConnection(page);
  await generate(page);
  await goTo(page, 'details');
  const good = await field(page, details.consumerKey).inputValue();
  const org = await field(page, details.loginUrl).inputValue();
  await fillDetails(page, {
    loginUrl: 'login.salesforce.com',
    consumerKey: '0123456789abcdef'.repeat(4),
    username: 'deploy@practice.example.invalid',
  });
  await check(page);
  await expect(page.getByText(/^Three errors, one warning/)).toBeVisible();
  await expect(found(page).getByRole('heading')).toHaveText([
    'A page cannot read what this login host answers',
    'This looks like the consumer secret',
    'The username looks like an e-mail address',
    SHARED,
    // The page is served by this very machine.
    'The clock could not be compared',
    'Not every step in Setup is ticked',
  ]);

  const loginUrl = 'A page cannot read what this login host answers';
  await follow(page, loginUrl, field(page, details.loginUrl));
  await field(page, details.loginUrl).fill(org);
  await goTo(page, 'troubleshoot');
  // What was mended is gone without another press.
  await expect(row(page, loginUrl)).toHaveCount(0);
  await expect(page.getByText('Key or details have changed since')).toBeVisible();

  await follow(page, 'This looks like the consumer secret', field(page, details.consumerKey));
  await field(page, details.consumerKey).fill(good);
  await goTo(page, 'troubleshoot');
  await follow(page, 'The username looks like an e-mail address', field(page, details.username));
  await field(page, details.username).fill('deploy@practice.example');
  await check(page);
  await expect(found(page).getByRole('heading')).toHaveText(['The clock could not be compared']);
  await expect(page.getByText('Key or details have changed since')).toBeHidden();
  await passed(page).locator('summary').click();
  await expect(passed(page)).toContainText('A trial assertion holds under the certificate');
  await getToken(page);
});

test('the check by keyboard alone, there and back', async ({ page }) => {
  await practiceConnection(page);
  await generate(page);
  await goTo(page, 'details');
  await field(page, details.username).fill('deploy at practice.example');
  await goByKeys(page, 'troubleshoot');
  await press(page, button(page, troubleshoot.check));
  await expect(row(page, 'The username cannot be right')).toBeVisible();
  await press(page, row(page, 'The username cannot be right').getByRole('link'));
  await expect(field(page, details.username)).toBeFocused();
  await typeInto(page, field(page, details.username), 'deploy@practice.example');
  await goByKeys(page, 'troubleshoot');
  await press(page, button(page, troubleshoot.check));
  await expect(row(page, 'The username cannot be right')).toHaveCount(0);
  await press(page, passed(page).locator('summary'));
  await expect(passed(page)).toContainText('The username has the form of one');
  await goByKeys(page, 'token');
  await press(page, button(page, token.get));
  await expect(the(page, 'region', token.result)).toContainText('Token received');
});

test('what only the org knows, the check does not claim: the answer tells it', async ({
  page,
  watch,
}) => {
  watch.expects(/status of 400/);
  await practiceConnection(page);
  await generate(page);
  await goTo(page, 'token');
  const other = the(page, 'checkbox', practice.anotherCertificate);
  await other.check();
  await check(page);
  await expect(found(page).getByRole('heading')).toHaveText(['The clock could not be compared']);
  await goTo(page, 'token');
  await button(page, token.get).click();
  await expect(the(page, 'region', token.result)).toContainText(
    'The signature does not fit the certificate in Salesforce',
  );
  await other.uncheck();
  await getToken(page);
});

test('the scopes of a token that came are told, and where the app gets another', async ({
  page,
}) => {
  await practiceConnection(page);
  await generate(page);
  await goTo(page, 'token');
  await the(page, 'checkbox', practice.noWebScope).check();
  await getToken(page);
  await check(page);
  const title = 'The token lacks the scope to open the org';
  await expect(row(page, title)).toContainText('the last token’s scope is api');
  await row(page, title)
    .getByRole('link', { name: /^Go to step 4/ })
    .click();
  await the(page, 'checkbox', practice.noWebScope).uncheck();
  await getToken(page);
  await check(page);
  await expect(row(page, title)).toHaveCount(0);
});

test('nothing goes to Salesforce but the one request that is asked for', async ({ page, wire }) => {
  const documents: string[] = [];
  wire.standIn(SANDBOX, (request) => {
    documents.push(`${request.method} ${new URL(request.url).pathname}`);
    const org = `https://${SANDBOX}`;
    return Response.json(
      { issuer: org, token_endpoint: `${org}/services/oauth2/token` },
      { headers: { 'access-control-allow-origin': '*' } },
    );
  });
  await newConnection(page);
  await generate(page);
  await fillDetails(page, { loginUrl: SANDBOX, username: 'deploy@acme.example' });
  await check(page);
  await expect(row(page, 'The username does not end in the sandbox’s name')).toContainText(
    'by its address the sandbox is called uat',
  );
  const { host } = new URL(page.url());
  expect(asked(wire)).toEqual([`HEAD ${host}`]);
  expect(hostsOf(wire)).toEqual([host]);
  const status = the(page, 'region', NAMES.frame.status);
  await expect(status).toContainText(`Left this page: 1 clock request to ${host}`);

  await button(page, troubleshoot.askOrg).click();
  await passed(page).locator('summary').click();
  await expect(passed(page)).toContainText('The org answers');
  expect(documents).toEqual(['GET /.well-known/openid-configuration']);
  await expect(status).toContainText(`1 well-known request to ${SANDBOX}`);

  const report = await copied(page, NAMES.inspect.copyReport);
  expect(report).toContain('## The username does not end in the sandbox’s name');
  expect(report).toContain('## The org answers');
  expect(report).not.toMatch(/acme|uat|deploy@|3MVG9\S{5}/);
});

test('a login URL that is no org’s is found out by asking', async ({ page, wire, watch }) => {
  watch.expects(/ERR_TUNNEL_CONNECTION_FAILED/);
  await newConnection(page);
  await generate(page);
  await fillDetails(page, { loginUrl: 'https://acmee.my.salesforce.com' });
  await check(page);
  await button(page, troubleshoot.askOrg).click();
  await follow(page, 'The host does not exist', field(page, details.loginUrl));
  expect(hostsOf(wire)).toContain('acmee.my.salesforce.com');
});

test('the kind of app is guessed by the guide, can be said, and counts', async ({ page }) => {
  await newConnection(page);
  await generate(page);
  await fillDetails(page, { loginUrl: 'https://test.salesforce.com' });
  await check(page);
  const shared = row(page, SHARED);
  await expect(shared).toContainText('Possible');
  await select(page, troubleshoot.appKind).selectOption('External Client App');
  await expect(shared).toContainText('Error');
  await select(page, troubleshoot.appKind).selectOption('Connected App');
  await expect(shared).toHaveCount(0);
});

test.describe('kept for work offline', () => {
  test.use({ kept: true });

  test('a clock that is wrong is found out, past the service worker, and explains the refusal', async ({
    page,
    wire,
    watch,
  }) => {
    watch.expects(/status of 400/);
    await page.goto('./');
    await offlineReady(page);
    await practiceConnection(page);
    await generate(page);
    await page.clock.setSystemTime(Date.now() - 600_000);
    await check(page);
    await expect(row(page, 'This device’s clock is behind')).toContainText(
      /it is (?:599|600|601) s behind/,
    );
    // The page is controlled, and the request reached the server all the same.
    expect(asked(wire)).toEqual([`HEAD ${new URL(page.url()).host}`]);

    await goTo(page, 'token');
    await button(page, token.get).click();
    const result = the(page, 'region', token.result);
    await expect(result).toContainText('The assertion was already over when it arrived');
    await expect(result).toContainText(/clock is (?:599|600|601) seconds slow/);
    await expect(result).toContainText('Certain');
  });

  test('offline the check works, and says that no clock could be asked', async ({
    page,
    context,
  }) => {
    await practiceConnection(page);
    await generate(page);
    await offlineReady(page);
    await context.setOffline(true);
    await check(page);
    await expect(row(page, 'The clock could not be compared')).toContainText(
      'This device is offline',
    );
    await expect(passed(page)).toContainText('should be');
    await tabTo(page, button(page, troubleshoot.check), 'Shift+Tab');
  });
});
