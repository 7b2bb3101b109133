/**
 * Where what is known cannot tell the causes of a refusal apart, one question to its user that can. An
 * answer is a clue like any other.
 */
import type { Certainty, Finding } from '../finding.ts';
import { certaintyOf, type Clue, type Weights } from './clue.ts';
import type { RefusalFacts } from './facts.ts';
import { QUESTIONS, UNKNOWN, type Question, type Weighed } from './question-table.ts';

export type { Question } from './question-table.ts';

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
