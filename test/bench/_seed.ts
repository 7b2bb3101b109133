/** A vault with many connections in it, made by the app's own worker. */
import type { Page } from '@playwright/test';
import { SUBJECT_DEFAULTS } from '../../src/core/subject-defaults.ts';
import { openWorker, type Blank } from './_worker.ts';

/** At most so many keys, each for ten connections or more: a thousand would take longer than all the rest. */
const KEYS = 50;

/** Makes a vault with this many connections in the page's profile, and leaves the page blank. */
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
  await openWorker(page, app);
  await page.evaluate(
    async ({ count, passphrase, subject, sharing, given }) => {
      const { call, end } = globalThis as unknown as Blank;
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
      end();
    },
    {
      count,
      passphrase,
      subject: { ...SUBJECT_DEFAULTS, commonName: 'bench' },
      sharing: Math.max(10, Math.ceil(count / KEYS)),
      given,
    },
  );
}
