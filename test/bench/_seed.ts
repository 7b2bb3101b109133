/** A vault with many connections in it, made by the app's own worker. */
import type { Page } from '@playwright/test';
import { readdir } from 'node:fs/promises';
import { SUBJECT_DEFAULTS } from '../../src/core/subject-defaults.ts';

/** At most so many keys, each for ten connections or more: a thousand would take longer than all the rest. */
const KEYS = 50;

/**
 * Makes a vault with this many connections in the page's profile. The page goes to a blank one
 * of the app's origin, where a test may start the worker itself.
 */
export async function seedVault(
  page: Page,
  options: {
    app: string;
    count: number;
    passphrase: string;
    /** What is different about each, by its place; `left` moves the end of its certificate. */
    given?: readonly (object & { left?: number })[];
  },
): Promise<void> {
  const { app, count, passphrase, given = [] } = options;
  const name = (await readdir('dist/worker')).find((file) => file.startsWith('worker-'));
  const blank = `${app}/seed`;
  // With an icon of its own, or the browser asks for one that is not there.
  const body = '<link rel="icon" href="data:," />';
  await page.route(blank, (route) => route.fulfill({ contentType: 'text/html', body }));
  await page.goto(blank);
  await page.unroute(blank);
  // tsx marks functions with this helper of its own, which the page lacks.
  await page.evaluate('globalThis.__name = (named) => named');
  await page.evaluate(
    async ({ url, count, passphrase, subject, sharing, given }) => {
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
      await call('createVault', { passphrase: new TextEncoder().encode(passphrase) });
      let current: { key: { id: string }; certificate: object } | null = null;
      const entries: object[] = [];
      for (let at = 0; at < count; at += 1) {
        if (current === null || at % sharing === 0) {
          const key: { id: string } = await call('createKey', { bits: 2048 });
          const options = { keyId: key.id, subject, days: 30 + ((at * 7) % 335) };
          current = { key, certificate: await call('createCertificate', options) };
        }
        const id = `bench${at}`;
        const { left, ...rest } = given[at] ?? {};
        const notAfter = Date.now() + ((left ?? 0) + 0.5) * 86_400_000;
        const moved = { ...current, certificate: { ...current.certificate, notAfter } };
        const value = {
          id,
          madeAt: at,
          name: `Connection ${at}`,
          loginUrl: `https://acme--b${at}.sandbox.my.salesforce.com`,
          consumerKey: `3MVG9.${'Bench'.repeat(15)}.${at}`,
          username: `deploy@acme.example.b${at}`,
          current: left === undefined ? current : moved,
          ...rest,
        };
        entries.push({ id, kind: 'connection', value });
      }
      await call('saveEntries', { entries });
      worker.terminate();
    },
    {
      url: `${app}/worker/${name}`,
      count,
      passphrase,
      subject: { ...SUBJECT_DEFAULTS, commonName: 'bench' },
      sharing: Math.max(10, Math.ceil(count / KEYS)),
      given,
    },
  );
}
