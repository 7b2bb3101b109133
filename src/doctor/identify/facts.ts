/** Rows of a thing, and the finding for what a reader of core refused. */
import type { AppError } from '../../core/errors.ts';
import type { Finding, Severity } from '../finding.ts';
import type { Fact } from '../thing.ts';

/** Rows in order; one without a value is left out. `open` are those that a report may show. */
export function rows(
  values: Readonly<Record<string, string | undefined>>,
  open: readonly string[] = [],
): Fact[] {
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined || value === ''
      ? []
      : [{ name, value, ...(open.includes(name) ? { open: true as const } : {}) }],
  );
}

/** What a reader of core found wrong, in its own words. */
export function faultOf({ code, message, hint }: AppError, severity: Severity = 'fault'): Finding {
  const title = message.charAt(0).toUpperCase() + message.slice(1);
  return { code, severity, certainty: 'certain', title, why: '', evidence: [], fix: [hint] };
}

/** A moment as the report and the page can both show it: `2026-11-22 07:15 UTC`. */
export function moment(milliseconds: number): string {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) return String(milliseconds);
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
