/** What of the records that lie there opens: of each the newest revision that does. */
import { AppError } from '../core/errors.ts';
import type { VaultKeys } from './keys.ts';
import { openContent, type Content, type SealedRecord } from './record.ts';

export interface Item {
  /** Without its secret. */
  content: Content;
  /** The newest that lies there, which the next change is based on. */
  revision: number;
  /** What holds the content. Of an earlier revision where the newest is damaged. */
  record: SealedRecord;
}

export interface Items {
  /** In no order. */
  items: Item[];
  /** One damaged record does not hide the others: it comes as an error. */
  damaged: AppError[];
}

/** Opens records as they come from the disk: anything, and two revisions of one id after a cut-off write. */
export async function openAll(keys: VaultKeys, records: readonly unknown[]): Promise<Items> {
  const opened = await Promise.all(
    revisionsById(records).map((revisions) => openNewest(keys, revisions)),
  );
  return {
    items: opened.flatMap(({ item }) => item ?? []),
    damaged: opened.flatMap(({ failure }) => failure ?? []),
  };
}

/** What lies there of each record, the newest revision first. */
export function revisionsById(records: readonly unknown[]): unknown[][] {
  const byId = new Map<unknown, unknown[]>();
  for (const record of records) {
    const { id } = Object(record) as { id?: unknown };
    // What has no id belongs to nothing.
    const known = typeof id === 'string' ? id : record;
    byId.set(known, [...(byId.get(known) ?? []), record]);
  }
  return [...byId.values()].map((revisions) =>
    revisions.toSorted((one, other) => revisionOf(other) - revisionOf(one)),
  );
}

/**
 * Opens one record, of which these revisions lie there, the newest first. `failure` says `vault/earlier`
 * where an earlier one had to do, and why none opens where `item` is `null`. What a later version of
 * Keybearer wrote is not passed over: `vault/version`.
 */
export async function openNewest(
  keys: VaultKeys,
  revisions: readonly unknown[],
): Promise<{ item: Item | null; failure: AppError | null }> {
  let failure: AppError | null = null;
  for (const record of revisions) {
    try {
      const content = await openContent(keys, record);
      const item = { content, revision: newestOf(revisions), record: record as SealedRecord };
      return { item, failure: failure && earlier(failure) };
    } catch (thrown) {
      failure ??= AppError.from(thrown);
      if (failure.code === 'vault/version') break;
    }
  }
  return { item: null, failure };
}

/** The revision that a change of what lies there must follow; 0 where nothing does. */
export function newestOf(revisions: readonly unknown[]): number {
  return Math.max(0, ...revisions.map(revisionOf));
}

function revisionOf(record: unknown): number {
  const { revision } = Object(record) as Partial<SealedRecord>;
  return Number.isSafeInteger(revision) ? Number(revision) : 0;
}

function earlier(cause: AppError): AppError {
  const message = 'the last change of something in the vault is damaged; it is as it was before';
  return new AppError('vault/earlier', message, { cause });
}
