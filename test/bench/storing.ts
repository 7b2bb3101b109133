/** Saving one connection, a backup and restoring it, in vaults of several sizes. */
import type { Browser, Page } from '@playwright/test';
import { spread, table } from './_numbers.ts';
import { seedVault } from './_seed.ts';
import { openWorker, type Blank } from './_worker.ts';

const COUNTS = [10, 100, 1_000, 10_000] as const;
const PASSPHRASE = 'plum orbit lantern quiet';

interface Times {
  save: number;
  backup: number;
  read: number;
  restore: number;
}

export async function storing(browser: Browser, app: string, runs: number): Promise<string> {
  const rows = [['connections', 'save one', 'backup', 'read the backup', 'restore']];
  const all = new Map<number, Times[]>(COUNTS.map((count) => [count, []]));
  const contexts = [];
  const pages = new Map<number, Page>();
  for (const count of COUNTS) {
    const context = await browser.newContext();
    contexts.push(context);
    const page = await context.newPage();
    await seedVault(page, { app, count, passphrase: PASSPHRASE });
    pages.set(count, page);
  }
  for (let run = 0; run < runs; run += 1) {
    for (const [count, page] of pages) {
      await openWorker(page, app);
      all.get(count)?.push(await once(page, run));
    }
  }
  for (const [count, times] of all) {
    const of = (name: keyof Times) => times.map((one) => one[name]);
    rows.push([
      String(count),
      `${spread(of('save'), 1)} ms`,
      `${spread(of('backup'))} ms`,
      `${spread(of('read'))} ms`,
      `${spread(of('restore'))} ms`,
    ]);
  }
  for (const context of contexts) await context.close();
  return `Vault: median (least to most). A backup is read under its passphrase, derivation included, and restored where no vault is.\n${table(rows)}\n`;
}

/** Saves ten times one connection, then backs up, deletes the vault and restores it. */
function once(page: Page, run: number): Promise<Times> {
  return page.evaluate(
    async ({ passphrase, run }) => {
      const { call, end } = globalThis as unknown as Blank;
      const bytes = () => new TextEncoder().encode(passphrase);
      const {
        entries,
      }: { entries: { id: string; kind: string; value: object; revision: number }[] } = await call(
        'unlockVault',
        { passphrase: bytes() },
      );
      const found = entries.find(({ kind }) => kind === 'connection');
      if (!found) throw new Error('the vault is empty');
      const saves: number[] = [];
      let { revision } = found;
      for (let at = 0; at < 10; at += 1) {
        const value = { ...found.value, alias: `${run} ${at}` };
        const start = performance.now();
        const result: { saved: { revision: number }[] } = await call('saveEntries', {
          entries: [{ ...found, value, revision }],
        });
        saves.push(performance.now() - start);
        revision = result.saved[0]?.revision ?? NaN;
      }
      let start = performance.now();
      const { url, records }: { url: string; records: number } = await call('backup', {});
      const backup = performance.now() - start;
      if (records < entries.length) throw new Error('the backup lacks something');
      const file = await new Promise<Blob>((resolve, reject) => {
        const request = new XMLHttpRequest();
        request.responseType = 'blob';
        request.onload = () => resolve(request.response);
        request.onerror = () => reject(new Error('the backup could not be read'));
        request.open('GET', url);
        request.send();
      });
      await call('deleteVault', {});
      start = performance.now();
      await call('readBackup', { file, way: { passphrase: bytes() } });
      const read = performance.now() - start;
      start = performance.now();
      await call('restoreBackup', {});
      const restore = performance.now() - start;
      end();
      saves.sort((a, b) => a - b);
      return { save: saves[5] ?? NaN, backup, read, restore };
    },
    { passphrase: PASSPHRASE, run },
  );
}
