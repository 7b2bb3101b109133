import type { Page } from '@playwright/test';
import { amount } from '../_tools.ts';
import { axeFindings } from './_axe.ts';
import { expect, hostsOf, test } from './_fixtures.ts';
import { SCREENS } from './_screens.ts';

// The colours are the same at every width, the layout in both themes: quickly, each is looked at once.
const every = amount('widths and themes of each screen that axe looks at', 2, 4) === 4;
const BOTH = ['light', 'dark'] as const;
const THEMES: Record<number, readonly (typeof BOTH)[number][]> = every
  ? { 1440: BOTH, 320: BOTH }
  : { 1440: ['light'], 320: ['dark'] };

for (const { name, open, width, complaints = [], kept = false } of SCREENS) {
  test.describe(() => {
    test.use({ kept });
    test(`${name}: nothing for axe to find, nothing wider than the screen`, async ({
      page,
      wire,
      watch,
      app,
    }) => {
      complaints.forEach(watch.expects);
      await page.emulateMedia({ reducedMotion: 'reduce' });
      if (width !== undefined) await page.setViewportSize({ width, height: 900 });
      await open(page, wire);

      // What was found, and where: the same finding at every width is one.
      const found = new Map<string, string[]>();
      const note = (finding: string, where: string) =>
        found.set(finding, [...(found.get(finding) ?? []), where]);
      for (const wide of width === undefined ? [1440, 768, 360, 320] : [width]) {
        await page.setViewportSize({ width: wide, height: 900 });
        // As tall as the page: what the status line covers can be scrolled clear, which is no finding.
        const height = await page.evaluate(() => document.documentElement.scrollHeight);
        await page.setViewportSize({ width: wide, height: Math.max(900, height) });
        for (const finding of await overflow(page)) note(finding, `${wide}`);
        for (const colorScheme of width === undefined ? (THEMES[wide] ?? []) : BOTH) {
          await page.emulateMedia({ colorScheme });
          for (const finding of await axeFindings(page)) note(finding, `${wide} ${colorScheme}`);
        }
      }
      expect([...found].map(([finding, where]) => `${finding} (${where.join(', ')})`)).toEqual([]);
      const known = [new URL(app.app).host, new URL(app.practice).host, 'acme.my.salesforce.com'];
      expect(hostsOf(wire).filter((host) => !known.includes(host))).toEqual([]);
    });
  });
}

/** By how much the page scrolls sideways, and the longest words out there; nothing when it does not. */
function overflow(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const beyond = [...document.body.querySelectorAll('*')].filter(
      (element) => element.getBoundingClientRect().right > clientWidth + 0.5,
    );
    const words = new Set(beyond.flatMap(({ textContent }) => textContent.split(/\s+/)));
    const longest = [...words].sort((a, b) => b.length - a.length).slice(0, 3);
    return [`wider by ${scrollWidth - clientWidth} px, beside words such as ${longest.join(' ')}`];
  });
}
