import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ALARM_DAYS, calendarOf, type Reminder } from '../../src/kit/calendar.ts';
import { amount, needTool, python, run } from '../_tools.ts';

const NOW = Date.UTC(2026, 10, 21, 14, 2, 3);
const DAY = 86_400_000;
const one: Reminder = {
  id: 'ab12cd34',
  name: 'Acme UAT',
  host: 'acme--uat.sandbox.my.salesforce.com',
  sha256: Array.from({ length: 32 }, (_, at) => at.toString(16).padStart(2, '0')).join(':'),
  notBefore: NOW,
  notAfter: Date.UTC(2027, 10, 21, 14, 2, 3),
};

/** Names that break what is written without care: every sign of the format, long, wide, broken. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: fc.constantFrom('\\', ';', ',', '\n', '\r', ':', '"', 'é', '字', '🔑', ' ') }),
  fc.constantFrom('\ud800', 'END:VEVENT\r\nBEGIN:VEVENT', 'a\r\n b', '\\n', '\u0000\u2028\u0085'),
);

test('an event stands on the last valid day, and has every alarm', () => {
  const text = calendarOf([one], NOW);
  expect(text).toContain('\r\nDTSTART;VALUE=DATE:20271121\r\nDTEND;VALUE=DATE:20271122\r\n');
  expect(text).toContain('\r\nDTSTAMP:20261121T140203Z\r\n');
  expect(text.match(/BEGIN:VALARM/g)).toHaveLength(ALARM_DAYS.length);
});

test('only the start of the fingerprint is written', () => {
  const text = calendarOf([one], NOW).replaceAll('\r\n ', '');
  expect(text).toContain(one.sha256.slice(0, 23));
  expect(text).not.toContain(one.sha256.slice(0, 24));
});

test('a reminder of a renewed certificate replaces the earlier one', () => {
  const read = (text: string, name: string) => new RegExp(`^${name}:(.*)\r$`, 'm').exec(text)?.[1];
  const first = calendarOf([one], NOW);
  const renewed = { ...one, sha256: 'FF', notBefore: NOW + DAY, notAfter: one.notAfter + DAY };
  const second = calendarOf([renewed], NOW + DAY);
  expect(read(second, 'UID')).toBe(read(first, 'UID'));
  expect(Number(read(second, 'SEQUENCE'))).toBeGreaterThan(Number(read(first, 'SEQUENCE')));
});

test('every line ends with CRLF, has 75 octets at most, and breaks between characters', () => {
  fc.assert(
    fc.property(hostile, hostile, (name, host) => {
      const text = calendarOf([{ ...one, name, host }], NOW);
      expect(text.endsWith('\r\n')).toBe(true);
      const lines = text.slice(0, -2).split('\r\n');
      const fits = (line: string) =>
        Buffer.byteLength(line) <= 75 &&
        !/[\r\n]/.test(line) &&
        Buffer.from(line).toString() === line;
      expect(lines.filter((line) => !fits(line))).toEqual([]);
      expect(lines.filter((line) => line === 'BEGIN:VEVENT')).toHaveLength(1);
    }),
    { numRuns: amount('calendar: hostile names', 200, 10_000) },
  );
});

/** Reads it with the icalendar package of Python: what it holds, as that program understands it. */
const PROGRAM = `
import datetime, icalendar, json, sys
out = []
for text in json.load(sys.stdin):
    calendar = icalendar.Calendar.from_ical(text)
    for event in calendar.walk('VEVENT'):
        start = event['DTSTART'].dt
        midnight = datetime.datetime.combine(start, datetime.time())
        out.append({
            'uid': str(event['UID']),
            'allDay': not isinstance(start, datetime.datetime),
            'start': start.isoformat(),
            'end': event['DTEND'].dt.isoformat(),
            'summary': str(event['SUMMARY']),
            'description': str(event['DESCRIPTION']),
            'alarms': [(midnight + a['TRIGGER'].dt).isoformat() for a in event.walk('VALARM')],
            'errors': [str(e) for e in event.errors],
        })
print(json.dumps(out))
`;

interface Read {
  uid: string;
  allDay: boolean;
  start: string;
  end: string;
  summary: string;
  description: string;
  alarms: string[];
  errors: string[];
}

function readWithPython(files: readonly string[]): Read[] {
  const { stdout, stderr } = run(python()!, ['-c', PROGRAM], { input: JSON.stringify(files) });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Read[];
}

test.runIf(needTool('python3-icalendar'))('icalendar reads what was written', () => {
  const [read] = readWithPython([calendarOf([one], NOW)]);
  expect(read).toMatchObject({
    uid: 'ab12cd34@keybearer.invalid',
    allDay: true,
    start: '2027-11-21',
    end: '2027-11-22',
    summary: 'Renew the certificate of Acme UAT',
    errors: [],
  });
  expect(read?.alarms).toEqual(
    ALARM_DAYS.map((days) => {
      const day = new Date(Date.UTC(2027, 10, 21) - days * DAY).toISOString().slice(0, 10);
      return `${day}T09:00:00`;
    }),
  );
});

/** A name as a calendar is to show it: its own lines, and no control characters. */
const meant = (name: string) =>
  name
    .replaceAll(/\p{Cs}/gu, '\ufffd')
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\P{Cc}\n]|[\p{Zl}\p{Zp}]/gu, ' ');

test.runIf(needTool('python3-icalendar'))(
  'icalendar reads hostile names as they were meant',
  () => {
    // That program reads "\\\\n", a backslash and an n, as a backslash and a line break: the next test has those.
    const names = fc
      .sample(hostile, amount('calendar: names read by icalendar', 200, 5_000))
      .map((name) => name.replaceAll('\\', '/'));
    const read = readWithPython(names.map((name) => calendarOf([{ ...one, name }], NOW)));
    expect(read.map(({ summary }) => summary)).toEqual(
      names.map((name) => `Renew the certificate of ${meant(name)}`),
    );
    expect(read.flatMap(({ errors }) => errors)).toEqual([]);
  },
);

test('one pass over the escapes of RFC 5545 gives every name back', () => {
  fc.assert(
    fc.property(hostile, (name) => {
      const text = calendarOf([{ ...one, name }], NOW).replaceAll('\r\n ', '');
      const [, value = ''] = /^SUMMARY:(.*)\r$/mu.exec(text) ?? [];
      const read = value.replaceAll(/\\([\s\S])/g, (_, sign: string) =>
        /n/i.test(sign) ? '\n' : sign,
      );
      expect(read).toBe(`Renew the certificate of ${meant(name)}`);
    }),
    { numRuns: amount('calendar: escapes', 200, 10_000) },
  );
});
