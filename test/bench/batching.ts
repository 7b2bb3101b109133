/** Keys and certificates for many connections, against bare key generation and against openssl. */
import type { Browser, Page } from '@playwright/test';
import { SUBJECT_DEFAULTS } from '../../src/core/subject-defaults.ts';
import { median, spread, table } from './_numbers.ts';
import { openWorker, type Blank } from './_worker.ts';

/** A run of a thousand takes minutes, three ways. */
const MOST_KEYS = 1_000;

export async function batching(
  browser: Browser,
  app: string,
  { counts, runs, openssl }: { counts: number[]; runs: number; openssl: () => Promise<number> },
): Promise<string> {
  const rows = [
    [
      'count',
      'batch with zip',
      'generateKey alone',
      'openssl req -x509',
      'batch / generateKey',
      'batch / openssl',
    ],
  ];
  for (const count of counts) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await openWorker(page, app);
    // What is loaded at first use is loaded before.
    await batch(page, 1);
    const [ours, bare, other]: number[][] = [[], [], []];
    for (let run = 0; run < Math.max(1, Math.min(runs, MOST_KEYS / count)); run += 1) {
      bare?.push(await generate(page, count));
      ours?.push(await batch(page, count));
      let total = 0;
      for (let at = 0; at < count; at += 1) total += await openssl();
      other?.push(total);
    }
    const per = (values: number[] = []) =>
      `${spread(
        values.map((all) => all / count),
        1,
      )} ms`;
    const ratio = (to: number[] = []) => (median(ours ?? []) / median(to)).toFixed(2);
    rows.push([String(count), per(ours), per(bare), per(other), ratio(bare), ratio(other)]);
    await context.close();
  }
  return `A batch of 2048 bits, a key each: milliseconds for one, median (least to most)\n${table(rows)}\n`;
}

/** Milliseconds from the call to its zip, ready to be taken. */
function batch(page: Page, count: number): Promise<number> {
  return page.evaluate(
    async ({ count, subject }) => {
      const { call } = globalThis as unknown as Blank;
      const items = Array.from({ length: count }, (_, at) => ({
        name: `Connection ${at}`,
        subject: { ...subject, commonName: `bench ${at}` },
      }));
      const options = { items, bits: 2048, days: 365, oneKey: false, keyFormat: 'pkcs8' };
      const start = performance.now();
      const { made }: { made: unknown[] } = await call('createBatch', {
        ...options,
        date: new Date(),
      });
      if (made.length !== count) throw new Error(`${made.length} of ${count} were made`);
      await call('takeBatch', {});
      return performance.now() - start;
    },
    { count, subject: SUBJECT_DEFAULTS },
  );
}

/** Milliseconds that the browser takes for the keys alone, one after the other. */
function generate(page: Page, count: number): Promise<number> {
  return page.evaluate(async (count) => {
    const start = performance.now();
    for (let at = 0; at < count; at += 1) {
      await crypto.subtle.generateKey(
        {
          name: 'RSASSA-PKCS1-v1_5',
          hash: 'SHA-256',
          modulusLength: 2048,
          publicExponent: new Uint8Array([1, 0, 1]),
        },
        true,
        ['sign', 'verify'],
      );
    }
    return performance.now() - start;
  }, count);
}
