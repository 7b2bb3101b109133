/** From a passphrase to the 32 bytes that it stands for (format.ts, 2). */
import type { Bytes } from '../core/bytes.ts';
import { AppError } from '../core/errors.ts';
import { normalisePassphrase } from '../core/passphrase.ts';
import type { Cost } from './argon2.ts';
import { COST, costFor, FLOOR, requireCost } from './cost.ts';
import { randomBytes } from './format.ts';
import { SALT_BYTES, wrapSecrets, type Secrets, type Wrap } from './wrap.ts';

/** What was derived, which the caller zeroes, and how many milliseconds it took. */
export interface Derived {
  material: Bytes;
  milliseconds: number;
}

/** The passphrase stays as it is: the caller zeroes it. Throws `vault/parameters`, `vault/derivation`. */
export async function derivePassphrase(
  passphrase: Bytes,
  salt: Bytes,
  cost: Cost,
): Promise<Derived> {
  requireCost(cost);
  const password = normalisePassphrase(passphrase);
  try {
    const { deriveBytes } = await import('./argon2.ts');
    const start = performance.now();
    const material = await deriveBytes(password, salt, cost);
    return { material, milliseconds: performance.now() - start };
  } catch (cause) {
    const name = cause instanceof Error ? cause.name : 'unknown error';
    const message = `the passphrase could not be turned into a key here (${name})`;
    throw new AppError('vault/derivation', message, { cause });
  } finally {
    password.fill(0);
  }
}

/**
 * Derives at the cost that takes this device 0.3 to 1 s, which a derivation at the default finds out; where
 * the default is what fits, that derivation is the one. Throws `vault/derivation`.
 */
export async function calibrate(
  passphrase: Bytes,
  salt: Bytes,
  derive = derivePassphrase,
): Promise<{ material: Bytes; cost: Cost }> {
  let first: Derived;
  try {
    first = await derive(passphrase, salt, COST);
  } catch {
    // A device that cannot give 64 MiB may still give the least.
    return { material: (await derive(passphrase, salt, FLOOR)).material, cost: FLOOR };
  }
  const cost = costFor(first.milliseconds);
  if (cost === COST) return { material: first.material, cost };
  try {
    const { material } = await derive(passphrase, salt, cost);
    first.material.fill(0);
    return { material, cost };
  } catch {
    return { material: first.material, cost: COST };
  }
}

/**
 * Wraps the secrets for a passphrase, at a cost that takes 0.3 to 1 s here unless it is given. The caller
 * zeroes both. Throws `vault/parameters`, `vault/derivation`.
 */
export async function wrapPassphrase(
  secrets: Secrets,
  options: { vaultId: string; passphrase: Bytes; cost?: Cost | undefined },
): Promise<Wrap> {
  const { vaultId, passphrase } = options;
  const salt = randomBytes(SALT_BYTES);
  const { material, cost } = options.cost
    ? { ...(await derivePassphrase(passphrase, salt, options.cost)), cost: options.cost }
    : await calibrate(passphrase, salt);
  const { memory, passes, lanes } = cost;
  const kdf = { name: 'argon2id', memory, passes, lanes, salt } as const;
  try {
    return await wrapSecrets(secrets, { vaultId, material, way: { kind: 'passphrase', kdf } });
  } finally {
    material.fill(0);
  }
}
