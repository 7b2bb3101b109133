/** What the worker does with the vault as a whole when the page asks for it. */
import { AppError } from '../core/errors.ts';
import type { Cost } from '../vault/argon2.ts';
import type { Opened } from '../vault/vault.ts';
import { entryOf, isEntry } from './entry-handlers.ts';
import { forgetKey } from './fresh-keys.ts';
import type { Handlers } from './handlers.ts';
import { sealRest, withContents, type KeyShelf } from './key-shelf.ts';
import { copyOf, holdItems, holdVault, keyStatesOf, loadVault, requireOpen } from './open-vault.ts';
import type { Unlocked, VaultStatus } from './protocol.ts';
import { toWire } from './serve.ts';

type VaultHandlers = Pick<
  Handlers,
  | 'vaultStatus'
  | 'createVault'
  | 'unlockVault'
  | 'recoverVault'
  | 'keyStates'
  | 'removeDamaged'
  | 'deleteVault'
  | 'restoreVault'
>;

/** `options`: what a derivation costs, unless it is to take 0.3 to 1 s. */
export function createVaultHandlers(shelf: KeyShelf, options: { cost?: Cost } = {}): VaultHandlers {
  return {
    vaultStatus: () => shelf.inTurn(() => statusOf(shelf)),
    createVault: ({ passphrase }) =>
      shelf.inTurn(async () => {
        const { createVault } = await loadVault();
        const store = await shelf.store();
        const keys = [...shelf.fresh.values()].map(({ key }) => key);
        shelf.open = await withContents(keys, async (contents) =>
          holdVault(await createVault(store, passphrase, { contents, ...options })),
        );
        await sealRest(shelf);
        return { vaultId: shelf.open.keys.vaultId };
      }),
    unlockVault: (proof) =>
      shelf.inTurn(async () => {
        const { unlockVault } = await loadVault();
        return settleIn(shelf, await unlockVault(await shelf.store(), proof, options));
      }),
    recoverVault: (ways) =>
      shelf.inTurn(async () => {
        const { recoverVault } = await loadVault();
        const opened = await recoverVault(await shelf.store(), { ...ways, ...options });
        // The other tabs' proofs are checked against the new passphrase.
        return settleIn(shelf, opened, []);
      }),
    keyStates: async () => (shelf.open ? keyStatesOf(shelf.open) : []),
    removeDamaged: () =>
      shelf.inTurn(async () => {
        const open = requireOpen(shelf);
        const { removeDamaged } = await loadVault();
        const { removed, items, damaged } = await removeDamaged(
          await shelf.store(),
          open.keys,
          (id) => open.held.get(id)?.record,
        );
        holdItems(open, items);
        open.damaged = damaged.length;
        // Not of what is gone: who opened it before it was damaged still has it, and may save it again.
        shelf.wrote(items.map(({ record }) => record.id));
        return {
          removed: removed.length,
          mended: items.length,
          entries: items.filter(isEntry).map(entryOf),
          keys: keyStatesOf(open),
          damaged: damaged.map(toWire),
        };
      }),
    deleteVault: () =>
      shelf.inTurn(async () => {
        const store = await shelf.store();
        const { open } = shelf;
        // What cannot be read any more cannot be put back, but must be deletable.
        const copy = await store.readAll().catch(() => (open ? copyOf(open) : null));
        await store.destroy();
        if (copy !== null) shelf.deleted = { copy, open };
        shelf.wrote([]);
        closeVault(shelf);
      }),
    restoreVault: () =>
      shelf.inTurn(async () => {
        const { deleted } = shelf;
        if (deleted === null) throw new AppError('vault/none', 'there is no vault to put back');
        const done = await (await shelf.store()).create(deleted.copy);
        if (!done) throw new AppError('vault/exists', 'this browser holds another vault by now');
        shelf.open = deleted.open;
        shelf.deleted = null;
        await sealRest(shelf);
      }),
  };
}

/** Of the vault that is open, nothing is at hand any more; keys that it does not hold stay. */
export function closeVault(shelf: KeyShelf): void {
  for (const id of shelf.open?.keyRecords.keys() ?? []) {
    forgetKey(shelf, id);
    if (shelf.batch?.keyIds.has(id)) shelf.batch = null;
  }
  shelf.inspected.clear();
  shelf.open = null;
}

async function settleIn(
  shelf: KeyShelf,
  opened: Opened,
  wrote: readonly string[] | null = null,
): Promise<Unlocked> {
  shelf.open = holdVault(opened);
  if (wrote) shelf.wrote(wrote);
  // A full disk must not keep anybody from what is in the vault.
  await sealRest(shelf).catch((thrown) => opened.damaged.push(AppError.from(thrown)));
  return unlockedOf(opened, shelf);
}

/** What the page is to know of a vault that was opened. */
export function unlockedOf({ items, damaged }: Opened, { open }: KeyShelf): Unlocked {
  return {
    vaultId: open?.keys.vaultId ?? '',
    entries: items.filter(isEntry).map(entryOf),
    keys: open ? keyStatesOf(open) : [],
    damaged: damaged.map(toWire),
  };
}

async function statusOf(shelf: KeyShelf): Promise<VaultStatus> {
  const stored = await (await shelf.store()).readHeader();
  const status = { exists: stored !== null, open: shelf.open !== null };
  const unknown = { ...status, vaultId: null, recovery: false, passkeys: [] };
  if (stored === null) return unknown;
  const { requireHeader, waysIn } = await loadVault();
  try {
    const header = requireHeader(stored);
    const { recovery, passkeys } = waysIn(header);
    return { ...status, vaultId: header.vaultId, recovery, passkeys };
  } catch {
    // Unlocking says what is the matter with it.
    return unknown;
  }
}
