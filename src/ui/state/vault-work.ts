/** What the vault's dialogs do. Loaded with them, or when this browser holds a vault. */
import { utf8, type Bytes } from '../../core/bytes.ts';
import { AppError, type WireError } from '../../core/errors.ts';
import { endWorker, worker } from '../browser/worker.ts';
import type { Mended, Proof, Unlocked } from '../../worker/protocol.ts';
import type { App } from './app.svelte.ts';
import { Kept } from './kept.ts';
import { clearPage } from './leaving.ts';
import { showKeys } from './lone-keys.ts';
import { readSentinel, setSentinel } from './sentinel.ts';
import type { Place } from './stored.ts';
import { VaultKeeper } from './vault-keeper.svelte.ts';
import { lookAtWays } from './ways.ts';

/** A shorter passphrase is taken, from the vault's least on, with a word of advice. */
export const ENOUGH = 14;

export async function hasVault(): Promise<boolean> {
  return (await worker().call('vaultStatus', {})).exists;
}

/** Makes a vault and puts everything that is in the page into it. Throws `vault/*`. */
export async function createVault(app: App, passphrase: string): Promise<void> {
  let vaultId: string;
  try {
    ({ vaultId } = await worker().call('createVault', { passphrase: utf8(passphrase) }));
  } catch (thrown) {
    // Another tab made one meanwhile.
    if (AppError.from(thrown).code === 'vault/exists') app.vault.status = 'locked';
    throw thrown;
  }
  await open(app, new VaultKeeper(app, vaultId));
  app.vault.tabs?.tell({ say: 'look' });
  // The browser may ask the user, who may take a while.
  void navigator.storage?.persist?.().then(
    (kept) => (app.vault.kept = kept),
    () => undefined,
  );
}

/** Opens the vault, brings back what is in it, and goes where the user was. Throws `vault/*`. */
export async function unlockVault(app: App, proof: Proof): Promise<void> {
  await enter(app, () => worker().call('unlockVault', proof));
}

/** Opens it by the recovery key as it was typed, and gives it a new passphrase. Throws `vault/*`. */
export async function recoverVault(
  app: App,
  given: { recovery: Bytes; passphrase: Bytes },
): Promise<void> {
  await enter(app, () => worker().call('recoverVault', given));
}

async function enter(app: App, ask: () => Promise<Unlocked>): Promise<void> {
  let unlocked: Unlocked;
  try {
    unlocked = await ask();
  } catch (thrown) {
    // Another tab deleted it meanwhile, or the browser has dropped it.
    if (AppError.from(thrown).code === 'vault/none') await app.vault.look();
    throw thrown;
  }
  await showUnlocked(app, unlocked);
}

/** Shows what an opened vault holds, beside what is in the page already, which goes into it. */
export async function showUnlocked(app: App, unlocked: Unlocked): Promise<void> {
  const { vaultId, entries, keys, damaged } = unlocked;
  const { left } = app.vault;
  const kept = left?.vaultId === vaultId ? left.kept : new Kept(app);
  // In a task of its own: with a thousand connections it would hold up a frame.
  await new Promise((resolve) => setTimeout(resolve));
  kept.takeAll(entries);
  app.vault.left = null;
  showKeys(app, keys);
  app.vault.damaged = damaged.map(errorOn);
  const place = entries.find(({ kind }) => kind === 'place');
  // What did not open is said on the first screen.
  if (place && damaged.length === 0) goBack(app, place.value as Place);
  await open(app, new VaultKeeper(app, vaultId, kept));
}

/** Shows what a restored backup has changed in the open vault. */
export function takeChanges(app: App, { entries, keys }: Pick<Unlocked, 'entries' | 'keys'>): void {
  showKeys(app, keys);
  if (app.vault.keeper instanceof VaultKeeper) app.vault.keeper.take({ entries, gone: [] });
}

/**
 * Takes what does not open out of the vault, so that it is said no more. Gives how many parts are gone and
 * how many are as they were before their last change. Throws `vault/*`.
 */
export async function removeDamaged(app: App): Promise<Pick<Mended, 'removed' | 'mended'>> {
  const done = await worker().call('removeDamaged', {});
  app.vault.damaged = done.damaged.map(errorOn);
  takeChanges(app, done);
  return done;
}

/** Throws `vault/passphrase-wrong`, `vault/passphrase-short`. */
export async function changePassphrase(app: App, present: string, next: string): Promise<void> {
  await worker().call('changePassphrase', { present: utf8(present), next: utf8(next) });
  app.vault.changed = true;
}

/** Deletes the vault from this browser, and what came out of it from the page. */
export async function deleteVault(app: App): Promise<void> {
  const sign = readSentinel();
  // First: another tab that finds the sign without the vault takes it for dropped by the browser.
  setSentinel(null);
  try {
    await worker().call('deleteVault', {});
  } catch (thrown) {
    setSentinel(sign);
    throw thrown;
  }
  if (app.vault.keeper instanceof VaultKeeper) app.vault.keeper.stop();
  if (app.vault.status === 'open') clearPage(app);
  app.vault.status = 'none';
  app.vault.deleted = true;
  app.vault.tabs?.tell({ say: 'look' });
}

/** Takes the deletion back, as long as the worker lives; the vault is locked then. */
export async function restoreVault(app: App): Promise<void> {
  await worker().call('restoreVault', {});
  const { open, vaultId } = await worker().call('vaultStatus', {});
  // The worker has it as it was. One that is open holds every key by now: nothing goes with the worker.
  if (open) endWorker();
  setSentinel(vaultId);
  app.vault.status = 'locked';
  app.vault.deleted = false;
  app.vault.tabs?.tell({ say: 'look' });
}

async function open(app: App, keeper: VaultKeeper): Promise<void> {
  app.vault.keeper = keeper;
  // From the first moment: an open vault that says "saved" is believed, and locked.
  app.vault.saving = keeper.pending;
  app.vault.status = 'open';
  app.vault.deleted = false;
  setSentinel(keeper.vaultId);
  keeper.start();
  // What opens it besides is for the offers that follow; nothing waits for it.
  void lookAtWays(app).catch(() => undefined);
  void globalThis.navigator?.storage?.persisted?.().then(
    (kept) => (app.vault.kept = kept),
    () => undefined,
  );
  await keeper.save();
}

/** To where the user was, unless an address in the browser's bar says where to go. */
function goBack(app: App, { hash }: Place) {
  if (app.router.route.screen === 'home') app.router.go(hash);
}

function errorOn({ code, message, hint }: WireError): AppError {
  return new AppError(code, message, { hint });
}
