/** jwt.json as sf-jwt-tool 1.0.6 writes it: `JSON.stringify(config, null, 2)`, five fields. */
import { asFile, button, choose, download, field, goTo, NAMES, newConnection, the } from './_do.ts';
import { expect, test } from './_fixtures.ts';

test.use({ kept: false });

const FROM_TOOL = {
  consumerKey: '3MVG9fTLmJ60pJ5IxKf.zSz8Jxq_Y1x8NsnH3lO2pJ5IxKf.zSz8Jxq_Y1x8NsnH3lO2pJ5',
  subject: 'deploy@acme.example.uat',
  sandbox: true,
  expiresIn: 180,
  privateKeyFile: './certs/server.key',
};

const { details, home } = NAMES;

test('a jwt.json goes in at home and comes out equal', async ({ page }) => {
  const text = JSON.stringify(FROM_TOOL, null, 2);
  await page.goto('./');
  await choose(page, home.open, [asFile('jwt.json', text)]);
  await goTo(page, 'details');
  await expect(field(page, details.consumerKey)).toHaveValue(FROM_TOOL.consumerKey);
  await expect(field(page, details.username)).toHaveValue(FROM_TOOL.subject);
  await expect(the(page, 'spinbutton', details.lifetime)).toHaveValue('180');
  const file = await download(page, details.download);
  expect(file.name).toBe('jwt.json');
  expect(file.bytes.toString('utf8')).toBe(text);
});

test('fields that we do not know are kept, and an added loginUrl is one field more', async ({
  page,
}) => {
  const given = { note: 'ours', ...FROM_TOOL, nested: { list: [1, null, 'ä'] }, __proto: 'x' };
  await newConnection(page);
  await goTo(page, 'details');
  await choose(page, details.fill, [asFile('jwt.json', JSON.stringify(given))]);
  await field(page, details.loginUrl).fill(
    'https://acme--uat.sandbox.lightning.force.com/lightning/page/home',
  );
  const written: unknown = JSON.parse((await download(page, details.download)).bytes.toString());
  expect(written).toEqual({ ...given, loginUrl: 'https://acme--uat.sandbox.my.salesforce.com' });
});

test('an expiresIn over 300 is kept, with a warning', async ({ page }) => {
  const text = JSON.stringify({ ...FROM_TOOL, expiresIn: 3600 }, null, 2);
  await newConnection(page);
  await goTo(page, 'details');
  await choose(page, details.fill, [asFile('jwt.json', text)]);
  await expect(the(page, 'spinbutton', details.lifetime)).toHaveValue('3600');
  await expect(page.getByText('expiresIn is 3600 seconds')).toBeVisible();
  expect((await download(page, details.download)).bytes.toString()).toBe(text);
});

test('the one we write has the five fields of the tool, and loginUrl', async ({ page }) => {
  await newConnection(page);
  await goTo(page, 'details');
  await field(page, details.loginUrl).fill('acme.my.salesforce.com');
  await field(page, details.consumerKey).fill(FROM_TOOL.consumerKey);
  await field(page, details.username).fill('deploy@acme.example');
  await expect(button(page, details.download)).not.toHaveAttribute('aria-disabled', 'true');
  const text = (await download(page, details.download)).bytes.toString();
  expect(text).toBe(
    JSON.stringify(
      {
        ...FROM_TOOL,
        subject: 'deploy@acme.example',
        sandbox: false,
        loginUrl: 'https://acme.my.salesforce.com',
      },
      null,
      2,
    ),
  );
});
