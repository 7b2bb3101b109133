/** A browser that is killed in the middle of writes, and the vault it leaves on the disk. */
import { chromium, type Page } from '@playwright/test';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
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

/** Of the folder in which Chromium keeps the stores of the page: what LevelDB said when it opened it last. */
async function openingOf(profile: string): Promise<string> {
  const stores = join(profile, 'Default/IndexedDB');
  const [folder = ''] = await readdir(stores).catch(() => []);
  return readFile(join(stores, folder, 'LOG'), 'utf8').catch(() => '');
}

/**
 * Kills after which Chromium may have thrown the store away. One that falls between two writes of LevelDB's
 * leaves half a record; LevelDB goes on behind it in the same file, takes that for damage when it reads the
 * file the next time, and Chromium deletes the folder and begins anew. No page can do that or prevent it: it
 * came once in some 230 kills, and what it left failed LevelDB's own checksum.
 */
const thrownAwayAtMost = (kills: number) => Math.ceil(kills / 25);

test('what was saved before the browser was killed is there after it, and nothing is torn', async ({
  address,
}) => {
  const kills = amount('kills in the middle of writes', 6, 100);
  test.setTimeout(60_000 + kills * 20_000);
  const profile = await mkdtemp(join(tmpdir(), 'keybearer-kills-'));
  /** The last sequence number that was reported as saved, of each record. */
  const reported = new Map<string, number>();
  let sequence = 0;
  let writes = 0;
  let leftOver = 0;
  let thrownAway = 0;
  try {
    for (let run = 0; run <= kills; run += 1) {
      const wasThere = (await openingOf(profile)) !== '';
      const { page, kill } = await start(profile);
      try {
        await page.goto(address);
        const { written, damaged } = await page.evaluate(() => storePage.reopen());
        expect(damaged).toEqual([]);
        const anew = /since it was missing/.test(await openingOf(profile));
        if (wasThere && anew) {
          // All of it, and never a part.
          expect(written).toEqual({});
          thrownAway += 1;
          reported.clear();
        }
        for (const [id, last] of reported) {
          expect(written[id]?.sequence, `${id} after ${run} kills`).toBeGreaterThanOrEqual(last);
        }
        for (const { whole } of Object.values(written)) expect(whole).toBe(true);
        // These two are written as one.
        expect(written.one?.sequence).toBe(written.other?.sequence);
        const there = written.one?.sequence ?? 0;
        if (there > sequence && !anew) leftOver += 1;
        sequence = there;
        if (run === kills) break;

        const before = sequence;
        page.on('console', (message) => {
          const saved = Number(/^saved (\d+)$/.exec(message.text())?.[1]);
          if (!Number.isSafeInteger(saved)) return;
          for (const id of ['one', 'other', `more ${saved % 10}`]) reported.set(id, saved);
          sequence = saved;
          writes += 1;
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
      description: `${kills}, ${writes} writes; ${leftOver} saved more than had been reported; ${thrownAway} after which Chromium threw its store away`,
    });
    expect(writes).toBeGreaterThan(kills);
    expect(thrownAway).toBeLessThanOrEqual(thrownAwayAtMost(kills));
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
});
