/**
 * `npm run bench`: medians of interleaved runs, ours beside what a user would take instead, on this
 * machine and now. Differences under half as much again are noise. `-- --runs N` for more than 10,
 * `-- --only unlocking` for one part, `-- --batch 100` for one size of batch (100 and 1,000 take long).
 */
import { chromium, type Browser, type Page } from '@playwright/test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build, loadConfigFromFile } from 'vite';
import { readApp } from '../../src/host/app.ts';
import { LIMITS, measure } from '../../src/host/budget.ts';
import { createFileHandler } from '../../src/host/files.ts';
import { listenLocally } from '../../src/host/listen.ts';
import { serve } from '../../src/host/start.ts';
import { toListener } from '../../src/proxy/listener.ts';
import { BROWSER_FLAGS, findBrowser } from '../_browser.ts';
import { hasTool, runAsync } from '../_tools.ts';
import { button, NAMES, select, the } from '../e2e/_do.ts';
import { startWire } from '../e2e/_wire.ts';
import { median, spread, table } from './_numbers.ts';
import { batching } from './batching.ts';
import { longestTask, type Task } from './_trace.ts';
import type { Rates } from './signing.ts';
import { searching } from './searching.ts';
import { storing } from './storing.ts';
import { starting } from './starting.ts';
import { unlocking } from './unlocking.ts';

const SIZES = [2048, 3072, 4096] as const;
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10' },
    only: { type: 'string', default: '' },
    batch: { type: 'string', default: '100,1000' },
  },
});
const runs = Math.max(1, Number(values.runs));

const executablePath = findBrowser();
if (executablePath === null) throw new Error('no Chrome or Chromium found: set CHROME_PATH');
if (!hasTool('openssl'))
  throw new Error('openssl is not installed: there is nothing to compare with');

await build({ logLevel: 'warn' });
const app = await serve({ port: 0, practicePort: 0 });
const browser = await chromium.launch({ executablePath, args: BROWSER_FLAGS });
const folder = await mkdtemp(join(tmpdir(), 'keybearer-bench-'));
try {
  console.log(
    `${browser.version()} (Chromium), Node ${process.version}, ${runs} runs, interleaved\n`,
  );
  const parts = {
    generating,
    signing,
    unlocking: async () => console.log(await unlocking(browser, app.app, runs)),
    searching: async () => console.log(await searching(browser, app.app, runs)),
    storing: async () => console.log(await storing(browser, app.app, runs)),
    batching: async () => {
      const counts = values.batch.split(',').map(Number);
      console.log(
        await batching(browser, app.app, { counts, runs, openssl: () => opensslRun(2048) }),
      );
    },
    starting: async () => console.log(await starting(browser, runs)),
    weighing,
  };
  for (const [name, part] of Object.entries(parts)) {
    if (name.startsWith(values.only)) await part();
  }
} finally {
  await browser.close();
  await app.close();
  await rm(folder, { recursive: true });
}

/** Click to certificate shown, against the whole process that makes a key and a certificate. */
async function generating(): Promise<void> {
  const rows = [
    [
      'bits',
      'first press',
      'again',
      'openssl req -x509',
      'again / openssl',
      'longest task',
      'of it CPU',
    ],
  ];
  for (const bits of SIZES) {
    const first: number[] = [];
    const again: number[] = [];
    const openssl: number[] = [];
    const tasks: Task[] = [];
    for (let run = 0; run < runs; run += 1) {
      const page = await freshPage(browser, bits);
      tasks.push(
        await longestTask(
          browser,
          page,
          async () => void first.push(await press(page, 'generate')),
        ),
      );
      openssl.push(await opensslRun(bits));
      again.push(await press(page, 'again'));
      await page.context().close();
    }
    rows.push([
      String(bits),
      `${spread(first)} ms`,
      `${spread(again)} ms`,
      `${spread(openssl)} ms`,
      (median(again) / median(openssl)).toFixed(2),
      `${spread(tasks.map(({ wall }) => wall))} ms`,
      `${spread(tasks.map(({ cpu }) => cpu))} ms`,
    ]);
  }
  console.log(
    'Key and certificate: median (least to most). The first press starts the worker, and',
  );
  console.log('the longest task of the main thread is taken from it.');
  console.log(`${table(rows)}\n`);
}

async function freshPage(from: Browser, bits: number): Promise<Page> {
  const context = await from.newContext();
  const page = await context.newPage();
  await page.goto(`${app.app}/`);
  await button(page, NAMES.home.create).click();
  await select(page, NAMES.key.bits).selectOption(String(bits));
  return page;
}

/** Milliseconds inside the page from the click to the frame after the certificate stands there. */
async function press(page: Page, how: 'generate' | 'again'): Promise<number> {
  let trigger = button(page, NAMES.key.generate);
  if (how === 'again') {
    await trigger.click();
    trigger = button(the(page, 'dialog', NAMES.key.dialog), NAMES.key.makeNew);
  }
  // No function with a name inside: tsx would mark it with a helper that the page lacks.
  return trigger.evaluate(async (element: HTMLElement, list) => {
    const selector = `[aria-label="${list}"]`;
    const before = document.querySelector(selector)?.textContent;
    const start = performance.now();
    element.click();
    do await new Promise(requestAnimationFrame);
    while ((document.querySelector(selector)?.textContent ?? before) === before);
    return performance.now() - start;
  }, NAMES.key.list);
}

async function opensslRun(bits: number): Promise<number> {
  const start = performance.now();
  const { status, stderr } = await runAsync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', `rsa:${bits}`, '-nodes', '-days', '365', '-sha256'],
      ...['-subj', '/CN=salesforce-jwt', '-keyout', 'server.key', '-out', 'server.crt'],
    ],
    { cwd: folder },
  );
  if (status !== 0) throw new Error(`openssl: ${stderr}`);
  return performance.now() - start;
}

async function signing(): Promise<void> {
  const outDir = join(folder, 'signing');
  const loaded = await loadConfigFromFile({ command: 'build', mode: 'production' });
  const { base, build: settings, worker: workers } = loaded?.config ?? {};
  await build({
    configFile: false,
    logLevel: 'error',
    ...(base && { base }),
    ...(workers && { worker: workers }),
    build: { ...settings, outDir, rolldownOptions: { input: 'test/bench/signing.html' } },
  });
  const files = createFileHandler(await readApp(outDir), { proxies: [] });
  const server = await listenLocally(0, toListener(files));
  const page = await browser.newPage();
  await page.goto(`http://localhost:${server.port}/test/bench/signing.html`);
  const rows = [['bits', 'through the worker', 'crypto.subtle.sign', 'ratio']];
  for (const bits of SIZES) {
    const all: Rates[] = [];
    for (let run = 0; run < runs; run += 1) {
      all.push(
        await page.evaluate(
          (size) =>
            (globalThis as unknown as { rates(bits: number, ms: number): Promise<Rates> }).rates(
              size,
              500,
            ),
          bits,
        ),
      );
    }
    const worker = all.map(({ throughWorker }) => throughWorker);
    const bare = all.map(({ bare: rate }) => rate);
    rows.push([
      String(bits),
      `${spread(worker)} /s`,
      `${spread(bare)} /s`,
      (median(worker) / median(bare)).toFixed(2),
    ]);
  }
  await page.close();
  await server.close();
  console.log('Signatures a second, one after the other');
  console.log(`${table(rows)}\n`);
}

/** The first view as it came over the network to an empty profile, and all that the build holds. */
async function weighing(): Promise<void> {
  const wire = await startWire();
  const context = await browser.newContext({ proxy: { server: wire.url, bypass: '<-loopback>' } });
  const page = await context.newPage();
  await page.goto(`${app.app}/`, { waitUntil: 'networkidle' });
  const received = (end: RegExp) =>
    wire.sent.filter(({ url }) => end.test(url)).reduce((sum, one) => sum + one.received, 0);
  const { precached } = measure({ files: await readApp('dist'), scripts: [], styles: [] });
  const bytes = (count: number) => `${count.toLocaleString('en')} B`;
  console.log('Size in brotli');
  console.log(
    table([
      ['what', 'bytes', 'at most'],
      ['index.html', bytes(received(/\/$/)), bytes(LIMITS.html)],
      ['scripts of the first view', bytes(received(/\.js$/)), bytes(LIMITS.scripts)],
      [`first view (${wire.sent.length} requests)`, bytes(received(/^/)), bytes(LIMITS.firstView)],
      ['everything', bytes(precached), bytes(LIMITS.precached)],
    ]),
  );
  await context.close();
  await wire.close();
}
