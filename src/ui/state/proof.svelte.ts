/**
 * Proof that it is still the user who sits here: what takes a key out of an open vault, or changes what
 * opens it, asks for the passphrase or a passkey again. What was given is used once and kept nowhere.
 */
import { AppError } from '../../core/errors.ts';
import type { Proof } from '../../worker/protocol.ts';
import type { VaultState } from './vault.svelte.ts';

/** What the dialog "Prove it is you" is about. */
export interface Proving {
  /** Tries again with the proof. Throws only what says that the proof was wrong. */
  attempt(proof: Proof): Promise<void>;
  /** After the work is done it says nothing any more. */
  cancel(): void;
}

/**
 * Does the work, first without proof. Where the worker wants one the user is asked for it, and the work
 * is done again with it. Throws what the work throws, and `vault/proof-cancelled`.
 */
export async function proved<T>(
  vault: VaultState,
  work: (proof?: Proof) => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (AppError.from(thrown).code !== 'vault/proof-needed') throw thrown;
  }
  return new Promise<T>((resolve, reject) => {
    vault.proving?.cancel();
    vault.proving = {
      async attempt(proof) {
        try {
          resolve(await work(proof));
        } catch (thrown) {
          if (isWrongProof(thrown)) throw thrown;
          reject(AppError.from(thrown));
        }
      },
      cancel: () =>
        reject(new AppError('vault/proof-cancelled', 'it was not proved that it is you')),
    };
    vault.ask('prove');
  });
}

function isWrongProof(thrown: unknown): boolean {
  const { code } = AppError.from(thrown);
  return code === 'vault/passphrase-wrong';
}
