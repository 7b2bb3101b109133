import { expect, test } from 'vitest';
import { fromText, momentInWords, spanText } from '../../src/doctor/moment.ts';

const NOW = Date.parse('2026-11-22T08:00:00Z');

test('a moment is said in the reader’s zone, in UTC, and from now', () => {
  expect(momentInWords(NOW + 123_000, NOW, 'Asia/Kolkata')).toEqual({
    zone: '22 Nov 2026, 13:32:03 GMT+5:30',
    utc: '22 Nov 2026, 08:02:03 UTC',
    from: 'in 2 minutes 3 seconds',
  });
});

test('summer time is that of the moment, not of today', () => {
  const july = Date.parse('2026-07-01T12:00:00Z');
  expect(momentInWords(july, NOW, 'Europe/Zurich')?.zone).toContain('14:00:00');
  expect(momentInWords(NOW, NOW, 'Europe/Zurich')?.zone).toContain('09:00:00');
});

test.each([NaN, Infinity, 8.64e15 + 1, -9e15])('%d is no moment', (at) => {
  expect(momentInWords(at, NOW, 'UTC')).toBeNull();
});

test('the last moment that there is can still be said', () => {
  expect(momentInWords(8.64e15, NOW, 'UTC')?.utc).toContain('275760');
});

test.each([
  [0, 'less than a second'],
  [1_000, '1 second'],
  [61_000, '1 minute 1 second'],
  [180_000, '3 minutes'],
  [11 * 60_000 + 5_000, '11 minutes'],
  [3_600_000, '1 hour'],
  [86_400_000 + 3_600_000, '1 day 1 hour'],
  [86_400_000 + 1_000, '1 day'],
  [45 * 86_400_000, '45 days'],
  [-125_000, '2 minutes 5 seconds'],
  [55_000 * 31_557_600_000, '55,000 years'],
])('%d ms are %s', (span, text) => expect(spanText(span)).toBe(text));

test('what lies behind is ago, what lies ahead is in', () => {
  expect(fromText(NOW - 1_000, NOW)).toBe('1 second ago');
  expect(fromText(NOW + 1_000, NOW)).toBe('in 1 second');
  expect(fromText(NOW + 400, NOW)).toBe('now');
});
