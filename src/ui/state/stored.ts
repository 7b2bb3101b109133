/**
 * What of the page goes into the vault, and back. An assertion and a token never do; what was typed
 * always does. Everything here is plain JSON: the worker seals it without looking.
 */
import { AppError, type WireError } from '../../core/errors.ts';
import type { App } from './app.svelte.ts';
import { BLANK, type Answer, type Connection } from './connections.svelte.ts';
import type { Draft } from './drafts.svelte.ts';
import { hrefOf } from './route.svelte.ts';

/** Where the user was, and the texts that belong to no connection's fields. */
export interface Place {
  hash: string;
  inspect: string;
  /** Absent in what an earlier version kept. */
  batch?: string;
  /** By connection. */
  drafts: Record<string, Draft>;
}

export const NOWHERE: Place = { hash: '#/', inspect: '', drafts: {} };

type StoredAnswer = Omit<Answer, 'token' | 'error'> &
  ({ spent: true; revokedBy?: string } | { error: WireError & { cause?: unknown } });

type Stored = Omit<Connection, 'assertion' | 'answer'> & { answer?: StoredAnswer };

export function storedOf({ assertion: _, answer, ...rest }: Connection): Stored {
  return answer ? { ...rest, answer: storedAnswer(answer) } : rest;
}

/** Takes back what `storedOf` gave, also what an earlier version gave, which knew fewer fields. */
export function connectionOf(stored: unknown): Connection {
  const { answer, ...rest } = stored as Stored;
  const connection = { ...BLANK, ...rest };
  return answer ? { ...connection, answer: answerOf(answer) } : connection;
}

function storedAnswer(answer: Answer): StoredAnswer {
  const { at, seconds, askedWith } = answer;
  if ('spent' in answer) return answer;
  if ('token' in answer) return { at, seconds, askedWith, spent: true };
  const { code, message, hint, cause } = answer.error;
  // Of the causes only a refusal is shown; what was caught elsewhere is no data.
  const refusal = code === 'exchange/refused' ? { cause } : {};
  return { at, seconds, askedWith, error: { code, message, hint, ...refusal } };
}

function answerOf(stored: StoredAnswer): Answer {
  if (!('error' in stored)) return stored;
  const { code, message, hint, cause } = stored.error;
  return { ...stored, error: new AppError(code, message, { hint, cause }) };
}

export function placeOf(app: App): Place {
  const begun = Object.entries(app.connections.drafts.all).filter(
    ([, { key, answer, search }]) => key || answer || search !== null,
  );
  return {
    hash: hrefOf(app.router.route),
    inspect: app.inspect,
    batch: app.batch,
    drafts: Object.fromEntries(begun),
  };
}

/**
 * Puts the texts where they stand; those of a connection that is gone are not brought back. Where the
 * user was is for the caller to go to.
 */
export function showPlace(app: App, { inspect, batch = '', drafts }: Place): void {
  const { connections } = app;
  if (app.inspect !== inspect) app.inspect = inspect;
  if (app.batch !== batch) app.batch = batch;
  const found = Object.entries(drafts).filter(([id]) => connections.find(id));
  connections.drafts.all = Object.fromEntries(found);
}
