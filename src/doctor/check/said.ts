/** How a rule says what it found. */
import { FAILURES } from '../failures.ts';
import type { Certainty, Evidence, Finding, Severity } from '../finding.ts';
import { CHECK, type CheckCode } from '../words-check.ts';
import { worded, type Said, type Values } from '../words.ts';
import type { Failed } from './facts.ts';

/** Sentences of evidence, without their full stops. */
export const seen = (...texts: readonly string[]): Evidence[] => texts.map((text) => ({ text }));

export function say(said: Said<CheckCode>, values?: Values): Finding {
  return worded(CHECK, said, values);
}

export function good(code: CheckCode, ...evidence: readonly string[]): Finding {
  return say({ code, severity: 'good', evidence: seen(...evidence) });
}

/** What an error says, as a fault: it stands in the way of every login. */
export function wrong(code: CheckCode, { message, hint }: Failed): Finding {
  const why = message.charAt(0).toUpperCase() + message.slice(1);
  return say({ code, severity: 'fault' }, { why: /[.!?]$/.test(why) ? why : `${why}.`, hint });
}

/** A cause that Salesforce or a tool would name in its answer, known before anything is sent. */
export function foreseen(
  id: string,
  severity: Severity,
  certainty: Certainty,
  ...evidence: readonly string[]
): Finding {
  const failure = FAILURES.find((one) => one.id === id);
  if (failure === undefined) throw new TypeError(`no failure ${id}`);
  const { row, title, cause: why, fix, setup, page, links } = failure;
  return {
    code: id,
    severity,
    certainty,
    evidence: seen(...evidence),
    title,
    why,
    fix,
    links,
    ...(row !== undefined && { row }),
    ...(setup !== undefined && { setup }),
    ...(page !== undefined && { page }),
  };
}
