import { expect } from 'vitest';

/** What one look at something that was given may take, in milliseconds. */
export const LIMIT = 100;
const TRIES = 20;

/**
 * Processor time of a call in milliseconds, the least of up to twenty tries and of no more than it takes to
 * come within the limit. Another program cannot make a call look quicker than it is, but a shared core,
 * what a first call compiles, and what is collected for the calls before it make it look slower.
 */
export async function cpuOf(call: () => unknown, limit = LIMIT): Promise<number> {
  let best = Infinity;
  for (let attempt = 0; attempt < TRIES && best > limit; attempt += 1) {
    const start = process.cpuUsage();
    await call();
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
}

/** Fails where a call never comes within the limit. */
export async function expectQuick(call: () => unknown): Promise<void> {
  expect(await cpuOf(call)).toBeLessThanOrEqual(LIMIT);
}
