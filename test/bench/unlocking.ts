/** From the passphrase to the list on the screen, with the derivation of the key apart. */
import type { Browser, Page } from '@playwright/test';
import { button, NAMES, secret, the } from '../e2e/_do.ts';
import { median, spread, table } from './_numbers.ts';
import { seedVault } from './_seed.ts';
import { longestTask, type Task } from './_trace.ts';

const COUNTS = [10, 100, 1_000, 10_000] as const;
/** A list shows so many rows; more come when somebody scrolls. */
const WINDOW = 100;
const PASSPHRASE = 'plum orbit lantern quiet';

export async function unlocking(browser: Browser, app: string, runs: number): Promise<string> {
  const rows = [
    [
      'connections',
      'derivation',
      'to the first rows',
      'of it the rest',
      'to its whole window',
      'longest task',
      'of it CPU',
    ],
  ];
  for (const count of COUNTS) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await seedVault(page, { app, count, passphrase: PASSPHRASE });
    const derivation: number[] = [];
    const first: number[] = [];
    const all: number[] = [];
    const tasks: Task[] = [];
    for (let run = 0; run < runs; run += 1) {
      // A user types for longer than the page loads.
      const fresh = (what: string) =>
        page.goto(`${app}/?${what}=${run}`, { waitUntil: 'networkidle' });
      const open = () => attempt(page, PASSPHRASE, { count });
      await fresh('wrong');
      // Only the derivation tells a wrong passphrase from the right one.
      derivation.push((await attempt(page, `${PASSPHRASE}!`, { count })).first);
      await fresh('right');
      const times = await open();
      first.push(times.first);
      all.push(times.all);
      // Once more for the tasks: being traced takes time, which is not the app's.
      await fresh('traced');
      tasks.push(await longestTask(browser, page, async () => void (await open())));
    }
    rows.push([
      String(count),
      `${spread(derivation)} ms`,
      `${spread(first)} ms`,
      `${Math.round(median(first) - median(derivation))} ms`,
      `${spread(all)} ms`,
      `${spread(tasks.map(({ wall }) => wall))} ms`,
      `${spread(tasks.map(({ cpu }) => cpu))} ms`,
    ]);
    await context.close();
  }
  return `Unlock: median (least to most). The derivation is what a wrong passphrase takes to be refused.\n${table(rows)}\n`;
}

/** Milliseconds inside the page from the press to the frame that shows the answer, or the rows. */
async function attempt(
  page: Page,
  passphrase: string,
  { count }: { count: number },
): Promise<{ first: number; all: number }> {
  const dialog = the(page, 'dialog', NAMES.vault.unlock);
  if (!(await dialog.isVisible())) await button(page, NAMES.vault.unlock).click();
  await secret(page, NAMES.vault.passphrase).fill(passphrase);
  return button(dialog, NAMES.vault.unlock).evaluate(
    async (element: HTMLElement, { list, count }) => {
      // No function with a name inside: tsx would mark it with a helper that the page lacks.
      const alert = document.querySelector('dialog [role="alert"]');
      const start = performance.now();
      element.click();
      let first = 0;
      for (;;) {
        await new Promise(requestAnimationFrame);
        const now = performance.now() - start;
        const refused = document.querySelector('dialog [role="alert"]');
        if (refused && refused !== alert) return { first: now, all: now };
        const rows = document.querySelectorAll(`ul[aria-label="${list}"] > li`).length;
        if (rows > 0) first ||= now;
        if (rows === count) return { first, all: now };
      }
    },
    { list: NAMES.home.list, count: Math.min(count, WINDOW) },
  );
}
