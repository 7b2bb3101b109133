/** What the vault's dialogs do. Loaded with them, or when this browser holds a vault. */
import { utf8 } from '../../core/bytes.ts';
import { AppError } from '../../core/errors.ts';
import { endWorker, worker } from '../browser/worker.ts';
import type { Unlocked } from '../../worker/protocol.ts';
import type { App } from './app.svelte.ts';
import { connectionOf, restoreDrafts, type Place } from './stored.ts';
import { clearPage, VaultKeeper } from './vault-keeper.svelte.ts';

/** A shorter passphrase is taken, from the vault's least on, with a word of advice. */
export const ENOUGH = 14;

export async function hasVault(): Promise<boolean> {
  return (await worker().call('vaultStatus', {})).exists;
}

/** Makes a vault and puts everything that is in the page into it. Throws `vault/*`. */
export async function createVault(app: App, passphrase: string): Promise<void> {
  try {
    await worker().call('createVault', { passphrase: utf8(passphrase) });
  } catch (thrown) {
    // Another tab made one meanwhile.
    if (AppError.from(thrown).code === 'vault/exists') app.vault.status = 'locked';
    throw thrown;
  }
  await open(app, new VaultKeeper(app));
  // The browser may ask the user, who may take a while.
  void navigator.storage?.persist?.().then(
    (kept) => (app.vault.kept = kept),
    () => undefined,
  );
}

/** Opens the vault, brings back what is in it, and goes where the user was. Throws `vault/*`. */
export async function unlockVault(app: App, passphrase: string): Promise<void> {
  const { entries, damaged } = await openVault(app, passphrase);
  const stored = entries.filter(({ kind }) => kind === 'connection');
  const place = entries.find(({ kind }) => kind === 'place');
  const connections = stored.map(({ value }) => connectionOf(value));
  // Each in a task of its own: with a thousand connections together they would hold up a frame.
  await new Promise((resolve) => setTimeout(resolve));
  app.connections.add(connections);
  if (place) restoreDrafts(app, place.value as Place);
  app.vault.damaged = damaged.map(
    ({ code, message, hint }) => new AppError(code, message, { hint }),
  );
  // What did not open is said on the first screen.
  if (place && damaged.length === 0) goBack(app, place.value as Place);
  const revisions = entries.map(({ id, revision = 0 }) => ({ id, revision }));
  const known = { connections, revisions, ...(place && { placeId: place.id }) };
  await open(app, new VaultKeeper(app, known));
}

async function openVault(app: App, passphrase: string): Promise<Unlocked> {
  try {
    return await worker().call('unlockVault', { passphrase: utf8(passphrase) });
  } catch (thrown) {
    // Another tab deleted it meanwhile.
    if (AppError.from(thrown).code === 'vault/none') app.vault.status = 'none';
    throw thrown;
  }
}

/** Throws `vault/passphrase-wrong`, `vault/passphrase-short`. */
export async function changePassphrase(app: App, present: string, next: string): Promise<void> {
  await worker().call('changePassphrase', { present: utf8(present), next: utf8(next) });
  app.vault.changed = true;
}

/** Deletes the vault from this browser, and what came out of it from the page. */
export async function deleteVault(app: App): Promise<void> {
  await worker().call('deleteVault', {});
  if (app.vault.keeper instanceof VaultKeeper) app.vault.keeper.stop();
  if (app.vault.status === 'open') clearPage(app);
  app.vault.status = 'none';
  app.vault.deleted = true;
}

/** Takes the deletion back, as long as the worker lives; the vault is locked then. */
export async function restoreVault(app: App): Promise<void> {
  await worker().call('restoreVault', {});
  // The worker has it as it was. One that is open holds every key by now: nothing goes with the worker.
  if ((await worker().call('vaultStatus', {})).open) endWorker();
  app.vault.status = 'locked';
  app.vault.deleted = false;
}

async function open(app: App, keeper: VaultKeeper): Promise<void> {
  app.vault.keeper = keeper;
  app.vault.status = 'open';
  app.vault.deleted = false;
  app.vault.kept = (await navigator.storage?.persisted?.()) ?? false;
  keeper.start();
  await keeper.save();
}

/** To where the user was, unless an address in the browser's bar says where to go. */
function goBack(app: App, { hash }: Place) {
  if (app.router.route.screen === 'home') app.router.go(hash);
}
