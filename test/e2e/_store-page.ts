/** A page with the vault's store alone in it, built as the app is, for what its worker cannot be asked. */
import { test as base } from '@playwright/test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, preview } from 'vite';
import type { Store } from '../../src/vault/store.ts';
import type { StorePage } from './store-page/page.ts';

declare global {
  var storePage: StorePage;
  /** One that a test keeps from one call to the next. */
  var store: Store;
}

export { expect } from '@playwright/test';

/** `address` is that of the page; `watch` fails where it complains. */
export const test = base.extend<{ watch: void }, { address: string }>({
  address: [
    async ({}, use) => {
      const outDir = await mkdtemp(join(tmpdir(), 'keybearer-store-page-'));
      const common = { configFile: false, root: 'test/e2e/store-page', logLevel: 'warn' } as const;
      await build({ ...common, build: { outDir, emptyOutDir: true } });
      const server = await preview({ ...common, build: { outDir }, preview: { port: 0 } });
      await use(server.resolvedUrls?.local[0] ?? '');
      await server.close();
      await rm(outDir, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],
  watch: [
    async ({ context }, use) => {
      const complaints: string[] = [];
      context.on('weberror', (error) => complaints.push(error.error().message));
      await use();
      base.expect(complaints, 'the page complained').toEqual([]);
    },
    { auto: true },
  ],
});
