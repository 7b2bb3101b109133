/** Changes of the ways into a vault. Each takes one that is there; no record changes. */
import type { Bytes } from '../core/bytes.ts';
import { AppError } from '../core/errors.ts';
import { requireLength } from '../core/passphrase.ts';
import type { Cost } from './argon2.ts';
import { withSecrets, type Way } from './enter.ts';
import { VERSION } from './format.ts';
import { gone, readHeader, waysIn } from './header.ts';
import { wrapPassphrase } from './passphrase.ts';
import { generateRecoveryKey } from './recovery-key.ts';
import type { Header, Store } from './store.ts';
import { unlockVault, type Opened } from './vault.ts';
import { wrapSecrets, type NewWrap, type Secrets, type Wrap } from './wrap.ts';

/** A recovery key that nobody may have seen yet: it opens nothing until `keepRecoveryKey`. */
export interface PreparedRecovery {
  vaultId: string;
  /** As it is written down. */
  recoveryKey: string;
  wrap: Wrap;
}

/**
 * The present passphrase opens nothing any more; the cost stays what it was. Throws what `enter` throws,
 * `vault/none`, `vault/passphrase-short`, and what the store throws.
 */
export async function changePassphrase(
  store: Store,
  { present, next }: { present: Bytes; next: Bytes },
): Promise<Header> {
  requireLength(next);
  return change(store, { passphrase: present }, async (secrets, { vaultId, wraps }, used) => {
    const cost = used.kind === 'passphrase' ? used.kdf : undefined;
    const wrap = await wrapPassphrase(secrets, { vaultId, passphrase: next, cost });
    return wraps.map((one) => (one === used ? wrap : one));
  });
}

/**
 * Opens the vault by its recovery key, as it was typed (UTF-8), and gives it a new passphrase. The forgotten
 * one opens nothing any more; recovery key and passkeys stay. Throws what `unlockVault` throws, and
 * `vault/passphrase-short`.
 */
export async function recoverVault(
  store: Store,
  { recovery, passphrase, cost }: { recovery: Bytes; passphrase: Bytes; cost?: Cost },
): Promise<Opened> {
  requireLength(passphrase);
  await change(store, { recovery }, async (secrets, { vaultId, wraps }) => {
    const wrap = await wrapPassphrase(secrets, { vaultId, passphrase, cost });
    return [wrap, ...wraps.filter((one) => kindOf(one) !== 'passphrase')];
  });
  return unlockVault(store, { recovery });
}

/** Makes a recovery key; nothing is written. Throws what `enter` throws, and what the store throws. */
export async function prepareRecoveryKey(store: Store, way: Way): Promise<PreparedRecovery> {
  const header = await raised(store, await readHeader(store), way);
  const { vaultId } = header;
  const { bytes, text } = await generateRecoveryKey();
  try {
    const wrap = await withSecrets(header, way, (secrets) =>
      wrapSecrets(secrets, { vaultId, material: bytes, way: { kind: 'recovery' } }),
    );
    return { vaultId, recoveryKey: text, wrap };
  } finally {
    bytes.fill(0);
  }
}

/** From now on it opens the vault, in place of an earlier one. Throws `vault/none`, and what the store throws. */
export async function keepRecoveryKey(
  store: Store,
  { vaultId, wrap }: Pick<PreparedRecovery, 'vaultId' | 'wrap'>,
): Promise<Header> {
  return replaceWraps(store, (header) => {
    if (header.vaultId !== vaultId) throw gone();
    const others = header.wraps.filter((one) => kindOf(one) !== 'recovery');
    return { ...header, wraps: [...others, wrap] };
  });
}

/**
 * Adds a passkey by what its PRF gave for `salt`, which the caller zeroes; gives the id of the way in.
 * Throws `vault/recovery-missing` unless passphrase and recovery key exist, what `enter` throws,
 * and what the store throws.
 */
export async function addPasskey(
  store: Store,
  way: Way,
  { prf, ...passkey }: Omit<NewWrap & { kind: 'passkey' }, 'kind'> & { prf: Bytes },
): Promise<{ id: string; header: Header }> {
  let id = '';
  const header = await change(store, way, async (secrets, before) => {
    const { passphrase, recovery } = waysIn(before);
    if (!passphrase || !recovery) {
      const message = 'a passkey can get lost: the vault needs a recovery key before it takes one';
      throw new AppError('vault/recovery-missing', message);
    }
    const options = { vaultId: before.vaultId, material: prf };
    const wrap = await wrapSecrets(secrets, { ...options, way: { kind: 'passkey', ...passkey } });
    id = wrap.id;
    return [...before.wraps, wrap];
  });
  return { id, header };
}

/** Throws `vault/passkey-unknown`, what `enter` throws, and what the store throws. */
export async function removePasskey(store: Store, way: Way, id: string): Promise<Header> {
  return change(store, way, async (_, header) => {
    if (!waysIn(header).passkeys.some((passkey) => passkey.id === id)) {
      throw new AppError('vault/passkey-unknown', 'this passkey was removed from the vault');
    }
    return header.wraps.filter((one) => (one as Wrap).id !== id);
  });
}

/** Enters, and writes the wraps that come of it; again where another tab wrote between. */
async function change(
  store: Store,
  way: Way,
  work: (secrets: Secrets, header: Header, used: Wrap) => Promise<readonly unknown[]>,
): Promise<Header> {
  return replaceWraps(store, async (stored) => {
    const header = await raised(store, stored, way);
    return withSecrets(header, way, async (secrets, used) => ({
      ...header,
      wraps: await work(secrets, header, used),
    }));
  });
}

/** A vault of version 1 becomes one of this version first. */
async function raised(store: Store, header: Header, way: Way): Promise<Header> {
  if (header.version === VERSION) return header;
  const opened = await unlockVault(store, way);
  if (opened.header.version === VERSION) return opened.header;
  throw new AppError('vault/not-raised', 'the vault could not be brought up to date', {
    cause: opened.damaged.at(-1),
  });
}

async function replaceWraps(
  store: Store,
  next: (header: Header) => Header | Promise<Header>,
): Promise<Header> {
  for (;;) {
    const before = await next(await readHeader(store));
    const header = { ...before, revision: before.revision + 1 };
    const written = await store.replace(header);
    if (written === 'gone') throw gone();
    if (written === 'written') return header;
  }
}

function kindOf(wrap: unknown): unknown {
  return (Object(wrap) as Partial<Wrap>).kind;
}
