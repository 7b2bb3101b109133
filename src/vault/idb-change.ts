/** What the store's transactions do, one function for each. */
import { equal } from '../core/bytes.ts';
import { revisionOf, type Mode, type Transaction } from './idb-open.ts';
import type { Change, Copy, Header, Revision } from './store.ts';

/** A change that is to be made to the vault `vaultId`, with the header that comes with it. */
export interface Planned extends Required<Change> {
  vaultId: string;
  header?: Header | undefined;
}

/** What lay in the store and is no more, to be put back where the change does not read back. */
export type Added = 'gone' | { overtaken: string[] } | { removed: unknown[] };

/** Lies in place of the header from when a tab deletes the vault until the database is gone. */
const DELETED = 'deleted';

/** `null` where there is none, `deleted` where a tab said that it deletes it. */
export async function headerOf(change: Transaction): Promise<unknown> {
  const headers = await change.objectStore('header').getAll();
  return headers.at(-1) ?? null;
}

export function isDeleted(header: unknown): boolean {
  return header === DELETED;
}

export async function allRecords(change: Transaction): Promise<unknown[]> {
  return change.objectStore('revisions').getAll();
}

/** All that lies of one id, the newest first. */
export async function lyingOf(change: Transaction, id: string): Promise<unknown[]> {
  return (await change.objectStore('revisions').getAll(allOf(id))).reverse();
}

/**
 * Adds beside what is there, or says why not. What lies there already, to the byte, is as good as added:
 * an answer was lost. So is, the second time, the removal of what is not there.
 */
export async function add(
  change: Transaction<'readwrite'>,
  stored: unknown,
  { vaultId, header, put, remove }: Planned,
  again: boolean,
): Promise<Added> {
  if ((Object(stored) as Partial<Header>).vaultId !== vaultId) return 'gone';
  if (header !== undefined && same(stored, header)) return { removed: [] };
  if (header !== undefined && header.revision !== revisionOf(stored) + 1) return { overtaken: [] };

  const [before, leaving] = await Promise.all([
    Promise.all(put.map(({ id }) => lyingOf(change, id))),
    Promise.all(remove.map(({ id }) => lyingOf(change, id))),
  ]);
  const there = put.length > 0 && put.every((record, at) => same(before[at]?.[0], record));
  if (there) return { removed: [] };
  const overtaken = [
    ...put.filter(({ revision }, at) => revision !== revisionOf(before[at]?.[0]) + 1),
    ...remove.filter(({ revision }, at) => {
      const [newest] = leaving[at] ?? [];
      return newest === undefined ? !again : revision !== revisionOf(newest);
    }),
  ].map(({ id }) => id);
  if (overtaken.length > 0) return { overtaken };

  const [headers, revisions] = storesOf(change);
  await together([
    ...(header ? [() => headers.put(header, header.revision)] : []),
    ...put.map((record) => () => revisions.put(record)),
    ...remove.map(
      ({ id }) =>
        () =>
          revisions.delete(allOf(id)),
    ),
  ]);
  return { removed: leaving.flat() };
}

/**
 * Whether all of it lies there as it was written. Who is not `alone` may not find what another tab has
 * replaced or removed by now.
 */
export async function readsBack(
  change: Transaction,
  { header, records }: { header: unknown; records: readonly unknown[] },
  alone: boolean,
): Promise<boolean> {
  const [headers, revisions] = storesOf(change);
  const [stored, ...lying] = await together([
    async () => header && headers.get(revisionOf(header)),
    ...(records as Revision[]).map(
      ({ id, revision }) =>
        () =>
          revisions.get([id, revision]),
    ),
  ]);
  const reads = (one: unknown, written: unknown) =>
    same(one, written) || (!alone && one === undefined);
  return reads(stored, header) && records.every((record, at) => reads(lying[at], record));
}

/** Takes the change back out. */
export async function takeBack(
  change: Transaction<'readwrite'>,
  { header, put }: Pick<Planned, 'header' | 'put'>,
  removed: readonly unknown[],
): Promise<void> {
  const [headers, revisions] = storesOf(change);
  await together([
    ...(header ? [() => headers.delete(header.revision)] : []),
    ...put.map(
      ({ id, revision }) =>
        () =>
          revisions.delete([id, revision]),
    ),
    ...removed.map((record) => () => revisions.put(record)),
  ]);
}

/** Removes what the change has replaced, which counts no longer. */
export async function dropReplaced(
  change: Transaction<'readwrite'>,
  { header, put }: Pick<Planned, 'header' | 'put'>,
): Promise<void> {
  const [headers, revisions] = storesOf(change);
  await together([
    ...(header ? [() => headers.delete(IDBKeyRange.upperBound(header.revision, true))] : []),
    ...put.map((record) => () => revisions.delete(olderThan(record))),
  ]);
}

/** Puts a whole vault in place of what was left of another. */
export async function fill(
  change: Transaction<'readwrite'>,
  { header, records }: Copy,
): Promise<void> {
  const [headers, revisions] = storesOf(change);
  await together([
    () => headers.clear(),
    () => revisions.clear(),
    () => headers.put(header, revisionOf(header)),
    ...records.map((record) => () => revisions.put(record)),
  ]);
}

/** Empties the store, and says to other tabs that it was on purpose. */
export async function empty(change: Transaction<'readwrite'>): Promise<void> {
  const [headers, revisions] = storesOf(change);
  await together([() => headers.clear(), () => revisions.clear(), () => headers.put(DELETED, 0)]);
}

/** Whether two structures of plain values and bytes are equal. */
export function same(one: unknown, other: unknown): boolean {
  if (one instanceof Uint8Array || other instanceof Uint8Array) {
    return one instanceof Uint8Array && other instanceof Uint8Array && equal(one, other);
  }
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) {
    return Object.is(one, other);
  }
  const names = Object.keys(one);
  return (
    Array.isArray(one) === Array.isArray(other) &&
    names.length === Object.keys(other).length &&
    names.every((name) => same(one[name as keyof typeof one], other[name as keyof typeof other]))
  );
}

function storesOf<M extends Mode>(change: Transaction<M>) {
  return [change.objectStore('header'), change.objectStore('revisions')] as const;
}

/** Makes all requests at once. One that throws, rather than fail, leaves none of the others unheard. */
function together(requests: readonly (() => Promise<unknown>)[]): Promise<unknown[]> {
  return Promise.all(requests.map(async (request) => request()));
}

function allOf(id: string): IDBKeyRange {
  return IDBKeyRange.bound([id], [id, []]);
}

function olderThan({ id, revision }: Revision): IDBKeyRange {
  return IDBKeyRange.bound([id], [id, revision], false, true);
}
