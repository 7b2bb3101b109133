/** A JWT as one of the things that the doctor recognises. */
import { momentInWords } from '../moment.ts';
import type { Fact, Thing } from '../thing.ts';
import type { JwtReading, JwtRow } from './read.ts';

export interface Reader {
  /** Milliseconds. */
  now: number;
  /** The user's time zone, as IANA names it. */
  zone: string;
}

/** `from` is the file or place it was found in; '' for a pasted text. */
export function jwtThing(reading: JwtReading, from: string, reader: Reader): Thing {
  const { kind, title, header, claims, findings } = reading;
  return {
    kind: `jwt/${kind}`,
    title,
    from,
    // Both let in whoever holds them, for as long as they last.
    secret: kind === 'assertion' || kind === 'access-token',
    facts: [
      ...header.map((row) => ({ ...factOf(row, reader), ...opened(HEADER, row) })),
      ...claims.map((row) => ({ ...factOf(row, reader), ...opened(TIMES, row) })),
    ],
    mended: [],
    findings,
    forms: [],
  };
}

/** What names nobody: how it is signed, and when. */
const HEADER = ['alg', 'typ', 'tty', 'ver', 'enc', 'crit'];
const TIMES = ['exp', 'iat', 'nbf', 'auth_time'];

function opened(names: readonly string[], { name }: JwtRow): Pick<Fact, 'open'> {
  return names.includes(name) ? { open: true } : {};
}

function factOf({ name, value, means, at }: JwtRow, { now, zone }: Reader): Fact {
  const moment = at === undefined ? null : momentInWords(at, now, zone);
  const fact = { name, value, ...(means && { means }) };
  if (!moment) return fact;
  const { zone: local, utc, from } = moment;
  return { ...fact, value: `${value} (${from}): ${local === utc ? utc : `${local}, ${utc}`}` };
}
