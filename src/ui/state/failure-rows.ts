/** How the table of failures groups and names its rows, and names its sources. */
import type { Failure } from '../../doctor/failure.ts';
import { AREAS, FAILURES } from '../../doctor/failures.ts';

/** One row of the table: what is seen, and its causes. */
export interface Symptom {
  says: string;
  /** Whether it is quoted word for word, not described. */
  quoted: boolean;
  /** Other texts that mean the same. */
  also: readonly string[];
  causes: readonly Failure[];
}

export interface Area {
  title: string;
  symptoms: readonly Symptom[];
}

/** The failures by where they show themselves and by what is seen, each where its first one stands. */
export function areasOf(failures: readonly Failure[]): Area[] {
  const title = (failure: Failure) =>
    AREAS.find((area) => area.failures.includes(failure))?.title ?? '';
  return grouped(failures, title).map(([title, here]) => ({
    title,
    symptoms: grouped(here, saysOf).map(([says, causes]) => ({
      says,
      quoted: causes.some(({ texts }) => texts.length > 0),
      also: [...new Set(causes.flatMap(({ texts }) => texts))].filter((text) => text !== says),
      causes,
    })),
  }));
}

function saysOf({ texts, symptom }: Failure): string {
  return texts[0] ?? symptom ?? '';
}

function grouped(
  failures: readonly Failure[],
  name: (failure: Failure) => string,
): [string, Failure[]][] {
  const groups = new Map<string, Failure[]>();
  for (const failure of failures) {
    groups.set(name(failure), [...(groups.get(name(failure)) ?? []), failure]);
  }
  return [...groups];
}

/** The id of a failure's row, for what leads there. */
export function rowId(id: string): string {
  return `row-${id.replace('/', '-')}`;
}

const OR = new Intl.ListFormat('en-GB', { type: 'disjunction' });

/** What to expect in Setup's Login History, as a sentence. */
export function historyText(statuses: readonly string[]): string {
  if (statuses.length === 0) return 'Login History of this org should have no entry for it.';
  return `Login History should say ${OR.format(statuses.map((status) => `“${status}”`))}.`;
}

const numbers: ReadonlyMap<Failure, string> = new Map(numbered(FAILURES));

/** A row's own number: "4"; "1a" where one text has several causes. */
export function rowNumber(failure: Failure): string {
  return numbers.get(failure) ?? '';
}

/** What has no number of its own goes on after the last one. */
function* numbered(failures: readonly Failure[]): Generator<[Failure, string]> {
  const used = failures.flatMap(({ row }) => row ?? []);
  let last = Math.max(0, ...used);
  for (const failure of failures) {
    const { row } = failure;
    const same = failures.filter((other) => row !== undefined && other.row === row);
    const letter = same.length > 1 ? String.fromCharCode(97 + same.indexOf(failure)) : '';
    yield [failure, row === undefined ? String(++last) : `${row}${letter}`];
  }
}

const words = (id: string) => id.replaceAll('_', ' ');

/** What an address leads to, so that no two different ones are called the same. */
export function sourceName(address: string): string {
  const { host, pathname, searchParams } = new URL(address);
  const path = pathname.split('/').filter(Boolean);
  const last = path.at(-1) ?? '';
  switch (host) {
    case 'github.com':
      return `issue ${path[0]}/${path[1]} ${last}`;
    case 'help.salesforce.com':
      return `Salesforce Help, ${words((searchParams.get('id') ?? '').replace(/^xcloud\./, ''))}`;
    case 'developer.salesforce.com':
      return `Salesforce DX guide, ${words(last.replace(/^sfdx_dev_|\.htm$/g, ''))}`;
    case 'salesforce.stackexchange.com':
      return `forum question ${last}`;
    default:
      return host;
  }
}
