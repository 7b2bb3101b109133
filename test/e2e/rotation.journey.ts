import type { Page } from '@playwright/test';
import {
  alertWith,
  asFile,
  button,
  choose,
  copied,
  createVault,
  download,
  field,
  generate,
  getToken,
  goTo,
  lock,
  NAMES,
  practiceConnection,
  readyToPractise,
  saved,
  the,
  unlock,
} from './_do.ts';
import { expect, test } from './_fixtures.ts';
import { begun, compareSecret, printed, ROTATE, SECOND_KEY, stage } from './_rotate.ts';

test.use({ kept: false });

/** A practice connection in a vault that has had a token. */
async function ready(page: Page): Promise<void> {
  await readyToPractise(page);
  await button(page, NAMES.token.get).click();
  await expect(the(page, 'region', NAMES.token.result)).toContainText('Token received');
  await createVault(page);
}

/** The page goes and comes back with what the vault holds. */
async function reloadInTheMiddle(page: Page): Promise<void> {
  await saved(page);
  await page.reload();
  await unlock(page);
  await expect(the(page, 'heading', ROTATE.link)).toBeVisible();
}

async function present(page: Page): Promise<{ sha256: string; pem: string }> {
  await goTo(page, 'key');
  const sha256 = await copied(page, NAMES.key.copySha256);
  const pem = await copied(page, NAMES.key.copyCertificate);
  await the(page, 'link', ROTATE.link).click();
  return { sha256, pem };
}

test('a new certificate for the same key is uploaded, proved by its file and a token, and takes over', async ({
  page,
}) => {
  await ready(page);
  await begun(page, 'certificate');
  const before = await present(page);
  const { bytes: uploaded } = await download(page, ROTATE.downloadCertificate);
  await button(page, ROTATE.practiseUpload).click();
  await expect(stage(page, 2)).toContainText('Done: the practice org has taken it.');
  await reloadInTheMiddle(page);

  // The file that stands in Setup already is the present one, and a key is not to be uploaded at all.
  await choose(page, ROTATE.choose, [asFile('server.crt', before.pem)]);
  await expect(alertWith(page, 'rotation/still-old')).toBeVisible();
  await field(page, ROTATE.uploaded).fill('-----BEGIN PRIVATE KEY-----\nMIIEvQ==\n-----END');
  await button(page, ROTATE.compare).click();
  await expect(alertWith(page, 'rotation/private-key')).toBeVisible();
  await expect(field(page, ROTATE.uploaded)).toHaveValue('');
  await expect(button(page, ROTATE.finish)).toHaveAttribute('aria-disabled', 'true');

  await choose(page, ROTATE.choose, [asFile('server.crt', uploaded)]);
  await expect(stage(page, 2)).toContainText('What was uploaded is the new certificate');
  await button(page, ROTATE.test).click();
  await expect(stage(page, 3)).toContainText('Proved');
  await button(page, ROTATE.finish).click();
  await expect(page.getByText('The new certificate is the present one')).toBeVisible();

  await goTo(page, 'key');
  expect(await copied(page, NAMES.key.copySha256)).not.toBe(before.sha256);
  expect(await copied(page, NAMES.key.copyCertificate)).toBe(uploaded.toString('utf8'));
  await expect(the(page, 'list', NAMES.key.former)).toHaveCount(0);
  await getToken(page);
});

test('a new key goes into a second app, CI is switched, and the old app is retired', async ({
  page,
  watch,
}) => {
  watch.expects(/status of 400/);
  await ready(page);
  await begun(page, 'secondApp');
  await field(page, ROTATE.consumerKey).fill(SECOND_KEY);

  // Before it is set up there is nothing to prove, and the reason is explained.
  await button(page, ROTATE.test).click();
  await expect(alertWith(page, 'exchange/refused')).toContainText('invalid_client_id');
  await expect(stage(page, 3)).toContainText('What to do');
  await button(page, ROTATE.practiseUpload).click();
  await expect(stage(page, 2)).toContainText('Done: the practice org has taken it.');
  await button(page, ROTATE.test).click();
  await expect(stage(page, 3)).toContainText('Proved');
  await expect(stage(page, 2)).toContainText('Proved');
  const { bytes: newKey } = await download(page, ROTATE.downloadKey);
  await goTo(page, 'key');
  const { bytes: oldKey } = await download(page, NAMES.key.downloadKey);
  await the(page, 'link', ROTATE.link).click();
  await reloadInTheMiddle(page);
  await expect(stage(page, 3)).toContainText('Proved');

  await compareSecret(page, await printed(page, oldKey.toString('utf8')));
  await expect(alertWith(page, 'rotation/still-old')).toBeVisible();
  await compareSecret(page, 'ab'.repeat(32));
  await expect(alertWith(page, 'rotation/neither')).toBeVisible();
  await compareSecret(page, await printed(page, newKey.toString('utf8')));
  await expect(stage(page, 4)).toContainText('The pipeline holds the new key');

  await button(page, ROTATE.retire).click();
  await expect(alertWith(page, 'rotation/old-works')).toBeVisible();
  await button(page, ROTATE.practiseRemove).click();
  await expect(stage(page, 5)).toContainText('Done: the practice org has taken it.');
  await button(page, ROTATE.retire).click();
  await expect(stage(page, 5)).toContainText('invalid_client_id');
  await expect(stage(page, 5)).toContainText('Proved');
  const evidence = await copied(page, ROTATE.copyEvidence);
  expect(evidence.match(/^\d\. .*\d\d:\d\d:\d\d UTC/gm)).toHaveLength(5);
  expect(evidence).not.toContain(SECOND_KEY);
  await button(page, ROTATE.finish).click();
  await expect(
    page.getByText('The new key and its certificate are the present ones'),
  ).toBeVisible();

  await goTo(page, 'details');
  await expect(field(page, NAMES.details.consumerKey)).toHaveValue(SECOND_KEY);
  await expect(the(page, 'list', NAMES.details.history)).toContainText('Rotation finished');
  await goTo(page, 'key');
  await expect(the(page, 'list', NAMES.key.former).getByRole('listitem')).toHaveCount(1);
  await getToken(page);
});

test('a new key goes into the same app, and a rotation that is locked away goes on where it was', async ({
  page,
  watch,
}) => {
  // The old key is asked with, too.
  watch.expects(/status of 400/);
  await ready(page);
  await begun(page, 'sameApp');
  await button(page, ROTATE.practiseUpload).click();
  await button(page, ROTATE.test).click();
  await expect(stage(page, 3)).toContainText('Proved');
  const { bytes: newKey } = await download(page, ROTATE.downloadKey);

  await lock(page);
  await unlock(page);
  await expect(stage(page, 3)).toContainText('Proved');
  await reloadInTheMiddle(page);

  await compareSecret(page, await printed(page, newKey.toString('utf8')));
  await expect(stage(page, 4)).toContainText('Proved');
  await button(page, ROTATE.retire).click();
  await expect(stage(page, 5)).toContainText('The old key was refused: invalid_grant');
  await button(page, ROTATE.finish).click();
  await getToken(page);
});

test('an abandoned rotation leaves the present key as it was, and keeps the new one', async ({
  page,
}) => {
  await practiceConnection(page);
  await generate(page);
  const before = await copied(page, NAMES.key.copySha256);
  await begun(page, 'secondApp');
  await button(page, ROTATE.abandon).click();
  await button(the(page, 'dialog', ROTATE.abandonDialog), ROTATE.abandonNow).click();
  await expect(the(page, 'radiogroup', ROTATE.ways)).toBeVisible();
  await goTo(page, 'key');
  expect(await copied(page, NAMES.key.copySha256)).toBe(before);
  await expect(the(page, 'list', NAMES.key.former).getByRole('listitem')).toHaveCount(1);
});
