/** Dates and times in words, in UTC: certificates, claims and Salesforce's logs speak UTC. */
const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
const SHORT_DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });
const COUNT = new Intl.NumberFormat('en-GB');
const TIME = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', timeZone: 'UTC' });

/** "21 November 2027". */
export function dayText(at: number): string {
  return DAY.format(at);
}

/** "21 Nov 2027". */
export function shortDayText(at: number): string {
  return SHORT_DAY.format(at);
}

/** "today, 14:02 UTC", "yesterday, 14:02 UTC", "on 21 Nov 2027". */
export function whenText(at: number, now: number): string {
  const days = Math.floor(now / 86_400_000) - Math.floor(at / 86_400_000);
  if (days > 1) return `on ${shortDayText(at)}`;
  return `${days < 1 ? 'today' : 'yesterday'}, ${timeText(at).slice(0, 5)} UTC`;
}

/** "14:02:21". */
export function timeText(at: number): string {
  return TIME.format(at);
}

/**
 * Whole days until a certificate ends: 0 on its last day, negative once it has ended. One that was just
 * made for a year has 365, although its first five minutes lie in the past.
 */
export function daysLeft(certificate: { notAfter: number }, now: number): number {
  const days = (certificate.notAfter - now) / 86_400_000;
  return days <= 0 ? Math.min(-1, Math.ceil(days)) : Math.floor(days + 10 / 1440);
}

/** A span for a status line: "0.13 s". */
export function secondsText(seconds: number): string {
  return seconds < 10 ? `${seconds.toFixed(2)} s` : `${Math.round(seconds)} s`;
}

/** How long before its end a certificate should be renewed. */
export const RENEW_DAYS = 30;

/** "365 days", "1 day", "less than a day", "3 days over". */
export function leftText(left: number): string {
  const count = (days: number) => `${days} ${days === 1 ? 'day' : 'days'}`;
  if (left < 0) return `${count(-left)} over`;
  return left === 0 ? 'less than a day' : count(left);
}

/** How close a certificate's end is, in the steps at which one plans ahead. */
export type Band = 'fine' | 60 | 30 | 14 | 7 | 'past' | 'none';

/** `left` in whole days, `null` without a certificate. */
export function bandOf(left: number | null): Band {
  if (left === null) return 'none';
  if (left < 0) return 'past';
  return ([7, 14, 30, 60] as const).find((days) => left <= days) ?? 'fine';
}

/** "within 14", as lists have it beside the days. */
export function bandText(band: Band): string {
  return typeof band === 'number' ? `within ${band}` : band;
}

/** "1,000". */
export function countText(count: number): string {
  return COUNT.format(count);
}
