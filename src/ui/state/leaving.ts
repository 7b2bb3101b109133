/** What becomes of the page when the vault is locked or gone. */
import { flushSync } from 'svelte';
import { AppError } from '../../core/errors.ts';
import { focusTopIfLost } from '../browser/focus.ts';
import { endWorker } from '../browser/worker.ts';
import type { App } from './app.svelte.ts';
import type { Connection } from './connections.svelte.ts';
import { clearDesks } from './desk.ts';
import { forgetPractice } from './practice.ts';
import { placeOf } from './stored.ts';
import type { VaultKeeper } from './vault-keeper.svelte.ts';
import { SETTINGS } from './vault.svelte.ts';

/**
 * Ends the worker, and clears the page of everything that is in the vault. What is not, because saving it
 * failed or took too long, stays and is said to: it is saved when the vault is unlocked.
 */
export function leaveVault(
  app: App,
  { kept, vaultId }: Pick<VaultKeeper, 'kept' | 'vaultId'>,
  status: 'locked' | 'none',
  cause: AppError | null,
): void {
  const { put, connections } = kept.pending;
  const left = [...connections.values()].map(withoutToken);
  const { inspect, batch } = app;
  const { settings } = app.vault;
  const drafts = app.connections.drafts.all;
  const typed = inspect + batch !== '' || Object.keys(placeOf(app).drafts).length > 0;
  const texts = typed && put.some(({ kind }) => kind === 'place');
  // One whose vault was deleted elsewhere can still put it back.
  if (status === 'locked') endWorker();
  clearPage(app);
  app.vault.status = status;
  if (left.length === 0 && !texts) {
    if (status === 'none') app.vault.error = cause;
    return;
  }
  app.connections.put(left);
  if (texts) {
    app.inspect = inspect;
    app.batch = batch;
    app.connections.drafts.all = drafts;
  }
  kept.forgetBut(left);
  Object.assign(app.vault, { settings, left: { vaultId, kept } });
  app.vault.error = leftError(left.length, status, cause);
}

/** Nothing of the vault stays in the page: no list, text, token or name of a host. */
export function clearPage(app: App): void {
  clearDesks(app);
  app.connections.clear();
  forgetPractice();
  app.meter.forget();
  app.inspect = '';
  app.inspectWork?.close();
  app.inspectWork = app.dropped = null;
  app.batch = '';
  app.batchWork = null;
  app.menuOpen = false;
  app.vault.proving?.cancel();
  Object.assign(app.vault, { keeper: null, left: null, error: null, saving: false });
  Object.assign(app.vault, { changed: false, damaged: [], dialog: null, backupDue: false });
  Object.assign(app.vault, { proving: null, removing: null, restoring: null, ways: null });
  Object.assign(app.vault, { sealed: new Set(), keys: [], settings: SETTINGS });
  app.vault.status = 'locked';
  // Whatever a screen still holds by itself goes with it. A step later, because an {#await} keeps, as long
  // as it stands, what everything was before the changes that it came with.
  flushSync();
  app.session += 1;
  void focusTopIfLost();
}

function withoutToken({ assertion: _, answer, ...rest }: Connection): Connection {
  return answer && !('token' in answer) ? { ...rest, answer } : rest;
}

function leftError(count: number, status: 'locked' | 'none', cause: AppError | null): AppError {
  const what = count === 0 ? 'a text' : count === 1 ? 'a connection' : `${count} connections`;
  const is = `${what} could not be saved and ${count > 1 ? 'are' : 'is'} still in this tab`;
  if (status === 'none') return new AppError('vault/none', `the vault is gone; ${is}`, { cause });
  return new AppError('vault/not-saved', `locked, but ${is}`, { cause });
}
