/** A newcomer goes through all six steps at the practice org, and breaks it once, without a pointer. */
import { button, field, NAMES, pasted, select, the } from './_do.ts';
import { expect, test } from './_fixtures.ts';
import { arrived, countPointers, goByKeys, press, tabTo, typeInto } from './_keyboard.ts';

const { key, app: guide, details, token, use, troubleshoot, practice } = NAMES;

for (const width of [1280, 360]) {
  test(`all six steps by keyboard alone, ${width} wide`, async ({ page, app, watch }) => {
    watch.expects(/status of 400/);
    await page.setViewportSize({ width, height: 800 });
    const pointers = await countPointers(page);
    await page.goto('./');
    await press(page, button(page, NAMES.home.practice));

    await test.step('1: a key and a certificate', async () => {
      await arrived(page, 'key');
      await typeInto(page, field(page, key.commonName), 'first steps');
      await press(page, button(page, key.generate));
      const list = the(page, 'list', key.list);
      await expect(list).toContainText('first steps');
      const certificate = page.waitForEvent('download');
      await press(page, button(page, key.downloadCertificate));
      expect((await certificate).suggestedFilename()).toBe('server.crt');
    });

    await test.step('2: what an admin does in Setup', async () => {
      await goByKeys(page, 'app');
      for (const phase of [guide.phaseA, guide.phaseB, guide.phaseC]) {
        const tick = the(page, 'group', phase).getByRole('checkbox').first();
        await press(page, tick, 'Space');
        await expect(tick).toBeChecked();
      }
    });

    await test.step('3: the details', async () => {
      await goByKeys(page, 'details');
      await expect(field(page, details.loginUrl)).toHaveValue(app.practice);
      await typeInto(page, field(page, details.username), 'nightly@practice.example');
      await typeInto(page, field(page, details.name), 'First steps');
      await expect(page.getByRole('alert')).toHaveCount(0);
    });

    const result = the(page, 'region', token.result);

    await test.step('4: a token', async () => {
      await goByKeys(page, 'token');
      // A radio group is one stop; the arrows choose in it.
      await tabTo(page, the(page, 'radio', token.straight));
      await page.keyboard.press('ArrowDown');
      await expect(the(page, 'radio', token.proxy)).toBeChecked();
      await page.keyboard.press('ArrowUp');
      await expect(the(page, 'radio', token.straight)).toBeChecked();
      await press(page, button(page, token.get));
      await expect(result).toContainText(app.practice);
      await press(page, button(result, token.reveal), 'Space');
      await expect(result).toContainText('!');
    });

    await test.step('5: the command for the pipeline', async () => {
      await goByKeys(page, 'use');
      await tabTo(page, select(page, use.shell));
      await page.keyboard.press('p');
      await expect(select(page, use.shell)).toHaveValue('powershell');
      await page.keyboard.press('b');
      await typeInto(page, field(page, use.alias), 'first steps');
      await press(page, the(page, 'checkbox', use.setDefault), 'Space');
      await press(page, button(page, use.copy));
      const command = await pasted(page, button(page, use.copy));
      expect(command).toMatch(/^sf org login jwt --username '?nightly@practice\.example'? /);
      expect(command).toContain(` --instance-url ${app.practice} `);
      expect(command).toMatch(/ --alias 'first steps' --set-default$/);
    });

    const failures = the(page, 'table', troubleshoot.table);
    const search = the(page, 'searchbox', troubleshoot.search);

    await test.step('6: what to do when it fails', async () => {
      await goByKeys(page, 'troubleshoot');
      await typeInto(page, search, '{"error_description":"expired authorization code"}');
      await expect(failures.getByRole('row')).toHaveCount(3);
      const fix = failures.getByText('Set this device’s clock by the network.');
      await expect(fix).toBeVisible();
      // What was found is open, and folds.
      await press(page, failures.locator('summary'));
      await expect(fix).toBeHidden();
      await press(page, button(page, troubleshoot.showAll));
      await expect(search).toBeFocused();
      await expect(search).toHaveValue('');
    });

    await test.step('and it fails: the refusal leads to its row', async () => {
      await goByKeys(page, 'token');
      await press(page, the(page, 'checkbox', practice.userNotApproved), 'Space');
      await press(page, button(page, token.get));
      const said = "user hasn't approved this consumer";
      await expect(result).toContainText(said);
      await press(page, result.getByRole('link', { name: `“${said}”` }));
      const row = failures.locator('summary', { hasText: 'The user is not approved for the app' });
      await expect(row).toBeFocused();
      await expect(row).toBeInViewport({ ratio: 1 });
      await expect(
        failures.getByText('Set Permitted Users to “Admin approved users are pre-authorized”.'),
      ).toBeVisible();
      await expect(search).toHaveValue(`invalid_grant: ${said}`);
    });

    await test.step('and mended, it works again', async () => {
      await goByKeys(page, 'token');
      await press(page, the(page, 'checkbox', practice.userNotApproved), 'Space');
      await press(page, button(page, token.get));
      await expect(button(result, token.reveal)).toBeVisible();
    });

    expect(await pointers(), 'a pointer was used').toBe(0);
  });
}
