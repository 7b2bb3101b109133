/** Reminders of the day a certificate ends, as an iCalendar file (RFC 5545). No secret goes into it. */

/** What a reminder says of one connection. Dates are milliseconds since 1970. */
export interface Reminder {
  /** The connection's own id: a reminder of a renewed certificate takes the place of the earlier one. */
  id: string;
  name: string;
  /** The org's host; empty where none is known yet. */
  host: string;
  /** SHA-256 of the certificate, as hex with colons; only its start is written. */
  sha256: string;
  notBefore: number;
  notAfter: number;
}

/** Days before the end at which a calendar speaks up. */
export const ALARM_DAYS = [60, 30, 14, 7, 1] as const;

const DAY = 86_400_000;
/** Section 3.1: a line has 75 octets at most, its break not counted. */
const LINE = 75;

/**
 * One event a certificate: all day on its last valid day (in UTC), with an alarm at nine in the morning
 * 60, 30, 14, 7 days and 1 day before. `now` is milliseconds since 1970.
 */
export function calendarOf(reminders: readonly Reminder[], now: number): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Keybearer//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    ...reminders.flatMap((reminder) => eventOf(reminder, now)),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

function eventOf({ id, name, host, sha256, notBefore, notAfter }: Reminder, now: number): string[] {
  const ends = new Date(notAfter).toISOString();
  const summary = `Renew the certificate of ${name}`;
  const description = [
    `The certificate of ${name} is valid until ${ends.slice(0, 10)}, ${ends.slice(11, 16)} UTC.`,
    'Renew it by then. Sources disagree on whether Salesforce goes on accepting it afterwards.',
    host && `Org: ${host}`,
    `SHA-256 begins with ${sha256.slice(0, 23)}`,
  ];
  return [
    'BEGIN:VEVENT',
    `UID:${id}@keybearer.invalid`,
    `DTSTAMP:${stamp(now)}`,
    // A later certificate of the same connection replaces what an earlier one put into the calendar.
    `SEQUENCE:${Math.max(0, Math.floor(notBefore / 60_000))}`,
    `DTSTART;VALUE=DATE:${date(notAfter)}`,
    `DTEND;VALUE=DATE:${date(notAfter + DAY)}`,
    `SUMMARY:${escaped(summary)}`,
    `DESCRIPTION:${escaped(description.filter(Boolean).join('\n'))}`,
    'TRANSP:TRANSPARENT',
    ...ALARM_DAYS.flatMap((days) => [
      'BEGIN:VALARM',
      'ACTION:DISPLAY',
      // Counted from the midnight with which the day begins.
      `TRIGGER:-${days === 1 ? 'PT15H' : `P${days - 1}DT15H`}`,
      `DESCRIPTION:${escaped(`${summary}: ${days === 1 ? '1 day' : `${days} days`} left`)}`,
      'END:VALARM',
    ]),
    'END:VEVENT',
  ];
}

/** "20271121". */
function date(at: number): string {
  return stamp(at).slice(0, 8);
}

/** "20271121T140200Z". */
function stamp(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}

/** Section 3.3.11, without what no TEXT may hold, and without line ends that only some programs see. */
function escaped(text: string): string {
  return text
    .replaceAll(/\p{Cs}/gu, '\ufffd')
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\P{Cc}\n]|[\p{Zl}\p{Zp}]/gu, ' ')
    .replaceAll(/[\\;,]/g, '\\$&')
    .replaceAll('\n', '\\n');
}

/** Breaks a line after 75 octets at most, never inside a character. */
function folded(line: string): string {
  let out = '';
  let octets = 0;
  for (const character of line) {
    const size = octetsOf(character);
    if (octets + size > LINE) {
      out += '\r\n ';
      octets = 1;
    }
    out += character;
    octets += size;
  }
  return out;
}

function octetsOf(character: string): number {
  const point = character.codePointAt(0) ?? 0;
  return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
}
