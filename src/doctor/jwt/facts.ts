/** What a rule about a JWT is told, and what it gives. */
import type { Org } from '../../core/org.ts';
import type { Evidence, Finding } from '../finding.ts';
import { JWT, type JwtCode } from '../words-jwt.ts';
import { worded, type Said, type Values } from '../words.ts';
import type { JwtKind } from './kind.ts';
import type { Fields } from './parts.ts';
import type { Checked } from './signature.ts';
import type { Damage } from './text.ts';

export interface JwtFacts {
  kind: JwtKind;
  header: Fields;
  claims: Fields;
  /** Milliseconds. */
  now: number;
  damage: readonly Damage[];
  repeated: readonly string[];
  checked: Checked;
  /** Where the app that it names is logged in at, as far as that is known. */
  org?: Org;
  /** The practice org's origin. */
  practice?: string;
}

/** One rule: a finding, several, or none. */
export type JwtRule = (facts: JwtFacts) => Finding | readonly Finding[] | null;

/** The finding with its words. */
export function say(
  code: JwtCode,
  severity: Finding['severity'],
  rest: Omit<Said<JwtCode>, 'code' | 'severity'> & { values?: Values } = {},
): Finding {
  const { values, ...said } = rest;
  return worded(JWT, { code, severity, ...said }, values);
}

/** Evidence that speaks for it. */
export const seen = (...texts: readonly string[]): Evidence[] => texts.map((text) => ({ text }));

/** A value of a JWT as one line of text that may stand in a sentence. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
