/** The sandbox was refreshed: from each of the four things that may be left to a pipeline that logs in. */
import type { Page } from '@playwright/test';
import { generateKeyPairSync } from 'node:crypto';
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
  NAMES,
  practiceConnection,
  readyToPractise,
  saved,
  the,
  unlock,
} from './_do.ts';
import { expect, test } from './_fixtures.ts';
import { arrived, countPointers, goByKeys, press, tabTo, typeInto } from './_keyboard.ts';
import {
  beginRepair,
  compareLogin,
  createAgain,
  finishRepair,
  REPAIR,
  runPipeline,
  testIt,
  type Pipeline,
} from './_repair.ts';
import { compareSecret, printed, stage } from './_rotate.ts';

test.use({ kept: false });

/** What "Still to do" says while a repair goes on. */
const GO_ON = 'Go on with the repair after the refresh';

/** What a pipeline was given from the connection that is open. */
async function pipelineOf(page: Page): Promise<Pipeline> {
  await goTo(page, 'key');
  const { bytes } = await download(page, NAMES.key.downloadKey);
  await goTo(page, 'details');
  const value = (name: string) => field(page, name).inputValue();
  return {
    loginUrl: await value(NAMES.details.loginUrl),
    consumerKey: await value(NAMES.details.consumerKey),
    username: await value(NAMES.details.username),
    key: bytes.toString('utf8'),
  };
}

test('with the key in the vault only the consumer key changes, and the pipeline logs in again', async ({
  page,
  watch,
}) => {
  watch.expects(/status of 400/);
  await readyToPractise(page);
  await getToken(page);
  const ci = await pipelineOf(page);
  expect(await runPipeline(ci)).toContain(ci.username);
  await createVault(page);

  await beginRepair(page, 'vault');
  await expect(stage(page, 1)).toContainText('The key and its certificate belong together');
  await expect(runPipeline(ci)).rejects.toThrow(/External client app is not installed/);

  // A lock in the middle: what is proved stays proved, and it goes on at the same place.
  await saved(page);
  await button(page, NAMES.vault.lock).click();
  await unlock(page);
  await expect(the(page, 'heading', REPAIR.link)).toBeVisible();
  await expect(stage(page, 1)).toContainText('Proved');

  // The consumer key from before is told, and refused.
  await field(page, REPAIR.consumerKey).fill(ci.consumerKey);
  await expect(stage(page, 3)).toContainText('This is the consumer key from before the refresh');
  await button(page, REPAIR.test).click();
  await expect(alertWith(page, 'exchange/refused')).toContainText('app_not_found');
  const consumerKey = await createAgain(page);
  await testIt(page);
  await expect(stage(page, 2)).toContainText('Proved');
  await expect(stage(page, 3)).toContainText('Proved');

  await saved(page);
  await page.reload();
  await unlock(page);
  await expect(stage(page, 4)).toContainText('Proved');
  expect(await copied(page, NAMES.rotate.copyConsumerKey)).toBe(consumerKey);
  await expect(stage(page, 5)).toContainText('as before');
  await compareSecret(page, 'ab'.repeat(32));
  await expect(alertWith(page, 'rotation/neither')).toBeVisible();
  await compareSecret(page, await printed(page, ci.key));
  await expect(stage(page, 5)).toContainText('CI holds the present key');

  // A login from before the refresh names another org.
  await compareLogin(page, `Successfully authorized ${ci.username} with org ID 00D000000000001EAA`);
  await expect(alertWith(page, 'login/other')).toBeVisible();
  await compareLogin(page, '{"error":"app_not_found","error_description":"not installed"}');
  await expect(alertWith(page, 'login/refused')).toContainText('app_not_found');
  await compareLogin(page, await runPipeline({ ...ci, consumerKey }));
  await expect(stage(page, 6)).toContainText('CI has logged in to org');
  const evidence = await copied(page, NAMES.rotate.copyEvidence);
  expect(evidence.match(/^\d\. .*\d\d:\d\d:\d\d UTC/gm)).toHaveLength(6);
  expect(evidence).not.toContain(consumerKey);

  await finishRepair(page);
  await expect(page.getByText('New: consumer key. As before: username')).toBeVisible();
  await goTo(page, 'details');
  await expect(field(page, NAMES.details.consumerKey)).toHaveValue(consumerKey);
  const history = the(page, 'list', NAMES.details.history);
  await expect(history).toContainText('Repair after a refresh finished');
  await expect(history).not.toContainText(consumerKey);
  await getToken(page);
});

test('with the key file alone, damaged, a connection is made that its pipeline logs in with', async ({
  page,
  app,
}) => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
  await page.goto('./');
  await button(page, REPAIR.link).click();
  await expect(the(page, 'radio', REPAIR.vault)).toHaveCount(0);
  await the(page, 'radio', REPAIR.file).check();
  await button(page, REPAIR.begin).click();

  const damaged = key.trimEnd().replaceAll('\n', '\\n');
  await choose(page, NAMES.key.import, [asFile('secret.txt', damaged)]);
  await expect(the(page, 'list', 'What was read')).toContainText('line breaks');
  await button(page, NAMES.key.certify).click();
  await expect(stage(page, 1)).toContainText('Proved', { timeout: 30_000 });

  const username = 'deploy@practice.example';
  await field(page, NAMES.details.loginUrl).fill(app.practice);
  await field(page, NAMES.details.username).fill(username);
  const consumerKey = await createAgain(page);
  await testIt(page);
  await expect(stage(page, 5)).toContainText('compare it with CI’s');
  await compareSecret(page, await printed(page, damaged));
  await expect(stage(page, 5)).toContainText('CI holds the present key');
  const login = { loginUrl: app.practice, consumerKey, username, key };
  await compareLogin(page, await runPipeline(login));
  await expect(stage(page, 6)).toContainText('Proved');
  await finishRepair(page);
});

test('with only the secret in CI, its fingerprint says which key here is the same', async ({
  page,
}) => {
  await practiceConnection(page);
  await generate(page);
  await getToken(page);
  const ci = await pipelineOf(page);
  // Somebody has made a new key since, which CI has never got.
  await goTo(page, 'key');
  await button(page, NAMES.key.generate).click();
  await button(the(page, 'dialog', NAMES.key.dialog), NAMES.key.makeNew).click();
  await expect(the(page, 'list', NAMES.key.former)).toBeVisible({ timeout: 30_000 });

  await beginRepair(page, 'ci');
  await compareSecret(page, 'ab'.repeat(32));
  await expect(alertWith(page, 'repair/key-elsewhere')).toBeVisible();
  await compareSecret(page, await printed(page, ci.key));
  await expect(stage(page, 1)).toContainText('Proved');
  const consumerKey = await createAgain(page);
  await testIt(page);
  await expect(stage(page, 5)).toContainText('CI holds the present key');
  // Its key is known, but not the consumer key that it has to be given.
  await expect(stage(page, 5)).toBeFocused();
  expect(await copied(page, NAMES.rotate.copyConsumerKey)).toBe(consumerKey);
  await compareLogin(page, await runPipeline({ ...ci, consumerKey }));
  await expect(stage(page, 6)).toContainText('Proved');
  await finishRepair(page);
  await expect(page.getByText('As before: username, login URL, key.')).toBeVisible();

  await goTo(page, 'key');
  expect((await download(page, NAMES.key.downloadKey)).bytes.toString('utf8')).toBe(ci.key);
});

test('with nothing left a new key is made, and all of it is done by keyboard', async ({ page }) => {
  const pointers = await countPointers(page);
  await page.goto('./');
  await press(page, button(page, NAMES.home.practice));
  await arrived(page, 'key');
  await press(page, button(page, NAMES.key.generate));
  await expect(the(page, 'list', NAMES.key.list)).toBeVisible({ timeout: 30_000 });
  await goByKeys(page, 'troubleshoot');
  await press(page, the(page, 'link', REPAIR.link));
  await expect(the(page, 'heading', REPAIR.link)).toBeFocused();
  await tabTo(page, the(page, 'radio', REPAIR.vault));
  for (let times = 0; times < 3; times += 1) await page.keyboard.press('ArrowDown');
  await expect(the(page, 'radio', REPAIR.nothing)).toBeChecked();
  await press(page, button(page, REPAIR.begin));
  await expect(stage(page, 1)).toBeFocused();

  await press(page, button(page, NAMES.key.generate));
  await expect(stage(page, 1)).toContainText('Proved', { timeout: 30_000 });
  await press(page, button(page, REPAIR.practiseApp));
  const made = stage(page, 3).locator('code');
  await expect(made).toContainText('3MVG9.Practice.');
  await typeInto(page, field(page, REPAIR.consumerKey), await made.innerText());
  await press(page, button(page, REPAIR.test));
  await expect(stage(page, 4)).toContainText('Proved');
  await expect(stage(page, 5)).toBeFocused();
  await expect(stage(page, 5)).toContainText('Key new');
  await press(page, button(page, REPAIR.practiseCheck));
  await press(page, button(page, NAMES.rotate.compareSecret));
  await expect(stage(page, 5)).toContainText('Proved');
  await expect(stage(page, 6)).toBeFocused();
  await press(page, button(page, REPAIR.practiseLogin));
  await expect(field(page, REPAIR.printed)).toHaveValue(/^Successfully authorized/);
  await press(page, button(page, REPAIR.compareLogin));
  await expect(the(page, 'heading', 'Finish')).toBeFocused();
  await expect(stage(page, 6)).toContainText('Proved');
  await press(page, button(page, REPAIR.finish));
  await expect(the(page, 'heading', 'Repaired')).toBeVisible();
  await expect(the(page, 'heading', REPAIR.link)).toBeFocused();
  await expect(page.getByText('New: consumer key, key.')).toBeVisible();
  expect(await pointers()).toBe(0);
});

test('an abandoned repair leaves the connection as it was, and the list says of one that goes on', async ({
  page,
}) => {
  await readyToPractise(page);
  await getToken(page);
  await beginRepair(page, 'vault');
  await the(page, 'link', NAMES.frame.connections).click();
  const list = the(page, 'list', NAMES.home.list);
  await expect(list).toContainText('Being repaired after a refresh.');
  await list.getByRole('link', { name: /^Go on repairing/ }).click();
  await button(page, REPAIR.abandon).click();
  await button(the(page, 'dialog', REPAIR.abandonDialog), NAMES.rotate.abandonNow).click();
  await expect(the(page, 'radiogroup', REPAIR.left)).toBeVisible();
  await getToken(page);
});

test('“user hasn’t approved this consumer” after a refresh leads, by one question, to a token', async ({
  page,
  watch,
}) => {
  watch.expects(/status of 400/);
  const approved = () => the(page, 'checkbox', NAMES.practice.userNotApproved);
  await readyToPractise(page);
  await approved().check();
  await button(page, NAMES.token.get).click();
  await expect(alertWith(page, 'exchange/refused')).toContainText("hasn't approved");
  await page.getByRole('radio', { name: /^The sandbox was refreshed/ }).check();
  await button(page, NAMES.troubleshoot.answer).click();
  await expect(the(page, 'heading', 'The sandbox was refreshed')).toBeFocused();
  await the(page, 'link', 'Repair it stage by stage').first().click();
  await button(page, REPAIR.begin).click();
  await expect(stage(page, 1)).toContainText('Proved');

  // The approval has to be given again as well: in the practice org by its switch.
  await createAgain(page);
  await button(page, REPAIR.test).click();
  await expect(alertWith(page, 'exchange/refused')).toContainText("hasn't approved");
  await goTo(page, 'token');
  await approved().uncheck();
  await the(the(page, 'region', NAMES.frame.todo), 'link', GO_ON).click();
  await testIt(page);
});

test('a log that tells of it, pasted, leads to the repair of a sandbox that is here, or of another', async ({
  page,
}) => {
  const paste = async () => {
    await the(page, 'link', NAMES.frame.inspect).click();
    await field(page, NAMES.inspect.text).fill(
      '{"error":"app_not_found","error_description":"External client app is not installed in this org"}',
    );
    await button(page, NAMES.inspect.inspect).click();
  };
  await readyToPractise(page);
  await paste();
  await page.getByRole('link', { name: /^Repair Practice run, finding \d$/ }).click();
  await expect(the(page, 'radio', REPAIR.vault)).toBeChecked();
  await paste();
  await page.getByRole('button', { name: /^My sandbox was refreshed, finding \d$/ }).click();
  await expect(the(page, 'radio', REPAIR.vault)).toHaveCount(0);
});
