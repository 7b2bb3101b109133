import { LIMITS } from '../../src/host/budget.ts';
import {
  button,
  field,
  generate,
  goTo,
  NAMES,
  newConnection,
  practiceConnection,
  select,
  the,
} from './_do.ts';
import { expect, hostsOf, test } from './_fixtures.ts';

test('the first view holds its budget at the network', async ({ page, wire, app }) => {
  await page.goto('./', { waitUntil: 'networkidle' });
  const total = wire.sent.reduce((sum, { received }) => sum + received, 0);
  const scripts = wire.sent.filter(({ url }) => url.endsWith('.js'));
  expect(total).toBeGreaterThan(5_000);
  expect(total).toBeLessThanOrEqual(LIMITS.firstView);
  expect(scripts.reduce((sum, { received }) => sum + received, 0)).toBeLessThanOrEqual(
    LIMITS.scripts,
  );
  expect(wire.sent.length).toBeLessThanOrEqual(8);
  expect(wire.sent.filter(({ url }) => /\.(woff2?|ttf|otf)$/.test(url))).toEqual([]);
  expect(hostsOf(wire)).toEqual([new URL(app.app).host]);
});

test('there is something to read before any script runs', async ({ browser, app }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: `${app.app}/` });
  const page = await context.newPage();
  await page.goto('./');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Keybearer');
  await expect(button(page, NAMES.home.create)).toBeVisible();
  await context.close();
});

test('the status line never widens the page, whatever left it', async ({ page }) => {
  await practiceConnection(page);
  await generate(page);
  await goTo(page, 'token');
  await button(page, NAMES.token.get).click();
  const line = the(page, 'region', NAMES.frame.status);
  await expect(line).toContainText('Left this page: 1 certificate, 1 assertion');
  await expect(line).toContainText('closing this tab loses the key');
  for (const width of [1000, 1179, 1180, 1300, 1439, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    const over = () =>
      page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
    await expect.poll(over, { message: `at ${width}` }).toBe(0);
  }
});

test('the frame and home have their promised names, each once', async ({ page }) => {
  await page.goto('./');
  const { frame, home } = NAMES;
  for (const name of [frame.connections, frame.inspect, frame.settings, frame.about]) {
    await expect(the(page, 'link', name), name).toHaveCount(1);
  }
  await expect(select(page, frame.theme)).toHaveCount(1);
  await expect(select(page, frame.theme).getByRole('option')).toHaveText([
    'System',
    'Light',
    'Dark',
  ]);
  await expect(the(page, 'region', frame.status)).toHaveCount(1);
  for (const name of [home.create, home.practice, home.open]) {
    await expect(button(page, name), name).toHaveCount(1);
  }
  await button(page, home.create).click();
  await expect(the(page, 'region', frame.todo)).toHaveCount(1);
  const steps = the(page, 'navigation', frame.steps);
  await expect(steps).toHaveCount(1);
  for (const name of Object.values(NAMES.steps)) {
    await expect(the(steps, 'link', name), name).toHaveCount(1);
  }
  await the(page, 'link', frame.connections).click();
  await expect(the(page, 'list', home.list)).toHaveCount(1);
});

test('on a narrow screen the links stand behind one button', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto('./');
  await expect(the(page, 'link', NAMES.frame.about)).toBeHidden();
  await button(page, NAMES.frame.menu).click();
  await the(page, 'link', NAMES.frame.about).click();
  await expect(page).toHaveURL(/#\/about$/);
});

test('the key step has its promised names, each once', async ({ page }) => {
  await newConnection(page);
  const { key } = NAMES;
  const fields = [
    ...[key.commonName, key.organization, key.organizationalUnit, key.city],
    ...[key.state, key.country, key.email],
  ];
  for (const name of fields) await expect(field(page, name), name).toHaveCount(1);
  await expect(the(page, 'spinbutton', key.days)).toHaveCount(1);
  await expect(select(page, key.bits).getByRole('option')).toHaveCount(3);
  for (const name of [key.generate, key.import])
    await expect(button(page, name), name).toHaveCount(1);

  await generate(page);
  for (const name of fields) await expect(field(page, name), name).toHaveCount(1);
  for (const name of [key.keyFormat, key.certificateFormat]) {
    await expect(select(page, name), name).toHaveCount(1);
  }
  const buttons = [
    ...[key.generate, key.renew, key.import, key.downloadKey, key.downloadCertificate],
    ...[key.downloadRequest, key.downloadBundle, key.copyCertificate, key.copySha256, key.copySha1],
  ];
  for (const name of buttons) await expect(button(page, name), name).toHaveCount(1);
  await expect(page.getByLabel(key.passphrase, { exact: true })).toHaveCount(1);
  const list = the(page, 'list', key.list);
  for (const word of ['Subject', 'Valid until', 'Days left', 'SHA-256', 'SHA-1', 'Size']) {
    await expect(list.getByText(word, { exact: true }), word).toHaveCount(1);
  }
});

test('making a new key asks first, and the old one stays', async ({ page }) => {
  await newConnection(page);
  await generate(page);
  const list = the(page, 'list', NAMES.key.list);
  const first = await list.textContent();
  await button(page, NAMES.key.generate).click();
  const dialog = the(page, 'dialog', NAMES.key.dialog);
  await button(dialog, NAMES.key.keep).click();
  await expect(dialog).toBeHidden();
  expect(await list.textContent()).toBe(first);
  await button(page, NAMES.key.generate).click();
  await button(dialog, NAMES.key.makeNew).click();
  await expect(list).not.toHaveText(first ?? '');
  await expect(the(page, 'list', NAMES.key.former).getByRole('listitem')).toHaveCount(1);
});

test('the details step has its promised names, each once', async ({ page }) => {
  await newConnection(page);
  await goTo(page, 'details');
  const { details } = NAMES;
  for (const name of [details.loginUrl, details.consumerKey, details.username]) {
    await expect(field(page, name), name).toHaveCount(1);
  }
  await expect(the(page, 'spinbutton', details.lifetime)).toHaveValue('180');
  for (const name of [details.download, details.fill]) {
    await expect(button(page, name), name).toHaveCount(1);
  }
});

test('the token step has its promised names, each once', async ({ page }) => {
  await practiceConnection(page);
  await goTo(page, 'key');
  await generate(page);
  await goTo(page, 'token');
  const { token, practice } = NAMES;
  const ways = the(page, 'radiogroup', token.way);
  await expect(ways).toHaveCount(1);
  await expect(the(page, 'region', token.claims)).toHaveCount(1);
  const group = the(page, 'group', practice.group);
  for (const name of [
    practice.userNotApproved,
    practice.anotherCertificate,
    practice.appMissing,
    practice.corsOff,
  ]) {
    await expect(the(group, 'checkbox', name), name).toHaveCount(1);
  }
  await the(ways, 'radio', token.straight).check();
  await expect(button(page, token.get)).toHaveCount(1);
  await the(ways, 'radio', token.proxy).check();
  await expect(field(page, token.proxyUrl)).toHaveCount(1);
  await expect(button(page, token.get)).toHaveCount(1);
  await the(ways, 'radio', token.command).check();
  for (const name of [token.copyCurl, token.copyPowershell, token.copySf, token.read]) {
    await expect(button(page, name), name).toHaveCount(1);
  }
  await expect(field(page, token.paste)).toHaveCount(1);
});

test('the last two steps have their promised names, each once', async ({ page }) => {
  await practiceConnection(page);
  await goTo(page, 'use');
  const { use, troubleshoot } = NAMES;
  await expect(select(page, use.shell).locator('option')).toHaveText(['bash', 'PowerShell', 'cmd']);
  for (const name of [use.alias, use.keyFile]) {
    await expect(field(page, name), name).toHaveCount(1);
  }
  for (const name of [use.setDefault, use.setDevHub]) {
    await expect(the(page, 'checkbox', name), name).toHaveCount(1);
  }
  await page.locator('main summary').click();
  for (const name of Object.values(use).filter((name) => name.startsWith('Copy '))) {
    await expect(button(page, name), name).toHaveCount(1);
  }
  await goTo(page, 'troubleshoot');
  await expect(the(page, 'searchbox', troubleshoot.search)).toHaveCount(1);
  await expect(the(page, 'table', troubleshoot.table)).toHaveCount(1);
  await the(page, 'searchbox', troubleshoot.search).fill('clock');
  await expect(button(page, troubleshoot.showAll)).toHaveCount(1);
});

test('the chosen theme is kept, and is the one thing stored', async ({ page }) => {
  await page.goto('./');
  const ground = () =>
    page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await select(page, NAMES.frame.theme).selectOption({ label: 'Light' });
  const light = await ground();
  await select(page, NAMES.frame.theme).selectOption({ label: 'Dark' });
  expect(await ground()).not.toBe(light);
  const dark = await ground();
  await page.reload();
  expect(await ground()).toBe(dark);
  expect(await page.evaluate(() => ({ ...localStorage }))).toEqual({ theme: 'dark' });
});

test('every field keeps what is typed out of the browser’s own storage', async ({ page }) => {
  await practiceConnection(page);
  await goTo(page, 'key');
  await generate(page);
  for (const step of ['key', 'app', 'details', 'token', 'use', 'troubleshoot'] as const) {
    await goTo(page, step);
    await expect(the(page, 'heading', NAMES.steps[step])).toBeVisible();
    const open = await page.locator('input, textarea, select, form').evaluateAll((nodes) =>
      nodes
        .filter((node) => !/^(checkbox|radio|file|search)$/.test(node.getAttribute('type') ?? ''))
        .filter(
          (node) =>
            !/^(off|new-password|current-password)$/.test(node.getAttribute('autocomplete') ?? ''),
        )
        .map((node) => node.outerHTML),
    );
    expect(open, step).toEqual([]);
  }
});
