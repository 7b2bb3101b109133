/** Vaults of version 1 (end of the header in format.ts): opened, and made into vaults of this version. */
import { base64url, concat, equal, type Bytes } from '../core/bytes.ts';
import { generateExportPair } from './export-key.ts';
import { contextBytes, isBytes, open, VERSION, type Context } from './format.ts';
import { openContent, sealContent } from './record.ts';
import type { Item } from './items.ts';
import { deriveKeys, type VaultKeys } from './keys.ts';
import type { Change, Header } from './store.ts';
import { damagedHeader, isKdf, wrapSecrets, type Kdf } from './wrap.ts';

/** The only way in that there was. */
export interface OldWrap {
  id: string;
  kind: 'passphrase';
  kdf: Kdf;
  sealed: Bytes;
  check: Bytes;
}

export function isOldWrap(value: unknown): value is OldWrap {
  const { id, kind, kdf, sealed, check } = Object(value) as Record<string, unknown>;
  return (
    typeof id === 'string' &&
    kind === 'passphrase' &&
    isKdf(kdf) &&
    isBytes(sealed, 60) &&
    isBytes(check, 32)
  );
}

/** Throws `vault/damaged` where its check does not fit: before anything is derived. */
export async function requireOldWhole(wrap: OldWrap, vaultId: string): Promise<void> {
  const all = concat(contextBytes(contextOf(wrap, vaultId)), wrap.sealed);
  if (!equal(wrap.check, new Uint8Array(await crypto.subtle.digest('SHA-256', all)))) {
    throw damagedHeader('the vault’s header was changed');
  }
}

/** The vault key, which the caller zeroes. Rejects where the material does not open it. */
export async function openOldWrap(wrap: OldWrap, vaultId: string, material: Bytes): Promise<Bytes> {
  const key = await crypto.subtle.importKey('raw', material, 'AES-GCM', false, ['decrypt']);
  return open(key, contextOf(wrap, vaultId), wrap.sealed);
}

/**
 * What makes a vault of version 1 one of this version, to be written as one change: a header with the way
 * in that was just used, and every record anew, keys with their copies. What did not open stays.
 */
export async function raise(
  { vaultId, revision }: Header,
  {
    vaultKey,
    material,
    kdf,
    items,
    keys: before,
  }: { vaultKey: Bytes; material: Bytes; kdf: Kdf; items: readonly Item[]; keys: VaultKeys },
): Promise<{ header: Header; keys: VaultKeys; change: Change; items: Item[] }> {
  const pair = await generateExportPair();
  try {
    const way = { kind: 'passphrase', kdf } as const;
    const wrap = await wrapSecrets({ vaultKey, ...pair }, { vaultId, material, way });
    const keys = await deriveKeys(vaultId, vaultKey, pair.publicBytes);
    const raised = await Promise.all(items.map((item) => sealAnew(item, before, keys)));
    return {
      header: { version: VERSION, vaultId, revision: revision + 1, wraps: [wrap] },
      keys,
      change: { put: raised.map(({ record }) => record) },
      items: raised,
    };
  } finally {
    pair.privateBytes.fill(0);
  }
}

async function sealAnew(item: Item, from: VaultKeys, to: VaultKeys): Promise<Item> {
  const content = await openContent(from, item.record, { secret: true });
  const revision = item.revision + 1;
  try {
    return { ...item, revision, record: await sealContent(to, content, revision) };
  } finally {
    content.secret?.fill(0);
  }
}

function contextOf({ id, kind, kdf }: OldWrap, vaultId: string): Context {
  const derivation = [kdf.name, kdf.memory, kdf.passes, kdf.lanes, base64url(kdf.salt)];
  return ['keybearer/wrap', 1, vaultId, id, kind, ...derivation];
}
