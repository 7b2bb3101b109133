/** Taking away what does not open, so that it is said once. */
import { AppError } from '../core/errors.ts';
import { gone, requireHeader } from './header.ts';
import { newestOf, openNewest, revisionsById, type Item } from './items.ts';
import type { VaultKeys } from './keys.ts';
import { openContent, sealContent, type SealedRecord } from './record.ts';
import type { Revision, Store } from './store.ts';

/** Other tabs write between reading and removing, but not for ever. */
const MOST_TRIES = 20;

export interface Mended {
  /** Records of which nothing opened, which are gone. */
  removed: Revision[];
  /** What lies there again as it opened before: in an earlier revision, or in memory. */
  items: Item[];
  /** What stays as it is: a later version wrote it, or it has no name to remove it by. */
  damaged: AppError[];
}

/**
 * Removes exactly the records that do not open now, all their revisions with them. Where an earlier
 * revision opens, or `held` (what was opened before, by id), that is written over the damaged one. All or
 * nothing. Throws `vault/none`, `vault/not-raised`, `vault/damaged`, and what the store throws.
 */
export async function removeDamaged(
  store: Store,
  keys: VaultKeys,
  held: (id: string) => SealedRecord | undefined = () => undefined,
): Promise<Mended> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const copy = await store.readAll();
    if (copy === null || requireHeader(copy.header).vaultId !== keys.vaultId) throw gone();
    const removed: Revision[] = [];
    const items: Item[] = [];
    const damaged: AppError[] = [];
    await Promise.all(
      revisionsById(copy.records).map(async (lying) => {
        const id = idOf(lying[0]);
        const known = id === null ? undefined : held(id);
        const [all = lying] = known ? revisionsById([...lying, known]) : [];
        const { item, failure } = await openNewest(keys, all);
        if (failure === null) return;
        if (item) items.push(await sealAgain(keys, item, all.some(isLocal)));
        else if (id !== null && failure.code === 'vault/damaged')
          removed.push({ id, revision: newestOf(lying) });
        else damaged.push(failure);
      }),
    );
    const done = { removed, items, damaged };
    if (removed.length + items.length === 0) return done;
    const put = items.map(({ record }) => record);
    const written = await store.write({ vaultId: keys.vaultId, put, remove: removed });
    if (written === 'gone') throw gone();
    // Else another tab wrote meanwhile: something opens now that did not.
    if (written === 'written') return done;
  }
  throw new AppError('vault/damaged', 'something can be neither read nor removed');
}

/** As the revision after the one that is damaged; a key with its secret, and sealed if it was by then. */
async function sealAgain(
  keys: VaultKeys,
  { content, revision, record }: Item,
  local: boolean,
): Promise<Item> {
  const sealed = local && { local };
  const whole = await openContent(keys, record, { secret: true });
  try {
    const next = revision + 1;
    return {
      content: { ...content, ...sealed },
      revision: next,
      record: await sealContent(keys, { ...whole, ...sealed }, next),
    };
  } finally {
    whole.secret?.fill(0);
  }
}

function isLocal(record: unknown): boolean {
  return (Object(record) as Partial<SealedRecord>).local === true;
}

function idOf(record: unknown): string | null {
  const { id } = Object(record) as { id?: unknown };
  return typeof id === 'string' ? id : null;
}
