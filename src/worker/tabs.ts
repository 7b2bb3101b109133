/**
 * Tells the workers of other tabs what was written, and learns from them. What is told holds no secret:
 * the vault's id, and ids of records, which say nothing (format.ts, 5).
 */
import { closeVault } from './vault-handlers.ts';
import { entryOf, isEntry } from './entry-handlers.ts';
import { forgetKey, forgetSealed } from './fresh-keys.ts';
import type { KeyShelf } from './key-shelf.ts';
import {
  copyOf,
  dropHeld,
  holdItems,
  keyStatesOf,
  loadVault,
  type OpenVault,
} from './open-vault.ts';
import { LOCK } from './page-channel.ts';
import type { Changes, WorkerEvent } from './protocol.ts';

/** `ids` is empty where only the header changed, or all is gone. */
export interface Told {
  vaultId: string;
  ids: readonly string[];
}

/** What is needed of a BroadcastChannel. */
export interface Tabs {
  postMessage(message: Told): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void;
}

/** What the pages say to each other, and workers hear. */
export interface Pages {
  addEventListener(type: 'message', listener: (event: MessageEvent<{ say: string }>) => void): void;
}

/** A page that can lock saves first, for 200 ms, and then ends its worker. */
const AFTER_PAGE = 220;

/**
 * Ends the worker with its open vault when a tab locks all, in case its own page does not: one that a print
 * dialog blocks hears nothing until that is closed.
 */
export function endOnLock(shelf: KeyShelf, pages: Pages, end: () => void): void {
  pages.addEventListener('message', ({ data: { say } }) => {
    const { open } = shelf;
    if (say !== LOCK || open === null) return;
    setTimeout(() => {
      if (shelf.open !== open) return;
      closeVault(shelf);
      end();
    }, AFTER_PAGE);
  });
}

/** Hears what other tabs write, and passes it on to the page. */
export function listen(shelf: KeyShelf, tabs: Tabs, tell: (event: WorkerEvent) => void): void {
  tabs.addEventListener('message', ({ data }) => {
    // Every page of this origin can speak here. An error would end the worker, with the keys in it.
    const ids = idsIn(data);
    if (shelf.open === null || ids === null) return;
    void shelf
      .inTurn(async () => {
        const { open } = shelf;
        const event = open && (await learn(shelf, open, ids));
        if (event) tell(event);
      })
      // What could not be read now is seen when it is saved over: by its revision.
      .catch(() => {});
  });
}

/** `null` of what no worker of ours has said. What it says is believed only as far as the store has it so. */
function idsIn(told: unknown): string[] | null {
  const { ids } = Object(told) as { ids?: unknown };
  const all: unknown[] = Array.isArray(ids) ? ids : [null];
  return all.every((id) => typeof id === 'string') ? all : null;
}

async function learn(
  shelf: KeyShelf,
  open: OpenVault,
  ids: readonly string[],
): Promise<WorkerEvent | null> {
  const { openNewest, requireHeader } = await loadVault();
  const store = await shelf.store();
  const stored = await store.readHeader();
  if (stored === null || requireHeader(stored).vaultId !== open.keys.vaultId) {
    // This tab can put it back, too.
    shelf.deleted = { copy: copyOf(open), open };
    closeVault(shelf);
    return { event: 'vaultGone' };
  }
  open.header = requireHeader(stored);
  const changes: Changes = { entries: [], gone: [] };
  let news = false;
  const lying = await store.readRecords(ids);
  for (const [at, id] of ids.entries()) {
    const revisions = lying[at] ?? [];
    const { item } = await openNewest(open.keys, revisions);
    const known = open.held.get(id);
    if (item && item.revision > (known?.revision ?? 0)) {
      holdItems(open, [item]);
      if (isEntry(item)) changes.entries.push(entryOf(item));
      // Sealed there, it must not stay readable here.
      else if (item.record.local) forgetSealed(shelf, item.content.id);
      news = true;
    } else if (known && revisions.length === 0) {
      dropHeld(open, id);
      if (known.key) forgetKey(shelf, known.id);
      else changes.gone.push(known.id);
      news = true;
    }
  }
  return news ? { event: 'changed', ...changes, keys: keyStatesOf(open) } : null;
}
