/** What a refusal of the token endpoint, or of a call with a token, means, ranked by what is known. */
import type { Org } from '../core/org.ts';
import type { Failure } from './failure.ts';
import { ranked, type Certainty, type Finding } from './finding.ts';
import { APP } from './refusals-app.ts';
import { APPROVAL } from './refusals-approval.ts';
import { ASSERTION } from './refusals-assertion.ts';
import { SESSION } from './refusals-session.ts';
import { createFinder, plainText } from './text.ts';

/** Everything known besides the answer; what is absent is simply not known. */
export interface RefusalFacts {
  org?: Org;
  /** The `aud` that was refused. */
  audience?: string;
  /** Seconds by which this device's clock is ahead of the server's. */
  clockAhead?: number;
  /** The certificate's last moment, and now, in milliseconds. */
  notAfter?: number;
  now?: number;
  /** What the token was sent for, where a call with a token was refused. */
  call?: 'userinfo' | 'singleaccess' | 'revoke';
  /** Whether the same token has named its user before: then it was a good one. */
  named?: boolean;
}

/** Every refusal the token endpoint is known to give, one entry a cause. */
export const REFUSALS: readonly Failure[] = [...APP, ...APPROVAL, ...ASSERTION];

const isGeneric = ({ org, audience }: RefusalFacts) =>
  org?.kind === 'generic' || /^https:\/\/(?:login|test)\.salesforce\.com$/.test(audience ?? '');

const isOver = ({ notAfter, now }: RefusalFacts) =>
  notAfter !== undefined && now !== undefined && now > notAfter;

/**
 * How facts change a cause: another certainty, or `null` where they rule it out. Each rule is asked
 * only for what is known to speak for or against it.
 */
const RULES: Readonly<Record<string, (facts: RefusalFacts, said: string) => Certainty | null>> = {
  'refusal/generic-host': (facts) =>
    isGeneric(facts) ? 'likely' : facts.org === undefined ? 'possible' : null,
  'refusal/other-org': (facts) => (isGeneric(facts) ? 'possible' : 'likely'),
  'refusal/sandbox-refreshed': ({ org }) =>
    org === undefined
      ? 'possible'
      : org.kind === 'sandbox'
        ? 'likely'
        : org.sandbox
          ? 'possible'
          : null,
  'refusal/app-not-installed': (_, said) =>
    /must be installed|BLOCKED/i.test(said) ? 'likely' : 'possible',
  'refusal/refresh-token-scope': (_, said) =>
    /scope is required/i.test(said) ? 'certain' : 'possible',
  'refusal/my-domain-only': ({ org }) =>
    org === undefined ? 'possible' : org.kind === 'generic' ? 'likely' : null,
  'refusal/not-replicated': ({ org }) => (org?.kind === 'scratch' ? 'likely' : 'possible'),
  'refusal/created-user': ({ org }) =>
    org === undefined || org.kind === 'scratch' ? 'possible' : null,
  'refusal/scratch-org': ({ org }) =>
    org === undefined ? 'possible' : org.kind === 'scratch' ? 'likely' : null,
  'refusal/wrong-environment': ({ org }) =>
    org === undefined ? 'possible' : org.kind === 'generic' ? 'likely' : null,
  // Expiry is never more than possible: sources disagree on whether it is enforced.
  'refusal/certificate-expired': (facts) =>
    facts.notAfter === undefined || isOver(facts) ? 'possible' : null,
  'refusal/clock': ({ clockAhead }) =>
    clockAhead !== undefined && clockAhead < -60 ? 'certain' : 'likely',
  // Only opening the org is closed to such a user; a token that has just named its user has not ended.
  'call/api-only': ({ call, named }) =>
    call === 'userinfo' || call === 'revoke' ? null : named === true ? 'likely' : 'possible',
  'call/token-over': ({ call, named }) =>
    call === 'singleaccess' && named === true ? 'possible' : 'likely',
};

/**
 * The causes a refusal can have, best first; `[]` for a text that is not known. Texts are matched by
 * what they contain, because Salesforce does not promise their wording.
 */
export function explainRefusal(
  refusal: { error: string; description: string },
  facts: RefusalFacts = {},
): Finding[] {
  const said = plainText(`${refusal.error} ${refusal.description}`);
  return findingsOf(findRefusals(said), said, facts);
}

const findRefusals = createFinder(REFUSALS);

/** The same for a call with a token; `[]` for a word that is not known. */
export function explainCall(
  refusal: { error: string; description: string },
  facts: RefusalFacts = {},
): Finding[] {
  const said = plainText(`${refusal.error} ${refusal.description}`);
  return findingsOf(findCalls(said), said, facts);
}

const findCalls = createFinder(SESSION);

/** Failures as findings, best first, those left out that the facts rule out. `said` is plain text. */
export function findingsOf(
  failures: readonly Failure[],
  said: string,
  facts: RefusalFacts,
): Finding[] {
  const findings = failures.flatMap((failure) => {
    const certainty = certaintyOf(failure, said, facts);
    return certainty === null ? [] : [toFinding(failure, certainty)];
  });
  return ranked(findings);
}

/** How sure a failure is the cause of a plain text that shows it; `null` where the facts rule it out. */
export function certaintyOf(failure: Failure, said: string, facts: RefusalFacts): Certainty | null {
  const rule = RULES[failure.id];
  return rule === undefined ? failure.certainty : rule(facts, said);
}

function toFinding(failure: Failure, certainty: Certainty): Finding {
  const { id: code, texts: _, symptom: __, cause: why, ...rest } = failure;
  return { ...rest, code, why, certainty, severity: 'fault', evidence: [] };
}
