/** Every screen and state, and how to get there: pictures, axe and the widths all read this table. */
import { expect, type Page } from '@playwright/test';
import { generateKeyPairSync } from 'node:crypto';
import {
  asFile,
  button,
  choose,
  chooseWay,
  createVault,
  download,
  field,
  fillDetails,
  generate,
  goTo,
  lock,
  NAMES,
  newConnection,
  PASSPHRASE,
  practiceConnection,
  readyForToken,
  readyToPractise,
  saved,
  secret,
  select,
  the,
  unlock,
} from './_do.ts';
import { offlineReady } from './_kept.ts';
import { damagedVault, loneKey } from './_lone.ts';
import { beginRepair, createAgain, finishRepair, REPAIR, testIt } from './_repair.ts';
import { begun, ROTATE, SECOND_KEY, stage, switchCi } from './_rotate.ts';
import {
  addAuthenticator,
  firstConnection,
  makeRecovery,
  openBackup,
  prove,
  saveBackup,
  settings,
  vaultInSettings,
} from './_vault.ts';
import type { Answer, Wire } from './_wire.ts';

export interface Screen {
  name: string;
  open: (page: Page, wire: Wire) => Promise<void>;
  /** Where a state exists only when narrow: its width. */
  width?: number;
  /** The browser's own line about an answer that this state provokes. */
  complaints?: readonly RegExp[];
  /** Where the state exists only once the page has kept itself for work offline. */
  kept?: true;
}

const { home, vault, key, details, token, practice, use, troubleshoot, inspect, app, batch } =
  NAMES;
const ORG = 'acme.my.salesforce.com';
const ORG_URL = `https://${ORG}`;

export const SCREENS: readonly Screen[] = [
  { name: 'home-first-run', open: async (page) => void (await page.goto('./')) },
  { name: 'home-refused-file', open: refusedFile },
  { name: 'home-menu', open: menu, width: 320 },
  { name: 'home-list', open: list },
  { name: 'home-list-needs', open: needs, complaints: [/status of 400/] },
  { name: 'home-list-many', open: many },
  { name: 'home-list-nothing-found', open: nothingHere },
  { name: 'home-deleted', open: deleted },
  { name: 'home-delete-dialog', open: deleteForGood },
  { name: 'home-lone-key', open: loneKey },
  { name: 'home-damaged', open: damagedVault },
  { name: 'home-mend-dialog', open: mendDialog },
  { name: 'home-locked', open: lockedHome },
  { name: 'vault-create-dialog', open: createDialog },
  { name: 'vault-unlock-wrong', open: wrongPassphrase },
  { name: 'vault-change-dialog', open: changeDialog },
  { name: 'vault-unlock-ways', open: otherWays },
  { name: 'vault-recover-mistyped', open: mistypedRecovery },
  { name: 'vault-recovery-dialog', open: recoveryDialog },
  { name: 'vault-recovery-shown', open: shownRecovery },
  { name: 'vault-recovery-confirm', open: confirmRecovery },
  { name: 'vault-passkey-dialog', open: passkeyDialog },
  { name: 'vault-passkey-remove-dialog', open: passkeyRemoveDialog },
  { name: 'vault-prove-wrong', open: wrongProof },
  { name: 'vault-restore-dialog', open: restoreDialog },
  { name: 'vault-restore-plan', open: restorePlan },
  { name: 'vault-evicted', open: evicted },
  { name: 'update', open: update, kept: true },
  { name: 'update-warning', open: updateWarning, kept: true },
  { name: 'about', open: at('#/about') },
  { name: 'settings', open: at('#/settings') },
  { name: 'settings-vault', open: settingsVault },
  { name: 'test-none', open: at('#/test') },
  { name: 'test-before', open: testBefore },
  { name: 'test-done', open: testDone, complaints: [/status of 400/] },
  { name: 'settings-ways', open: settingsWays },
  { name: 'settings-backup-own', open: ownBackup },
  { name: 'settings-locked', open: settingsLocked },
  { name: 'settings-lone-key', open: settingsLone },
  { name: 'inspect', open: at('#/inspect') },
  { name: 'inspect-findings', open: findings },
  { name: 'inspect-ci', open: inCi },
  { name: 'inspect-unknown', open: unknownText },
  { name: 'inspect-things', open: manyThings },
  { name: 'inspect-locked', open: lockedThing },
  { name: 'inspect-jwt', open: jwtThing },
  { name: 'inspect-dragging', open: dragging },
  { name: 'batch', open: at('#/batch') },
  { name: 'batch-faults', open: batchFaults },
  { name: 'batch-ready', open: async (page) => batchLines(page, 6) },
  { name: 'batch-memory-dialog', open: batchDialog },
  { name: 'batch-making', open: batchMaking },
  { name: 'batch-made', open: batchMade },
  { name: 'nowhere', open: at('#/no-such-screen') },

  { name: 'key-form', open: newConnection },
  { name: 'key-wrong-fields', open: wrongFields },
  { name: 'key-made', open: made },
  { name: 'key-drawer', open: drawer, width: 768 },
  { name: 'key-replace-dialog', open: replaceDialog },
  { name: 'key-former', open: former },
  { name: 'key-openssl-and-paste', open: unfolded },
  { name: 'key-imported', open: imported },
  { name: 'key-passphrase', open: locked },
  { name: 'key-refused-file', open: refusedKey },
  { name: 'key-seal-dialog', open: sealDialog },
  { name: 'key-sealed', open: sealedKey },

  { name: 'rotate-choose', open: rotateChoose },
  { name: 'rotate-certificate', open: rotateCertificate },
  { name: 'rotate-refused', open: rotateRefused, complaints: [/status of 400/] },
  { name: 'rotate-switch', open: rotateSwitch },
  { name: 'rotate-abandon-dialog', open: rotateAbandon },
  { name: 'rotate-done', open: rotateDone, complaints: [/status of 400/] },

  { name: 'refreshed-choose', open: refreshedChoose },
  { name: 'refreshed-new', open: refreshedNew },
  { name: 'refreshed-secret', open: refreshedSecret },
  { name: 'refreshed-app', open: refreshedApp },
  { name: 'refreshed-refused', open: refreshedRefused, complaints: [/status of 400/] },
  { name: 'refreshed-ci', open: refreshedCi },
  { name: 'refreshed-abandon-dialog', open: refreshedAbandon },
  { name: 'refreshed-done', open: refreshedDone },

  { name: 'app', open: step('app') },
  { name: 'app-ticked', open: ticked },
  { name: 'app-practice', open: practiceStep('app') },
  { name: 'app-every-choice', open: everyChoice },
  { name: 'app-waiting', open: waiting },
  { name: 'app-sheet', open: adminSheet },
  { name: 'app-approve', open: approve },
  { name: 'app-approved', open: approved },

  { name: 'details', open: step('details') },
  { name: 'details-filled', open: filled(ORG_URL) },
  { name: 'details-generic-host', open: filled('login.salesforce.com') },
  { name: 'details-wrong', open: wrongDetails },
  { name: 'details-history', open: history },
  { name: 'details-delete-dialog', open: deleteDialog },
  { name: 'details-from-sf', open: fromSf },
  { name: 'details-from-sf-several', open: fromSfSeveral },

  { name: 'token-not-ready', open: step('token') },
  { name: 'token-ready', open: (page) => readyForToken(page, ORG_URL) },
  { name: 'token-practice', open: readyToPractise },
  { name: 'token-proxy', open: way('proxy') },
  { name: 'token-command', open: way('command') },
  { name: 'token-asking', open: asking },
  { name: 'token-received', open: received },
  { name: 'token-revealed', open: revealed },
  { name: 'token-who', open: who },
  { name: 'token-ended', open: ended, complaints: [/status of 403/] },
  { name: 'token-cannot-open', open: cannotOpen },
  { name: 'token-frontdoor-link', open: frontdoorLink },
  { name: 'token-session-command', open: sessionCommand },
  { name: 'token-revoke-dialog', open: revokeDialog },
  { name: 'token-revoked', open: revoked },
  {
    name: 'token-refused',
    open: answered(() => refusal('invalid_grant', "user hasn't approved this consumer")),
    complaints: [/status of 400/],
  },
  { name: 'token-refused-answered', open: answeredQuestion, complaints: [/status of 400/] },
  {
    name: 'token-refused-unknown',
    open: answered(() => refusal('strange_error', 'nobody has seen this one')),
    complaints: [/status of 400/],
  },
  {
    name: 'token-unreadable',
    open: corsOff,
    complaints: [/blocked by CORS policy/, /net::ERR_FAILED/],
  },
  { name: 'token-html', open: answered(() => new Response('<h1>Maintenance</h1>', html)) },

  { name: 'use', open: step('use') },
  { name: 'use-filled', open: useFilled },
  { name: 'use-refused-value', open: useRefused },
  { name: 'use-practice', open: practiceStep('use') },
  { name: 'troubleshoot', open: step('troubleshoot') },
  { name: 'troubleshoot-nothing-found', open: nothingFound },
  { name: 'troubleshoot-check', open: checked },
  { name: 'troubleshoot-check-fine', open: checkedFine },
  { name: 'troubleshoot-refused', open: refusedRows, complaints: [/status of 400/] },
];

const html = { headers: { 'access-control-allow-origin': '*', 'content-type': 'text/html' } };

function refusal(error: string, description: string): Response {
  const headers = { 'access-control-allow-origin': '*' };
  return Response.json({ error, error_description: description }, { status: 400, headers });
}

async function deleted(page: Page): Promise<void> {
  await list(page);
  await page.getByRole('list', { name: home.list, exact: true }).getByRole('link').first().click();
  await goTo(page, 'details');
  await button(page, details.remove).click();
  await button(page, details.removeNow).click();
  await expect(button(page, home.undo)).toBeVisible();
  await page.locator('summary', { hasText: home.removed }).click();
}

async function deleteForGood(page: Page): Promise<void> {
  await deleted(page);
  await page.getByRole('button', { name: home.discard }).click();
  await expect(the(page, 'dialog', home.discardDialog)).toBeVisible();
}

async function lockedHome(page: Page): Promise<void> {
  await newConnection(page);
  await createVault(page);
  await page.goto('./#/');
  await lock(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The vault is locked');
}

async function createDialog(page: Page): Promise<void> {
  await newConnection(page);
  await button(page, vault.create).click();
  await secret(page, vault.passphrase).fill('plum orbit');
  await secret(page, vault.repeat).fill('plum');
  await button(the(page, 'dialog', vault.create), vault.create).click();
  await expect(page.getByRole('alert')).toBeVisible();
}

async function wrongPassphrase(page: Page): Promise<void> {
  await lockedHome(page);
  await unlock(page, 'another passphrase');
  await expect(page.getByRole('alert')).toBeVisible();
}

async function settingsVault(page: Page): Promise<void> {
  await newConnection(page);
  await createVault(page);
  await page.goto('./#/settings');
  await expect(button(page, vault.change)).toBeVisible();
}

async function mendDialog(page: Page): Promise<void> {
  await damagedVault(page);
  await button(page, vault.mend).click();
  await expect(the(page, 'dialog', `${vault.mend}?`)).toBeVisible();
}

async function settingsLone(page: Page): Promise<void> {
  await loneKey(page);
  await settings(page);
  await expect(the(page, 'list', vault.lone)).toBeVisible();
}

async function changeDialog(page: Page): Promise<void> {
  await settingsVault(page);
  await button(page, vault.change).click();
  await expect(the(page, 'dialog', vault.change)).toBeVisible();
}

async function withRecovery(page: Page): Promise<void> {
  await vaultInSettings(page);
  await makeRecovery(page);
}

async function otherWays(page: Page): Promise<void> {
  await addAuthenticator(page, true);
  await withPasskey(page);
  await lock(page);
  await button(page, vault.unlock).click();
  await expect(button(page, vault.unlockPasskey)).toBeVisible();
}

async function withPasskey(page: Page): Promise<void> {
  await withRecovery(page);
  await button(page, vault.passkey).click();
  await secret(page, vault.passphrase).fill(PASSPHRASE);
  await button(page.getByRole('dialog'), vault.passkey).click();
  await expect(the(page, 'list', vault.passkeys).getByRole('listitem')).toHaveCount(1);
}

async function mistypedRecovery(page: Page): Promise<void> {
  await withRecovery(page);
  await lock(page);
  await button(page, vault.unlock).click();
  await button(page, vault.recover).click();
  await secret(page, vault.recoveryKey).fill('7K3M-9PQR');
  await secret(page, vault.next).fill(PASSPHRASE);
  await secret(page, vault.repeat).fill(PASSPHRASE);
  await button(page, vault.recoverNow).click();
  await expect(page.getByRole('alert')).toBeVisible();
}

async function recoveryDialog(page: Page): Promise<void> {
  await vaultInSettings(page);
  await button(page, vault.recovery).click();
  await expect(secret(page, vault.passphrase)).toBeVisible();
}

async function shownRecovery(page: Page): Promise<void> {
  await recoveryDialog(page);
  await secret(page, vault.passphrase).fill(PASSPHRASE);
  await page.keyboard.press('Enter');
  await expect(the(page, 'article', vault.recoverySheet)).toBeVisible();
}

async function confirmRecovery(page: Page): Promise<void> {
  await shownRecovery(page);
  await button(page, vault.continue).click();
  await field(page, vault.lastGroup).fill('0');
  await button(page, vault.recoveryKeep).click();
  await expect(page.getByRole('alert')).toBeVisible();
}

async function passkeyDialog(page: Page): Promise<void> {
  await withRecovery(page);
  await button(page, vault.passkey).click();
  await expect(secret(page, vault.passphrase)).toBeVisible();
}

async function settingsWays(page: Page): Promise<void> {
  await addAuthenticator(page, true);
  await withPasskey(page);
}

async function passkeyRemoveDialog(page: Page): Promise<void> {
  await settingsWays(page);
  await the(page, 'list', vault.passkeys).getByRole('button').click();
  await expect(secret(page, vault.passphrase)).toBeVisible();
}

async function wrongProof(page: Page): Promise<void> {
  await vaultInSettings(page);
  await lock(page);
  await unlock(page);
  await firstConnection(page);
  await goTo(page, 'key');
  await button(page, key.downloadKey).click();
  await prove(page, 'not the passphrase');
  await expect(page.getByRole('alert')).toBeVisible();
}

async function restoreDialog(page: Page): Promise<void> {
  await vaultInSettings(page);
  const { name, bytes } = await saveBackup(page);
  await choose(page, vault.restore, [asFile(name, bytes)]);
  await expect(secret(page, vault.passphrase)).toBeVisible();
}

async function restorePlan(page: Page): Promise<void> {
  await list(page);
  await createVault(page);
  await the(page, 'list', home.list).getByRole('link').first().click();
  const backup = await saveBackup(page);
  // Deleted for good since: it comes back; changed since: it stays.
  await page.goBack();
  await goTo(page, 'details');
  await field(page, details.name).fill('Renamed since');
  await saved(page);
  await settings(page);
  await openBackup(page, backup);
  await expect(the(page, 'table', vault.plan)).toBeVisible();
}

async function evicted(page: Page): Promise<void> {
  await lockedHome(page);
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        indexedDB.deleteDatabase('keybearer').onsuccess = resolve;
      }),
  );
  await page.reload();
  await expect(button(page, vault.anew)).toBeVisible();
}

async function ownBackup(page: Page): Promise<void> {
  await settingsVault(page);
  await the(page, 'radio', vault.backupOwn).check();
}

async function settingsLocked(page: Page): Promise<void> {
  await settingsVault(page);
  await lock(page);
  await expect(button(page, vault.unlock)).toBeVisible();
}

async function sealDialog(page: Page): Promise<void> {
  await made(page);
  await createVault(page);
  await button(page, key.seal).click();
  await expect(the(page, 'dialog', key.sealDialog)).toBeVisible();
}

async function sealedKey(page: Page): Promise<void> {
  await sealDialog(page);
  await field(page, key.sealConfirm).fill('seal');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Key sealed', { exact: true })).toBeVisible();
}

function at(hash: string) {
  return async (page: Page) => {
    await page.goto(`./${hash}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  };
}

/** A pipeline's key that is not here. */
async function inCi(page: Page): Promise<void> {
  await at('#/inspect')(page);
  await field(page, NAMES.rotate.printed).fill(`SHA2-256(stdin)= ${'0a'.repeat(32)}`);
  await button(page, NAMES.rotate.compareSecret).click();
  await expect(the(page, 'list', inspect.inCi)).toBeVisible();
}

/** A callback that is pasted, and that the app requires its secret. */
async function approve(page: Page): Promise<void> {
  await practiceConnection(page);
  await goTo(page, 'app');
  await page.locator('summary', { hasText: app.selfAuthorize }).click();
  await field(page, app.callback).fill('http://localhost:1717/OauthRedirect?code=aPrxabc&state=x');
  await the(page, 'checkbox', app.needsSecret).check();
  await expect(button(page, app.copyRedeemBash)).toBeVisible();
}

/** What a command has printed, read: approved. */
async function approved(page: Page): Promise<void> {
  await approve(page);
  const answer = {
    access_token: 'hidden',
    refresh_token: 'hidden',
    scope: 'refresh_token web api',
    instance_url: ORG_URL,
  };
  await field(page, token.paste).fill(JSON.stringify(answer));
  await button(page, token.read).click();
  await expect(the(page, 'region', app.approval)).toBeVisible();
}

function step(name: keyof typeof NAMES.steps) {
  return async (page: Page) => {
    await newConnection(page);
    await goTo(page, name);
    await expect(the(page, 'heading', NAMES.steps[name])).toBeVisible();
  };
}

function practiceStep(name: keyof typeof NAMES.steps) {
  return async (page: Page) => {
    await practiceConnection(page);
    await goTo(page, name);
    await expect(the(page, 'heading', NAMES.steps[name])).toBeVisible();
  };
}

async function refusedFile(page: Page): Promise<void> {
  await page.goto('./');
  await choose(page, NAMES.home.open, [asFile('jwt.json', '{"consumerKey": 7}')]);
  await expect(page.getByRole('alert')).toBeVisible();
}

async function menu(page: Page): Promise<void> {
  await page.goto('./');
  await button(page, NAMES.frame.menu).click();
}

/** A newer version, told by nothing but a comment at its end. */
async function update(page: Page, wire: Wire): Promise<void> {
  await page.goto('./');
  await newer(page, wire);
}

async function updateWarning(page: Page, wire: Wire): Promise<void> {
  await made(page);
  await newer(page, wire);
  await button(page, NAMES.frame.update).click();
  await expect(button(page, NAMES.frame.updateAnyway)).toBeVisible();
}

async function newer(page: Page, wire: Wire): Promise<void> {
  await offlineReady(page);
  wire.append('/sw.js', '// newer');
  await page.evaluate(async () => {
    await (await navigator.serviceWorker.getRegistration())?.update();
  });
  await expect(the(page, 'region', NAMES.frame.news)).toBeVisible();
}

async function drawer(page: Page): Promise<void> {
  await made(page);
  await button(page, NAMES.frame.menu).click();
}

/** Four connections: one made, one filled in only, one of practice, one with a long name. */
async function list(page: Page): Promise<void> {
  await readyForToken(page, ORG_URL);
  const another = async () => {
    await the(page, 'link', NAMES.frame.connections).click();
    await button(page, NAMES.home.create).click();
  };
  await another();
  await field(page, key.commonName).fill('acme-uat');
  await fillDetails(page, { loginUrl: 'https://acme--uat.sandbox.my.salesforce.com' });
  await another();
  await goTo(page, 'details');
  await field(page, details.name).fill('A name so long that it must break somewhere on a phone');
  await the(page, 'link', NAMES.frame.connections).click();
  await button(page, NAMES.home.practice).click();
  await the(page, 'link', NAMES.frame.connections).click();
  await expect(the(page, 'list', NAMES.home.list).getByRole('listitem').first()).toBeVisible();
}

/** Enough to search among. */
async function many(page: Page): Promise<void> {
  await list(page);
  for (let count = 4; count < 12; count += 1) {
    await button(page, NAMES.home.create).click();
    await the(page, 'link', NAMES.frame.connections).click();
  }
  await expect(the(page, 'searchbox', NAMES.home.find)).toBeVisible();
}

async function nothingHere(page: Page): Promise<void> {
  await many(page);
  await select(page, NAMES.home.org).selectOption('Production');
  await the(page, 'searchbox', NAMES.home.find).fill('no connection has this name');
  await expect(button(page, NAMES.home.showAll)).toBeVisible();
}

async function testBefore(page: Page): Promise<void> {
  await list(page);
  await button(page, NAMES.home.testAll).click();
  await expect(the(page, 'table', NAMES.test.table)).toBeVisible();
}

/** One that works, one that is refused, one that is not ready. */
async function testDone(page: Page): Promise<void> {
  await readyToPractise(page);
  for (const refused of [true, false]) {
    await the(page, 'link', NAMES.frame.connections).click();
    await button(page, NAMES.home.practice).click();
    if (!refused) continue;
    await generate(page);
    await goTo(page, 'token');
    await the(page, 'checkbox', practice.userNotApproved).check();
  }
  await the(page, 'link', NAMES.frame.connections).click();
  await button(page, NAMES.home.testAll).click();
  await button(page, NAMES.test.start).click();
  await expect(page.getByText(/1 got a token, 1 was refused, 1 was not tested/)).toBeVisible();
}

const LINES = [
  'Acme UAT; acme--uat.sandbox.my.salesforce.com; 3MVG9AbcdefghijklmnopQRSTuvwxyz0123; deploy@acme.example.uat',
  'Acme production; acme.my.salesforce.com; 3MVG9ZyxwvutsrqponmlkjIHGFedcba9876; deploy@acme.example',
  'Borealis Logistics; borealis.my.salesforce.com; ; integration@borealis.example',
  '; cedar-dev-ed.develop.my.salesforce.com; ; ',
  'Dune, quarterly; ; ; ',
  'Elm scratch; elm-2.scratch.my.salesforce.com; 3MVG9Scratch.0123456789; ci@elm.example',
];

async function batchLines(page: Page, count: number): Promise<void> {
  await page.goto('./#/batch');
  const lines = Array.from({ length: count }, (_, at) => LINES[at] ?? `Connection ${at + 1};;;`);
  await field(page, batch.lines).fill(lines.join('\n'));
  await expect(the(page, 'table', batch.table)).toBeVisible();
}

async function batchFaults(page: Page): Promise<void> {
  await batchLines(page, 6);
  const wrong = 'Fjord; fjord.example.com; short; deploy\n"Glade; glade.my.salesforce.com;;';
  await field(page, batch.lines).fill([...LINES, wrong].join('\n'));
  await expect(page.getByRole('alert')).toHaveCount(4);
}

async function batchDialog(page: Page): Promise<void> {
  await batchLines(page, 24);
  await button(page, batch.make).click();
  await expect(page.getByRole('dialog')).toBeVisible();
}

async function batchMaking(page: Page): Promise<void> {
  await batchLines(page, 400);
  await button(page, batch.make).click();
  await button(page, batch.anyway).click();
  await expect(the(page, 'progressbar', 'Made of all')).toBeVisible();
}

async function batchMade(page: Page): Promise<void> {
  await batchLines(page, 4);
  await the(page, 'radio', batch.one).check();
  await button(page, batch.make).click();
  await expect(button(page, batch.download)).toBeVisible({ timeout: 60_000 });
}

async function findings(page: Page): Promise<void> {
  await at('#/inspect')(page);
  const text =
    '{"error":"invalid_grant","error_description":"user hasn\'t approved this consumer"}';
  await field(page, inspect.text).fill(text);
  await button(page, inspect.inspect).click();
  await expect(the(page, 'list', inspect.findings)).toBeVisible();
}

async function unknownText(page: Page): Promise<void> {
  await at('#/inspect')(page);
  await field(page, inspect.text).fill('the cat sat on the mat');
  await button(page, inspect.inspect).click();
  await expect(the(page, 'heading', 'Not recognised')).toBeVisible();
}

/** A damaged key with its certificate, another key, a jwt.json, and a picture. */
async function manyThings(page: Page): Promise<void> {
  await made(page);
  const pem = (await download(page, key.downloadKey)).bytes.toString();
  const { bytes } = await download(page, key.downloadCertificate);
  await the(page, 'link', NAMES.frame.inspect).click();
  const config = { consumerKey: `3MVG9${'Abcdefghij'.repeat(8)}`, subject: 'ci@acme.example' };
  await choose(page, inspect.choose, [
    asFile('server.key', pem.trim().replaceAll('\n', '\\n')),
    asFile('server.crt', bytes),
    asFile('old-laptop/server.key', keyFile()),
    asFile('jwt.json', JSON.stringify({ ...config, sandbox: false, loginUrl: ORG_URL })),
    asFile(
      'photo.jpg',
      Uint8Array.from({ length: 400 }, (_, at) => (at * 37) % 256),
    ),
  ]);
  await expect(the(page, 'table', inspect.comparison)).toBeVisible();
  await page.locator('summary', { hasText: 'Under a passphrase' }).first().click();
}

async function lockedThing(page: Page): Promise<void> {
  await at('#/inspect')(page);
  await choose(page, inspect.choose, [asFile('server.key', keyFile('correct horse'))]);
  await page.getByLabel(`${inspect.passphrase} server.key`, { exact: true }).fill('wrong');
  await button(page, `${inspect.open} server.key`).click();
  await expect(page.getByRole('alert')).toBeVisible();
}

async function jwtThing(page: Page): Promise<void> {
  await at('#/inspect')(page);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { iss: `3MVG9${'Abcdefghij'.repeat(8)}`, prn: 'ci@acme.example', aud: [ORG_URL] };
  const jwt = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ ...claims, exp: 1_763_800_000_000 })}`;
  await field(page, inspect.text).fill(`${jwt}.${'AAAA'.repeat(85)}AA`);
  await button(page, inspect.inspect).click();
  await expect(the(page, 'list', inspect.findings)).toBeVisible();
}

async function dragging(page: Page): Promise<void> {
  await page.goto('./');
  const devtools = await page.context().newCDPSession(page);
  const data = { items: [], files: [import.meta.filename], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver'] as const) {
    await devtools.send('Input.dispatchDragEvent', { type, x: 100, y: 100, data });
  }
  await expect(page.getByText('Drop it anywhere')).toBeVisible();
}

async function wrongFields(page: Page): Promise<void> {
  await newConnection(page);
  await field(page, key.country).fill('Germany');
  await field(page, key.email).fill('jürgen@example.com');
  await field(page, key.commonName).fill('x'.repeat(65));
  await the(page, 'spinbutton', key.days).fill('5000');
  await expect(page.getByRole('alert')).toHaveCount(4);
}

async function made(page: Page): Promise<void> {
  await newConnection(page);
  await field(page, key.organization).fill('A/S Maersk');
  await field(page, key.country).fill('DK');
  await generate(page);
}

async function replaceDialog(page: Page): Promise<void> {
  await made(page);
  await button(page, key.generate).click();
  await expect(the(page, 'dialog', key.dialog)).toBeVisible();
}

async function former(page: Page): Promise<void> {
  await replaceDialog(page);
  await button(the(page, 'dialog', key.dialog), key.makeNew).click();
  await expect(the(page, 'list', key.former)).toBeVisible();
}

async function unfolded(page: Page): Promise<void> {
  await newConnection(page);
  for (const summary of await page.locator('main summary').all()) await summary.click();
}

/** An encrypted key as openssl and Node write it. */
function keyFile(passphrase?: string): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const lock = passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase };
  return privateKey.export({ type: 'pkcs8', format: 'pem', ...lock }).toString();
}

async function imported(page: Page): Promise<void> {
  await newConnection(page);
  // As it stands in a CI variable that lost its line breaks.
  const file = asFile('server.key', keyFile().replaceAll('\n', ' '));
  await choose(page, key.import, [file]);
  await expect(button(page, key.certify)).toBeVisible();
}

async function locked(page: Page): Promise<void> {
  await newConnection(page);
  await choose(page, key.import, [asFile('server.key', keyFile('correct horse'))]);
  await page.getByLabel(key.importPassphrase, { exact: true }).fill('wrong');
  await button(page, key.importOpen).click();
  await expect(page.getByRole('alert')).toBeVisible();
}

async function refusedKey(page: Page): Promise<void> {
  await newConnection(page);
  await choose(page, key.import, [asFile('notes.txt', 'hello')]);
  await expect(page.getByRole('alert')).toBeVisible();
}

async function ticked(page: Page): Promise<void> {
  await made(page);
  await goTo(page, 'app');
  const boxes = the(page, 'group', app.phaseA).getByRole('checkbox');
  for (let at = 0; at < 3; at += 1) await boxes.nth(at).check();
}

/** Every tick the guide has, its folded parts unfolded, an org known. */
async function everyChoice(page: Page): Promise<void> {
  await made(page);
  await fillDetails(page, { loginUrl: ORG_URL });
  await goTo(page, 'app');
  for (const name of [app.wantScratch, app.wantOpen, app.wantPage]) {
    await the(page, 'checkbox', name).check();
  }
  for (const summary of await page.locator('main summary').all()) await summary.click();
  await expect(button(page, app.copyAuthorize)).toBeVisible();
  await button(page, `${app.show} B1`).click();
}

async function waiting(page: Page): Promise<void> {
  await step('app')(page);
  await button(page, app.startWait).click();
  await expect(the(page, 'link', app.tryNow)).toBeVisible();
}

async function adminSheet(page: Page): Promise<void> {
  await made(page);
  await fillDetails(page, { loginUrl: ORG_URL });
  await goTo(page, 'app');
  await the(page, 'checkbox', app.wantPage).check();
  await button(page, app.sheet).click();
  await expect(the(page, 'article', app.sheetTitle)).toBeVisible();
}

function filled(loginUrl: string) {
  return async (page: Page) => {
    await newConnection(page);
    await fillDetails(page, { loginUrl });
  };
}

async function wrongDetails(page: Page): Promise<void> {
  await newConnection(page);
  await fillDetails(page, {
    loginUrl: 'https://example.com',
    consumerKey: 'has spaces in it',
    username: 'nobody',
  });
  await the(page, 'spinbutton', details.lifetime).fill('900');
  await choose(page, details.fill, [asFile('jwt.json', '[]')]);
  await expect(page.getByRole('alert')).toHaveCount(5);
}

async function history(page: Page): Promise<void> {
  await made(page);
  for (let times = 0; times < 9; times += 1) {
    await button(page, key.renew).click();
    await expect(page.getByText('Checked').last()).toBeVisible();
  }
  await goTo(page, 'details');
  await expect(button(page, details.wholeHistory)).toBeVisible();
}

async function deleteDialog(page: Page): Promise<void> {
  await step('details')(page);
  await button(page, details.remove).click();
  await expect(the(page, 'dialog', details.removeDialog)).toBeVisible();
}

async function rotateChoose(page: Page): Promise<void> {
  await readyToPractise(page);
  await goTo(page, 'key');
  await the(page, 'link', ROTATE.link).click();
  await expect(the(page, 'radiogroup', ROTATE.ways)).toBeVisible();
}

async function rotateCertificate(page: Page): Promise<void> {
  await readyToPractise(page);
  await begun(page, 'certificate');
  await field(page, ROTATE.uploaded).fill('ab'.repeat(32));
  await button(page, ROTATE.compare).click();
  await expect(page.getByText('[rotation/neither]')).toBeVisible();
}

async function rotateRefused(page: Page): Promise<void> {
  await readyToPractise(page);
  await begun(page, 'secondApp');
  await field(page, ROTATE.consumerKey).fill(SECOND_KEY);
  await button(page, ROTATE.test).click();
  await expect(page.getByText('The new key was refused')).toBeVisible();
}

async function rotateSwitch(page: Page): Promise<void> {
  await readyToPractise(page);
  await begun(page, 'sameApp');
  await button(page, ROTATE.practiseUpload).click();
  await button(page, ROTATE.test).click();
  await expect(field(page, ROTATE.printed)).toBeVisible();
}

async function rotateAbandon(page: Page): Promise<void> {
  await rotateSwitch(page);
  await button(page, ROTATE.abandon).click();
  await expect(the(page, 'dialog', ROTATE.abandonDialog)).toBeVisible();
}

async function rotateDone(page: Page): Promise<void> {
  await rotateSwitch(page);
  await switchCi(page);
  await button(page, ROTATE.retire).click();
  await expect(stage(page, 5)).toContainText('Proved');
  await button(page, ROTATE.finish).click();
  await expect(the(page, 'heading', 'Rotated')).toBeVisible();
}

async function refreshedChoose(page: Page): Promise<void> {
  await readyToPractise(page);
  await goTo(page, 'troubleshoot');
  await the(page, 'link', REPAIR.link).click();
  await expect(the(page, 'radiogroup', REPAIR.left)).toBeVisible();
}

/** Without a connection here; the file's key has no certificate yet. */
async function refreshedNew(page: Page): Promise<void> {
  await page.goto('./');
  await button(page, REPAIR.link).click();
  await button(page, REPAIR.begin).click();
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
  await choose(page, key.import, [asFile('server.key', pem)]);
  await expect(button(page, key.certify)).toBeVisible();
}

async function refreshedSecret(page: Page): Promise<void> {
  await readyToPractise(page);
  await beginRepair(page, 'ci');
  await field(page, ROTATE.printed).fill('ab'.repeat(32));
  await button(page, ROTATE.compareSecret).click();
  await expect(page.getByText('[repair/key-elsewhere]')).toBeVisible();
}

/** A real sandbox, whose user lacks the sandbox's name, and the consumer key from before. */
async function refreshedApp(page: Page): Promise<void> {
  await newConnection(page);
  await generate(page);
  await fillDetails(page, { loginUrl: 'https://acme--uat.sandbox.my.salesforce.com' });
  const consumerKey = await field(page, details.consumerKey).inputValue();
  await beginRepair(page, 'vault');
  await expect(stage(page, 1)).toContainText('Proved');
  await field(page, REPAIR.consumerKey).fill(consumerKey);
  await expect(button(page, REPAIR.suffix)).toBeVisible();
}

async function refreshedRefused(page: Page): Promise<void> {
  await readyToPractise(page);
  await beginRepair(page, 'vault');
  await field(page, REPAIR.consumerKey).fill(SECOND_KEY);
  await button(page, REPAIR.test).click();
  await expect(page.getByText('[exchange/refused]')).toBeVisible();
}

async function refreshedCi(page: Page): Promise<void> {
  await readyToPractise(page);
  await beginRepair(page, 'vault');
  await createAgain(page);
  await testIt(page);
}

async function refreshedAbandon(page: Page): Promise<void> {
  await refreshedCi(page);
  await button(page, REPAIR.abandon).click();
  await expect(the(page, 'dialog', REPAIR.abandonDialog)).toBeVisible();
}

async function refreshedDone(page: Page): Promise<void> {
  await refreshedCi(page);
  await button(page, REPAIR.practiseLogin).click();
  await expect(field(page, REPAIR.printed)).not.toHaveValue('');
  await button(page, REPAIR.compareLogin).click();
  await finishRepair(page);
}

function way(name: 'proxy' | 'command') {
  return async (page: Page) => {
    await readyToPractise(page);
    await chooseWay(page, name);
  };
}

async function asking(page: Page, wire: Wire): Promise<void> {
  wire.standIn(ORG, () => 'hang');
  await readyForToken(page, ORG_URL);
  await button(page, token.get).click();
  await expect(button(page, token.cancel)).toBeVisible();
}

async function received(page: Page): Promise<void> {
  await readyToPractise(page);
  await button(page, token.get).click();
  await expect(button(page, token.reveal)).toBeVisible();
}

async function revealed(page: Page): Promise<void> {
  await received(page);
  await button(page, token.reveal).click();
}

function answered(answer: () => Answer) {
  return async (page: Page, wire: Wire) => {
    wire.standIn(ORG, answer);
    await readyForToken(page, ORG_URL);
    await button(page, token.get).click();
    await expect(page.getByRole('alert')).toBeVisible();
  };
}

async function answeredQuestion(page: Page, wire: Wire): Promise<void> {
  await answered(() => refusal('invalid_grant', "user hasn't approved this consumer"))(page, wire);
  const result = the(page, 'region', token.result);
  await the(result, 'radio', 'Through the profile').check();
  await button(result, NAMES.troubleshoot.answer).click();
  await expect(result.getByText('you answered “Through the profile”').first()).toBeVisible();
}

async function corsOff(page: Page): Promise<void> {
  await readyToPractise(page);
  await the(page, 'checkbox', practice.corsOff).check();
  await button(page, token.get).click();
  await expect(page.getByRole('alert')).toBeVisible();
}

async function who(page: Page): Promise<void> {
  await received(page);
  await button(page, token.whoAmI).click();
  await expect(page.getByText('as step 3 says')).toBeVisible();
}

async function ended(page: Page): Promise<void> {
  await received(page);
  await the(page, 'checkbox', practice.tokenExpired).check();
  await button(page, token.whoAmI).click();
  await expect(page.getByRole('alert')).toBeVisible();
}

async function cannotOpen(page: Page): Promise<void> {
  await readyToPractise(page);
  await the(page, 'checkbox', practice.noWebScope).check();
  await button(page, token.get).click();
  await expect(page.getByText('It cannot open the org')).toBeVisible();
}

async function frontdoorLink(page: Page): Promise<void> {
  await received(page);
  await page.getByText('A link instead, for another browser').click();
  await button(page, token.revealLink).click();
}

async function sessionCommand(page: Page): Promise<void> {
  await received(page);
  await chooseWay(page, 'command');
  await button(page, token.revoke).click();
  await expect(button(page, token.forget)).toBeVisible();
}

async function revokeDialog(page: Page): Promise<void> {
  await received(page);
  await button(page, token.revoke).click();
  await expect(the(page, 'dialog', token.revokeDialog)).toBeVisible();
}

async function revoked(page: Page): Promise<void> {
  await revokeDialog(page);
  await button(page, token.revokeNow).click();
  await expect(page.getByText('Token revoked', { exact: true })).toBeVisible();
}

async function pasteSf(page: Page, text: string): Promise<void> {
  await page.goto('./');
  await button(page, NAMES.home.fromSf).click();
  await field(page, details.pasteSf).fill(text);
  await button(page, details.readSf).click();
}

async function fromSf(page: Page): Promise<void> {
  await pasteSf(page, `force://PlatformCLI::5Aep861notAToken@acme--uat.sandbox.my.salesforce.com`);
  await expect(page.getByText('Filled in below')).toBeVisible();
}

async function fromSfSeveral(page: Page): Promise<void> {
  const result = [
    { alias: 'uat', username: 'deploy@acme.example.uat', instanceUrl: ORG_URL, accessToken: 'x' },
    { username: 'me@acme.example', instanceUrl: 'https://acme--dev.sandbox.my.salesforce.com' },
  ];
  await pasteSf(page, JSON.stringify({ status: 0, result }));
  await expect(the(page, 'list', details.pickSf)).toBeVisible();
}

async function useFilled(page: Page): Promise<void> {
  await readyForToken(page, ORG_URL);
  await goTo(page, 'use');
  await field(page, use.alias).fill('acme');
  await select(page, use.shell).selectOption({ label: 'PowerShell' });
}

async function useRefused(page: Page): Promise<void> {
  await useFilled(page);
  await page.locator('main summary').click();
  await field(page, use.alias).fill('100%');
  await expect(page.getByRole('alert')).toBeVisible();
}

/** One of each: ran out, refused, to be renewed, to be gone on with, practice; two days later. */
async function needs(page: Page, wire: Wire): Promise<void> {
  await page.clock.install();
  wire.standIn(ORG, () => refusal('invalid_grant', "user hasn't approved this consumer"));
  const make = async (days: number) => {
    await the(page, 'spinbutton', key.days).fill(String(days));
    await generate(page);
  };
  const another = async () => {
    await the(page, 'link', NAMES.frame.connections).click();
    await button(page, NAMES.home.create).click();
  };
  await newConnection(page);
  await make(120);
  await another();
  await make(11);
  await fillDetails(page, { loginUrl: 'https://acme--uat.sandbox.my.salesforce.com' });
  await another();
  await make(1);
  await fillDetails(page, { loginUrl: 'https://fedpilot.my.salesforce.com' });
  await the(page, 'link', NAMES.frame.connections).click();
  await button(page, NAMES.home.practice).click();
  await make(365);
  await goTo(page, 'token');
  await button(page, token.get).click();
  await expect(button(page, token.reveal)).toBeVisible();
  await page.clock.fastForward('48:00:00');
  await another();
  await make(150);
  await fillDetails(page, { loginUrl: ORG_URL });
  await goTo(page, 'token');
  await button(page, token.get).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await the(page, 'link', NAMES.frame.connections).click();
  await expect(the(page, 'list', NAMES.home.list).getByRole('listitem')).toHaveCount(5);
}

async function refusedRows(page: Page, wire: Wire): Promise<void> {
  await answered(() => refusal('invalid_grant', "user hasn't approved this consumer"))(page, wire);
  await goTo(page, 'troubleshoot');
  await expect(the(page, 'heading', NAMES.steps.troubleshoot)).toBeVisible();
}

async function nothingFound(page: Page): Promise<void> {
  await step('troubleshoot')(page);
  await the(page, 'searchbox', troubleshoot.search).fill('no failure has this text');
}

/** Findings of every gravity. */
async function checked(page: Page): Promise<void> {
  await newConnection(page);
  await generate(page);
  await fillDetails(page, {
    loginUrl: 'https://acme--uat.sandbox.my.salesforce.com',
    consumerKey: '0123456789abcdef'.repeat(4),
    username: 'deploy@acme.example',
  });
  await goTo(page, 'troubleshoot');
  await button(page, troubleshoot.check).click();
  await expect(the(page, 'list', troubleshoot.found)).toBeVisible();
}

async function checkedFine(page: Page): Promise<void> {
  await readyToPractise(page);
  await goTo(page, 'troubleshoot');
  await button(page, troubleshoot.check).click();
  await page.locator('summary', { hasText: 'should be' }).click();
}
