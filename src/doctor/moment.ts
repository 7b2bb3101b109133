/** Moments in words: in the zone of whoever reads, in UTC, which Salesforce's logs speak, and from now. */
const COUNT = new Intl.NumberFormat('en-GB');

/** Milliseconds; what no calendar reaches (ECMA-262, Time Values). */
const LAST = 8.64e15;

export interface Moment {
  /** "22 Nov 2026, 09:21:27 CET". */
  zone: string;
  /** "22 Nov 2026, 08:21:27 UTC". */
  utc: string;
  /** "in 2 minutes 3 seconds", "3 days ago". */
  from: string;
}

/** Both times in milliseconds, the zone as IANA names it. `null` for a moment that no calendar has. */
export function momentInWords(at: number, now: number, zone: string): Moment | null {
  if (!(Math.abs(at) <= LAST)) return null;
  return { zone: dateText(at, zone), utc: dateText(at, 'UTC'), from: fromText(at, now) };
}

/** "in 2 minutes 3 seconds", "3 days ago", "now". */
export function fromText(at: number, now: number): string {
  if (Math.abs(at - now) < 500) return 'now';
  const span = spanText(at - now);
  return at > now ? `in ${span}` : `${span} ago`;
}

const UNITS = [
  ['year', 31_557_600],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** A span of milliseconds, either way, in its two largest units; small ones beside a large count are left out. */
export function spanText(milliseconds: number): string {
  let seconds = Math.round(Math.abs(milliseconds) / 1000);
  const parts: string[] = [];
  for (const [unit, length] of UNITS) {
    const count = Math.floor(seconds / length);
    seconds -= count * length;
    if (count > 0) parts.push(`${COUNT.format(count)} ${unit}${count === 1 ? '' : 's'}`);
    if (count > 9 || parts.length === 2 || (count === 0 && parts.length > 0)) break;
  }
  return parts.join(' ') || 'less than a second';
}

function dateText(at: number, timeZone: string): string {
  const format = { dateStyle: 'medium', timeStyle: 'long', timeZone } as const;
  return new Intl.DateTimeFormat('en-GB', format).format(at);
}
