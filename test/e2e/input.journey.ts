/**
 * Wrong, empty, enormous, binary and hostile files and texts: one clear sentence where they came
 * from, nothing entered is lost, nothing is sent.
 */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, openSync, closeSync, ftruncateSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import {
  asFile,
  button,
  choose,
  CONSUMER_KEY,
  field,
  fillDetails,
  generate,
  goTo,
  NAMES,
  newConnection,
  readyToPractise,
  chooseWay,
  the,
  type ChosenFile,
} from './_do.ts';
import { expect, hostsOf, test } from './_fixtures.ts';
import type { Wire } from './_wire.ts';

test.use({ kept: false });

const MARKUP = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const small = generateKeyPairSync('rsa', { modulusLength: 1024 });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = (key: typeof ec.privateKey) => key.export({ type: 'pkcs8', format: 'pem' }).toString();

interface Bad {
  name: string;
  file: () => ChosenFile;
}

const NOT_A_KEY: readonly Bad[] = [
  { name: 'an empty file', file: () => asFile('empty.key', '') },
  { name: 'white space', file: () => asFile('blank.key', ' \n\t\n') },
  { name: 'random bytes', file: () => asFile('noise.key', randomBytes(4096)) },
  { name: 'zeros', file: () => asFile('zeros.key', Buffer.alloc(4096)) },
  { name: 'an HTML page', file: () => asFile('page.html', `<!doctype html>${MARKUP}`) },
  {
    name: 'a picture',
    file: () => asFile('a.png', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')),
  },
  { name: 'a zip', file: () => asFile('a.zip', Buffer.from('504b0304140000000800', 'hex')) },
  {
    name: 'UTF-16 text',
    file: () => asFile('utf16.key', Buffer.from(`\ufeff${pem(ec.privateKey)}`, 'utf16le')),
  },
  { name: 'an EC key', file: () => asFile('ec.key', pem(ec.privateKey)) },
  { name: 'an RSA key of 1024 bits', file: () => asFile('small.key', pem(small.privateKey)) },
  {
    name: 'a public key',
    file: () =>
      asFile('public.pem', rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString()),
  },
  { name: 'a key cut short', file: () => asFile('cut.key', pem(rsa.privateKey).slice(0, 900)) },
  {
    name: 'a PEM whose label is markup',
    file: () =>
      asFile(`${MARKUP}.pem`, `-----BEGIN ${MARKUP}-----\nAAAA\n-----END ${MARKUP}-----\n`),
  },
  {
    name: 'DER that claims four gigabytes',
    file: () => asFile('huge.der', Buffer.from('3084ffffffff020100', 'hex')),
  },
  {
    name: 'DER nested a thousand deep',
    file: () =>
      asFile(
        'deep.der',
        Buffer.concat(Array.from({ length: 1000 }, () => Buffer.from('3080', 'hex'))),
      ),
  },
  {
    name: 'a thousand PEM blocks',
    file: () =>
      asFile(
        'many.pem',
        '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'.repeat(1000),
      ),
  },
];

const NOT_A_CONFIG: readonly Bad[] = [
  { name: 'an empty file', file: () => asFile('jwt.json', '') },
  { name: 'random bytes', file: () => asFile('jwt.json', randomBytes(4096)) },
  { name: 'a list', file: () => asFile('jwt.json', '[]') },
  { name: 'null', file: () => asFile('jwt.json', 'null') },
  { name: 'JSON cut short', file: () => asFile('jwt.json', '{"consumerKey": "3MVG9') },
  { name: 'a number for the consumer key', file: () => asFile('jwt.json', '{"consumerKey": 7}') },
  { name: 'a text for sandbox', file: () => asFile('jwt.json', '{"sandbox": "yes"}') },
  { name: 'JSON nested ten thousand deep', file: () => asFile('jwt.json', '['.repeat(10_000)) },
  { name: 'a private key', file: () => asFile('jwt.json', pem(rsa.privateKey)) },
];

let folder: string;
let enormous: string;

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'keybearer-'));
  enormous = join(folder, 'enormous.key');
  const file = openSync(enormous, 'w');
  ftruncateSync(file, 100 * 1024 * 1024);
  closeSync(file);
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** One alert, one or two sentences, a code of ours at its end, no code of anybody else’s run. */
async function saysWhatItIs(page: Page, { but }: { but: string }): Promise<string> {
  const alert = page.getByRole('alert');
  await expect(alert).toHaveCount(1);
  const text = (await alert.innerText()).trim();
  expect(text).toMatch(/^\S.{15,}\[[a-z]+\/[a-z0-9-]+\]$/s);
  expect(text, 'a wrong file is a known case, not an unexpected one').not.toContain('[unexpected]');
  expect(text.length).toBeLessThan(420);
  expect(text).not.toContain(but);
  await expect(page).toHaveTitle(/Keybearer/);
  return text;
}

/** Of the app only its own files, fetched when first needed; of others nothing at all. */
async function sendsNothing(wire: Wire, app: string, act: () => Promise<void>): Promise<void> {
  const before = wire.sent.length;
  await act();
  const after = wire.sent.slice(before).filter(({ method }) => method !== 'GET');
  expect(after).toEqual([]);
  expect(hostsOf(wire)).toEqual([new URL(app).host]);
}

test('no wrong file is taken for a key or certificate', async ({ page, wire, app }) => {
  await newConnection(page);
  await field(page, NAMES.key.organization).fill('Kept AG');
  await generate(page);
  const list = the(page, 'list', NAMES.key.list);
  const before = await list.innerText();
  await sendsNothing(wire, app.app, async () => {
    for (const { name, file } of NOT_A_KEY) {
      await test.step(name, async () => {
        await choose(page, NAMES.key.import, [file()]);
        await saysWhatItIs(page, { but: 'undefined' });
        expect(await list.innerText()).toBe(before);
        await expect(field(page, NAMES.key.organization)).toHaveValue('Kept AG');
      });
    }
    await test.step('a file of 100 MB', async () => {
      await choose(page, NAMES.key.import, enormous);
      expect(await saysWhatItIs(page, { but: 'undefined' })).toContain('input/too-large');
    });
  });
});

test('no wrong file is taken for a jwt.json, at either door', async ({ page, wire, app }) => {
  await page.goto('./');
  await sendsNothing(wire, app.app, async () => {
    for (const { name, file } of NOT_A_CONFIG) {
      await test.step(`${name}, at home`, async () => {
        await choose(page, NAMES.home.open, [file()]);
        await saysWhatItIs(page, { but: 'PRIVATE KEY' });
      });
    }
    await choose(page, NAMES.home.open, enormous);
    await saysWhatItIs(page, { but: 'undefined' });

    await newConnection(page);
    await fillDetails(page, { loginUrl: 'https://acme.my.salesforce.com' });
    for (const { name, file } of NOT_A_CONFIG) {
      await test.step(`${name}, at the details`, async () => {
        await choose(page, NAMES.details.fill, [file()]);
        await saysWhatItIs(page, { but: 'PRIVATE KEY' });
        await expect(field(page, NAMES.details.consumerKey)).toHaveValue(CONSUMER_KEY);
      });
    }
    await choose(page, NAMES.details.fill, enormous);
    await saysWhatItIs(page, { but: 'undefined' });
  });
});

test('a pasted text that is no key says so and stays where it was pasted', async ({
  page,
  wire,
  app,
}) => {
  await newConnection(page);
  await page.getByText(NAMES.key.paste, { exact: true }).click();
  const area = page.getByRole('textbox').and(page.locator('textarea'));
  await sendsNothing(wire, app.app, async () => {
    for (const text of [
      'hello',
      MARKUP,
      '-----BEGIN',
      pem(small.privateKey),
      'A'.repeat(2_000_000),
    ]) {
      await area.fill(text);
      await button(page, NAMES.key.pasteRead).click();
      await saysWhatItIs(page, { but: 'undefined' });
      expect((await area.inputValue()).trim()).toBe(text.trim());
    }
  });
});

const NO_LOGIN_URL = [
  'hello',
  'javascript:alert(1)',
  'data:text/html,x',
  'file:///etc/passwd',
  'http://acme.my.salesforce.com',
  'https://example.com/my.salesforce.com',
  'https://my.salesforce.com.evil.example',
  'https://user:secret@acme.my.salesforce.com',
  'https://127.0.0.1',
  MARKUP,
  'a'.repeat(100_000),
];

test('no wrong login URL is taken', async ({ page, wire, app }) => {
  await newConnection(page);
  await fillDetails(page, {});
  await sendsNothing(wire, app.app, async () => {
    for (const text of NO_LOGIN_URL) {
      await test.step(text.slice(0, 60), async () => {
        await field(page, NAMES.details.loginUrl).fill(text);
        await saysWhatItIs(page, { but: 'secret' });
        await expect(field(page, NAMES.details.loginUrl)).toHaveAttribute('aria-invalid', 'true');
      });
    }
  });
});

const WRONG_FIELDS = [
  { step: 'key', name: NAMES.key.country, text: 'Germany' },
  { step: 'key', name: NAMES.key.email, text: 'jürgen@example.com' },
  { step: 'key', name: NAMES.key.commonName, text: 'x'.repeat(65) },
  { step: 'key', name: NAMES.key.organization, text: 'a\u0000b' },
  { step: 'details', name: NAMES.details.consumerKey, text: 'has spaces in it' },
  { step: 'details', name: NAMES.details.username, text: 'no at sign' },
] as const;

for (const { step, name, text } of WRONG_FIELDS) {
  test(`${name} says in place that "${text.slice(0, 20)}" is wrong`, async ({ page }) => {
    await newConnection(page);
    await goTo(page, step);
    await field(page, name).fill(text);
    await expect(field(page, name)).toHaveAttribute('aria-invalid', 'true');
    await saysWhatItIs(page, { but: 'undefined' });
    const described = (await field(page, name).getAttribute('aria-describedby')) ?? '';
    const error = page.locator(`[id="${described.split(' ')[0]}"]`);
    await expect(error).toHaveRole('alert');
    await expect(field(page, name)).toHaveValue(text.replace('\u0000', '\u0000'));
  });
}

for (const days of ['0', '-1', '3651', '1.5', '']) {
  test(`a validity of "${days}" days is refused in place`, async ({ page }) => {
    await newConnection(page);
    const spin = the(page, 'spinbutton', NAMES.key.days);
    await spin.fill(days);
    await expect(page.getByRole('alert')).toContainText('[certificate/days]');
    await button(page, NAMES.key.generate).click();
    await expect(the(page, 'list', NAMES.key.list)).toBeHidden();
  });
}

test('an answer that holds no token says so and stays where it was pasted', async ({ page }) => {
  await readyToPractise(page);
  await chooseWay(page, 'command');
  for (const text of ['hello', '', '{}', MARKUP, '{"access_token": 7}', 'A'.repeat(2_000_000)]) {
    await field(page, NAMES.token.paste).fill(text);
    await button(page, NAMES.token.read).click();
    await saysWhatItIs(page, { but: 'undefined' });
    expect(await field(page, NAMES.token.paste).inputValue()).toBe(text);
  }
  await expect(the(page, 'region', NAMES.token.result)).toBeHidden();
});

test('markup in every field is text wherever it shows', async ({ page }) => {
  await newConnection(page);
  for (const name of [NAMES.key.commonName, NAMES.key.organization, NAMES.key.city]) {
    await field(page, name).fill('<b onclick=x>"&lt;');
  }
  await generate(page);
  await expect(the(page, 'list', NAMES.key.list)).toContainText('O=<b onclick=x>"&lt;');
  await goTo(page, 'details');
  await field(page, NAMES.details.name).fill(MARKUP);
  await goTo(page, 'token');
  await the(page, 'link', NAMES.frame.connections).click();
  await expect(the(page, 'list', NAMES.home.list)).toContainText(MARKUP);
});

test('a text that is dragged into a field lands there, and beside a field goes nowhere', async ({
  page,
}) => {
  await newConnection(page);
  await goTo(page, 'details');
  const { username, name } = NAMES.details;
  await field(page, username).fill('deploy');
  const here = page.url();
  for (const [target, text] of [
    [the(page, 'heading', NAMES.steps.details), ''],
    [field(page, name), 'deploy'],
  ] as const) {
    await field(page, name).fill('');
    await field(page, username).fill('deploy');
    await field(page, username).selectText();
    const from = await field(page, username).boundingBox();
    await page.mouse.move((from?.x ?? 0) + 24, (from?.y ?? 0) + (from?.height ?? 0) / 2);
    await page.mouse.down();
    await target.hover();
    await target.hover();
    await page.mouse.up();
    await expect(field(page, name)).toHaveValue(text);
  }
  expect(page.url()).toBe(here);
});
