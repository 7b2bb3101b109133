/** The list of connections: finding, sorting, what survives, and reminders for a calendar. */
import { button, download, goTo, lock, NAMES, select, the } from './_do.ts';
import { expect, test } from './_fixtures.ts';
import { openSeeded, practising, type Given } from './_seeded.ts';

test.use({ kept: false });

const { home, key, vault } = NAMES;
const ORGS = [
  'https://acme.my.salesforce.com',
  'https://acme--uat.sandbox.my.salesforce.com',
  'https://acme-dev-ed.develop.my.salesforce.com',
] as const;
const LEFT = [-12, 3, 9, 25, 45, 200] as const;

/** As many as one likes, of every kind and age. */
function many(count: number): Given[] {
  return Array.from({ length: count }, (_, at) => ({
    name: at === 7 ? 'Zürich nightly' : `Connection ${at}`,
    loginUrl: ORGS[at % ORGS.length],
    left: LEFT[at % LEFT.length] ?? 0,
  }));
}

test('above ten connections one is found by any of its words, and Escape shows all again', async ({
  page,
  app,
}) => {
  await openSeeded({ page, app }, many(12));
  const rows = the(page, 'list', home.list).getByRole('listitem');
  await expect(rows).toHaveCount(12);
  const find = the(page, 'searchbox', home.find);
  await find.focus();
  await page.keyboard.type('zurich ACME--uat');
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText('Zürich nightly');
  await expect(page.getByRole('status').filter({ hasText: '1 of 12 connections' })).toHaveCount(1);

  await page.keyboard.type('/');
  await expect(rows).toHaveCount(0);
  await button(page, home.showAll).click();
  await expect(rows).toHaveCount(12);
  await expect(find).toBeFocused();

  await page.keyboard.type('nothing has this name');
  await expect(rows).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(find).toHaveValue('');
  await expect(rows).toHaveCount(12);
});

test('up to ten connections there is nothing to search with', async ({ page, app }) => {
  await openSeeded({ page, app }, many(10));
  await expect(the(page, 'searchbox', home.find)).toHaveCount(0);
  await expect(the(page, 'list', home.list).getByRole('listitem')).toHaveCount(10);
});

test('how the list is sorted and filtered stays while one looks at a connection, and goes with the vault', async ({
  page,
  app,
}) => {
  await openSeeded({ page, app }, many(24));
  const rows = the(page, 'list', home.list).getByRole('listitem');
  await select(page, home.org).selectOption('Production');
  await expect(rows).toHaveCount(8);
  await select(page, home.left).selectOption('Within 30 days');
  await expect(rows).toHaveCount(4);
  await select(page, home.sort).selectOption('Days left');
  await the(page, 'searchbox', home.find).fill('connection');
  await expect(rows.first()).toContainText('25 days left');
  for (const row of await rows.all()) await expect(row).toContainText('Production');

  await rows.getByRole('link').first().click();
  await goTo(page, 'details');
  await the(page, 'link', NAMES.frame.connections).click();
  await expect(rows).toHaveCount(4);
  await expect(select(page, home.sort)).toHaveValue('left');
  await expect(the(page, 'searchbox', home.find)).toHaveValue('connection');

  await lock(page);
  await page.reload();
  await expect(button(page, vault.unlock).first()).toBeVisible();
});

test('a long list comes a hundred rows at a time, and the keyboard goes on where they begin', async ({
  page,
  app,
}) => {
  await openSeeded({ page, app }, many(250));
  const rows = the(page, 'list', home.list).getByRole('listitem');
  await expect(rows).toHaveCount(100);
  await expect(rows.last()).toHaveAttribute('aria-setsize', '250');
  const more = button(page, home.showMore);
  await more.evaluate((element) => element.focus({ preventScroll: true }));
  await page.keyboard.press('Enter');
  await expect(rows).toHaveCount(200);
  await expect(rows.nth(100).getByRole('link').first()).toBeFocused();
  await expect(
    page.getByRole('status').filter({ hasText: '250 connections, 200 shown' }),
  ).toHaveCount(1);

  // By scrolling they come by themselves.
  await more.scrollIntoViewIfNeeded();
  await expect(rows).toHaveCount(250);
  await expect(more).toHaveCount(0);

  // The index beside a connection shows as many, and the one that is open.
  await rows.last().getByRole('link').first().click();
  const index = page.getByRole('complementary', { name: 'Your connections' });
  await expect(index.getByRole('listitem')).toHaveCount(101);
  await expect(index.locator('[aria-current]')).toHaveCount(1);
});

test('reminders are for certificates that last, one file for all and one for each', async ({
  page,
  app,
}) => {
  await openSeeded({ page, app }, [...many(6), practising(app, 6, { left: 100 })]);
  const { name, bytes } = await download(page, home.reminders);
  expect(name).toBe('renew-certificates.ics');
  const text = bytes.toString('utf8').replaceAll('\r\n ', '');
  // The first one is over.
  expect(text.match(/^BEGIN:VEVENT/gm)).toHaveLength(6);
  expect(text).toContain('SUMMARY:Renew the certificate of Practice 6\r\n');
  expect(text).not.toMatch(/3MVG9|deploy6/);

  await page.getByRole('link', { name: 'Practice 6', exact: true }).click();
  await goTo(page, 'key');
  const one = await download(page, key.reminder);
  expect(one.bytes.toString('utf8').match(/^BEGIN:VEVENT/gm)).toHaveLength(1);
  const uid = /^UID:.*$/m.exec(one.bytes.toString('utf8'))?.[0] ?? 'none';
  expect(text).toContain(uid);
});
