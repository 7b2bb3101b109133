/** The vault's store in Chromium's own IndexedDB, with a fault at every call of it in turn. */
import { amount } from '../_tools.ts';
import { expect, test } from './_store-page.ts';

const SCENARIOS = ['change', 'beginning and end', 'upgrade'] as const;
/** Kinds of faults, and whether the store gets over one that does not last. */
const KINDS = {
  quota: false,
  unknown: true,
  abort: true,
  lost: true,
  hangs: false,
  throws: false,
} as const;

for (const scenario of SCENARIOS) {
  for (const kind of Object.keys(KINDS) as (keyof typeof KINDS)[]) {
    test(`${scenario}: ${kind} at any call of the store loses nothing and leaves no half`, async ({
      page,
      address,
    }) => {
      test.slow();
      await page.goto(address);
      // To hang takes time.
      const stride = kind === 'hangs' ? amount('points from one hang to the next', 6, 1) : 1;
      for (const lasting of [false, true]) {
        const { points, rejected, wrong } = await page.evaluate(
          ([options, stride]) => storePage.runAll(options, stride),
          [{ scenario, kind, lasting }, stride] as const,
        );
        expect(wrong).toEqual([]);
        expect(points).toBeGreaterThan(20);
        if (KINDS[kind] && !lasting) expect(rejected).toBe(0);
        else expect(rejected).toBeGreaterThan(points / stride / 4);
      }
    });
  }
}
