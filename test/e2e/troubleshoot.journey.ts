/** The step Troubleshoot: what is found there, where it leads, and what stands on paper. */
import { FAILURES } from '../../src/doctor/failures.ts';
import { setupPageOf } from '../../src/ui/state/failure-rows.ts';
import { SETUP_PAGES } from '../../src/ui/state/setup-pages.ts';
import { fillDetails, goTo, NAMES, newConnection, the } from './_do.ts';
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
  for (const { id, title, setup } of FAILURES) {
    const cause = failures
      .locator('details')
      .filter({ has: page.locator(`#row-${id.replace('/', '-')}`) });
    await expect(cause, id).toHaveCount(1);
    const links = cause.locator(`a[href^="${ORG}/"]`);
    await expect(links, `${id}: ${title}`).toHaveCount(setup ? 1 : 0);
    if (!setup) continue;
    const { name, find } = setupPageOf(setup);
    await expect(links).toHaveAttribute('href', `${ORG}${SETUP_PAGES[name].path}`);
    await expect(cause.locator('kbd').filter({ hasText: find })).toHaveCount(1);
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
  await expect(bodies).toHaveCount(7);
  await expect(bodies.filter({ visible: true })).toHaveCount(7);
  await expect(failures.locator('summary').first()).toContainText('The user is not approved');
});
