/** A connection from what the Salesforce CLI prints, and another one with the key of the first. */
import {
  alertWith,
  button,
  chooseWay,
  CONSUMER_KEY,
  copied,
  field,
  goTo,
  NAMES,
  newConnection,
  readyForToken,
  select,
  the,
} from './_do.ts';
import { expect, test } from './_fixtures.ts';
import { makeProfile, search, textNeedles } from './_profile.ts';

test.use({ kept: false });

const { home, details } = NAMES;
const REFRESH = '5Aep861VerySecretRefreshToken.value_1';
const TABLE = `Warning: This command will expose sensitive information.

┌──────────────────┬──────────────────────────────────────────────┐
│ KEY              │ VALUE                                        │
├──────────────────┼──────────────────────────────────────────────┤
│ Access Token     │ 00D5e000001AbCd!AQ4AQVerySecretAccessToken.v │
│                  │ alue                                         │
│ Client Id        │ ${CONSUMER_KEY.slice(0, 44)} │
│                  │ ${CONSUMER_KEY.slice(44).padEnd(44)} │
│ Connected Status │ Connected                                    │
│ Instance Url     │ https://acme--uat.sandbox.my.salesforce.com  │
│ Username         │ deploy@acme.example.uat                      │
└──────────────────┴──────────────────────────────────────────────┘
`;

test('sf org display fills in three fields, and nothing secret of it stays', async ({
  page,
  wire,
}) => {
  await page.goto('./');
  await button(page, home.fromSf).click();
  const paste = field(page, details.pasteSf);
  await expect(paste).toBeFocused();
  await paste.fill(TABLE);
  await button(page, details.readSf).click();
  await expect(page.getByRole('status').filter({ hasText: 'Filled in below' })).toContainText(
    'login URL, username and consumer key',
  );
  await expect(paste).toHaveValue('');
  await expect(field(page, details.loginUrl)).toHaveValue(
    'https://acme--uat.sandbox.my.salesforce.com',
  );
  await expect(field(page, details.username)).toHaveValue('deploy@acme.example.uat');
  await expect(field(page, details.consumerKey)).toHaveValue(CONSUMER_KEY);
  await expect(page.getByText('The text held an access token')).toBeVisible();
  expect(await page.content()).not.toContain('VerySecret');
  expect(wire.sent.filter(({ method }) => method !== 'GET')).toEqual([]);

  await button(page, details.undoSf).click();
  await expect(field(page, details.loginUrl)).toHaveValue('');
  await expect(paste).toBeFocused();
});

test('an SFDX auth URL gives the org; the CLI’s own app is not taken for one’s own', async ({
  page,
}) => {
  await newConnection(page);
  await goTo(page, 'details');
  await page.getByText(details.fromSf).click();
  await field(page, details.pasteSf).fill(`force://PlatformCLI::${REFRESH}@acme.my.salesforce.com`);
  await button(page, details.readSf).click();
  await expect(field(page, details.loginUrl)).toHaveValue('https://acme.my.salesforce.com');
  await expect(field(page, details.consumerKey)).toHaveValue('');
  await expect(page.getByText('PlatformCLI is the Salesforce CLI’s own app')).toBeVisible();
  await expect(page.getByText('The text held a refresh token')).toBeVisible();
});

test('of several orgs one is picked, and another press picks another', async ({ page }) => {
  const result = [
    {
      alias: 'uat',
      username: 'a@acme.example',
      instanceUrl: 'https://acme--uat.sandbox.my.salesforce.com',
    },
    { username: 'b@acme.example', instanceUrl: 'https://acme.my.salesforce.com' },
  ];
  await page.goto('./');
  await button(page, home.fromSf).click();
  await field(page, details.pasteSf).fill(JSON.stringify({ status: 0, result }));
  await button(page, details.readSf).click();
  const orgs = the(page, 'list', details.pickSf);
  await button(orgs, 'uat').click();
  await expect(field(page, details.username)).toHaveValue('a@acme.example');
  await button(orgs, 'b@acme.example').click();
  await expect(field(page, details.username)).toHaveValue('b@acme.example');
  await expect(field(page, details.loginUrl)).toHaveValue('https://acme.my.salesforce.com');
});

test('a text that is no output of sf stays in the field, with a word', async ({ page }) => {
  await page.goto('./');
  await button(page, home.fromSf).click();
  await field(page, details.pasteSf).fill('hello');
  await button(page, details.readSf).click();
  await expect(alertWith(page, 'sf/not-recognised')).toHaveCount(1);
  await expect(field(page, details.pasteSf)).toHaveValue('hello');
});

test('what was pasted lies in no file of the profile, read or not', async ({ app, wire }) => {
  const profile = await makeProfile({ baseURL: `${app.app}/`, proxy: wire.url });
  try {
    const context = await profile.start();
    const page = await context.newPage();
    await page.goto('./');
    await button(page, home.fromSf).click();
    await field(page, details.pasteSf).fill(TABLE);
    await button(page, details.readSf).click();
    await field(page, details.pasteSf).fill(
      `force://PlatformCLI::${REFRESH}@acme.my.salesforce.com`,
    );
    await context.close();
    const needles = [
      ...textNeedles('the refresh token', REFRESH),
      ...textNeedles('the access token', 'VerySecretAccessToken'),
      ...textNeedles('the consumer key', CONSUMER_KEY),
    ];
    expect(await search(profile.folder, needles)).toEqual([]);
  } finally {
    await profile.remove();
  }
});

test('a new connection with this key has its key, its way and its settings, not its org', async ({
  page,
}) => {
  await readyForToken(page, 'https://acme.my.salesforce.com');
  await chooseWay(page, 'proxy');
  await field(page, NAMES.token.proxyUrl).fill(new URL('./proxy/', page.url()).href);
  await goTo(page, 'key');
  await select(page, NAMES.key.keyFormat).selectOption({ label: 'PKCS#1' });
  const fingerprint = await copied(page, NAMES.key.copySha256);
  await goTo(page, 'details');
  await the(page, 'spinbutton', details.lifetime).fill('120');
  await button(page, details.withKey).click();

  await expect(field(page, details.loginUrl)).toBeFocused();
  await expect(field(page, details.loginUrl)).toHaveValue('');
  await expect(field(page, details.consumerKey)).toHaveValue('');
  await expect(field(page, details.username)).toHaveValue('');
  await expect(the(page, 'spinbutton', details.lifetime)).toHaveValue('120');
  await goTo(page, 'key');
  expect(await copied(page, NAMES.key.copySha256)).toBe(fingerprint);
  await expect(select(page, NAMES.key.keyFormat)).toHaveValue('pkcs1');
  await goTo(page, 'token');
  await expect(the(page, 'radio', NAMES.token.proxy)).toBeChecked();
  await expect(field(page, NAMES.token.proxyUrl)).toHaveValue(/\/proxy\/$/);
});
