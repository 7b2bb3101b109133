/** How soon there is something to read and to press: the first time, again, and without a network. */
import type { Browser, Page } from '@playwright/test';
import { serve } from '../../src/host/start.ts';
import { spread, table } from './_numbers.ts';

interface Start {
  /** First contentful paint. */
  paint: number;
  /** The page's own view stands there, and its buttons answer. */
  ready: number;
}

export async function starting(browser: Browser, runs: number): Promise<string> {
  const cold: Start[] = [];
  const again: Start[] = [];
  const offline: Start[] = [];
  for (let run = 0; run < runs; run += 1) {
    const app = await serve({ port: 0, practicePort: 0 });
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.addInitScript(noteReady);
    cold.push(await start(page, `${app.app}/`));
    // The service worker has taken the files in and answers for them from now on.
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    await page.reload();
    again.push(await start(page, `${app.app}/`));
    await app.close();
    offline.push(await start(page, `${app.app}/`));
    await context.close();
  }
  const row = (what: string, starts: readonly Start[]) => [
    what,
    `${spread(starts.map(({ paint }) => paint))} ms`,
    `${spread(starts.map(({ ready }) => ready))} ms`,
  ];
  return `Start: median (least to most), from the navigation\n${table([
    ['', 'first paint', 'buttons answer'],
    row('first visit', cold),
    row('again', again),
    row('the server stopped', offline),
  ])}\n`;
}

async function start(page: Page, url: string): Promise<Start> {
  await page.goto('about:blank');
  await page.goto(url, { waitUntil: 'commit' });
  return page.evaluate(async () => {
    const times = globalThis as { keybearerReady?: number };
    for (;;) {
      const [paint] = performance.getEntriesByName('first-contentful-paint');
      const ready = times.keybearerReady;
      if (paint && ready !== undefined) return { paint: paint.startTime, ready };
      await new Promise(requestAnimationFrame);
    }
  });
}

/** Notes when the page's own script puts its view in the place of the prerendered one. */
function noteReady(): void {
  const times = globalThis as { keybearerReady?: number };
  new MutationObserver((changes, observer) => {
    const replaced = changes.some(
      ({ target, addedNodes }) => (target as Element).id === 'app' && addedNodes.length > 0,
    );
    if (document.readyState === 'loading' || !replaced) return;
    times.keybearerReady = performance.now();
    observer.disconnect();
  }).observe(document, { childList: true, subtree: true });
}
