/** What is known, weighed: how sure it makes each cause of a failure, and in which words. */
import type { Failure } from '../failure.ts';
import type { Certainty, Evidence } from '../finding.ts';
import type { RefusalFacts } from './facts.ts';

/**
 * One thing that may be seen in what is known, and the causes it speaks for or against. A clue is all that
 * has to be added to teach the doctor something.
 */
export interface Clue {
  /** What is seen, as Evidence has it; anything else where it is not there. `said` is plain text. */
  see: (facts: RefusalFacts, said: string) => string | false | undefined;
  speaks: Weights;
}

/**
 * By the code of a cause: 1 for what speaks for it, 2 for what makes it likely, more for what outweighs
 * others; below 0 against it.
 */
export type Weights = Readonly<Record<string, number>>;

/** More than everything else can weigh. */
export const PROVES = 100;
export const RULES_OUT = -100;

export interface Seen {
  text: string;
  speaks: Weights;
}

export interface Verdict {
  /** `null` where what is known rules it out. */
  certainty: Certainty | null;
  weight: number;
  evidence: readonly Evidence[];
}

/** What the text alone makes of a cause. One thing against it leaves a likely one likely, two do not. */
const BASE: Readonly<Record<Certainty, number>> = { certain: 6, likely: 3, possible: 0 };
const LIKELY = 2;

export function look(clues: readonly Clue[], facts: RefusalFacts, said: string): Seen[] {
  return clues.flatMap(({ see, speaks }) => {
    const text = see(facts, said);
    return text ? [{ text, speaks }] : [];
  });
}

/** How sure a cause is by all that was seen, the weightiest evidence first. */
export function judge(
  { id, certainty }: Pick<Failure, 'id' | 'certainty'>,
  seen: readonly Seen[],
): Verdict {
  const spoken = seen
    .map(({ text, speaks }) => ({ text, weight: speaks[id] ?? 0 }))
    .filter(({ weight }) => weight !== 0)
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  const sum = spoken.reduce((total, { weight }) => total + weight, 0);
  const evidence = spoken.map(({ text, weight }): Evidence =>
    weight < 0 ? { text, against: true } : { text },
  );
  const weight = BASE[certainty] + sum;
  return { certainty: certaintyOf(certainty, weight), weight, evidence };
}

/** However much is likely, only the text itself or a proof makes it certain. */
export function certaintyOf(base: Certainty, weight: number): Certainty | null {
  if (weight <= RULES_OUT / 2) return null;
  if (weight >= PROVES / 2 || (base === 'certain' && weight >= BASE.certain)) return 'certain';
  return weight >= LIKELY ? 'likely' : 'possible';
}
