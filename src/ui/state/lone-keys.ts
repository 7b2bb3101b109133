/**
 * Keys in the vault that no connection holds: one that was made while its tab was locked or closed, or
 * whose connection does not open. Nothing else shows them.
 */
import type { KeyRecord } from '../../core/key.ts';
import type { KeyState } from '../../worker/protocol.ts';
import type { App } from './app.svelte.ts';
import { keySetsOf } from './connections.svelte.ts';
import { release } from './desk.ts';
import { withDeed } from './history.ts';
import { described } from './key-work.svelte.ts';
import { sealedOf } from './storage-facts.ts';

/** The id of their list. */
export const LONE = 'lone-keys';

/**
 * Takes in what the worker says of all keys of the vault. One that another tab made after `before`, in
 * milliseconds, is on its way into a connection there, and is not counted yet.
 */
export function showKeys({ vault }: App, keys: readonly KeyState[], before = Infinity): void {
  const known = new Set(vault.keys.map(({ id }) => id));
  vault.sealed = sealedOf(keys);
  vault.keys = keys
    .map(({ record }) => record)
    .filter(({ id, createdAt }) => known.has(id) || createdAt < before);
}

/** Newest first. */
export function loneKeys({ connections, vault }: App): KeyRecord[] {
  const used = new Set(
    [...connections.list, ...connections.removed].flatMap(keySetsOf).map(({ key }) => key.id),
  );
  return vault.keys
    .filter(({ id }) => !used.has(id))
    .sort((one, other) => other.createdAt - one.createdAt);
}

/** A connection that begins with this key. */
export function beginWithLone(app: App, key: KeyRecord): void {
  app.begin({ current: { key }, history: withDeed([], Date.now(), 'reused', described({ key })) });
}

/** For good, unless a connection holds it by now. Throws `vault/*`. */
export async function deleteLone(app: App, key: KeyRecord): Promise<void> {
  await release(app, [{ key }]);
}
