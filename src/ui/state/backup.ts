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
