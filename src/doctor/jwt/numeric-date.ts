/** A time in a JWT is a number of seconds since 1970 (RFC 7519 section 2, NumericDate). Programs differ. */

export type TimeUnit = 'seconds' | 'milliseconds' | 'microseconds' | 'nanoseconds';

export interface NumericDate {
  /** Milliseconds since 1970, as it was meant. */
  at: number;
  /** What the number counts, told by its size. */
  unit: TimeUnit;
}

/** Per second, and from which number on: in seconds the year 5138, in milliseconds March 1973. */
const UNITS: readonly { unit: TimeUnit; least: number; perSecond: number }[] = [
  { unit: 'nanoseconds', least: 1e17, perSecond: 1e9 },
  { unit: 'microseconds', least: 1e14, perSecond: 1e6 },
  { unit: 'milliseconds', least: 1e11, perSecond: 1e3 },
];

/** The time in a claim, a number in a text included; `null` where it is none. */
export function readNumericDate(value: unknown): NumericDate | null {
  const number =
    typeof value === 'string' && /^\s?-?\d{1,20}(?:\.\d{1,9})?\s?$/.test(value)
      ? Number(value)
      : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) return null;
  const { unit, perSecond } = UNITS.find(({ least }) => Math.abs(number) >= least) ?? {
    unit: 'seconds' as const,
    perSecond: 1,
  };
  return { at: (number / perSecond) * 1000, unit };
}
