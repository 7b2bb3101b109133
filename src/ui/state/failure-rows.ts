/** How the table of failures names its rows and its sources. */
import type { Failure } from '../../doctor/failure.ts';
import { FAILURES } from '../../doctor/failures.ts';

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
