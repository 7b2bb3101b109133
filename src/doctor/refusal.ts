/** What a refusal of the token endpoint, or of a call with a token, means, ranked by what is known. */
import { judge, look, type Clue, type Verdict } from './error/clue.ts';
import { ORG_CLUES } from './error/clues-org.ts';
import { TEXT_CLUES } from './error/clues-text.ts';
import { TIME_CLUES } from './error/clues-time.ts';
import type { RefusalFacts } from './error/facts.ts';
import { ANSWER_CLUES } from './error/questions.ts';
import { proofOf, type Failure } from './failure.ts';
import { ranked, type Certainty, type Finding } from './finding.ts';
import { APP } from './refusals-app.ts';
import { APPROVAL } from './refusals-approval.ts';
import { ASSERTION } from './refusals-assertion.ts';
import { SESSION } from './refusals-session.ts';
import { createFinder, plainForms, type Finder } from './text.ts';

export type { Verdict } from './error/clue.ts';
export type { RefusalFacts } from './error/facts.ts';

/** Every refusal the token endpoint is known to give, one entry a cause. */
export const REFUSALS: readonly Failure[] = [...APP, ...APPROVAL, ...ASSERTION];

/** All that the doctor looks for in what is known. */
export const CLUES: readonly Clue[] = [...ANSWER_CLUES, ...ORG_CLUES, ...TIME_CLUES, ...TEXT_CLUES];

const findRefusals = createFinder(REFUSALS);
const findCalls = createFinder(SESSION);

interface Said {
  error: string;
  description: string;
}

/**
 * The causes a refusal can have, best first; `[]` for a text that is not known. Texts are matched by
 * what they contain, because Salesforce does not promise their wording.
 */
export function explainRefusal(refusal: Said, facts: RefusalFacts = {}): Finding[] {
  return explained(findRefusals, refusal, facts);
}

/** The same for a call with a token; `[]` for a word that is not known. */
export function explainCall(refusal: Said, facts: RefusalFacts = {}): Finding[] {
  return explained(findCalls, refusal, facts);
}

function explained(find: Finder, { error, description }: Said, facts: RefusalFacts): Finding[] {
  const forms = plainForms(`${error} ${description}`);
  return findingsOf(find(forms), forms[0] ?? '', facts);
}

/** Failures as findings, best first, those left out that the facts rule out. `said` is plain text. */
export function findingsOf(
  failures: readonly Failure[],
  said: string,
  facts: RefusalFacts,
): Finding[] {
  const verdictOf = judging(failures, said, facts);
  return ranked(
    failures.flatMap((failure) => {
      const { certainty, weight, evidence } = verdictOf(failure);
      return certainty === null ? [] : [toFinding(failure, { certainty, weight, evidence })];
    }),
  );
}

/** How sure a failure is the cause of a plain text, in which these failures were found. */
export function judging(
  found: readonly Failure[],
  said: string,
  facts: RefusalFacts,
): (failure: Failure) => Verdict {
  const seen = look(CLUES, facts, said);
  return (failure) => {
    const { id, after = [] } = failure;
    const earlier = found.find(
      (other) => other.id !== id && after.some((code) => other.id.startsWith(code)),
    );
    if (earlier === undefined) return judge(failure, seen);
    const text = `the text shows another failure that would bring this one about: ${earlier.title}`;
    return judge({ id, certainty: 'possible' }, [...seen, { text, speaks: { [id]: -1 } }]);
  };
}

function toFinding(
  failure: Failure,
  verdict: Omit<Verdict, 'certainty'> & { certainty: Certainty },
): Finding {
  const { id: code, row, title, cause: why, fix, setup, page, loginHistory, links } = failure;
  return {
    code,
    severity: 'fault',
    title,
    why,
    fix,
    links,
    proof: proofOf(failure),
    ...(row !== undefined && { row }),
    ...(setup !== undefined && { setup }),
    ...(page !== undefined && { page }),
    ...(loginHistory !== undefined && { loginHistory }),
    ...verdict,
  };
}
