/** The ways into the vault, as the page knows them, and what is typed to go them. */
import { AppError } from '../../core/errors.ts';
import { worker } from '../browser/worker.ts';
import type { App } from './app.svelte.ts';
import type { Ways } from './vault.svelte.ts';

/** Asks the worker, and puts the answer where the screens see it. */
export async function lookAtWays(app: App): Promise<Ways> {
  const { recovery, passkeys } = await worker().call('vaultStatus', {});
  app.vault.ways = { recovery, passkeys };
  return app.vault.ways;
}

/** Throws `vault/passphrase-empty`, `vault/passphrase-differs`. */
export function requirePassphrase(passphrase: string, repeat = passphrase): void {
  if (passphrase === '') throw new AppError('vault/passphrase-empty', 'no passphrase was entered');
  if (passphrase !== repeat)
    throw new AppError('vault/passphrase-differs', 'the two passphrases differ');
}

/** Which of the two fields of a new passphrase an error is about; `null` where it is about neither. */
export function newPassphraseField({ code }: AppError): 'passphrase' | 'repeat' | null {
  if (code === 'vault/passphrase-differs') return 'repeat';
  const about = code === 'vault/passphrase-short' || code === 'vault/passphrase-empty';
  return about ? 'passphrase' : null;
}
