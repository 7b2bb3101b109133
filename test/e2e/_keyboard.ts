/** What a person does who has no pointer. Every stop of the focus must be seen where it is. */
import type { Locator, Page } from '@playwright/test';
import { NAMES, the } from './_do.ts';
import { expect } from './_fixtures.ts';

/** More stops than any screen has. */
const STOPS = 250;

/** Presses Tab, or Shift+Tab, until this has the focus. */
export async function tabTo(page: Page, target: Locator, key = 'Tab'): Promise<void> {
  await expect(target).toBeVisible();
  // Found once: looking for a name at every stop is what takes the time.
  const there = await target.elementHandle();
  for (let stops = 0; stops < STOPS; stops += 1) {
    if (await there?.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
    expect(await hiddenFocus(page), 'the focus is not to be seen here').toBeNull();
  }
  throw new Error(`${key} does not get there`);
}

export async function press(page: Page, target: Locator, key = 'Enter'): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press(key);
}

/** Replaces what stands in a field. */
export async function typeInto(page: Page, target: Locator, text: string): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type(text);
  await expect(target).toHaveValue(text);
}

/** Goes back to the navigation "Steps", on to one of them, and finds itself at its heading. */
export async function goByKeys(page: Page, step: keyof typeof NAMES.steps): Promise<void> {
  const steps = the(page, 'navigation', NAMES.frame.steps);
  await tabTo(page, the(steps, 'link', NAMES.steps[step]), 'Shift+Tab');
  await page.keyboard.press('Enter');
  await arrived(page, step);
}

/** A step begins at its heading, in view. */
export async function arrived(page: Page, step: keyof typeof NAMES.steps): Promise<void> {
  const heading = the(page, 'heading', NAMES.steps[step]);
  await expect(heading).toBeFocused();
  await expect(heading).toBeInViewport({ ratio: 1 });
}

/**
 * What has the focus and cannot be seen to have it: no ring, not wholly in view (but for what is larger
 * than the view), or covered by something else such as the status line. `null` where all is well.
 */
export function hiddenFocus(page: Page): Promise<string | null> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    const ring = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
    // Half a pixel is what scrolling leaves.
    const seen = [...element.getClientRects()].every(({ top, bottom, left, right }) => {
      const tall = bottom - top > innerHeight;
      const inView = top >= -0.5 && (tall || bottom <= innerHeight + 0.5);
      if (!inView || left < -0.5 || right > innerWidth + 0.5) return false;
      return [top + 1, Math.min(bottom, innerHeight) - 1].every((y) => {
        const above = document.elementFromPoint((left + right) / 2, y);
        return above && (element.contains(above) || above.contains(element));
      });
    });
    const sized = element.getClientRects().length > 0;
    return ring && sized && seen ? null : element.outerHTML.slice(0, 200);
  });
}

/** From now on a press of any pointer is a mistake of the test's own: returns how many there were. */
export async function countPointers(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const counted = globalThis as { pointers?: number };
    counted.pointers = 0;
    const count = () => void (counted.pointers = (counted.pointers ?? 0) + 1);
    for (const type of ['pointerdown', 'mousedown', 'touchstart']) {
      addEventListener(type, count, { capture: true });
    }
  });
  return () => page.evaluate(() => (globalThis as { pointers?: number }).pointers ?? -1);
}
