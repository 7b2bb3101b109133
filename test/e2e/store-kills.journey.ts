/** A browser that is killed in the middle of writes, and the vault it leaves on the disk. */
import { chromium, type Page } from '@playwright/test';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BROWSER_FLAGS, findBrowser } from '../_browser.ts';
import { amount } from '../_tools.ts';
import { expect, test } from './_store-page.ts';

interface Killable {
  page: Page;
  /** Ends every process of this browser at once. */
  kill(): Promise<void>;
}

/** A browser of ours, with all it starts in a group of its own. */
async function start(profile: string): Promise<Killable> {
  const port = join(profile, 'DevToolsActivePort');
  await rm(port, { force: true });
  const flags = ['--headless', '--remote-debugging-port=0', `--user-data-dir=${profile}`];
  const browser = spawn(findBrowser() ?? '', [...BROWSER_FLAGS, ...flags, 'about:blank'], {
    detached: true,
    stdio: 'ignore',
  });
  const kill = () => killGroup(browser);
  try {
    let address = '';
    await expect
      .poll(async () => {
        const [number, path] = (await readFile(port, 'utf8').catch(() => '')).split('\n');
        address = path ? `ws://127.0.0.1:${number}${path}` : '';
        return address;
      })
      .not.toBe('');
    const [context] = (await chromium.connectOverCDP(address)).contexts();
    if (!context) throw new Error('the browser has no context');
    return { page: await context.newPage(), kill };
  } catch (thrown) {
    await kill();
    throw thrown;
  }
}

async function killGroup(browser: ChildProcess): Promise<void> {
  const ended = browser.exitCode === null && browser.signalCode === null && once(browser, 'exit');
  if (browser.pid !== undefined) process.kill(-browser.pid, 'SIGKILL');
  await ended;
}

/** The folder in which Chromium keeps the store of the page; '' where there is none. */
async function folderOf(profile: string): Promise<string> {
  const stores = join(profile, 'Default/IndexedDB');
  const [folder] = await readdir(stores).catch(() => []);
  return folder === undefined ? '' : join(stores, folder);
}

/** Whether Chromium had no such folder when it opened it last, or had deleted it. */
async function isAnew(profile: string): Promise<boolean> {
  const said = await readFile(join(await folderOf(profile), 'LOG'), 'utf8').catch(() => '');
  return said.includes('since it was missing');
}

/** Half a record at the end of LevelDB's log, as a crash between two of its writes leaves it. */
async function tear(profile: string): Promise<void> {
  const folder = await folderOf(profile);
  const logs = (await readdir(folder)).filter((name) => name.endsWith('.log')).sort();
  const log = join(folder, logs.at(-1) ?? '');
  // Sum, length and kind of a record, which ends with its block of 32 KiB at the latest.
  const room = 32_768 - ((await stat(log)).size % 32_768) - 7;
  const length = Math.min(600, Math.max(room, 0));
  const half = Buffer.alloc(7 + Math.floor(length / 2), 1);
  half.writeUInt16LE(length, 4);
  await appendFile(log, half);
}

/** Writes until some is saved, and gives the last sequence number that was. */
async function write(page: Page, from: number): Promise<number> {
  let saved = 0;
  page.on('console', (message) => {
    saved = Number(/^saved (\d+)$/.exec(message.text())?.[1] ?? saved);
  });
  page.evaluate((first) => storePage.writeOn(first), from).catch(() => {});
  // Soon: LevelDB ends a log by itself after 4 MiB, which is some hundred of these.
  await expect.poll(() => saved, { intervals: [20] }).toBeGreaterThan(from + 2);
  return saved;
}

for (const settles of [true, false]) {
  test(`a log that a crash has torn is ${settles ? 'ended before anything is written behind it' : 'what Chromium deletes all for, unless it is ended'}`, async ({
    address,
  }) => {
    const profile = await mkdtemp(join(tmpdir(), 'keybearer-torn-'));
    try {
      let saved = 0;
      for (const crash of [1, 2]) {
        const { page, kill } = await start(profile);
        try {
          await page.goto(address);
          if (settles) await page.evaluate(() => storePage.settle());
          const { written } = await page.evaluate(() => storePage.reopen());
          // What is whole is read, torn or not.
          expect(written.one?.sequence ?? 0).toBeGreaterThanOrEqual(saved);
          saved = await write(page, (written.one?.sequence ?? 0) + 1);
        } finally {
          await kill();
        }
        if (crash === 1) await tear(profile);
      }
      const { page, kill } = await start(profile);
      try {
        await page.goto(address);
        const { written, damaged } = await page.evaluate(() => storePage.reopen());
        expect([await isAnew(profile), damaged]).toEqual([!settles, []]);
        if (settles) expect(written.one?.sequence).toBeGreaterThanOrEqual(saved);
        else expect(written).toEqual({});
      } finally {
        await kill();
      }
    } finally {
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    }
  });
}

test('what was saved before the browser was killed is there after it, and nothing is torn', async ({
  address,
}) => {
  const kills = amount('kills in the middle of writes', 6, 100);
  test.setTimeout(60_000 + kills * 20_000);
  const profile = await mkdtemp(join(tmpdir(), 'keybearer-kills-'));
  /** The last sequence number that was reported as saved, of each record. */
  const reported = new Map<string, number>();
  let sequence = 0;
  let leftOver = 0;
  try {
    for (let run = 0; run <= kills; run += 1) {
      const { page, kill } = await start(profile);
      try {
        await page.goto(address);
        await page.evaluate(() => storePage.settle());
        const { written, damaged } = await page.evaluate(() => storePage.reopen());
        expect(damaged).toEqual([]);
        for (const [id, last] of reported) {
          expect(written[id]?.sequence, `${id} after ${run} kills`).toBeGreaterThanOrEqual(last);
        }
        for (const { whole } of Object.values(written)) expect(whole).toBe(true);
        // These two are written as one.
        expect(written.one?.sequence).toBe(written.other?.sequence);
        const there = written.one?.sequence ?? 0;
        if (there > sequence) leftOver += 1;
        sequence = there;
        if (run === kills) break;

        const before = sequence;
        page.on('console', (message) => {
          const saved = Number(/^saved (\d+)$/.exec(message.text())?.[1]);
          if (!Number.isSafeInteger(saved)) return;
          for (const id of ['one', 'other', `more ${saved % 10}`]) reported.set(id, saved);
          sequence = saved;
        });
        // It never answers: it is killed.
        page.evaluate((from) => storePage.writeOn(from), before + 1).catch(() => {});
        await expect.poll(() => sequence).toBeGreaterThan(before);
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 400));
      } finally {
        await kill();
      }
    }
    test.info().annotations.push({
      type: 'kills',
      description: `${kills}, ${sequence} writes; ${leftOver} saved more than had been reported`,
    });
    expect(sequence).toBeGreaterThan(kills);
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
});
