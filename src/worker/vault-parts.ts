/** What the worker needs of the vault, in one chunk that is loaded at first use. */
export { deleteContents, saveContents, sealKey } from '../vault/contents.ts';
export { prove } from '../vault/enter.ts';
export { openCopy, sealCopy } from '../vault/export-key.ts';
export { requireHeader, waysIn } from '../vault/header.ts';
export { openNewest } from '../vault/items.ts';
export { removeDamaged } from '../vault/mend.ts';
export { openContent, recordId, takeOut } from '../vault/record.ts';
export { createVault, unlockVault } from '../vault/vault.ts';
export {
  addPasskey,
  changePassphrase,
  keepRecoveryKey,
  prepareRecoveryKey,
  recoverVault,
  removePasskey,
} from '../vault/ways.ts';
