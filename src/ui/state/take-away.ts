import { downloadUrl } from '../browser/download.ts';
import type { Desk } from './desk.ts';

/**
 * Downloads server.key, encrypted where there is a passphrase, after the proof that a vault asks for.
 * Throws what the worker's `exportKey` throws, and `vault/proof-cancelled`.
 */
export async function downloadKey(desk: Desk, keyId: string, passphrase = ''): Promise<void> {
  const { keyFormat: format } = desk.connection;
  const url = await desk.app.vault.proved((proof) =>
    desk.worker.call('exportKey', {
      keyId,
      format,
      ...(passphrase ? { passphrase } : {}),
      ...(proof ? { proof } : {}),
    }),
  );
  downloadUrl(url, 'server.key');
}
