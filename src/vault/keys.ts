/** What opens one vault's records (format.ts, 4). None of the keys can be read out again. */
import { utf8, type Bytes } from '../core/bytes.ts';
import { deriveAesKey, hkdf } from './format.ts';

export interface VaultKeys {
  vaultId: string;
  record: CryptoKey;
  name: CryptoKey;
  backup: CryptoKey;
  /** The public export key; `null` in a vault that is still of version 1. */
  exportPoint: Bytes | null;
}

/** Makes the keys out of the vault key, which the caller zeroes. */
export async function deriveKeys(
  vaultId: string,
  vaultKey: Bytes,
  exportPoint: Bytes | null,
): Promise<VaultKeys> {
  const salt = utf8(vaultId);
  const base = await crypto.subtle.importKey('raw', vaultKey, 'HKDF', false, ['deriveKey']);
  const hmac = (info: string) =>
    crypto.subtle.deriveKey(
      hkdf(salt, info),
      base,
      { name: 'HMAC', hash: 'SHA-256', length: 256 },
      false,
      ['sign', 'verify'],
    );
  const [record, name, backup] = await Promise.all([
    deriveAesKey(vaultKey, salt, 'keybearer/record'),
    hmac('keybearer/name'),
    hmac('keybearer/backup'),
  ]);
  return { vaultId, record, name, backup, exportPoint };
}
