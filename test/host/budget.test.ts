import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { budgetTable, isOverBudget, LIMITS, measure } from '../../src/host/budget.ts';

/** Random bytes do not compress: brotli adds a few bytes of its own. */
const build = (html: number, script: number, later: number) => ({
  files: new Map([
    ['index.html', randomBytes(html)],
    ['a.js', randomBytes(script)],
    ['a.css', randomBytes(1_000)],
    ['later.js', randomBytes(later)],
  ]),
  scripts: ['a.js'],
  styles: ['a.css'],
});

test('each figure counts what it says', () => {
  const { html, scripts, firstView, precached } = measure(build(2_000, 3_000, 10_000));
  const about = (size: number, expected: number) =>
    expect(Math.abs(size - expected)).toBeLessThan(64);
  about(html, 2_000);
  about(scripts, 3_000);
  about(firstView, 6_000);
  about(precached, 16_000);
});

test.each([
  ['within all limits', build(13_900, 29_900, 300_000), []],
  ['a page too large', build(14_001, 1_000, 0), ['index.html']],
  ['a script too large', build(1_000, 30_001, 0), ['scripts of the first view']],
  ['a first view too large', build(13_900, 29_990, 0), []],
  ['everything too large', build(1_000, 1_000, 400_000), ['everything precached']],
])('%s', (_, made, over) => {
  const sizes = measure(made);
  const marked = budgetTable(sizes)
    .split('\n')
    .filter((line) => line.endsWith('TOO LARGE'))
    .map((line) => line.split('  ')[0]);
  expect(marked).toEqual(over);
  expect(isOverBudget(sizes)).toBe(over.length > 0);
});

test('the first view counts its styles', () => {
  const made = build(13_900, 29_900, 0);
  made.files.set('a.css', randomBytes(1_300));
  expect(isOverBudget(measure(made))).toBe(true);
});

test('text is measured compressed', () => {
  const made = build(0, 0, 0);
  made.files.set('index.html', Buffer.from('keybearer '.repeat(100_000)));
  expect(measure(made).html).toBeLessThan(LIMITS.html);
});

test('a file that the build does not hold is a fault, not zero bytes', () => {
  expect(() => measure({ ...build(1, 1, 1), scripts: ['gone.js'] })).toThrow('gone.js');
});
