/** Shows a way in to the vault, and has what it opens. */
import type { Bytes } from '../core/bytes.ts';
import { AppError } from '../core/errors.ts';
import { requireCost } from './cost.ts';
import { importExportKey, type ExportKey } from './export-key.ts';
import { isBytes, KEY_BYTES } from './format.ts';
import { derivePassphrase, type Derived } from './passphrase.ts';
import { readRecoveryKey } from './recovery-key.ts';
import type { Header } from './store.ts';
import { isOldWrap, openOldWrap, requireOldWhole, type OldWrap } from './version-1.ts';
import {
  damagedHeader,
  isWrap,
  openProof,
  openSealed,
  requireWhole,
  type Secrets,
  type Wrap,
} from './wrap.ts';

/**
 * What a user shows: a passphrase in UTF-8, a recovery key as it was typed (UTF-8), or what a passkey's PRF
 * gave, with the id of that way in. All bytes stay as they are: the caller zeroes them.
 */
export type Way = { passphrase: Bytes } | { recovery: Bytes } | { passkey: string; prf: Bytes };

/** What the caller zeroes by `forget`, and how many milliseconds the derivation took. */
export interface Entered extends Derived {
  vaultKey: Bytes;
  /** The public export key; `null` in a vault of version 1. */
  publicBytes: Bytes | null;
  used: Wrap | OldWrap;
}

/**
 * The vault key, by a way in. Throws `vault/damaged`, `vault/parameters` for a derivation that is weaker or
 * costlier than we accept, `vault/derivation`, `vault/passphrase-wrong`, `vault/recovery-typo`,
 * `vault/recovery-wrong`, `vault/recovery-missing`, `vault/passkey-wrong`, `vault/passkey-unknown`.
 */
export async function enter({ version, vaultId, wraps }: Header, way: Way): Promise<Entered> {
  let failure: AppError | null = null;
  for (const used of wraps) {
    if (!fits(used, way)) continue;
    try {
      if (version === 1 ? !isOldWrap(used) : !isWrap(used)) {
        throw damagedHeader('the vault’s header is damaged');
      }
      return await enterBy(used as Wrap | OldWrap, vaultId, way);
    } catch (thrown) {
      failure ??= AppError.from(thrown);
    }
  }
  throw failure ?? missing(way);
}

/** Leaves nothing secret behind of what was entered with. */
export function forget({ vaultKey, material }: Entered): void {
  vaultKey.fill(0);
  material.fill(0);
}

/**
 * Hands over what the ways in open, all of it, and zeroes it afterwards. Throws what `enter` throws, and
 * `vault/not-raised` for a vault that is still of version 1.
 */
export async function withSecrets<T>(
  header: Header,
  way: Way,
  use: (secrets: Secrets, used: Wrap) => Promise<T>,
): Promise<T> {
  const entered = await enter(header, way);
  let privateBytes: Bytes | undefined;
  try {
    const { vaultKey, publicBytes, material, used } = entered;
    if (publicBytes === null || !isWrap(used)) {
      throw new AppError('vault/not-raised', 'the vault could not be brought up to date');
    }
    privateBytes = await openProof(used, header.vaultId, material).catch((cause) => {
      throw damagedHeader(`the vault’s header was changed (${String(cause)})`);
    });
    return await use({ vaultKey, publicBytes, privateBytes }, used);
  } finally {
    forget(entered);
    privateBytes?.fill(0);
  }
}

/** What `takeOut` needs. Throws what `enter` throws. */
export function prove(header: Header, way: Way): Promise<ExportKey> {
  return withSecrets(header, way, importExportKey);
}

function fits(wrap: unknown, way: Way): boolean {
  const { kind, id } = Object(wrap) as Partial<Wrap>;
  if ('passkey' in way) return kind === 'passkey' && id === way.passkey;
  return kind === ('recovery' in way ? 'recovery' : 'passphrase');
}

async function enterBy(used: Wrap | OldWrap, vaultId: string, way: Way): Promise<Entered> {
  const old = !('proof' in used);
  // Before the check, so that a derivation made weaker is called what it is.
  if (used.kind === 'passphrase') requireCost(used.kdf);
  await (old ? requireOldWhole(used, vaultId) : requireWhole(used, vaultId));
  const derived = await materialOf(used, way);
  try {
    const opened = old
      ? { vaultKey: await openOldWrap(used, vaultId, derived.material), publicBytes: null }
      : await openSealed(used, vaultId, derived.material);
    return { ...derived, ...opened, used };
  } catch (cause) {
    derived.material.fill(0);
    throw wrong(way, cause);
  }
}

async function materialOf(wrap: Wrap | OldWrap, way: Way): Promise<Derived> {
  if ('recovery' in way) {
    return { material: await readRecoveryKey(way.recovery), milliseconds: 0 };
  }
  if ('passkey' in way) {
    if (!isBytes(way.prf, KEY_BYTES)) throw wrong(way);
    return { material: way.prf.slice(), milliseconds: 0 };
  }
  // Argon2 takes none that is empty.
  if (way.passphrase.length === 0 || wrap.kind !== 'passphrase') throw wrong(way);
  return derivePassphrase(way.passphrase, wrap.kdf.salt, wrap.kdf);
}

function wrong(way: Way, cause?: unknown): AppError {
  if ('recovery' in way) {
    const message = 'this recovery key does not open the vault';
    return new AppError('vault/recovery-wrong', message, { cause });
  }
  if ('passkey' in way) {
    return new AppError('vault/passkey-wrong', 'this passkey does not open the vault', { cause });
  }
  const message = 'this passphrase does not open the vault';
  return new AppError('vault/passphrase-wrong', message, { cause });
}

function missing(way: Way): AppError {
  if ('recovery' in way) return new AppError('vault/recovery-missing', 'no recovery key was made');
  if ('passkey' in way) {
    return new AppError('vault/passkey-unknown', 'this passkey was removed from the vault');
  }
  return damagedHeader('the vault’s header has no way in');
}
