/**
 * `npm run screenshots [-- --out DIR] [--only NAME]`: every screen and state, light and dark, at the
 * three widths that the design was drawn for, as key-made-1440-dark.png into screenshots/.
 */
import { chromium, type Page } from '@playwright/test';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { serve } from '../src/host/start.ts';
import { BROWSER_FLAGS, findBrowser } from './_browser.ts';
import { SCREENS } from './e2e/_screens.ts';
import { startWire } from './e2e/_wire.ts';

const WIDTHS = [1440, 768, 320];
const HEIGHT = 900;
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'screenshots' },
    only: { type: 'string', default: '' },
    build: { type: 'boolean', default: true },
  },
  allowNegative: true,
});

const executablePath = findBrowser();
if (executablePath === null) throw new Error('no Chrome or Chromium found: set CHROME_PATH');
await mkdir(values.out, { recursive: true });
const app = await serve({ port: 0, practicePort: 0, build: values.build });
const browser = await chromium.launch({ executablePath, args: BROWSER_FLAGS });
const failed: string[] = [];
for (const { name, open, width } of SCREENS.filter((screen) => screen.name.includes(values.only))) {
  const wire = await startWire();
  const context = await browser.newContext({
    baseURL: `${app.app}/`,
    proxy: { server: wire.url, bypass: '<-loopback>' },
    ignoreHTTPSErrors: true,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  try {
    if (width !== undefined) await page.setViewportSize({ width, height: HEIGHT });
    await open(page, wire);
    for (const wide of width === undefined ? WIDTHS : [width]) {
      await page.setViewportSize({ width: wide, height: HEIGHT });
      await page.setViewportSize({ width: wide, height: await fullHeight(page) });
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        const path = join(values.out, `${name}-${wide}-${colorScheme}.png`);
        await page.screenshot({ path });
      }
    }
    console.log(name);
  } catch (thrown) {
    failed.push(name);
    console.log(`${name}: ${thrown instanceof Error ? thrown.message.split('\n')[0] : thrown}`);
  }
  await context.close();
  await wire.close();
}
await browser.close();
await app.close();
if (failed.length > 0) {
  console.log(`not reached: ${failed.join(', ')}`);
  process.exitCode = 1;
}

/** A window as tall as the page, so that the status line stands at its end; a dialog covers a window. */
async function fullHeight(page: Page): Promise<number> {
  if ((await page.locator('dialog[open]').count()) > 0) return HEIGHT;
  return Math.max(HEIGHT, await page.evaluate(() => document.documentElement.scrollHeight));
}
