import { expect, test } from 'vitest';
import { clockText, tickPatch, waitAt } from '../../src/ui/state/guide-wait.ts';
import { connection, NOW } from './_connection.ts';

const MINUTE = 60_000;

test.each([
  [0, { name: 'early', toTry: 2 * MINUTE, toEnd: 10 * MINUTE }],
  [2 * MINUTE - 1, { name: 'early', toTry: 1, toEnd: 8 * MINUTE + 1 }],
  [2 * MINUTE, { name: 'worth-a-try', toTry: 0, toEnd: 8 * MINUTE }],
  [10 * MINUTE - 1, { name: 'worth-a-try', toTry: 0, toEnd: 1 }],
  [10 * MINUTE, { name: 'over' }],
  [-MINUTE, { name: 'early', toTry: 2 * MINUTE, toEnd: 10 * MINUTE }],
])('%d ms after the app was created the wait is %o', (gone, wait) => {
  expect(waitAt(NOW, NOW + gone)).toEqual(wait);
});

test('without an app there is no wait', () => {
  expect(waitAt(null, NOW)).toEqual({ name: 'not-begun' });
});

test.each([
  [600_000, '10:00'],
  [599_001, '10:00'],
  [599_000, '9:59'],
  [61_000, '1:01'],
  [1, '0:01'],
  [0, '0:00'],
])('%d ms read %s', (milliseconds, text) => {
  expect(clockText(milliseconds)).toBe(text);
});

test('the wait begins with the tick of Create, ends with its untick, and is not begun twice', () => {
  const created = tickPatch(connection(), { id: 'A8', on: true, now: NOW });
  expect(created).toEqual({ ticks: ['A8'], createdAppAt: NOW });
  const again = connection({ ticks: [], createdAppAt: NOW - MINUTE });
  expect(tickPatch(again, { id: 'A8', on: true, now: NOW }).createdAppAt).toBe(NOW - MINUTE);
  expect(tickPatch(connection(created), { id: 'A8', on: false, now: NOW })).toEqual({
    ticks: [],
    createdAppAt: null,
  });
});

test('another tick leaves the wait as it is, and a tick is kept once', () => {
  const one = connection({ ticks: ['A1', 'A2'], createdAppAt: NOW });
  expect(tickPatch(one, { id: 'A1', on: true, now: NOW })).toEqual({ ticks: ['A2', 'A1'] });
  expect(tickPatch(one, { id: 'A1', on: false, now: NOW })).toEqual({ ticks: ['A2'] });
});
