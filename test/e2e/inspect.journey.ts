/** Whatever somebody has, dropped or pasted: what it is, what is wrong with it, and away with the mended one. */
import type { Locator, Page } from '@playwright/test';
import { createSign, generateKeyPairSync } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { needTool } from '../_tools.ts';
import { openssl, wants } from './_checkers.ts';
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
  NAMES,
  newConnection,
  readyToPractise,
  saved,
  select,
  the,
  unlock,
} from './_do.ts';
import { expect, hostsOf, test } from './_fixtures.ts';
import { press, tabTo, typeInto } from './_keyboard.ts';
import { offlineReady } from './_kept.ts';
import { begun } from './_rotate.ts';
import { startSite } from './_site.ts';

const { inspect, key } = NAMES;
const CONSUMER_KEY = `3MVG9${'AbCdEfGh1.'.repeat(8)}`;
const USERNAME = 'ci.deploy@acme.example.uat';
const LOGIN_URL = 'https://acme--uat.sandbox.my.salesforce.com';
const JWT_JSON = JSON.stringify({
  consumerKey: CONSUMER_KEY,
  subject: USERNAME,
  sandbox: true,
  expiresIn: 180,
  privateKeyFile: './certs/server.key',
  loginUrl: LOGIN_URL,
});
const REFUSAL =
  '{"error":"invalid_grant","error_description":"user hasn\'t approved this consumer"}';

test.use({ kept: false });
test.beforeEach(({}, info) => mkdirSync(info.outputDir, { recursive: true }));

test('a key that CI damaged is dropped on any screen and leaves mended: openssl takes it', async ({
  page,
  wire,
}, info) => {
  test.skip(!needTool('openssl'), 'openssl is not installed here');
  const pem = rsaKey();
  // As it stands in a settings file: one line, in quotes, its line breaks written out.
  const file = info.outputPath('server.key');
  writeFileSync(file, `"${pem.trim().replaceAll('\n', '\\n')}"`);
  expect(openssl('pkey', '-in', file, '-noout').status).not.toBe(0);

  await page.goto('./#/settings');
  await expect(the(page, 'heading', 'Settings')).toBeVisible();
  await dragOver(page, [file]);
  await expect(page.getByText('Drop it anywhere')).toBeVisible();
  await dropThere(page, [file]);
  await expect(the(page, 'heading', NAMES.frame.inspect)).toBeVisible();
  await expect(page.getByText('Drop it anywhere')).toBeHidden();
  const thing = things(page).getByRole('listitem').first();
  await expect(thing).toContainText('An RSA private key');
  await expect(findings(page)).toContainText('It is damaged, and was mended');

  const mended = info.outputPath('mended.key');
  writeFileSync(mended, (await takeAs(page, 'PKCS#8 (PEM)', 'server.key')).bytes);
  expect(wants(openssl('pkey', '-in', mended, '-check', '-noout'), /valid/i)).toEqual([]);
  const original = info.outputPath('original.key');
  writeFileSync(original, pem);
  expect(publicOf(mended)).toBe(publicOf(original));
  expect(hostsOf(wire).filter((host) => !/^localhost:/.test(host))).toEqual([]);
});

test('a pasted error is explained, and stays in its field', async ({ page }) => {
  await page.goto('./#/inspect');
  await paste(page, REFUSAL);
  await expect(findings(page).getByRole('heading').first()).toHaveText(/approved|profile/i);
  await expect(findings(page)).toContainText('What to do');
  await expect(the(page, 'heading', inspect.things)).toBeFocused();
  await expect(things(page)).toContainText('An answer with an error');
  await expect(field(page, inspect.text)).toHaveValue(REFUSAL);
});

test('of an error that names its host the causes lead into that org’s Setup', async ({ page }) => {
  await page.goto('./#/inspect');
  const setup = findings(page).getByRole('link', { name: /^Open .+ for “/ });
  await paste(page, REFUSAL);
  await expect(findings(page)).toContainText('In Quick Find enter');
  await expect(setup).toHaveCount(0);
  await paste(page, `POST ${LOGIN_URL}/services/oauth2/token\n400 Bad Request\n${REFUSAL}`);
  await expect(setup.first()).toBeVisible();
  for (const link of await setup.all()) {
    expect(await link.getAttribute('href')).toMatch(
      /^https:\/\/acme--uat\.sandbox\.my\.salesforce\.com\/lightning\/setup\//,
    );
  }
});

test('a text that nobody knows is said to be unknown, with where to look instead', async ({
  page,
}) => {
  await page.goto('./#/inspect');
  await paste(page, 'the cat sat on the mat');
  await expect(
    page.getByRole('status').filter({ hasText: 'This is not one we know' }),
  ).toBeVisible();
  await expect(page.getByRole('main')).toContainText('Login History');
  await expect(findings(page)).toBeHidden();
  await paste(page, ' ');
  await expect(alertWith(page, 'input/empty')).toBeVisible();
});

test('a zip is sorted: key and certificate are matched, jwt.json fills in a connection', async ({
  page,
}, info) => {
  const { pem, certificate } = await pair(page);
  const zip = info.outputPath('old-laptop.zip');
  const text = (content: string) => new TextEncoder().encode(content);
  writeFileSync(
    zip,
    zipSync({
      'certs/a.txt': text(pem),
      'certs/b.txt': text(certificate),
      'jwt.json': text(JWT_JSON),
    }),
  );
  await the(page, 'link', NAMES.frame.inspect).click();
  await dragOver(page, [zip]);
  await dropThere(page, [zip]);
  const together = things(page).getByRole('listitem').filter({ hasText: 'These belong together' });
  await expect(together).toContainText('certs/a.txt');
  await expect(together).toContainText('certs/b.txt');
  await expect(together).not.toContainText('jwt.json');
  await expect(things(page)).toContainText('A jwt.json');

  await button(page, inspect.fill).click();
  await expect(field(page, NAMES.details.consumerKey)).toHaveValue(CONSUMER_KEY);
  await expect(field(page, NAMES.details.username)).toHaveValue(USERNAME);
  await expect(field(page, NAMES.details.loginUrl)).toHaveValue(LOGIN_URL);

  // From then on it is that connection's, and mends what is changed there.
  await the(page, 'link', NAMES.frame.inspect).click();
  const there = things(page).getByRole('link', { name: /: it has these details$/ });
  await expect(button(page, inspect.fill)).toBeHidden();
  await there.click();
  await field(page, NAMES.details.username).fill('somebody@acme.example.uat');
  await the(page, 'link', NAMES.frame.inspect).click();
  await expect(there).toBeHidden();
  await expect(things(page)).toContainText(
    `Username: ${USERNAME}, instead of somebody@acme.example.uat`,
  );
  await button(page, 'Fill connection acme--uat from this').click();
  await expect(field(page, NAMES.details.username)).toHaveValue(USERNAME);
  await expect(field(page, NAMES.details.loginUrl)).toBeFocused();
});

test('a folder is walked, and what is not the user’s own in it is passed over', async ({
  page,
}, info) => {
  const folder = info.outputPath('repo');
  for (const path of ['certs', '.git', 'node_modules/a']) {
    mkdirSync(join(folder, path), { recursive: true });
  }
  writeFileSync(join(folder, 'certs/server.key'), rsaKey());
  writeFileSync(join(folder, '.git/server.key'), rsaKey());
  writeFileSync(join(folder, 'node_modules/a/server.key'), rsaKey());
  await page.goto('./');
  await dragOver(page, [folder]);
  await dropThere(page, [folder]);
  await expect(things(page).getByRole('heading')).toHaveCount(1);
  await expect(things(page)).toContainText('repo/certs/server.key');
});

test('what is chosen while another choice is still read takes nothing of it away', async ({
  page,
}) => {
  await page.goto('./#/inspect');
  const pem = Buffer.from(rsaKey());
  const zips = ['first', 'second', 'third'].map((name) => {
    const keys = Array.from({ length: 30 }, (_, at) => [`${name}-${at}.key`, pem] as const);
    return asFile(`${name}.zip`, zipSync(Object.fromEntries(keys)));
  });
  for (const zip of zips) await choose(page, inspect.choose, [zip]);
  for (const { name } of zips) await expect(page.getByText(`${name}, `)).toBeVisible();
});

test('a locked key is opened with its passphrase, and leaves without one, or under another', async ({
  page,
}, info) => {
  test.skip(!needTool('openssl'), 'openssl is not installed here');
  const pem = rsaKey('correct horse');
  await page.goto('./#/inspect');
  await choose(page, inspect.choose, [asFile('locked.key', pem)]);
  const passphrase = page.getByLabel(`${inspect.passphrase} locked.key`, { exact: true });
  await passphrase.fill('wrong');
  await button(page, `${inspect.open} locked.key`).click();
  await expect(alertWith(page, 'key/passphrase-wrong')).toBeVisible();
  await passphrase.fill('correct horse');
  await button(page, `${inspect.open} locked.key`).click();
  await expect(passphrase).toBeHidden();

  const path = info.outputPath('opened.key');
  writeFileSync(path, (await takeAs(page, 'PKCS#1 (PEM)', 'locked.key')).bytes);
  expect(wants(openssl('rsa', '-in', path, '-check', '-noout'), /RSA key ok/)).toEqual([]);
  const original = info.outputPath('original.key');
  writeFileSync(original, pem);
  expect(publicOf(path)).toBe(publicOf(original, 'correct horse'));

  // And under a new one in the one form that has room for it.
  await page.locator('summary', { hasText: 'Under a passphrase' }).click();
  await page.getByLabel(`${inspect.protect} locked.key`, { exact: true }).fill('battery staple');
  await formButton(page, 'PKCS#1 (PEM)', 'locked.key').click();
  await expect(alertWith(page, 'key/passphrase-format')).toBeVisible();
  const sealed = info.outputPath('sealed.key');
  writeFileSync(sealed, (await takeAs(page, 'PKCS#8 (PEM)', 'locked.key')).bytes);
  await expect(page.getByText('Handed over as locked.key, under a passphrase.')).toBeVisible();
  expect(openssl('pkey', '-in', sealed, '-passin', 'pass:', '-noout').status).not.toBe(0);
  expect(publicOf(sealed, 'battery staple')).toBe(publicOf(path));
});

test('a key begins a connection, and is told to it from then on', async ({ page }) => {
  await page.goto('./#/inspect');
  const file = asFile('server.key', rsaKey());
  await choose(page, inspect.choose, [file]);
  await button(page, inspect.useKey).click();
  await button(page, key.certify).click();
  await expect(the(page, 'list', key.list)).toBeVisible();
  await the(page, 'link', NAMES.frame.inspect).click();
  const link = things(page).getByRole('link', { name: /this is its key$/ });
  await expect(link).toBeVisible();
  await expect(button(page, inspect.useKey)).toBeHidden();
  await link.click();
  await expect(the(page, 'list', key.list)).toBeVisible();
});

test('a keystore is imported as a key is, and what is refused goes on to Inspect', async ({
  page,
}) => {
  await newConnection(page);
  await choose(page, key.import, [vector('store.p12')]);
  await page.getByLabel(key.importPassphrase, { exact: true }).fill('secret12');
  await button(page, key.importOpen).click();
  await expect(the(page, 'list', key.list)).toBeVisible();
  await expect(button(page, key.inspectRefused)).toBeHidden();

  await choose(page, key.import, [vector('ec.jwk.json')]);
  await expect(alertWith(page, 'key/not-rsa')).toContainText('an EC (P-256) private key (JWK)');
  await button(page, key.inspectRefused).click();
  await expect(things(page)).toContainText('An EC (P-256) private key (JWK)');
  await expect(things(page)).toContainText('ec.jwk.json');

  // A pasted text goes there as well.
  await page.goBack();
  await page.getByText(key.paste, { exact: true }).click();
  await field(page, 'Key or certificate as text').fill(rsaKey().slice(0, 900));
  await button(page, key.pasteRead).click();
  await expect(alertWith(page, 'key/unreadable')).toBeVisible();
  await button(page, key.inspectRefused).click();
  await expect(things(page)).toContainText('A private key that is damaged');
  await expect(things(page)).toContainText('the pasted text');
});

test('two keys are compared by their public keys, and a certificate with its own', async ({
  page,
}) => {
  const { pem, certificate } = await pair(page);
  await the(page, 'link', NAMES.frame.inspect).click();
  const files = [
    asFile('one.key', rsaKey()),
    asFile('two.key', pem),
    asFile('two.crt', certificate),
  ];
  await choose(page, inspect.choose, files);
  await select(page, inspect.one).selectOption({ label: 'one.key' });
  await select(page, inspect.other).selectOption({ label: 'two.key' });
  await expect(page.getByText('Different public keys', { exact: true })).toBeVisible();
  await expect(the(page, 'table', inspect.comparison)).toContainText('differs');
  await select(page, inspect.one).selectOption({ label: 'two.crt' });
  await expect(page.getByText('Same public key', { exact: true })).toBeVisible();
});

test('a JWT is read claim by claim, and verified with the certificate that comes with it', async ({
  page,
}) => {
  const { pem, certificate } = await pair(page);
  await the(page, 'link', NAMES.frame.inspect).click();
  await choose(page, inspect.choose, [
    asFile('assertion.txt', `Bearer ${assertion(pem)}`),
    asFile('server.crt', certificate),
  ]);
  const jwt = things(page).getByRole('listitem').filter({ hasText: 'jwt/assertion' }).first();
  await expect(jwt).toContainText('assertion: a JWT that logs in');
  await expect(jwt).toContainText(USERNAME);
  // The time it ends, in the zone of whoever reads, in UTC, and from now.
  await expect(jwt).toContainText(/in 2 minutes \d+ seconds|in 3 minutes/);
  await expect(jwt).toContainText(/\d\d:\d\d:\d\d UTC/);
  await expect(findings(page)).toContainText('[jwt/signature-good]');
  await expect(findings(page)).toContainText('[jwt/bearer]');
});

test('the report names neither a secret nor whose it is', async ({ page }) => {
  const pem = rsaKey();
  await page.goto('./#/inspect');
  const token = `00D5g00000AbCdE!${'AQ0AQOzUlrjD_NotAToken.'.repeat(4)}x`;
  await choose(page, inspect.choose, [
    asFile('acme-server.key', pem),
    asFile('jwt.json', JWT_JSON),
    asFile('answer.json', JSON.stringify({ access_token: token, instance_url: LOGIN_URL })),
  ]);
  const report = await copied(page, inspect.copyReport);
  expect(report).toContain('# What the doctor found');
  const line = pem.split('\n')[3] ?? '';
  for (const secret of [line, CONSUMER_KEY, USERNAME, 'acme', token, token.slice(0, 15)]) {
    expect(report).not.toContain(secret);
  }
});

test('a key leaves the text field once it is recognised, and a vault keeps only what is typed', async ({
  page,
}) => {
  const pem = rsaKey();
  await newConnection(page);
  await createVault(page);
  await the(page, 'link', NAMES.frame.inspect).click();
  await paste(page, pem);
  await expect(things(page)).toContainText('pasted text');
  await expect(field(page, inspect.text)).toHaveValue('');
  await field(page, inspect.text).fill('half a log');
  await saved(page);
  await button(page, NAMES.vault.lock).click();
  await unlock(page);
  await expect(field(page, inspect.text)).toHaveValue('half a log');
  await expect(things(page)).toBeHidden();
  // What the worker held is gone with it: there is nothing to take away any more.
  await paste(page, REFUSAL);
  await expect(findings(page)).toBeVisible();
});

test('what has a use of its own for a file takes it, and nothing leads away', async ({
  page,
}, info) => {
  await readyToPractise(page);
  await begun(page, 'certificate');
  const target = page.locator('form').filter({ has: button(page, NAMES.rotate.choose) });
  const file = info.outputPath('server.crt');
  writeFileSync(file, 'no certificate');
  await dragOver(page, [file], target);
  await dropThere(page, [file], target);
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(the(page, 'heading', NAMES.frame.inspect)).toBeHidden();
});

test('what is dropped or pasted while a dialog is open goes nowhere', async ({ page }, info) => {
  const file = info.outputPath('server.key');
  writeFileSync(file, rsaKey());
  await page.goto('./#/inspect');
  await button(page, NAMES.vault.create).click();
  const dialog = the(page, 'dialog', NAMES.vault.create);
  await expect(dialog).toBeVisible();
  await dragOver(page, [file]);
  await dropThere(page, [file]);
  await pasteFile(page, 'pasted.key', rsaKey());
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  // What was taken would be read before this is.
  await paste(page, 'the cat sat on the mat');
  await expect(
    page.getByRole('status').filter({ hasText: 'This is not one we know' }),
  ).toBeVisible();
  await expect(the(page, 'list', inspect.files)).toBeHidden();

  await dragOver(page, [file]);
  await expect(page.getByText('Drop it anywhere')).toBeVisible();
  await dropThere(page, [file]);
  await expect(things(page).getByRole('heading')).toHaveCount(1);
  await expect(the(page, 'list', inspect.files).getByRole('listitem')).toHaveCount(1);
  await pasteFile(page, 'pasted.key', rsaKey());
  await expect(the(page, 'list', inspect.files)).toContainText('pasted.key');
});

test('it is all done by keyboard', async ({ page }) => {
  await page.goto('./');
  await press(page, the(page, 'link', NAMES.frame.inspect));
  await expect(the(page, 'heading', NAMES.frame.inspect)).toBeFocused();
  await typeInto(page, field(page, inspect.text), 'invalid_grant invalid assertion');
  await press(page, button(page, inspect.inspect));
  await expect(the(page, 'heading', inspect.findings)).toBeFocused();
  const choosing = page.waitForEvent('filechooser');
  await tabTo(page, button(page, inspect.choose), 'Shift+Tab');
  await page.keyboard.press('Enter');
  const chooser = await choosing;
  await chooser.setFiles([asFile('locked.key', rsaKey('correct horse'))]);
  await expect(the(page, 'heading', inspect.things)).toBeFocused();
  const passphrase = page.getByLabel(`${inspect.passphrase} locked.key`, { exact: true });
  await tabTo(page, passphrase);
  await page.keyboard.type('correct horse');
  await page.keyboard.press('Enter');
  await expect(passphrase).toBeHidden();
  const take = formButton(page, 'PKCS#8 (PEM)', 'locked.key');
  await tabTo(page, take);
  const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  expect(file.suggestedFilename()).toMatch(/\.(?:key|pem)$/);
});

test.describe('offline', () => {
  test.use({ kept: true });

  test('with the server stopped everything is still read', async ({ page }) => {
    const site = await startSite();
    await page.goto(site.url);
    await offlineReady(page);
    await site.close();
    await page.reload();
    await the(page, 'link', NAMES.frame.inspect).click();
    await paste(page, REFUSAL);
    await expect(findings(page)).toBeVisible();
    await choose(page, inspect.choose, [
      asFile('locked.key', rsaKey('correct horse')),
      asFile('jwt.json', JWT_JSON),
    ]);
    await page
      .getByLabel(`${inspect.passphrase} locked.key`, { exact: true })
      .fill('correct horse');
    await page.keyboard.press('Enter');
    const { bytes } = await takeAs(page, 'PKCS#8 (PEM)', 'locked.key');
    expect(bytes.toString()).toContain('-----BEGIN PRIVATE KEY-----');
  });
});

const things = (page: Page) => the(page, 'list', inspect.things);
const findings = (page: Page) => the(page, 'list', inspect.findings);
const formButton = (page: Page, title: string, of: string) => button(page, `${title} of ${of}`);
const takeAs = (page: Page, title: string, of: string) => download(page, `${title} of ${of}`);

/** A file that another program has made. */
const vector = (name: string) => asFile(name, readFileSync(`test/vectors/inspect/files/${name}`));

async function paste(page: Page, text: string): Promise<void> {
  await field(page, inspect.text).fill(text);
  await button(page, inspect.inspect).click();
}

function rsaKey(passphrase?: string): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const lock = passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase };
  return privateKey.export({ type: 'pkcs8', format: 'pem', ...lock }).toString();
}

/** As a library would sign one for this org, good for three minutes. */
function assertion(pem: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { iss: CONSUMER_KEY, sub: USERNAME, aud: LOGIN_URL };
  const exp = Math.floor(Date.now() / 1000) + 180;
  const signed = `${part({ alg: 'RS256' })}.${part({ ...claims, exp })}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(pem, 'base64url')}`;
}

/** A key and its certificate, as the page itself makes them. */
async function pair(page: Page): Promise<{ pem: string; certificate: string }> {
  await newConnection(page);
  await generate(page);
  const pem = (await download(page, key.downloadKey)).bytes.toString();
  return { pem, certificate: (await download(page, key.downloadCertificate)).bytes.toString() };
}

function publicOf(path: string, passphrase = ''): string {
  const { status, stdout, stderr } = openssl(
    ...['pkey', '-in', path, '-passin', `pass:${passphrase}`, '-pubout'],
  );
  expect([status, stderr]).toEqual([0, '']);
  return stdout;
}

/** As files dragged from the desktop: the browser makes the events, folders and all. */
async function drag(
  page: Page,
  types: readonly ('dragEnter' | 'dragOver' | 'drop')[],
  files: string[],
  onto?: Locator,
): Promise<void> {
  // In view, at rest, and under nothing else: the events go to whatever lies there.
  await onto?.hover({ position: { x: 24, y: 8 }, trial: true });
  const box = await onto?.boundingBox();
  const [x, y] = box ? [box.x + 24, box.y + 8] : [200, 200];
  const devtools = await page.context().newCDPSession(page);
  const data = { items: [], files, dragOperationsMask: 1 };
  for (const type of types) await devtools.send('Input.dispatchDragEvent', { type, x, y, data });
  await devtools.detach();
}

/** As a file that was copied on the desktop; no browser lets a test put one on the clipboard. */
async function pasteFile(page: Page, name: string, content: string): Promise<void> {
  await page.evaluate(
    ([name, content]) => {
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File([content], name));
      const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
      (document.activeElement ?? document.body).dispatchEvent(event);
    },
    [name, content] as const,
  );
}

const dragOver = (page: Page, files: string[], onto?: Locator) =>
  drag(page, ['dragEnter', 'dragOver'], files, onto);
const dropThere = (page: Page, files: string[], onto?: Locator) =>
  drag(page, ['dragOver', 'drop'], files, onto);
