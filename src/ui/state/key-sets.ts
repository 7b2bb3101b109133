import type { KeySet } from './connections.svelte.ts';
import { isObject } from './same.ts';

/** What tells one key set from another: the same key can have had several certificates. */
export function setId({ key, certificate }: KeySet): string {
  return `${key.id} ${certificate?.sha256 ?? ''}`;
}

/** Every key set in a value, wherever it stands: a connection may hold some outside of `former`, too. */
export function keySetsIn(value: unknown): KeySet[] {
  if (!isObject(value)) return [];
  if (isKeySet(value)) return [value];
  return Object.values(value).flatMap(keySetsIn);
}

function isKeySet(value: object): value is KeySet {
  return 'key' in value && isObject(value.key) && 'publicKeySha256' in value.key;
}
