/** Looks a connection over before Salesforce is asked. Nothing is sent: whoever calls has asked what there is to ask. */
import { CERTIFICATE } from './certificate.ts';
import { CLOCK } from './clock.ts';
import { ASSERTION } from './assertion.ts';
import type { Certainty, Finding, Severity } from '../finding.ts';
import type { ConnectionFacts, Rule } from './facts.ts';
import { KEY } from './key.ts';
import { ORG } from './org.ts';
import { USE } from './use.ts';
import { USER } from './user.ts';

/** In the order of the steps in which one mends it. */
const RULES: readonly Rule[] = [
  ...KEY,
  ...CERTIFICATE,
  ...USER,
  ...ORG,
  ...ASSERTION,
  ...CLOCK,
  ...USE,
];

const GRAVITY: readonly Severity[] = ['fault', 'risk', 'note', 'good'];
const SURENESS: readonly Certainty[] = ['certain', 'likely', 'possible'];

/**
 * Everything that can be said of a connection, the gravest and surest first, what is as it should be last.
 * Of what is not known nothing is said.
 */
export function checkConnection(facts: ConnectionFacts): Finding[] {
  const found = RULES.flatMap((rule) => rule(facts) ?? []);
  const rank = ({ severity, certainty }: Finding) =>
    GRAVITY.indexOf(severity) * SURENESS.length + SURENESS.indexOf(certainty);
  return found.sort((a, b) => rank(a) - rank(b));
}
