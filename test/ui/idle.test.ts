import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createIdle, timeLeftText } from '../../src/ui/state/idle.ts';

const MINUTE = 60_000;
const onending = vi.fn();
const onlock = vi.fn();

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 21) });
  vi.clearAllMocks();
});
afterEach(() => vi.useRealTimers());

const start = (minutes = 15, worked = () => 0) =>
  createIdle({ minutes: () => minutes, worked, onending, onlock });

/** The computer sleeps: the clock goes on, timers do not. */
const sleep = (ms: number) => vi.setSystemTime(Date.now() + ms);

test.each([1, 15, 60])(
  'without a sign of its user the vault locks after %s minutes, once',
  (minutes) => {
    start(minutes);
    vi.advanceTimersByTime(minutes * MINUTE - 1);
    expect(onlock).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(onlock).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(90 * MINUTE);
    expect(onlock).toHaveBeenCalledTimes(1);
  },
);

test('the last minute is counted down, second by second', () => {
  start();
  vi.advanceTimersByTime(14 * MINUTE - 1);
  expect(onending).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  vi.advanceTimersByTime(MINUTE - 1);
  const counted = onending.mock.calls.map(([seconds]) => seconds as number);
  expect(counted).toEqual(Array.from({ length: 60 }, (_, at) => 60 - at));
});

test('of a single minute the second half is counted down', () => {
  start(1);
  vi.advanceTimersByTime(29_999);
  expect(onending).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(onending).toHaveBeenLastCalledWith(30);
});

test('a sign of the user ends the countdown, and the time begins again', () => {
  const idle = start();
  vi.advanceTimersByTime(14.5 * MINUTE);
  idle.active();
  expect(onending).toHaveBeenLastCalledWith(null);
  vi.advanceTimersByTime(14 * MINUTE);
  expect(onlock).not.toHaveBeenCalled();
  vi.advanceTimersByTime(MINUTE);
  expect(onlock).toHaveBeenCalledTimes(1);
});

test('a sign in another tab counts from when it was made', () => {
  const idle = start();
  vi.advanceTimersByTime(10 * MINUTE);
  idle.active(Date.now() - MINUTE);
  vi.advanceTimersByTime(14 * MINUTE - 1);
  expect(onlock).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(onlock).toHaveBeenCalledTimes(1);
});

test('an older sign than the last takes no time away', () => {
  const idle = start();
  idle.active(Date.now() - 10 * MINUTE);
  vi.advanceTimersByTime(15 * MINUTE - 1);
  expect(onlock).not.toHaveBeenCalled();
});

test.each<[string, (idle: ReturnType<typeof start>) => void]>([
  ['the clock is looked at', (idle) => idle.check()],
  ['a key is pressed, which comes too late', (idle) => idle.active()],
])('after a sleep longer than the time it locks as soon as %s', (_, wake) => {
  const idle = start();
  sleep(16 * MINUTE);
  expect(onlock).not.toHaveBeenCalled();
  wake(idle);
  expect(onlock).toHaveBeenCalledTimes(1);
});

test('after a short sleep the countdown shows what is left', () => {
  const idle = start();
  sleep(14.3 * MINUTE);
  idle.check();
  expect(onending).toHaveBeenLastCalledWith(42);
  expect(timeLeftText(42)).toBe('0:42');
  expect(timeLeftText(60)).toBe('1:00');
});

test('while work goes on it does not lock, and the time begins when it ends', () => {
  const begun = Date.now();
  const ends = begun + 40 * MINUTE;
  start(15, () => Math.min(Date.now(), ends));
  vi.advanceTimersByTime(55 * MINUTE - 1);
  expect(onlock).not.toHaveBeenCalled();
  expect(onending.mock.calls.filter(([seconds]) => seconds === 60)).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect(onlock).toHaveBeenCalledTimes(1);
});

test('a shorter time holds as soon as it is looked at', () => {
  let minutes = 60;
  const idle = createIdle({ minutes: () => minutes, onending, onlock });
  vi.advanceTimersByTime(10 * MINUTE);
  minutes = 5;
  idle.check();
  expect(onlock).toHaveBeenCalledTimes(1);
});

test('a clock that is set back does not keep the vault open for longer', () => {
  const idle = start();
  vi.setSystemTime(Date.now() - 24 * 60 * MINUTE);
  idle.check();
  vi.advanceTimersByTime(15 * MINUTE);
  expect(onlock).toHaveBeenCalledTimes(1);
});

test('once stopped it says nothing more, and takes the countdown back', () => {
  const idle = start();
  vi.advanceTimersByTime(14.5 * MINUTE);
  idle.stop();
  expect(onending).toHaveBeenLastCalledWith(null);
  idle.active();
  vi.advanceTimersByTime(60 * MINUTE);
  expect(onlock).not.toHaveBeenCalled();
});
