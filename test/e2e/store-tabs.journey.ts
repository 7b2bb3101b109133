/** Several tabs that change one vault at once, in Chromium. */
import { amount } from '../_tools.ts';
import { expect, test } from './_store-page.ts';

const TABS = ['north', 'east', 'south', 'west'];

test.describe.configure({ timeout: 15 * 60_000 });

for (const locks of [true, false]) {
  const name = locks ? 'with Web Locks' : 'without Web Locks';
  test(`four tabs that change one vault at random, ${name}, lose nothing`, async ({
    context,
    address,
  }) => {
    const changes = locks
      ? amount('random changes in each of four tabs', 120, 2500)
      : amount('the same without Web Locks', 60, 500);
    const pages = await Promise.all(
      TABS.map(async () => {
        const page = await context.newPage();
        await page.goto(address);
        if (!locks) {
          await page.evaluate(() =>
            Object.defineProperty(Navigator.prototype, 'locks', { value: undefined }),
          );
        }
        return page;
      }),
    );
    await pages[0]?.evaluate(() => storePage.makeCounters());
    const seed = Date.now() % 1e6;
    const tallies = await Promise.all(
      pages.map((page, at) =>
        page.evaluate(([tab, changes, seed]) => storePage.operate(tab, changes, seed), [
          TABS[at] ?? '',
          changes,
          seed + at,
        ] as const),
      ),
    );
    const end = await pages[0]?.evaluate(() => storePage.readCounters());

    const expected: Record<string, unknown> = {};
    for (const tally of tallies) {
      Object.assign(expected, tally.own);
      for (const [at, counter] of tally.counters.entries()) {
        const all = Object.entries(counter).filter(([, count]) => count > 0);
        expected[`counter ${at}`] = {
          ...(expected[`counter ${at}`] as object),
          ...Object.fromEntries(all),
        };
      }
    }
    expect(end?.values, `seed ${seed}`).toEqual(expected);
    expect(end?.damaged).toEqual([]);
    expect(end?.headerRevision).toBe(1 + tallies.reduce((sum, { headers }) => sum + headers, 0));
    // Nothing that was replaced is left.
    expect(end?.lying).toBe(Object.keys(expected).length);
    // They did meet; how often is the machine's affair.
    expect(tallies.reduce((sum, { overtaken }) => sum + overtaken, 0)).toBeGreaterThan(0);
  });
}
