/** What test/vault/vectors.test.ts asks of Node, asked of Chromium: the vault's code, built as for the app. */
import { expect, test } from '@playwright/test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, loadConfigFromFile } from 'vite';
import { readApp } from '../../src/host/app.ts';
import { createFileHandler } from '../../src/host/files.ts';
import { listenLocally } from '../../src/host/listen.ts';
import { toListener } from '../../src/proxy/listener.ts';
import type { Answer } from '../vault/_vectors.ts';

const PAGE = 'test/vault/_vectors.html';

test('what is published comes out in Chromium: Argon2id, HKDF, AES-GCM and a backup', async ({
  page,
}) => {
  const outDir = await mkdtemp(join(tmpdir(), 'keybearer-vectors-'));
  const loaded = await loadConfigFromFile({ command: 'build', mode: 'production' });
  const { base, build: settings } = loaded?.config ?? {};
  await build({
    configFile: false,
    logLevel: 'error',
    ...(base && { base }),
    build: { ...settings, outDir, rolldownOptions: { input: PAGE } },
  });
  const server = await listenLocally(
    0,
    toListener(createFileHandler(await readApp(outDir), { proxies: [] })),
  );
  try {
    await page.goto(`http://localhost:${server.port}/${PAGE}`);
    await page.waitForFunction(() => 'answers' in globalThis);
    const all = await page.evaluate(() =>
      (globalThis as unknown as { answers(): Promise<Answer[]> }).answers(),
    );
    expect(all.map(({ name, actual }) => [name, actual])).toEqual(
      all.map(({ name, expected }) => [name, expected]),
    );
    expect(all).toHaveLength(8 + 3 + 2 * 4 + 2);
  } finally {
    await server.close();
    await rm(outDir, { recursive: true });
  }
});
