/** The vault's header: what can be known of a vault that is locked. */
import { AppError } from '../core/errors.ts';
import { VERSION } from './format.ts';
import type { Header, Store } from './store.ts';
import { damagedHeader, isWrap, type PasskeyWrap, type Wrap } from './wrap.ts';

export interface Ways {
  passphrase: boolean;
  recovery: boolean;
  passkeys: Pick<PasskeyWrap, 'id' | 'credentialId' | 'salt' | 'label'>[];
}

/** Throws `vault/none`, `vault/version`, `vault/damaged`, and what the store throws. */
export async function readHeader(store: Pick<Store, 'readHeader'>): Promise<Header> {
  const stored = await store.readHeader();
  if (stored === null) throw new AppError('vault/none', 'this browser holds no vault');
  return requireHeader(stored);
}

/** Whether a vault lies there. One that the browser has dropped does not, whoever has seen it before. */
export async function isThere(store: Pick<Store, 'readHeader'>): Promise<boolean> {
  try {
    return (await store.readHeader()) !== null;
  } catch (thrown) {
    if (AppError.from(thrown).code === 'vault/emptied') return false;
    throw thrown;
  }
}

/** A header of this version or an earlier one. Throws `vault/version`, `vault/damaged`. */
export function requireHeader(stored: unknown): Header {
  const { version, vaultId, revision, wraps } = Object(stored) as Partial<Header>;
  if (typeof version === 'number' && version !== 1 && version !== VERSION) {
    throw new AppError('vault/version', 'the vault was made by another version');
  }
  if (
    typeof version !== 'number' ||
    typeof vaultId !== 'string' ||
    typeof revision !== 'number' ||
    !Number.isSafeInteger(revision) ||
    !Array.isArray(wraps)
  ) {
    throw damagedHeader('the vault’s header is damaged');
  }
  return { version, vaultId, revision, wraps };
}

/** The ways in that a header names. What is damaged or unknown among them is left out. */
export function waysIn({ version, wraps }: Header): Ways {
  const known: Wrap[] = version === 1 ? [] : wraps.filter(isWrap);
  return {
    passphrase: version === 1 || known.some(({ kind }) => kind === 'passphrase'),
    recovery: known.some(({ kind }) => kind === 'recovery'),
    passkeys: known
      .filter((wrap) => wrap.kind === 'passkey')
      .map(({ id, credentialId, salt, label }) => ({ id, credentialId, salt, label })),
  };
}

export function gone(): AppError {
  return new AppError('vault/none', 'the vault that was open is no longer there');
}
