/** What a backup would change here, and changing it. */
import { AppError } from '../core/errors.ts';
import type { OpenedBackup } from './backup.ts';
import { saveContents, type Draft, type Saved } from './contents.ts';
import type { Item } from './items.ts';
import { openContent, type Content } from './record.ts';
import type { Store } from './store.ts';
import type { Opened } from './vault.ts';

/** What one content of a backup is beside what the vault here holds. */
export type State =
  /** Not here. */
  | 'new'
  /** The backup's is the later revision. */
  | 'newer'
  /** The one here is the later revision. */
  | 'older'
  /** The same content, in whichever revision. */
  | 'same'
  /** The same revision, and yet another content: each was changed by itself. */
  | 'differs';

export interface PlanItem {
  /** As the backup has it, without its secret. */
  content: Content;
  state: State;
  item: Item;
  /** The revision here; 0 where it is not here. */
  here: number;
  /** Sealed here, and so it stays. */
  local: boolean;
}

export interface Plan {
  made: Date;
  vouched: boolean;
  /** `none`: the backup becomes the vault of this browser; else it is merged into the open one. */
  into: 'none' | 'same' | 'other';
  items: PlanItem[];
  damaged: AppError[];
}

type Present = Pick<Opened, 'keys' | 'items'>;

/** Says what would change; `present` is the open vault, `null` where this browser holds none. */
export function planRestore(backup: OpenedBackup, present: Present | null): Plan {
  const here = new Map((present?.items ?? []).map((item) => [nameOf(item.content), item]));
  const { made, vouched, damaged, keys } = backup;
  const same = present?.keys.vaultId === keys.vaultId ? 'same' : 'other';
  return {
    made,
    vouched,
    damaged,
    into: present === null ? 'none' : same,
    items: backup.items.map((item) => {
      const found = here.get(nameOf(item.content));
      return {
        content: item.content,
        state: found ? compare(item, found) : 'new',
        item,
        here: found?.revision ?? 0,
        local: found?.content.local === true,
      };
    }),
  };
}

/**
 * Puts the backup where there is no vault, with its ways in and its revisions; it is open then. Throws
 * `vault/exists`, and what the store throws.
 */
export async function becomeVault(store: Store, backup: OpenedBackup): Promise<Opened> {
  const { keys, header, items, damaged } = backup;
  const records = items.map(({ record }) => record);
  if (!(await store.create({ header, records }))) {
    throw new AppError('vault/exists', 'this browser holds a vault by now');
  }
  return {
    keys,
    header,
    items: items.map((item) => ({ ...item, revision: item.record.revision })),
    damaged,
  };
}

/**
 * Merges into the open vault what is new or newer there, and what else is named by its id; sealed anew, as
 * the next revisions here. What another tab changed since the plan was made comes back as overtaken. Throws
 * what `saveContents` throws.
 */
export async function mergeBackup(
  store: Store,
  {
    backup,
    plan,
    present,
    also = [],
  }: { backup: OpenedBackup; plan: Plan; present: Present; also?: readonly string[] },
): Promise<Saved> {
  const taken = plan.items.filter(
    ({ state, content }) => state === 'new' || state === 'newer' || also.includes(content.id),
  );
  const drafts: Draft[] = [];
  try {
    for (const { item, here, local } of taken) {
      const content = await openContent(backup.keys, item.record, { secret: true });
      drafts.push({ content: local ? { ...content, local } : content, revision: here });
    }
    return await saveContents(store, present.keys, drafts);
  } finally {
    for (const { content } of drafts) content.secret?.fill(0);
  }
}

function compare(there: Item, here: Item): State {
  if (sameJson(there.content.value, here.content.value)) return 'same';
  const later = there.record.revision - here.revision;
  if (later === 0) return 'differs';
  return later > 0 ? 'newer' : 'older';
}

/** Entries of all kinds share their ids. */
function nameOf({ kind, id }: Content): string {
  return `${kind === 'key' ? 'key' : 'entry'}/${id}`;
}

/** Whether two values of JSON are equal, in whichever order their fields are. */
function sameJson(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) {
    return one === other;
  }
  const names = Object.keys(one);
  return (
    Array.isArray(one) === Array.isArray(other) &&
    names.length === Object.keys(other).length &&
    names.every(
      (name) =>
        Object.hasOwn(other, name) &&
        sameJson((one as Record<string, unknown>)[name], (other as Record<string, unknown>)[name]),
    )
  );
}
