/** What the worker needs for backups, in one chunk that is loaded at first use. */
export { openBackup, writeBackup, writeBackupUnder } from '../vault/backup.ts';
export { isThere } from '../vault/header.ts';
export { becomeVault, mergeBackup, planRestore } from '../vault/restore.ts';
