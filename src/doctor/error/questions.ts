/**
 * Where what is known cannot tell the causes of a refusal apart, one question to its user that can. An
 * answer is a clue like any other.
 */
import { certaintyOf, RULES_OUT, type Clue, type Weights } from './clue.ts';
import type { Certainty, Finding } from '../finding.ts';
import type { RefusalFacts } from './facts.ts';

/** What is asked, and what can be answered. */
export interface Question {
  id: string;
  text: string;
  answers: readonly Answer[];
}

export interface Answer {
  id: string;
  says: string;
}

interface Weighed extends Question {
  answers: readonly (Answer & { speaks: Weights })[];
}

const UNKNOWN = { id: 'unknown', says: 'I do not know', speaks: {} };

/** In the order in which they are asked where two tell as much. */
export const QUESTIONS: readonly Weighed[] = [
  {
    id: 'before',
    text: 'What happened before this?',
    answers: [
      {
        id: 'refreshed',
        says: 'The sandbox was refreshed, cloned or made anew',
        speaks: {
          'refusal/sandbox-refreshed': 5,
          'refusal/not-pre-authorized': -2,
          'refusal/app-just-made': -2,
        },
      },
      {
        id: 'new',
        says: 'The app, its policies or the org were made or changed in the last half hour',
        speaks: {
          'refusal/not-replicated': 5,
          'refusal/app-just-made': 5,
          'refusal/consumer-key': 1,
          'refusal/sandbox-refreshed': -2,
        },
      },
      {
        id: 'worked',
        says: 'It worked, and nobody knows of a change',
        speaks: {
          'refusal/sandbox-refreshed': 3,
          'refusal/not-pre-authorized': -1,
          'refusal/my-domain-only': -2,
          'refusal/refresh-token-scope': -2,
          'refusal/integration-license': -2,
          'refusal/not-replicated': -3,
          'refusal/created-user': -2,
          'refusal/user-unknown': -2,
          'refusal/wrong-environment': -2,
          'refusal/app-just-made': -3,
          'refusal/other-org': -2,
          'refusal/consumer-key': -2,
        },
      },
      {
        id: 'never',
        says: 'It has never worked',
        speaks: {
          'refusal/sandbox-refreshed': -3,
          'refusal/not-pre-authorized': 1,
          'refusal/refresh-token-scope': 1,
          'refusal/integration-license': 1,
          'refusal/my-domain-only': 1,
          'refusal/user-unknown': 1,
          'refusal/wrong-environment': 1,
          'refusal/other-org': 1,
        },
      },
    ],
  },
  {
    id: 'permitted',
    text: 'What stands under Permitted Users, on the app’s Policies tab in that org?',
    answers: [
      {
        id: 'approved',
        says: 'Admin approved users are pre-authorized',
        speaks: {
          'refusal/not-pre-authorized': -1,
          'refusal/integration-license': 1,
          'refusal/refresh-token-scope': -1,
        },
      },
      {
        id: 'self',
        says: 'All users may self-authorize',
        speaks: {
          'refusal/not-pre-authorized': 3,
          'refusal/refresh-token-scope': 2,
          'refusal/integration-license': -3,
          'refusal/user-not-assigned': -3,
        },
      },
      {
        id: 'gone',
        says: 'The app is not in that org’s list',
        speaks: {
          'refusal/sandbox-refreshed': 5,
          'refusal/other-org': 3,
          'refusal/wrong-environment': 4,
          'refusal/not-pre-authorized': -3,
          'refusal/refresh-token-scope': -3,
          'refusal/integration-license': -3,
        },
      },
    ],
  },
  {
    id: 'assigned',
    text: 'How does the user come by the app, on the same tab under App Policies?',
    answers: [
      {
        id: 'not',
        says: 'Neither the user’s profile nor one of the user’s permission sets is there',
        speaks: { 'refusal/not-pre-authorized': 4, 'refusal/user-not-assigned': 2 },
      },
      {
        id: 'profile',
        says: 'Through the profile',
        speaks: {
          'refusal/not-pre-authorized': -3,
          'refusal/integration-license': RULES_OUT,
          'refusal/refresh-token-scope': 2,
        },
      },
      {
        id: 'integration',
        says: 'Through a permission set of the license Salesforce API Integration',
        speaks: { 'refusal/not-pre-authorized': -2, 'refusal/integration-license': 5 },
      },
      {
        id: 'set',
        says: 'Through another permission set',
        speaks: {
          'refusal/not-pre-authorized': -2,
          'refusal/integration-license': -2,
          'refusal/refresh-token-scope': 2,
        },
      },
    ],
  },
  {
    id: 'user',
    text: 'Is this very username in the list of Users of that org, and active?',
    answers: [
      {
        id: 'there',
        says: 'It is, letter for letter',
        speaks: {
          'refusal/user-unknown': RULES_OUT,
          'refusal/user-inactive': -2,
          'refusal/wrong-environment': -3,
        },
      },
      {
        id: 'missing',
        says: 'It is not, or it ends in another way',
        speaks: { 'refusal/user-unknown': 5, 'refusal/wrong-environment': 2 },
      },
      {
        id: 'inactive',
        says: 'It is, but not active',
        speaks: { 'refusal/user-inactive': 4, 'refusal/authentication': 2 },
      },
    ],
  },
];

/** What was answered, as clues. */
export const ANSWER_CLUES: readonly Clue[] = QUESTIONS.flatMap(({ id, answers }) =>
  answers.map(({ id: answer, says, speaks }) => ({
    see: ({ answers }: RefusalFacts) => answers?.[id] === answer && `you answered “${says}”`,
    speaks,
  })),
);

/** A cause that leads by as much is not asked about any more. */
const SETTLED = 4;

/**
 * The question whose answers lead to the most different first causes, of those not answered yet; `null`
 * where the first cause is certain or well ahead, or where no answer would change it. The findings are
 * those that the same facts gave.
 */
export function questionFor(findings: readonly Finding[], facts: RefusalFacts): Question | null {
  const [first, second] = findings;
  if (first === undefined || second === undefined || first.certainty === 'certain') return null;
  if ((first.weight ?? 0) - (second.weight ?? 0) >= SETTLED) return null;
  const asked = QUESTIONS.flatMap(({ id, text, answers }) => {
    if (facts.answers?.[id] !== undefined) return [];
    const open = answers.filter((answer) => isOpen(answer, findings, facts));
    const leaders = new Set(open.map(({ speaks }) => leaderAfter(findings, speaks)));
    return leaders.size > 1 ? [{ id, text, answers: [...open, UNKNOWN], tells: leaders.size }] : [];
  });
  const most = Math.max(...asked.map(({ tells }) => tells));
  const best = asked.find(({ tells }) => tells === most);
  if (best === undefined) return null;
  return {
    id: best.id,
    text: best.text,
    answers: best.answers.map(({ id, says }) => ({ id, says })),
  };
}

/** Not where it speaks for nothing that is possible here, nor against what is known. */
function isOpen(
  { id, speaks }: Weighed['answers'][number],
  findings: readonly Finding[],
  { tokenAt }: RefusalFacts,
): boolean {
  if (id === 'never' && tokenAt !== undefined) return false;
  const helped = Object.keys(speaks).filter((code) => (speaks[code] ?? 0) > 0);
  return helped.length === 0 || findings.some(({ code }) => helped.includes(code));
}

/** Which cause would come first if this spoke, too. */
function leaderAfter(findings: readonly Finding[], speaks: Weights): string {
  const rank = { certain: 2, likely: 1, possible: 0 } satisfies Record<Certainty, number>;
  let leader = { code: '', rank: -1, weight: -Infinity };
  for (const finding of findings) {
    const { code } = finding;
    const weight = (finding.weight ?? 0) + (speaks[code] ?? 0);
    const sure = certaintyOf(finding.certainty === 'certain' ? 'certain' : 'possible', weight);
    if (sure === null) continue;
    const here = { code, rank: rank[sure], weight };
    if (here.rank > leader.rank || (here.rank === leader.rank && weight > leader.weight))
      leader = here;
  }
  return leader.code;
}
