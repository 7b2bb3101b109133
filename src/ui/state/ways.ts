/** The ways into the vault, as the page knows them, and what is typed to go them. */
import { utf8 } from '../../core/bytes.ts';
import { AppError } from '../../core/errors.ts';
import { requireLength } from '../../core/passphrase.ts';
import { worker } from '../browser/worker.ts';
import type { App } from './app.svelte.ts';
import type { Ways } from './vault.svelte.ts';

/** Asks the worker, and puts the answer where the screens see it. */
export async function lookAtWays(app: App): Promise<Ways> {
  const { recovery, passkeys } = await worker().call('vaultStatus', {});
  app.vault.ways = { recovery, passkeys };
  return app.vault.ways;
}

/** Throws `vault/passphrase-empty`. */
export function requirePassphrase(passphrase: string): void {
  if (passphrase === '') throw new AppError('vault/passphrase-empty', 'no passphrase was entered');
}

/**
 * Of one that is being chosen; that it is too short comes first, as no second typing mends it. Throws
 * `vault/passphrase-empty`, `vault/passphrase-short`, `vault/passphrase-differs`.
 */
export function requireNewPassphrase(passphrase: string, repeat: string): void {
  requirePassphrase(passphrase);
  requireLength(utf8(passphrase));
  if (passphrase !== repeat)
    throw new AppError('vault/passphrase-differs', 'the two passphrases differ');
}

/** Which of the two fields of a new passphrase an error is about; `null` where it is about neither. */
export function newPassphraseField({ code }: AppError): 'passphrase' | 'repeat' | null {
  if (code === 'vault/passphrase-differs') return 'repeat';
  const about = code === 'vault/passphrase-short' || code === 'vault/passphrase-empty';
  return about ? 'passphrase' : null;
}
