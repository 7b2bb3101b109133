/** Facts about what is stored, for the line and the panel that show them. */
import type { KeyState } from '../../worker/protocol.ts';
import type { Connection } from './connections.svelte.ts';
import { keySetsIn } from './key-sets.ts';

/**
 * Whether the newest key is in no backup yet. `backupAt` is when the last one was saved; sealed keys, named
 * by id, are in none by their nature.
 */
export function isBackupDue(
  connections: readonly Connection[],
  backupAt: number | null,
  sealed: ReadonlySet<string> = new Set(),
): boolean {
  return connections
    .flatMap(keySetsIn)
    .some(({ key }) => !sealed.has(key.id) && key.createdAt > (backupAt ?? 0));
}

/** The ids of those keys that are sealed. */
export function sealedOf(keys: readonly KeyState[]): ReadonlySet<string> {
  return new Set(keys.filter(({ sealed }) => sealed).map(({ record }) => record.id));
}
