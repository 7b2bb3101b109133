import type { Page } from '@playwright/test';
import { createHash } from 'node:crypto';
import { readApp } from '../../src/host/app.ts';
import { metaTag } from '../../src/host/headers.ts';

/**
 * Waits until the service worker has everything and answers for this page. The browser's own cache of
 * what it loaded is emptied, so that nothing else can stand in for it.
 */
export async function offlineReady(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    while (active?.state !== 'activated' || !navigator.serviceWorker.controller) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.clearBrowserCache');
  await devtools.detach();
}

/** Everything in Cache Storage: the SHA-256 of each content by cache, then by address. */
export function kept(page: Page): Promise<Record<string, Record<string, string>>> {
  return page.evaluate(async () => {
    const found: Record<string, Record<string, string>> = {};
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      const files: Record<string, string> = {};
      for (const request of await cache.keys()) {
        const response = await cache.match(request);
        const content = await response?.arrayBuffer();
        const digest = await crypto.subtle.digest('SHA-256', content ?? new ArrayBuffer(0));
        files[request.url] = btoa(String.fromCharCode(...new Uint8Array(digest)));
      }
      found[name] = files;
    }
    return found;
  });
}

/** What one cache has to hold for a build at this address; `npm start` names its practice org in the page. */
export async function everyFile(
  url: string,
  { folder = 'dist', practice }: { folder?: string; practice?: string } = {},
): Promise<Record<string, string>> {
  const files = await readApp(folder);
  files.delete('sw.js');
  return Object.fromEntries(
    [...files].map(([path, bytes]) => {
      const page = path === 'index.html';
      const content = page ? served(new TextDecoder().decode(bytes)) : bytes;
      const digest = createHash('sha256').update(content).digest('base64');
      return [url + (page ? '' : path), digest];
    }),
  );

  function served(html: string): string {
    if (practice === undefined) return html;
    return html.replace(metaTag({ proxies: [] }), () => metaTag({ proxies: [], practice }));
  }
}
