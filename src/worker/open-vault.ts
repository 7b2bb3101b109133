/** An unlocked vault as the worker holds it: ciphertexts, and whose they are. */
import { AppError } from '../core/errors.ts';
import type { KeyRecord } from '../core/key.ts';
import type { Item } from '../vault/items.ts';
import type { VaultKeys } from '../vault/keys.ts';
import type { SealedRecord } from '../vault/record.ts';
import type { Copy, Header } from '../vault/store.ts';
import type { Opened } from '../vault/vault.ts';
import { recordOf } from './key-content.ts';
import type { KeyState } from './protocol.ts';

// At first use: a page without a vault does not need it.
export const loadVault = () => import('./vault-parts.ts');

/** One record. What an entry says is not kept: the page has it. */
export interface Held {
  kind: string;
  id: string;
  /** The newest that is known to lie in the store. */
  revision: number;
  record: SealedRecord;
  /** What is public of a key. */
  key?: KeyRecord;
}

export interface OpenVault {
  keys: VaultKeys;
  header: Header;
  /** By the record's id. */
  held: Map<string, Held>;
  /** From a key's id to its record's. */
  keyRecords: Map<string, string>;
  /** How many parts of it did not open. */
  damaged: number;
}

export function holdVault({ keys, header, items, damaged }: Opened): OpenVault {
  const maps = { held: new Map(), keyRecords: new Map() };
  const open: OpenVault = { keys, header, ...maps, damaged: damaged.length };
  holdItems(open, items);
  return open;
}

export function holdItems({ held, keyRecords }: OpenVault, items: readonly Item[]): void {
  for (const { content, revision, record } of items) {
    const { kind, id } = content;
    const key = kind === 'key' && { key: recordOf(content) };
    held.set(record.id, { kind, id, revision, record, ...key });
    if (key) keyRecords.set(id, record.id);
  }
}

/** Gives what was held of it. */
export function dropHeld({ held, keyRecords }: OpenVault, recordId: string): Held | undefined {
  const dropped = held.get(recordId);
  held.delete(recordId);
  if (dropped?.key) keyRecords.delete(dropped.id);
  return dropped;
}

/** The record of a key; absent where the vault does not hold it. */
export function heldKey({ held, keyRecords }: OpenVault, keyId: string): Held | undefined {
  return held.get(keyRecords.get(keyId) ?? '');
}

/** All keys of the vault. */
export function keyStatesOf({ held }: OpenVault): KeyState[] {
  return [...held.values()].flatMap(({ key, record }) =>
    key ? { record: key, sealed: record.local === true } : [],
  );
}

/** The vault as it lies in the store, as far as it is known here. */
export function copyOf({ header, held }: OpenVault): Copy {
  return { header, records: [...held.values()].map(({ record }) => record) };
}

/** All that is in it, opened out of memory. Throws `vault/damaged`. */
export async function itemsOf({ keys, held }: OpenVault): Promise<Item[]> {
  const { openContent } = await loadVault();
  return Promise.all(
    [...held.values()].map(async ({ record, revision }) => ({
      content: await openContent(keys, record),
      revision,
      record,
    })),
  );
}

export function requireOpen({ open }: { open: OpenVault | null }): OpenVault {
  if (open === null) throw new AppError('vault/locked', 'the vault is not open');
  return open;
}
