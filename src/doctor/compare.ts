/** Two things side by side: whether they belong together, and in what they differ. */
import type { Fact, Thing } from './thing.ts';

export interface Comparison {
  /** Whether both have the same public key; `unknown` where one has none that can be read. */
  publicKey: 'same' | 'different' | 'unknown';
  /** That in a sentence or two. */
  says: string;
  /** Every fact of either, in order, side by side. */
  rows: readonly Row[];
}

export interface Row {
  name: string;
  /** `null` where this one has no such fact. */
  one: string | null;
  other: string | null;
  /** Two masked values that look alike may still differ: of them nothing is said. */
  differs: boolean | null;
}

/** Compares what is known of two things; nothing secret is needed for it. */
export function compareThings(one: Thing, other: Thing): Comparison {
  const rows = rowsOf(one.facts, other.facts);
  const publicKey =
    one.publicKey === undefined || other.publicKey === undefined
      ? 'unknown'
      : one.publicKey === other.publicKey
        ? 'same'
        : 'different';
  return { publicKey, says: sayKeys(one, other, publicKey, rows), rows };
}

function sayKeys(
  one: Thing,
  other: Thing,
  publicKey: Comparison['publicKey'],
  rows: readonly Row[],
): string {
  const both = `${capital(one.title)} and ${other.title}`;
  if (publicKey === 'same') {
    const alike = one.kind === other.kind && rows.every(({ differs }) => differs === false);
    return alike
      ? `${both} are the same in all that is shown here.`
      : `${both} have the same public key: they belong together.`;
  }
  if (publicKey === 'different') {
    return `${both} have different public keys: they do not belong together, and one cannot check what the other has signed.`;
  }
  const unread = [one, other].filter((thing) => thing.publicKey === undefined);
  const locked = unread.filter((thing) => thing.locked === true);
  if (locked.length > 0) {
    const what = locked.map(({ title }) => title).join(' and ');
    return `To compare the keys, ${what} has to be opened with its passphrase.`;
  }
  const none = unread.map(({ title }) => title).join(' and ');
  return `${capital(none)} ${unread.length === 1 ? 'has' : 'have'} no public key to compare.`;
}

/** The facts of both by name, in the order of the first; a name that comes again is paired in turn. */
function rowsOf(ones: readonly Fact[], others: readonly Fact[]): Row[] {
  const numbered = (facts: readonly Fact[]) => {
    const counts = new Map<string, number>();
    return new Map(
      facts.map(({ name, value }) => {
        const count = (counts.get(name) ?? 0) + 1;
        counts.set(name, count);
        return [`${count} ${name}`, { name, value }];
      }),
    );
  };
  const [left, right] = [numbered(ones), numbered(others)];
  return [...new Set([...left.keys(), ...right.keys()])].map((key) => {
    const one = left.get(key);
    const other = right.get(key);
    const row = {
      name: (one ?? other)?.name ?? '',
      one: one?.value ?? null,
      other: other?.value ?? null,
    };
    return { ...row, differs: differs(row.one, row.other) };
  });
}

const MASKED = /[…•]|\*{3}/;

function differs(one: string | null, other: string | null): boolean | null {
  if (one !== other) return true;
  return one !== null && MASKED.test(one) ? null : false;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
