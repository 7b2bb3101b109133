/** Ways into the vault: each wraps the same vault key under a key of its own (format.ts, 1 and 2). */
import { base64url, concat, equal, utf8, type Bytes } from '../core/bytes.ts';
import { AppError } from '../core/errors.ts';
import type { Cost } from './argon2.ts';
import {
  contextBytes,
  IV_BYTES,
  open,
  randomBytes,
  randomId,
  seal,
  TAG_BYTES,
  VERSION,
  type Context,
} from './format.ts';

export interface Kdf extends Cost {
  name: 'argon2id';
  salt: Bytes;
}

/** The way in by a passphrase. */
export interface Wrap {
  id: string;
  kind: 'passphrase';
  kdf: Kdf;
  sealed: Bytes;
  check: Bytes;
}

/** RFC 9106 section 4, its second choice. */
export const COST: Cost = { memory: 65_536, passes: 3, lanes: 4 };

/** OWASP's least for Argon2id, and the most that this device is made to do. */
const FLOOR: Cost = { memory: 19_456, passes: 2, lanes: 1 };
const CEILING: Cost = { memory: 1_048_576, passes: 16, lanes: 16 };

const KEY_BYTES = 32;
const SALT_BYTES = 16;
const SHORTEST = 8;

/** Wraps a vault key. Throws `vault/passphrase-short`, `vault/parameters`, `vault/derivation`. */
export async function wrapKey(
  vaultKey: Bytes,
  { vaultId, passphrase, cost = COST }: { vaultId: string; passphrase: string; cost?: Cost },
): Promise<Wrap> {
  requirePassphrase(passphrase);
  requireCost(cost);
  const { memory, passes, lanes } = cost;
  const kdf: Kdf = { name: 'argon2id', memory, passes, lanes, salt: randomBytes(SALT_BYTES) };
  const head = { id: randomId(), kind: 'passphrase', kdf } as const;
  const context = contextOf(vaultId, head);
  const sealed = await seal(await deriveKey(passphrase, kdf, 'encrypt'), context, vaultKey);
  return { ...head, sealed, check: await checksum(context, sealed) };
}

/**
 * The vault key, which the caller zeroes. Throws `vault/damaged`, `vault/parameters` for a derivation
 * that is weaker or costlier than we accept, `vault/derivation` and `vault/passphrase-wrong`.
 */
export async function unwrapKey(
  wrap: unknown,
  { vaultId, passphrase }: { vaultId: string; passphrase: string },
): Promise<Bytes> {
  if (!isWrap(wrap)) throw damagedHeader('the vault’s header is damaged');
  // Before the check, so that a derivation made weaker is called what it is.
  requireCost(wrap.kdf);
  const context = contextOf(vaultId, wrap);
  if (!equal(wrap.check, await checksum(context, wrap.sealed))) {
    throw damagedHeader('the vault’s header was changed');
  }
  const wrong = 'this passphrase does not open the vault';
  // Argon2 takes none that is empty.
  if (passphrase === '') throw new AppError('vault/passphrase-wrong', wrong);
  const key = await deriveKey(passphrase, wrap.kdf, 'decrypt');
  try {
    return await open(key, context, wrap.sealed);
  } catch (cause) {
    throw new AppError('vault/passphrase-wrong', wrong, { cause });
  }
}

/** Throws `vault/passphrase-short`. */
export function requirePassphrase(passphrase: string): void {
  if ([...passphrase.normalize('NFKC')].length < SHORTEST) {
    const message = `the passphrase has fewer than ${SHORTEST} characters`;
    throw new AppError('vault/passphrase-short', message);
  }
}

/** Nothing opens without the header, other than with one record. */
export function damagedHeader(message: string): AppError {
  const hint =
    'Restore this browser’s profile from a backup, or delete the vault and begin again from your key files.';
  return new AppError('vault/damaged', message, { hint });
}

async function deriveKey(passphrase: string, kdf: Kdf, use: KeyUsage): Promise<CryptoKey> {
  // One text however the keyboard composes it: "é" typed as one character or as two.
  const password = utf8(passphrase.normalize('NFKC'));
  let derived: Bytes | undefined;
  try {
    const { deriveBytes } = await import('./argon2.ts');
    derived = await deriveBytes(password, kdf.salt, kdf);
    return await crypto.subtle.importKey('raw', derived, 'AES-GCM', false, [use]);
  } catch (cause) {
    const name = cause instanceof Error ? cause.name : 'unknown error';
    const message = `the passphrase could not be turned into a key here (${name})`;
    throw new AppError('vault/derivation', message, { cause });
  } finally {
    password.fill(0);
    derived?.fill(0);
  }
}

function requireCost(cost: Cost): void {
  const inside = (['memory', 'passes', 'lanes'] as const).every(
    (part) =>
      Number.isSafeInteger(cost[part]) && cost[part] >= FLOOR[part] && cost[part] <= CEILING[part],
  );
  if (!inside) {
    throw new AppError('vault/parameters', 'the vault asks for a key derivation we do not accept');
  }
}

function contextOf(vaultId: string, { id, kind, kdf }: Pick<Wrap, 'id' | 'kind' | 'kdf'>): Context {
  const { name, memory, passes, lanes, salt } = kdf;
  const derivation = [name, memory, passes, lanes, base64url(salt)];
  return ['keybearer/wrap', VERSION, vaultId, id, kind, ...derivation];
}

async function checksum(context: Context, sealed: Bytes): Promise<Bytes> {
  const all = concat(contextBytes(context), sealed);
  return new Uint8Array(await crypto.subtle.digest('SHA-256', all));
}

/** What comes from the disk may be anything. */
function isWrap(value: unknown): value is Wrap {
  const { id, kind, kdf, sealed, check } = Object(value) as Record<string, unknown>;
  const { name, salt, memory, passes, lanes } = Object(kdf) as Record<string, unknown>;
  return (
    typeof id === 'string' &&
    kind === 'passphrase' &&
    name === 'argon2id' &&
    [memory, passes, lanes].every((part) => typeof part === 'number') &&
    isBytes(salt, SALT_BYTES) &&
    isBytes(sealed, IV_BYTES + KEY_BYTES + TAG_BYTES) &&
    isBytes(check, 32)
  );
}

function isBytes(value: unknown, length: number): boolean {
  return value instanceof Uint8Array && value.length === length;
}
