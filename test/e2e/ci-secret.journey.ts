/** Which secret is in CI? A pipeline's own check, run for real, compared with every key here. */
import type { Page } from '@playwright/test';
import { needTool, run } from '../_tools.ts';
import {
  alertWith,
  asFile,
  button,
  choose,
  download,
  field,
  generate,
  goTo,
  NAMES,
  newConnection,
  the,
} from './_do.ts';
import { expect, test } from './_fixtures.ts';
import { press, typeInto } from './_keyboard.ts';
import { compareSecret, printed, ROTATE } from './_rotate.ts';

test.use({ kept: false });
test.skip(!needTool('openssl'), 'openssl is missing');

const { key, details, frame, inspect } = NAMES;
const list = (page: Page) => the(page, 'list', inspect.inCi);

/** A connection of this name with a key of its own; the key as its file holds it. */
async function withKey(page: Page, name: string): Promise<string> {
  await newConnection(page);
  await generate(page);
  const { bytes } = await download(page, key.downloadKey);
  await goTo(page, 'details');
  await field(page, details.name).fill(name);
  return bytes.toString('utf8');
}

const rsaKey = () => run('openssl', ['genpkey', '-algorithm', 'RSA']).stdout;

async function inspectPage(page: Page): Promise<void> {
  await the(page, 'link', frame.inspect).click();
  await expect(field(page, ROTATE.printed)).toBeVisible();
}

test('the pipeline’s key is told by its connection, an earlier one and a foreign one as such', async ({
  page,
}) => {
  const first = await withKey(page, 'Nightly');
  await inspectPage(page);
  await compareSecret(page, await printed(page, first));
  await expect(list(page)).toContainText('The pipeline holds the key of Nightly');
  await compareSecret(page, await printed(page, Buffer.from(first).toString('base64')));
  await expect(list(page)).toContainText('The pipeline holds the key of Nightly');

  await page.goBack();
  await goTo(page, 'key');
  await button(page, key.generate).click();
  await button(the(page, 'dialog', key.dialog), key.makeNew).click();
  await expect(the(page, 'list', key.former)).toBeVisible({ timeout: 60_000 });
  await inspectPage(page);
  await compareSecret(page, await printed(page, first));
  await expect(list(page)).toContainText('The pipeline holds an earlier key of Nightly');

  await compareSecret(page, await printed(page, rsaKey()));
  await expect(list(page)).toContainText('The pipeline holds a key that is not here');
});

test('of two key files that are inspected, the one that the pipeline holds is named', async ({
  page,
}) => {
  const [one, other] = [rsaKey(), rsaKey()];
  await page.goto('./#/inspect');
  await choose(page, inspect.choose, [asFile('laptop.key', one), asFile('vault.key', other)]);
  await expect(the(page, 'list', inspect.things)).toContainText('vault.key');
  await compareSecret(page, await printed(page, other));
  await expect(list(page)).toContainText('The pipeline holds the key of vault.key');
  // Taken out, it is none that is here.
  await button(page, `${inspect.takeOut} vault.key`).click();
  await button(page, ROTATE.compareSecret).click();
  await expect(list(page)).toContainText('The pipeline holds a key that is not here');
});

test('with the keyboard alone a pasted line is compared', async ({ page }) => {
  const pem = await withKey(page, 'Nightly');
  await inspectPage(page);
  const line = (await printed(page, pem)).trim();
  await typeInto(page, field(page, ROTATE.printed), line);
  await press(page, button(page, ROTATE.compareSecret));
  await expect(list(page)).toContainText('The pipeline holds the key of Nightly');
});

test('what is no fingerprint is refused, a private key above all', async ({ page }) => {
  const pem = await withKey(page, 'Nightly');
  await inspectPage(page);
  await compareSecret(page, 'Could not read key from <stdin>');
  await expect(alertWith(page, 'rotation/no-fingerprint')).toBeVisible();
  await compareSecret(page, pem);
  await expect(alertWith(page, 'rotation/private-key')).toBeVisible();
  await expect(list(page)).toHaveCount(0);
});
