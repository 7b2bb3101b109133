import { AppError } from '../../core/errors.ts';
import type { Changes, Entry, Saved } from '../../worker/protocol.ts';
import { worker } from '../browser/worker.ts';
import type { App } from './app.svelte.ts';
import { Kept } from './kept.ts';
import { leaveVault } from './leaving.ts';
import { readSentinel } from './sentinel.ts';
import { watchVault, type Watch } from './vault-watch.svelte.ts';
import type { Keeper } from './vault.svelte.ts';

/** The first change is saved at once, what follows it closely together. */
const REST = 250;
/** After a failure: what is full or gone is seldom otherwise a moment later. */
const REST_AFTER_FAILURE = 5_000;
/** A save that other tabs overtake so often at a stretch is left for the next one. */
const MOST_TRIES = 20;
/** A lock waits no longer for what is being saved: all tabs are locked within 250 ms. */
const LOCK_WAIT = 200;
/** What another tab writes does not change a text under the hands of its user. */
const TYPING = 1_000;

const NOTHING: Saved = { saved: [], overtaken: [] };

/** Keeps the open vault in step with the page: whatever changes is saved with the next pause. */
export class VaultKeeper implements Keeper {
  readonly kept: Kept;
  readonly vaultId: string;
  readonly #app: App;
  #saving: Promise<void> = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #locking: Promise<void> | null = null;
  #watch: Watch | null = null;
  #unwatch: (() => void) | undefined;
  /** What came from another tab while its text was being typed here. */
  #held = new Map<string, Entry>();
  #typedAt = 0;

  /** `kept` is what is known of the vault already. */
  constructor(app: App, vaultId: string, kept = new Kept(app)) {
    this.#app = app;
    this.vaultId = vaultId;
    this.kept = kept;
  }

  /** Begins to watch the page. */
  start() {
    const changed = () => {
      if (!this.pending) return;
      this.#app.vault.saving = true;
      if (this.#timer === undefined) void this.#saveAndRest();
    };
    this.#unwatch = $effect.root(() => {
      $effect(changed);
    });
    this.#watch = watchVault(this.#app, {
      ontype: () => this.typed(),
      onhide: () => void this.save(),
      onidle: () => void this.lock(),
      onshelve: () => this.leave('locked'),
      onchanged: (changes) => this.take(changes),
      ongone: () => this.#gone(),
    });
  }

  stop() {
    this.#unwatch?.();
    this.#watch?.stop();
    clearTimeout(this.#timer);
  }

  async #saveAndRest(): Promise<void> {
    const rested = () => {
      this.#timer = undefined;
      if (this.pending) void this.#saveAndRest();
    };
    this.#timer = setTimeout(rested, this.#app.vault.error ? REST_AFTER_FAILURE : REST);
    await this.save();
  }

  get pending(): boolean {
    const { put, remove } = this.kept.pending;
    return put.length + remove.length > 0;
  }

  /** Saves, and says in the status line where it fails. */
  async save(): Promise<void> {
    const { vault } = this.#app;
    try {
      await this.flush();
      if (!this.#keeps) return;
      vault.error = null;
      vault.saving = this.pending;
    } catch (thrown) {
      if (this.#keeps) this.#failed(AppError.from(thrown));
    }
  }

  #failed(error: AppError) {
    const { vault } = this.#app;
    vault.error = error;
    // A worker that broke down took the open vault with it. What is in the page stays, to be saved.
    if (error.code === 'vault/locked' || error.code === 'worker/stopped')
      this.leave('locked', error);
    if (error.code !== 'vault/none') return;
    // Where another tab deleted the vault its sign is gone, too. Else the browser has dropped it, and
    // this tab may have the last of it.
    if (readSentinel() === null) this.leave('none', error);
    else vault.error = new AppError('vault/emptied', error.message, { cause: error });
  }

  /** Whether the vault is still open that this keeps: a save can end after that. */
  get #keeps(): boolean {
    return this.#app.vault.keeper === this;
  }

  /** One save after the other: a slow one cannot write over a later one. */
  flush(): Promise<void> {
    this.#saving = this.#saving.catch(() => undefined).then(() => this.#write());
    return this.#saving;
  }

  async #write(): Promise<void> {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      // After a lock another worker would be started for it.
      if (!this.#keeps) return;
      const pending = this.kept.pending;
      const { put, remove } = pending;
      if (put.length + remove.length === 0) return;
      const { saved, overtaken } = put.length
        ? await worker().call('saveEntries', { entries: put })
        : NOTHING;
      this.kept.wrote(pending, saved);
      const gone = remove.length
        ? await worker().call('deleteEntries', { entries: remove })
        : NOTHING;
      this.kept.removed(gone.saved);
      const theirs = [...overtaken, ...gone.overtaken];
      for (const { id } of [...saved, ...theirs]) this.#held.delete(id);
      this.kept.take(theirs);
      if (theirs.length === 0) return;
    }
  }

  /** A text was changed by hand. */
  typed() {
    this.#typedAt = Date.now();
  }

  /** Takes in what another tab has written, but for a text that is being typed here: that a little later. */
  take({ entries, gone }: Changes) {
    const lost = gone.map((id): Entry => ({ id, kind: 'connection', value: null }));
    const all = [...entries, ...lost];
    const typing = Date.now() - this.#typedAt < TYPING;
    const now = all.filter((entry) => !typing || !this.#isUnderHand(entry));
    for (const entry of now) this.#held.delete(entry.id);
    this.kept.take(now);
    const later = all.filter((entry) => !now.includes(entry));
    if (later.length === 0) return;
    if (this.#held.size === 0) setTimeout(() => this.#release(), TYPING);
    for (const entry of later) this.#held.set(entry.id, entry);
  }

  #release() {
    const entries = [...this.#held.values()];
    this.#held.clear();
    if (this.#keeps) this.take({ entries, gone: [] });
  }

  /** Whether it is the connection that is shown, or the texts that are no part of one. */
  #isUnderHand({ id, kind }: Entry): boolean {
    const { route } = this.#app.router;
    return kind === 'place' || (route.screen === 'connection' && route.id === id);
  }

  /** Another tab deleted the vault, or put another in its place. */
  #gone() {
    this.leave('none', new AppError('vault/none', 'the vault was deleted in another tab'));
    this.#app.vault.deleted = true;
    void this.#app.vault.look();
  }

  active(at: number) {
    this.#watch?.active(at);
  }

  /**
   * Saves what is pending and locks this tab, in any case and soon: what could not be saved by then stays
   * in the page, and goes into the vault when it is unlocked.
   */
  lock(): Promise<void> {
    this.#locking ??= this.#lock();
    return this.#locking;
  }

  async #lock(): Promise<void> {
    const late = new Promise((resolve) => setTimeout(resolve, LOCK_WAIT));
    const failed = (thrown: unknown) => {
      if (this.#keeps) this.#app.vault.error = AppError.from(thrown);
    };
    await Promise.race([this.#saveAll().catch(failed), late]);
    if (this.#keeps) this.leave('locked');
  }

  /** What is typed while it saves is saved, too. */
  async #saveAll(): Promise<void> {
    for (let tries = 0; tries < MOST_TRIES && this.#keeps; tries += 1) {
      await this.flush();
      if (!this.pending) return;
    }
  }

  /** Ends the worker, and clears the page of all that is in the vault. */
  leave(status: 'locked' | 'none', error: AppError | null = this.#app.vault.error) {
    this.stop();
    leaveVault(this.#app, this, status, error);
  }
}
