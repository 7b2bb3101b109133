/** The step Troubleshoot: what is found there, where it leads, and what stands on paper. */
import { FAILURES } from '../../src/doctor/failures.ts';
import { quickFind, SETUP_PAGES } from '../../src/ui/state/setup-pages.ts';
import { button, fillDetails, goTo, NAMES, newConnection, readyForToken, the } from './_do.ts';
import { expect, test } from './_fixtures.ts';

test.use({ kept: false });

const { table, search } = NAMES.troubleshoot;
const ORG = 'https://acme--uat.sandbox.my.salesforce.com';

test('every cause names its page of Setup, as a link into the connection’s own org', async ({
  page,
}) => {
  await newConnection(page);
  await fillDetails(page, { loginUrl: ORG });
  await goTo(page, 'troubleshoot');
  const failures = the(page, 'table', table);
  for (const { id, title, setup, page: of } of FAILURES) {
    const cause = failures
      .locator('details')
      .filter({ has: page.locator(`#row-${id.replace('/', '-')}`) });
    await expect(cause, id).toHaveCount(1);
    const links = cause.locator(`a[href^="${ORG}/"]`);
    await expect(links, `${id}: ${title}`).toHaveCount(setup ? 1 : 0);
    if (!setup || !of) continue;
    await expect(links).toHaveAttribute('href', `${ORG}${SETUP_PAGES[of].path}`);
    await expect(cause.locator('kbd').filter({ hasText: quickFind(of) })).toHaveCount(1);
    await expect(cause).toContainText(setup);
  }
});

test('without an org there is no link into one, and what to enter in Quick Find still stands', async ({
  page,
}) => {
  await newConnection(page);
  await goTo(page, 'troubleshoot');
  await expect(page.locator('main a[href*="/lightning/"]')).toHaveCount(0);
  await expect(the(page, 'table', table)).toContainText('In Quick Find enter My Domain');
});

test('every link out opens apart and tells nobody where it was followed', async ({ page }) => {
  await newConnection(page);
  await fillDetails(page, { loginUrl: ORG });
  await goTo(page, 'troubleshoot');
  const out = await page
    .locator('main a[href^="https:"]')
    .evaluateAll((links) =>
      links.map((link) => [link.getAttribute('target'), link.getAttribute('rel')].join(' ')),
    );
  expect(out.length).toBeGreaterThan(100);
  expect(new Set(out)).toEqual(new Set(['_blank noreferrer noopener']));
});

test('a search opens what it finds, and on paper everything found stands whole', async ({
  page,
}) => {
  await newConnection(page);
  await goTo(page, 'troubleshoot');
  const failures = the(page, 'table', table);
  const bodies = failures.locator('details > .body');
  await expect(bodies).toHaveCount(FAILURES.length);
  await expect(bodies.filter({ visible: true })).toHaveCount(0);
  await page.emulateMedia({ media: 'print' });
  await expect(bodies.filter({ visible: true })).toHaveCount(FAILURES.length);
  await page.emulateMedia({ media: 'screen' });

  await the(page, 'searchbox', search).fill("user hasn't approved this consumer");
  await expect(bodies).toHaveCount(9);
  await expect(bodies.filter({ visible: true })).toHaveCount(9);
  await expect(failures.locator('summary').first()).toContainText('The user is not approved');
});

test('an answer puts its cause first, with its evidence and its page of Setup, by keyboard', async ({
  page,
  wire,
  watch,
}) => {
  watch.expects(/status of 400/);
  const says = { error: 'invalid_grant', error_description: "user hasn't approved this consumer" };
  const headers = { 'access-control-allow-origin': '*' };
  wire.standIn(new URL(ORG).host, () => Response.json(says, { status: 400, headers }));
  await readyForToken(page, ORG);
  await button(page, NAMES.token.get).press('Enter');
  const result = the(page, 'region', NAMES.token.result);
  const first = result.getByRole('heading', { level: 3 }).first();
  await expect(first).toHaveText('The user is not approved for the app');

  const use = button(result, NAMES.troubleshoot.answer);
  await the(result, 'radio', 'The sandbox was refreshed, cloned or made anew').press('Space');
  await use.press('Enter');
  await expect(first).toHaveText('The sandbox was refreshed');
  await expect(first).toBeFocused();
  await expect(result).toContainText('you answered “The sandbox was refreshed');
  await expect(result).toContainText('it goes to the sandbox “uat”');
  await expect(result.locator(`a[href="${ORG}${SETUP_PAGES.appManager.path}"]`)).toBeVisible();
  await expect(use).toHaveCount(0);

  await goTo(page, 'troubleshoot');
  const look = page.getByRole('link', { name: 'The sandbox was refreshed', exact: true });
  await expect(look).toBeVisible();
  await button(page, NAMES.troubleshoot.answerAgain).press('Enter');
  await expect(
    page.getByRole('link', { name: 'The user is not approved for the app', exact: true }),
  ).toBeFocused();
});
