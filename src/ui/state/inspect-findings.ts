/** The findings of the page Inspect in one list, with what each is about. */
import type { Org } from '../../core/org.ts';
import type { Finding, Severity } from '../../doctor/finding.ts';
import type { Thing } from '../../doctor/thing.ts';

export interface Found {
  finding: Finding;
  /** What it was found in, as the page calls it; '' for the text in the field. */
  about: string;
  /** Whose Setup it leads to, where that is known. */
  org?: Org | null;
  /** The text that it was found in, where it is one. */
  says?: string;
}

/** The id of a finding's row, for what leads there. */
export function findingId(number: number): string {
  return `finding-${number}`;
}

const GRAVE: readonly Severity[] = ['fault', 'risk', 'note', 'good'];
const SURE = ['certain', 'likely', 'possible'];

/** The gravest first, of those the surest. What is said of one thing twice stands once. */
export function sortedFindings(found: readonly Found[]): Found[] {
  const seen = new Set<string>();
  return found
    .filter(({ finding, about }) => {
      const said = JSON.stringify([about, finding.code, finding.evidence]);
      return !seen.has(said) && seen.add(said);
    })
    .sort(
      ({ finding: one }, { finding: other }) =>
        GRAVE.indexOf(one.severity) - GRAVE.indexOf(other.severity) ||
        SURE.indexOf(one.certainty) - SURE.indexOf(other.certainty),
    );
}

/** Of several causes that one error can have, one is right: they are not so many errors. */
export type Gravity = Severity | 'cause';

/** Only a cause of an error has a proof to look for. */
export function gravityOf({ severity, certainty, proof }: Finding): Gravity {
  return severity === 'fault' && certainty !== 'certain' && proof !== undefined
    ? 'cause'
    : severity;
}

const WORD: Readonly<Record<Gravity, readonly [one: string, more: string]>> = {
  fault: ['error', 'errors'],
  cause: ['possible cause', 'possible causes'],
  risk: ['warning', 'warnings'],
  note: ['note', 'notes'],
  good: ['thing that is fine', 'things that are fine'],
};
const LIST = new Intl.ListFormat('en-GB');

/**
 * "One error and two notes", for the head of the list. `causes` where what is not certain may be one of
 * several causes of the same error.
 */
export function countFindings(
  found: readonly Pick<Found, 'finding'>[],
  { causes = true }: { causes?: boolean } = {},
): string {
  const kinds = found.map(({ finding }) => (causes ? gravityOf(finding) : finding.severity));
  const counts = (['fault', 'cause', 'risk', 'note', 'good'] as const).flatMap((kind) => {
    const count = kinds.filter((one) => one === kind).length;
    return count === 0 ? [] : [`${countWord(count)} ${WORD[kind][count === 1 ? 0 : 1]}`];
  });
  return capital(LIST.format(counts));
}

const NUMBERS = 'no one two three four five six seven eight nine ten eleven twelve'.split(' ');

function countWord(count: number): string {
  return NUMBERS[count] ?? String(count);
}

/** "One thing", "Three things". */
export function countThings(count: number): string {
  return `${capital(countWord(count))} thing${count === 1 ? '' : 's'}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What each thing is called on the page: where it is from, with a number where several are from there. */
export function labelsOf(things: readonly Pick<Thing, 'from'>[]): string[] {
  const from = things.map((thing) => thing.from || 'the text');
  const total = new Map<string, number>();
  for (const name of from) total.set(name, (total.get(name) ?? 0) + 1);
  const counted = new Map<string, number>();
  return from.map((name) => {
    if (total.get(name) === 1) return name;
    const number = (counted.get(name) ?? 0) + 1;
    counted.set(name, number);
    return `${name}, part ${number}`;
  });
}
