/** The app's own worker in a blank page of its origin, called without the page that is in front of it. */
import type { Page } from '@playwright/test';
import { readdir } from 'node:fs/promises';

/** What stands in the page then: `call` rejects with the message of the worker's error. */
export interface Blank {
  call(name: string, options: object): Promise<never>;
  end(): void;
}

export async function openWorker(page: Page, app: string): Promise<void> {
  const name = (await readdir('dist/worker')).find((file) => file.startsWith('worker-'));
  const blank = `${app}/seed`;
  // With an icon of its own, or the browser asks for one that is not there.
  const body = '<link rel="icon" href="data:," />';
  await page.route(blank, (route) => route.fulfill({ contentType: 'text/html', body }));
  await page.goto(blank);
  await page.unroute(blank);
  // tsx marks functions with this helper of its own, which the page lacks.
  await page.evaluate('globalThis.__name = (named) => named');
  await page.evaluate((url) => {
    const worker = new Worker(url, { type: 'module' });
    let last = 0;
    const call = (name: string, options: object) =>
      new Promise<never>((resolve, reject) => {
        const id = ++last;
        worker.addEventListener('message', function listen({ data }) {
          if (data.id !== id) return;
          worker.removeEventListener('message', listen);
          if (data.error) reject(new Error(data.error.message));
          else resolve(data.value as never);
        });
        worker.postMessage({ id, name, options });
      });
    Object.assign(globalThis, { call, end: () => worker.terminate() });
  }, `${app}/worker/${name}`);
}
