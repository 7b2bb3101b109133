/** The longest task of a page's main thread, from Chromium's own trace: exact, also below 50 ms. */
import type { Browser, Page } from '@playwright/test';

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  tdur?: number;
  args?: { name?: string };
}

/** Milliseconds: as the clock saw it, and what the thread itself worked; the rest is other programs. */
export interface Task {
  wall: number;
  cpu: number;
}

/** Runs `act` under a trace. Only tasks between its start and its end count. */
export async function longestTask(
  browser: Browser,
  page: Page,
  act: () => Promise<void>,
): Promise<Task> {
  await browser.startTracing(page, {
    categories: [
      'toplevel',
      'devtools.timeline',
      'disabled-by-default-devtools.timeline',
      'blink.user_timing',
    ],
  });
  await page.evaluate(() => performance.mark('bench-start'));
  await act();
  await page.evaluate(() => performance.mark('bench-end'));
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString('utf8')) as {
    traceEvents: TraceEvent[];
  };
  const start = traceEvents.find(({ name }) => name === 'bench-start');
  const end = traceEvents.find(({ name }) => name === 'bench-end');
  if (!start || !end) throw new Error('the trace lacks its marks');
  const tasks = traceEvents.filter(
    ({ name, pid, tid, ts }) =>
      name === 'RunTask' && pid === start.pid && tid === start.tid && ts > start.ts && ts < end.ts,
  );
  const [longest] = tasks.toSorted((a, b) => (b.dur ?? 0) - (a.dur ?? 0));
  if (longest === undefined) throw new Error('the trace holds no task');
  return { wall: (longest.dur ?? NaN) / 1000, cpu: (longest.tdur ?? NaN) / 1000 };
}
