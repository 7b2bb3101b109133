/**
 * How a finding is worded that comes from looking at something, not from a text of Salesforce: once for
 * its code, in one table an area (`words-*.ts`).
 */
import type { Certainty, Evidence, Finding, Severity } from './finding.ts';

/** What is said under one code. `{name}` stands for a value that the rule gives. */
export type Words = Pick<
  Finding,
  'title' | 'why' | 'fix' | 'setup' | 'page' | 'loginHistory' | 'proof' | 'links'
>;

/** What a rule decides. */
export interface Said<Code extends string> {
  code: Code;
  severity: Severity;
  /** `certain` unless it is said to be less. */
  certainty?: Certainty;
  evidence?: readonly Evidence[];
}

/** Values for the words, as plain text, by name. */
export type Values = Readonly<Record<string, string | number>>;

/** The finding with the words of its code. */
export function worded<Code extends string>(
  table: Readonly<Record<Code, Words>>,
  { code, severity, certainty = 'certain', evidence = [] }: Said<Code>,
  values: Values = {},
): Finding {
  const { title, why, fix, setup, ...rest }: Words = table[code];
  return {
    ...rest,
    code,
    severity,
    certainty,
    evidence,
    title: fill(title, values),
    why: fill(why, values),
    fix: fix.map((step) => fill(step, values)),
    ...(setup === undefined ? {} : { setup: fill(setup, values) }),
  };
}

function fill(text: string, values: Values): string {
  return text.replace(/\{(\w{1,30})\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : whole,
  );
}
