/** Changes of the ways into the vault. */
import { AppError } from '../core/errors.ts';
import type { Header } from '../vault/store.ts';
import type { PreparedRecovery } from '../vault/ways.ts';
import { forgetSealed } from './fresh-keys.ts';
import type { Handlers } from './handlers.ts';
import type { KeyShelf } from './key-shelf.ts';
import { holdItems, loadVault, requireOpen } from './open-vault.ts';

type WayHandlers = Pick<
  Handlers,
  | 'changePassphrase'
  | 'makeRecoveryKey'
  | 'keepRecoveryKey'
  | 'addPasskey'
  | 'removePasskey'
  | 'sealKey'
>;

export function createWayHandlers(shelf: KeyShelf): WayHandlers {
  let prepared: PreparedRecovery | null = null;

  /** The header as it lies there now is what proofs are checked against, here and in the other tabs. */
  function changed(header: Header): void {
    if (shelf.open?.keys.vaultId === header.vaultId) shelf.open.header = header;
    shelf.wrote([]);
  }

  return {
    changePassphrase: (passphrases) =>
      shelf.inTurn(async () => {
        const { changePassphrase } = await loadVault();
        changed(await changePassphrase(await shelf.store(), passphrases));
      }),
    makeRecoveryKey: ({ proof }) =>
      shelf.inTurn(async () => {
        const { prepareRecoveryKey } = await loadVault();
        prepared = await prepareRecoveryKey(await shelf.store(), proof);
        return { recoveryKey: prepared.recoveryKey };
      }),
    keepRecoveryKey: () =>
      shelf.inTurn(async () => {
        if (prepared === null) {
          throw new AppError('vault/recovery-missing', 'there is no new recovery key to keep');
        }
        const { keepRecoveryKey } = await loadVault();
        changed(await keepRecoveryKey(await shelf.store(), prepared));
        prepared = null;
      }),
    addPasskey: ({ proof, ...passkey }) =>
      shelf.inTurn(async () => {
        const { addPasskey } = await loadVault();
        const { id, header } = await addPasskey(await shelf.store(), proof, passkey);
        changed(header);
        return { id };
      }),
    removePasskey: ({ id, proof }) =>
      shelf.inTurn(async () => {
        const { removePasskey } = await loadVault();
        changed(await removePasskey(await shelf.store(), proof, id));
      }),
    sealKey: ({ keyId }) =>
      shelf.inTurn(async () => {
        const open = requireOpen(shelf);
        const { sealKey } = await loadVault();
        const item = await sealKey(await shelf.store(), open.keys, keyId);
        holdItems(open, [item]);
        forgetSealed(shelf, keyId);
        shelf.wrote([item.record.id]);
      }),
  };
}
