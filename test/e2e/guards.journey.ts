/** What guards every other journey is shown to see what it is there for. */
import { button, generate, NAMES, newConnection, readyToPractise, the } from './_do.ts';
import { expect, hostsOf, test } from './_fixtures.ts';
import { everyFile, kept, offlineReady } from './_kept.ts';

test('a Trusted Types violation in the page is refused and seen', async ({ page, watch }) => {
  watch.expects(/policy violation.*require-trusted-types-for/);
  watch.expects(/console error.*TrustedHTML/);
  await page.goto('./');
  const thrown = await page.evaluate(() => {
    try {
      document.body.innerHTML = '<b>';
      return 'nothing';
    } catch (error) {
      return (error as Error).name;
    }
  });
  expect(thrown).toBe('TypeError');
});

test('a host that the policy does not list is refused and seen', async ({ page, watch, wire }) => {
  watch.expects(/policy violation.*connect-src/);
  watch.expects(/console error.*Content Security Policy/);
  await page.goto('./');
  await page.evaluate(() => fetch('https://example.com/').catch(() => undefined));
  expect(hostsOf(wire)).not.toContain('example.com');
});

test('the worker has no network, and a try of it is seen', async ({ page, watch, wire, app }) => {
  watch.expects(/policy violation.*script-src/);
  await newConnection(page);
  await generate(page);
  const [worker] = page.workers();
  expect(await worker?.evaluate(() => typeof fetch)).toBe('undefined');
  // The one thing left that loads an address: the policy keeps it to the worker's own origin.
  const said = await worker?.evaluate(
    (address) => import(address).then(String, () => 'refused'),
    `${app.practice}/x.js`,
  );
  expect(said).toBe('refused');
  // The browser reports it a moment later.
  await expect.poll(() => wire.violations.length).toBeGreaterThan(0);
});

test('a request to a Salesforce host that nobody plays is seen', async ({ page, watch, wire }) => {
  watch.expects(/net::ERR_/);
  await page.goto('./');
  await page.evaluate(() => fetch('https://other.my.salesforce.com/').catch(() => undefined));
  expect(hostsOf(wire)).toContain('other.my.salesforce.com');
});

test('after a whole run the browser stores the app and nothing else', async ({
  page,
  context,
  app,
}) => {
  await readyToPractise(page);
  await button(page, NAMES.token.get).click();
  await expect(the(page, 'region', NAMES.token.result)).toBeVisible();
  await offlineReady(page);
  const files = await everyFile(`${app.app}/`, { practice: app.practice });
  expect(Object.values(await kept(page))).toEqual([files]);
  expect(await context.cookies()).toEqual([]);
  const stored = await page.evaluate(async () => ({
    local: { ...localStorage },
    session: { ...sessionStorage },
    databases: (await indexedDB.databases()).map(({ name }) => name),
  }));
  expect(stored).toEqual({ local: {}, session: {}, databases: [] });
});

test('leaving with a key asks first, and without one it does not', async ({ page }) => {
  const asked: string[] = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void dialog.accept();
  });
  await newConnection(page);
  await page.reload();
  expect(asked).toEqual([]);
  await newConnection(page);
  await generate(page);
  await page.reload();
  expect(asked).toEqual(['beforeunload']);
});
