/** What can go wrong with a browser's store, each with a code and a sentence. */
import { AppError, type ErrorCode } from '../core/errors.ts';

/** How long to wait in milliseconds before saying that something does not answer. */
export interface Patience {
  open: number;
  /** For an older tab to let go of the database: it does at once where it can. */
  blocked: number;
  /** For a transaction: ten thousand records on a slow disk take seconds. */
  transaction: number;
  /** For another tab's write, before going on without the lock. */
  lock: number;
}

export const PATIENCE: Patience = {
  open: 10_000,
  blocked: 2_000,
  transaction: 30_000,
  lock: 10_000,
};

const NAMED: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  QuotaExceededError: ['vault/quota', 'there is no room left to save this'],
  AbortError: ['vault/aborted', 'the browser broke off reading or saving'],
  VersionError: ['vault/version', 'a newer Keybearer has used this vault'],
};

/**
 * What may be over with a new connection. WebKit says of a lost one that it is an `UnknownError`, a
 * closed one is in the wrong state, and what was under way when it closed was aborted.
 */
const PASSING = ['InvalidStateError', 'UnknownError', 'AbortError'];

export function mayPass(cause: unknown): boolean {
  return PASSING.includes(nameOf(cause));
}

/** The error that says what a failed request, transaction or opening means. */
export function faultOf(cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  const name = nameOf(cause);
  if (
    name === 'InvalidStateError' ||
    /connection/i.test(cause instanceof Error ? cause.message : '')
  ) {
    const message = 'the browser lost its own store, and opening it again did not help';
    return new AppError('vault/disconnected', message, { cause });
  }
  const [code, message] = NAMED[name] ?? ['vault/storage', `the browser’s store failed (${name})`];
  return new AppError(code, message, { cause });
}

export function emptied(): AppError {
  return new AppError('vault/emptied', 'the vault is no longer in the browser’s store');
}

export function blocked(): AppError {
  return new AppError('vault/blocked', 'another tab with an older Keybearer holds the vault');
}

export function hangs(): AppError {
  return new AppError('vault/hangs', 'the browser’s store does not answer');
}

export function unlike(): AppError {
  return new AppError('vault/read-back', 'what was saved did not read back as it was written');
}

/** Rejects with `vault/hangs` after that many milliseconds. The work itself goes on. */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(hangs()), milliseconds);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

function nameOf(cause: unknown): string {
  return cause instanceof Error ? cause.name : 'unknown error';
}
