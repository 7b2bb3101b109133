/** From a keystroke in "Find a connection" to the frame with the result, and what the main thread did meanwhile. */
import type { Browser, Page } from '@playwright/test';
import { button, NAMES, secret, the } from '../e2e/_do.ts';
import { median, spread, table } from './_numbers.ts';
import { seedVault } from './_seed.ts';
import { longestTask, type Task } from './_trace.ts';

/** With ten connections the list has no search: it begins above that. */
const COUNTS = [11, 100, 1_000, 10_000] as const;
const PASSPHRASE = 'plum orbit lantern quiet';
/** Each letter narrows the list further; the last ones leave a single connection. */
const WORDS = 'acme--b7';

export async function searching(browser: Browser, app: string, runs: number): Promise<string> {
  const rows = [
    ['connections', 'first letter', 'later letters', 'cleared', 'longest task', 'of it CPU'],
  ];
  for (const count of COUNTS) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await seedVault(page, { app, count, passphrase: PASSPHRASE });
    await page.goto(`${app}/`);
    await button(page, NAMES.vault.unlock).click();
    await secret(page, NAMES.vault.passphrase).fill(PASSPHRASE);
    await button(the(page, 'dialog', NAMES.vault.unlock), NAMES.vault.unlock).click();
    await the(page, 'searchbox', NAMES.home.find).waitFor({ timeout: 120_000 });
    const first: number[] = [];
    const later: number[] = [];
    const cleared: number[] = [];
    const tasks: Task[] = [];
    for (let run = 0; run < runs; run += 1) {
      const task = await longestTask(browser, page, async () => {
        for (let letters = 1; letters <= WORDS.length; letters += 1) {
          const time = await enter(page, WORDS.slice(0, letters));
          (letters === 1 ? first : later).push(time);
        }
        cleared.push(await enter(page, ''));
      });
      tasks.push(task);
    }
    rows.push([
      String(count),
      `${spread(first)} ms`,
      `${spread(later)} ms`,
      `${spread(cleared)} ms`,
      `${spread(tasks.map(({ wall }) => wall))} ms`,
      `${median(tasks.map(({ cpu }) => cpu)).toFixed(0)} ms`,
    ]);
    await context.close();
  }
  return `Search: keystroke to painted result, median (least to most)\n${table(rows)}\n`;
}

/** Milliseconds inside the page from the keystroke to the frame after the one that shows the result. */
function enter(page: Page, text: string): Promise<number> {
  return the(page, 'searchbox', NAMES.home.find).evaluate(async (element: HTMLElement, typed) => {
    // No function with a name inside: tsx would mark it with a helper that the page lacks.
    const input = element as HTMLInputElement;
    const start = performance.now();
    input.value = typed;
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await new Promise(requestAnimationFrame);
    // What runs right after a frame's work was painted.
    const painted = await new Promise<number>((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(performance.now());
      port2.postMessage(null);
    });
    // The window fills up over the next frames, which must not count for the next keystroke.
    for (let frames = 0; frames < 8; frames += 1) await new Promise(requestAnimationFrame);
    return painted - start;
  }, text);
}
