/** "Test all": one connection after the other, what it says of each, and where it ends. */
import { parse } from 'csv-parse/sync';
import { button, copied, NAMES, saved, the } from './_do.ts';
import { expect, test } from './_fixtures.ts';
import { openSeeded, practising, type Given } from './_seeded.ts';

test.use({ kept: false });

const { home, test: names } = NAMES;
const OFF = {
  userNotApproved: false,
  anotherCertificate: false,
  appMissing: false,
  corsOff: false,
  apiOnly: false,
  noWebScope: false,
  tokenExpired: false,
};

test('thirty connections are tested, those that are broken say what to do, and the list knows', async ({
  page,
  app,
  watch,
}) => {
  test.slow();
  watch.expects(/status of 400/);
  watch.expects(/blocked by CORS policy/);
  watch.expects(/net::ERR_FAILED/);
  const broken: Record<number, object> = {
    3: { switches: { ...OFF, userNotApproved: true } },
    11: { switches: { ...OFF, anotherCertificate: true } },
    17: { switches: { ...OFF, appMissing: true } },
    20: { switches: { ...OFF, corsOff: true } },
    25: { way: 'command' },
    28: { username: '' },
    29: { name: '=HYPERLINK("https://evil.example"|x)', left: -3 },
  };
  const given: Given[] = Array.from({ length: 30 }, (_, at) =>
    practising(app, at, { left: 100, ...broken[at] }),
  );
  await openSeeded({ page, app }, given);
  await button(page, home.testAll).click();
  await expect(the(page, 'heading', home.testAll)).toBeFocused();
  await expect(button(page, names.csv)).toHaveCount(0);

  await button(page, names.start).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText(/^Testing \d+ of 30: /)).toBeVisible();
  await expect(button(page, names.stop)).toBeFocused();
  await expect(button(page, names.start)).toBeVisible({ timeout: 120_000 });
  await expect(
    page.getByText(
      '24 got a token, 3 were refused, 1 gave no answer that could be read, 2 were not tested.',
    ),
  ).toBeVisible();

  const table = the(page, 'table', names.table);
  const row = (name: string) =>
    table.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });
  await expect(row('Practice 3')).toContainText("user hasn't approved this consumer");
  await expect(row('Practice 3')).toContainText('Admin approved users are pre-authorized');
  await expect(row('Practice 17')).toContainText('app_not_found');
  await expect(row('Practice 20')).toContainText('[exchange/unreadable]');
  await expect(row('Practice 25')).toContainText('Not testable here');
  await expect(row('Practice 28')).toContainText('The connection details are not complete.');
  await expect(row('Practice 0')).toContainText('Token received');

  const csv = await copied(page, names.csv);
  const rows = parse(csv) as string[][];
  expect(rows).toHaveLength(31);
  expect(new Set(rows.map((cells) => cells.length))).toEqual(new Set([9]));
  expect(rows[0]?.[0]).toBe('Connection');
  expect(rows.map(([name]) => name)).toContain(`'=HYPERLINK("https://evil.example"|x)`);
  expect(rows.find(([name]) => name === 'Practice 11')?.[6]).toBe('Refused');
  const markdown = await copied(page, names.markdown);
  expect(markdown.trimEnd().split('\n')).toHaveLength(32);
  expect(markdown).toContain('https://evil.example"\\|x)');
  // No consumer key, token or assertion.
  for (const text of [csv, markdown]) expect(text).not.toMatch(/3MVG9|00D\w{12,15}!|eyJ/);

  // No token is kept: the connection knows only that one came.
  await row('Practice 0').getByRole('link', { name: 'Practice 0', exact: true }).click();
  await expect(button(page, NAMES.token.reveal)).toHaveCount(0);
  await the(page, 'link', NAMES.frame.connections).click();
  const list = the(page, 'list', home.list).getByRole('listitem');
  const listed = (name: string) =>
    list.filter({ has: page.getByRole('link', { name, exact: true }) });
  await expect(listed('Practice 0')).toContainText('Last token today');
  await expect(listed('Practice 3')).toContainText('Refused today');
  await saved(page);

  // What was found stays until the next test.
  await button(page, home.testAll).click();
  await expect(row('Practice 17')).toContainText('Refused');
});

test('Stop ends it at once, leaves the one being asked as it was, and the rest can follow', async ({
  page,
  app,
}) => {
  await openSeeded(
    { page, app },
    [0, 1, 2].map((at) => practising(app, at)),
  );
  await button(page, home.testAll).click();
  await button(page, names.start).click();
  const table = the(page, 'table', names.table);
  await expect(table).toContainText('Token received');
  await button(page, names.stop).click();
  await expect(page.getByText(/^Stopped\. /)).toBeVisible();
  const received = table.getByText('Token received');
  const before = await received.count();
  expect(before).toBeLessThan(3);
  await button(page, names.rest).click();
  await expect(received).toHaveCount(3);
  await expect(page.getByText('3 got a token.')).toBeVisible();
});

test('too many logins end it, and what was not tested is said', async ({
  page,
  app,
  wire,
  watch,
}) => {
  watch.expects(/status of 400/);
  let asked = 0;
  wire.standIn('acme.my.salesforce.com', () => {
    asked += 1;
    const body = { error: 'invalid_grant', error_description: 'login rate exceeded' };
    const headers = { 'access-control-allow-origin': '*' };
    return Response.json(body, { status: 400, headers });
  });
  const given = [0, 1, 2, 3].map((at) =>
    at === 1
      ? { name: 'Practice 1', loginUrl: 'https://acme.my.salesforce.com' }
      : practising(app, at),
  );
  await openSeeded({ page, app }, given);
  await button(page, home.testAll).click();
  await button(page, names.start).click();
  await expect(
    page.getByText(/^Stopped: Salesforce answered that there are too many/),
  ).toBeVisible();
  await expect(page.getByText(/1 got a token, 1 was refused, 2 were not tested\.$/)).toBeVisible();
  expect(asked).toBe(1);
});

test('without a network it says so before anything is asked for', async ({
  page,
  app,
  context,
}) => {
  await openSeeded({ page, app }, [practising(app, 0)]);
  await button(page, home.testAll).click();
  await the(page, 'table', names.table).waitFor();
  await context.setOffline(true);
  await expect(page.getByText(/^You are offline\./)).toBeVisible();
  await button(page, names.start).click();
  await expect(page.getByText(/was not tested\.$/)).toContainText('went offline');
  await context.setOffline(false);
  await button(page, names.rest).click();
  await expect(page.getByText('1 got a token.')).toBeVisible();
});
