import { utf8 } from '../../core/bytes.ts';
import type { BackupFile } from '../../worker/protocol.ts';
import { downloadUrl } from '../browser/download.ts';
import { worker } from '../browser/worker.ts';
import type { App } from './app.svelte.ts';

/**
 * Downloads everything in the vault as one encrypted file: under the vault's own ways in, or under a
 * passphrase of its own, which asks for proof. Throws `vault/*`.
 */
export async function saveBackup(app: App, passphrase = ''): Promise<BackupFile> {
  // Where saving fails, a backup is worth all the more.
  await app.vault.flush().catch(() => undefined);
  const file = await (passphrase === ''
    ? worker().call('backup', {})
    : app.vault.proved((proof) =>
        worker().call('backup', { passphrase: utf8(passphrase), ...(proof && { proof }) }),
      ));
  const now = Date.now();
  downloadUrl(file.url, `keybearer-${new Date(now).toISOString().slice(0, 10)}.backup`);
  if (app.vault.status === 'open') app.vault.set({ backupAt: now });
  return file;
}

/** What a backup holds, in words. Of a locked vault nothing tells which of its records are keys. */
export function savedText({ records, keys, leftOut }: Omit<BackupFile, 'url'>): string {
  const all = `${records} ${records === 1 ? 'record' : 'records'}`;
  const what =
    keys === null
      ? `${all}, as they lie in the locked vault`
      : `${all}, ${keys} of them ${keys === 1 ? 'a key' : 'keys'}`;
  const rest = leftOut
    ? `Left out: ${leftOut}, sealed or damaged. They are in no backup.`
    : 'Nothing was left out.';
  return `Saved with ${what}. ${rest}`;
}
