/** Every failure we know, for the table and for texts that come from anywhere. */
import type { Org } from '../core/org.ts';
import type { Failure } from './failure.ts';
import { CLIENT } from './failures-client.ts';
import { createAbout } from './error/about.ts';
import { factsIn } from './error/facts-in-text.ts';
import { KEY_FILES } from './failures-key.ts';
import type { Finding } from './finding.ts';
import { findingsOf, judging, REFUSALS, type RefusalFacts, type Verdict } from './refusal.ts';
import { SESSION } from './refusals-session.ts';
import { createFinder, plainForms, plainText } from './text.ts';

/** Where a failure shows itself, for those who leaf through them. */
export const AREAS: readonly { title: string; failures: readonly Failure[] }[] = [
  { title: 'Salesforce refuses the login', failures: REFUSALS },
  { title: 'After the token: a call is refused', failures: SESSION },
  { title: 'Key and certificate files', failures: KEY_FILES },
  { title: 'Round the login: CLI, network, browser', failures: CLIENT },
];

const LAST = 1_000;

/** In the order of the table's rows; what has no row comes last. */
export const FAILURES: readonly Failure[] = AREAS.flatMap(({ failures }) => failures).sort(
  (a, b) => (a.row ?? LAST) - (b.row ?? LAST),
);

/** What a failure is known by besides its texts: a status of Login History. */
const findFailures = createFinder(FAILURES, ({ texts, loginHistory = [] }) => [
  ...texts,
  ...loginHistory,
]);

/** The same without what other programs say, too. */
const findOwn = createFinder(
  FAILURES.filter(({ common }) => common !== undefined && common !== true),
  ({ texts, common }) => texts.filter((text) => common === true || !common?.includes(text)),
);

const isAbout = createAbout(FAILURES);

/**
 * What any text (an answer, a log, a stack trace) shows to be wrong, best first; `[]` where nothing in
 * it is known. The caller refuses what checkText does.
 */
export function explainText(text: string, facts: RefusalFacts = {}): Finding[] {
  const forms = plainForms(text);
  const [said = ''] = forms;
  const own = new Set(findOwn(forms));
  const found = foundIn(forms).filter(
    (failure) => failure.common === undefined || own.has(failure) || isAbout(failure, said),
  );
  return findingsOf(found, said, { ...factsIn(said), ...facts });
}

/** The org that a text is about, where it names its host. */
export function orgIn(text: string): Org | undefined {
  const [said = ''] = plainForms(text);
  return factsIn(said).org;
}

/** What stands in a text, as it comes there; then what the text shows in other words. */
function foundIn(forms: readonly string[]): Failure[] {
  const stands = findFailures(forms);
  const shown = FAILURES.filter(
    (failure) => failure.shows?.(forms[0] ?? '') && !stands.includes(failure),
  );
  return [...stands, ...shown];
}

/** What a failure is known by, and all that it says, as plain text for the search. */
const SAID: ReadonlyMap<Failure, { head: string; all: string }> = new Map(
  FAILURES.map((failure) => {
    const { row, texts, symptom = '', title, cause, fix, setup = '' } = failure;
    const head = [row === undefined ? '' : `row ${row}`, ...texts, symptom, title].join(' ');
    const all = [head, cause, ...fix, setup].join(' ');
    return [failure, { head: plainText(head), all: plainText(all) }];
  }),
);

/**
 * The failures whose text stands in what was typed, the surest first; then those that speak of every
 * word of it, first where the words stand in what the failure is known by. All of them, by row, where
 * nothing was typed. The caller refuses what checkText does.
 */
export function searchFailures(text: string, facts: RefusalFacts = {}): Failure[] {
  const forms = plainForms(text);
  const plain = (forms[0] ?? '').trim();
  if (plain === '') return [...FAILURES];
  const shown = foundIn(forms);
  const words = [...new Set(plain.split(' '))];
  const spoken = FAILURES.filter(
    (failure) =>
      !shown.includes(failure) && words.every((word) => SAID.get(failure)?.all.includes(word)),
  );
  const surer = bySureness(shown, plain, facts);
  const fit = (failure: Failure) => {
    const { head = '' } = SAID.get(failure) ?? {};
    const inHead = words.filter((word) => head.includes(word)).length;
    return head.includes(plain) ? inHead + 1 : inHead;
  };
  return [...shown.sort(surer), ...spoken.sort((a, b) => fit(b) - fit(a) || surer(a, b))];
}

/** How sure each failure is the cause of a text that was searched for, by what is known. */
export function verdictsOn(text: string, facts: RefusalFacts): (failure: Failure) => Verdict {
  const forms = plainForms(text);
  const said = forms[0] ?? '';
  return judging(foundIn(forms), said, { ...factsIn(said), ...facts });
}

/** What the facts rule out comes last, but is not hidden: the text may come from another org. */
function bySureness(shown: readonly Failure[], said: string, facts: RefusalFacts) {
  const ORDER = ['certain', 'likely', 'possible', null];
  const verdictOf = judging(shown, said, { ...factsIn(said), ...facts });
  const verdicts = new Map(FAILURES.map((failure) => [failure, verdictOf(failure)]));
  const of = (failure: Failure) => verdicts.get(failure) ?? verdictOf(failure);
  return (a: Failure, b: Failure) =>
    ORDER.indexOf(of(a).certainty) - ORDER.indexOf(of(b).certainty) || of(b).weight - of(a).weight;
}
