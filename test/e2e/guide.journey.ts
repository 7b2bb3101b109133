/** Step 2: the guide through Setup, its drawings, its wait and the sheet for an admin. */
import type { Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { phasesFor } from '../../src/ui/state/app-guide.ts';
import { WANTS } from '../../src/ui/state/guide-choices.ts';
import { readMarks } from '../../src/ui/state/marks.ts';
import { labelsOf, legendOf } from '../../src/ui/state/setup-screen.ts';
import { SETUP_SCREENS } from '../../src/ui/state/setup-screens.ts';
import {
  button,
  copied,
  CONSUMER_KEY,
  download,
  field,
  fillDetails,
  goTo,
  NAMES,
  newConnection,
  practiceConnection,
  readyForToken,
  the,
} from './_do.ts';
import { expect, test } from './_fixtures.ts';
import { press, tabTo, typeInto } from './_keyboard.ts';

test.use({ kept: false });

const { app, key, details, token } = NAMES;
const HOST = 'acme--uat.sandbox.my.salesforce.com';
const TICKS = phasesFor(WANTS).flatMap(({ ticks }) => ticks);

/** At the guide of a connection whose org is known. */
async function guide(page: Page, loginUrl = HOST): Promise<void> {
  await newConnection(page);
  await fillDetails(page, { loginUrl });
  await goTo(page, 'app');
  await expect(the(page, 'heading', NAMES.steps.app)).toBeVisible();
}

/** Shows the screen of a tick, and only that. */
async function show(page: Page, id: string): Promise<void> {
  const toggle = button(page, `${app.show} ${id}`);
  if ((await toggle.getAttribute('aria-expanded')) === 'false') await toggle.click();
  await expect(page.locator('[aria-expanded="true"]')).toHaveCount(1);
}

test('the guide has its promised names, each once', async ({ page }) => {
  await guide(page);
  for (const name of [app.phaseA, app.phaseB, app.phaseC]) {
    await expect(the(page, 'group', name), name).toHaveCount(1);
  }
  for (const name of [app.copyCallback, app.openSetup, app.sheet]) {
    await expect(button(page, name), name).toHaveCount(1);
  }
  for (const { id, text } of phasesFor([]).flatMap(({ ticks }) => ticks)) {
    const name = readMarks(text.replace('{user}', 'deploy@acme.example'))
      .map((part) => part.text)
      .join('');
    await expect(the(page, 'checkbox', name), id).toHaveCount(1);
  }
  expect(await copied(page, app.copyCallback)).toBe('http://localhost:1717/OauthRedirect');
});

for (const width of [1280, 768, 360]) {
  test(`text and drawing of every tick show the labels of the table, ${width} wide`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height: 900 });
    await guide(page);
    for (const name of [app.wantScratch, app.wantOpen, app.wantPage]) {
      await the(page, 'checkbox', name).check();
    }
    for (const { id, text } of TICKS) {
      await show(page, id);
      const screen = SETUP_SCREENS[id];
      if (!screen) throw new TypeError(id);
      const band = page.getByRole('listitem').filter({ has: page.locator('svg[role="img"]') });
      const bold = await band.locator('label b').allTextContents();
      expect(bold, id).toEqual(
        readMarks(text).flatMap((part) => (part.mark === 'label' ? part.text : [])),
      );

      const drawing = band.getByRole('img');
      const drawn = await drawing.evaluate((svg) => {
        const frame = svg.getBoundingClientRect();
        const texts = [...svg.querySelectorAll('text')];
        return {
          texts: texts.map(({ textContent }) => textContent),
          sizes: texts.map((one) => parseFloat(getComputedStyle(one).fontSize)),
          scale: frame.width / (svg as SVGSVGElement).viewBox.baseVal.width,
          beyond: texts
            .filter((one) => {
              const { left, right, top, bottom } = one.getBoundingClientRect();
              const inside = left >= frame.left && right <= frame.right;
              return !inside || top < frame.top || bottom > frame.bottom;
            })
            .map(({ textContent }) => textContent),
        };
      });
      const menu = drawn.texts.includes(screen.item.label) || screen.find.does !== undefined;
      const labels = labelsOf(screen).filter((label) => menu || label !== screen.item.label);
      expect(drawn.texts, id).toEqual(expect.arrayContaining(labels));
      expect(drawn.beyond, `${id}: beyond its frame`).toEqual([]);
      expect(Math.min(...drawn.sizes) * drawn.scale, id).toBeGreaterThanOrEqual(12.99);

      // Who does not see it is told the same, and the legend has the drawing's numbers.
      const words = (await drawing.getAttribute('aria-label')) ?? '';
      for (const label of labels.slice(1)) expect(words, id).toContain(label);
      const legend = band.locator('.legend li > p');
      expect(await legend.allTextContents()).toEqual(
        legendOf(screen).map((one) => one.replaceAll('**', '')),
      );
    }
  });
}

test('every deep link leads to the org’s own host, with what to enter in Quick Find beside it', async ({
  page,
}) => {
  await guide(page);
  await the(page, 'checkbox', app.wantPage).check();
  const hosts = async () =>
    (await page
      .locator('main a[href*="/lightning/setup/"]')
      .evaluateAll((links) =>
        links.map((link) => new URL((link as HTMLAnchorElement).href).host),
      )) as string[];
  const found: string[] = [];
  for (const { id, page: name } of TICKS) {
    await show(page, id);
    const links = await hosts();
    expect(
      links.filter((host) => host !== HOST),
      id,
    ).toEqual([]);
    expect(links, id).toHaveLength(name ? 2 : 1);
    if (name) await expect(button(page, app.copyFind)).toHaveCount(1);
    found.push(...links);
  }
  expect(found.length).toBe(TICKS.length + 4);

  for (const address of ['login.salesforce.com', 'acme.my.site.com', '']) {
    await field(page, details.loginUrl).fill(address);
    await show(page, 'B1');
    await expect(button(page, app.openSetup)).toHaveCount(0);
    expect(await hosts(), address).toEqual([]);
  }
});

test('the practice org’s guide leads to no Setup, and nowhere but to that org', async ({
  page,
  app: { practice },
}) => {
  await practiceConnection(page);
  await goTo(page, 'app');
  await button(page, `${app.show} A1`).click();
  await expect(button(page, app.copyFind)).toBeVisible();
  const links = page.locator('main a[href^="http"]');
  const hosts = links.evaluateAll((all: HTMLAnchorElement[]) => all.map(({ host }) => host));
  expect(await hosts).toEqual([new URL(practice).host]);
  await expect(button(page, app.sheet)).toHaveCount(0);
});

test('ticks, choices and what is to be done next stay over the steps', async ({ page }) => {
  await guide(page);
  const inA = the(page, 'group', app.phaseA).getByRole('checkbox');
  for (let at = 0; at < 3; at += 1) await inA.nth(at).check();
  await the(page, 'checkbox', app.wantPage).check();
  const inD = the(page, 'group', app.phaseD).getByRole('checkbox');
  await inD.first().check();
  const steps = the(page, 'navigation', NAMES.frame.steps);
  await expect(steps).toContainText('4 of 18 ticked');

  await goTo(page, 'details');
  await goTo(page, 'app');
  for (let at = 0; at < 3; at += 1) await expect(inA.nth(at)).toBeChecked();
  await expect(inA.nth(3)).not.toBeChecked();
  await expect(inD.first()).toBeChecked();
  await expect(the(page, 'region', NAMES.frame.todo)).toContainText('A4: paste the Callback URL');
  await expect(button(page, `${app.show} A4`)).toHaveAttribute('aria-expanded', 'true');

  await the(page, 'checkbox', app.wantPage).uncheck();
  await expect(the(page, 'group', app.phaseD)).toHaveCount(0);
  await expect(steps).toContainText('3 of 15 ticked');
  await the(page, 'checkbox', app.wantPage).check();
  await expect(inD.first()).toBeChecked();
});

test('what Salesforce will be asked for says what it takes', async ({ page, app: site }) => {
  await guide(page);
  await the(page, 'checkbox', app.wantScratch).check();
  expect(await copied(page, app.copyVariables)).toBe(
    'SF_SCRATCH_SIGNUP_CONNECTED_APP=PlatformCLI\n' +
      'SF_SCRATCH_SIGNUP_CALLBACK_URL=http://localhost:1717/OauthRedirect',
  );
  await expect(page.locator('main')).toContainText('C-1016');
  await the(page, 'checkbox', app.wantOpen).check();
  await expect(the(page, 'group', app.phaseA)).toContainText('Without the scope web');
  await expect(the(page, 'group', app.phaseB)).toContainText('An API-only user cannot open');
  await the(page, 'checkbox', app.wantPage).check();
  expect(await copied(page, app.copyOrigin)).toBe(site.app);
});

test('the wait counts down in words, over the steps, and once it is over says so', async ({
  page,
}) => {
  await page.clock.install();
  await guide(page);
  const said = page.getByRole('status').filter({ hasText: /ten minutes|Two minutes/ });
  const timer = page.getByRole('timer');
  await expect(the(page, 'link', app.tryNow)).toHaveCount(0);
  await the(page, 'group', app.phaseA).getByRole('checkbox').nth(7).check();
  await expect(timer).toHaveText(/^(2:00|1:5\d)$/);
  await expect(said).toHaveText('The wait has begun: ten minutes at most.');

  await goTo(page, 'details');
  await page.clock.fastForward('01:00');
  await goTo(page, 'app');
  await expect(timer).toHaveText(/^(1:00|0:[45]\d)$/);
  await expect(page.locator('main')).toContainText('Worth a try in');

  await page.clock.fastForward('01:30');
  await expect(said).toHaveText('Two minutes are over: worth a try.');
  await expect(timer).toHaveText(/^7:[0-3]\d$/);

  await page.clock.fastForward('08:00');
  await expect(said).toHaveText('The ten minutes are over.');
  await expect(timer).toHaveCount(0);
  await button(page, app.restartWait).click();
  await expect(timer).toHaveText(/^(2:00|1:5\d)$/);
  await the(page, 'link', app.tryNow).click();
  await expect(the(page, 'heading', NAMES.steps.token)).toBeFocused();
});

test('the authorize URL is of this org, app and callback', async ({ page }) => {
  await guide(page);
  await page.locator('summary', { hasText: app.selfAuthorize }).click();
  const url = new URL(await copied(page, app.copyAuthorize));
  expect(`${url.host}${url.pathname}`).toBe(`${HOST}/services/oauth2/authorize`);
  expect(url.searchParams.get('client_id')).toBe(CONSUMER_KEY);
  expect(url.searchParams.get('redirect_uri')).toBe('http://localhost:1717/OauthRedirect');
  expect(await button(page, app.openAuthorize).getAttribute('href')).toBe(url.href);
  await expect(page.getByText('may fail to load')).toBeVisible();
  await expect(page.getByText('OAuth Connected Apps')).toBeVisible();
});

test('the sheet for the admin holds the certificate and nothing private', async ({
  page,
  wire,
}) => {
  const org = 'acme.my.salesforce.com';
  const headers = { 'access-control-allow-origin': '*' };
  const secret = '00D000000000001!AQcanary_token_of_this_test';
  wire.standIn(org, () =>
    Response.json(
      { access_token: secret, instance_url: `https://${org}`, token_type: 'Bearer' },
      { headers },
    ),
  );
  await readyForToken(page, `https://${org}`);
  await button(page, token.get).click();
  await expect(button(page, token.copyAssertion)).toBeVisible();
  const assertion = await copied(page, token.copyAssertion);
  await goTo(page, 'key');
  const pem = (await download(page, key.downloadCertificate)).bytes.toString().trim();
  await goTo(page, 'details');
  await field(page, details.name).fill('<img src=x> "Nightly" & more');
  await goTo(page, 'app');
  await button(page, app.sheet).click();
  const paper = the(page, 'article', app.sheetTitle);
  await expect(paper.getByRole('heading').first()).toBeFocused();

  const text = await copied(page, app.copyList);
  const file = await download(page, app.download);
  const html = file.bytes.toString();
  expect(file.name).toBe('img_src_x_Nightly_more-setup.html');
  const shown = await paper.innerText();
  for (const [where, content] of Object.entries({ text, html, shown })) {
    expect(content, where).toContain(pem);
    expect(content, where).toContain(org);
    for (const part of [secret, CONSUMER_KEY, 'PRIVATE KEY', ...assertion.split('.')]) {
      expect(content.includes(part), where).toBe(false);
    }
  }

  // The file by itself, as the admin opens it.
  const other = await page.context().newPage();
  await other.setContent(html);
  await expect(other.getByText('<img src=x> "Nightly" & more')).toHaveCount(1);
  await expect(other.locator('img, script')).toHaveCount(0);
  const [saved] = await Promise.all([
    other.waitForEvent('download'),
    other.getByRole('link', { name: 'Save server.crt' }).click(),
  ]);
  expect(saved.suggestedFilename()).toBe('server.crt');
  expect((await readFile(await saved.path())).toString().trim()).toBe(pem);
  await other.close();

  // On paper the sheet stands alone; back in the guide, where one was.
  await page.emulateMedia({ media: 'print' });
  const lines = (inner: string) => inner.split(/\s+/).filter(Boolean).join(' ');
  expect(lines(await page.locator('body').innerText())).toBe(lines(await paper.innerText()));
  await page.emulateMedia({ media: 'screen' });
  await button(page, app.back).click();
  await expect(button(page, app.sheet)).toBeFocused();
});

for (const width of [1280, 360]) {
  test(`the whole guide by keyboard alone, ${width} wide`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.goto('./');
    await press(page, button(page, NAMES.home.create));
    await press(page, button(page, key.generate));
    await expect(the(page, 'list', key.list)).toBeVisible();
    await press(page, the(page, 'link', 'Go on to step 2'));
    await expect(the(page, 'heading', NAMES.steps.app)).toBeFocused();

    await typeInto(page, field(page, details.loginUrl), HOST);
    await typeInto(page, field(page, details.username), 'deploy@acme.example.uat');
    await press(page, the(page, 'checkbox', app.wantPage), 'Space');
    const boxes = page.getByRole('group', { name: /^Phase / }).getByRole('checkbox');
    await expect(boxes).toHaveCount(TICKS.length);
    for (const [at, { id }] of TICKS.entries()) {
      await expect(button(page, `${app.show} ${id}`)).toHaveAttribute('aria-expanded', 'true');
      if (id === 'A6') {
        const saving = page.waitForEvent('download');
        await press(page, button(page, key.downloadCertificate));
        expect((await saving).suggestedFilename()).toBe('server.crt');
        await tabTo(page, boxes.nth(at), 'Shift+Tab');
      }
      await press(page, boxes.nth(at), 'Space');
      await expect(boxes.nth(at)).toBeChecked();
      await expect(boxes.nth(at)).toBeFocused();
    }
    await expect(page.getByRole('timer')).toBeVisible();

    // A screen can be shown again, and is folded by the same key.
    const toggle = button(page, `${app.show} D3`);
    await press(page, toggle);
    await expect(page.getByRole('img', { name: /Allowed Origins List/ })).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(toggle).toHaveAttribute('aria-expanded', 'false');
    await press(page, page.locator('summary', { hasText: app.ownApp }));
    await expect(page.getByText('Use digital signatures')).toBeVisible();

    await tabTo(page, button(page, app.sheet), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await expect(the(page, 'article', app.sheetTitle)).toBeVisible();
    await tabTo(page, button(page, app.back), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await expect(button(page, app.sheet)).toBeFocused();
    await press(page, the(page, 'link', 'Go on to step 3'));
    await expect(the(page, 'heading', NAMES.steps.details)).toBeFocused();
    await expect(field(page, details.loginUrl)).toHaveValue(HOST);
  });
}
