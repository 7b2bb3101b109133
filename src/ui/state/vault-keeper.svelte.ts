import { AppError, type ErrorCode } from '../../core/errors.ts';
import type { Entry, Revision, Saved } from '../../worker/protocol.ts';
import { focusTopIfLost } from '../browser/focus.ts';
import { endWorker, worker } from '../browser/worker.ts';
import type { App } from './app.svelte.ts';
import type { Connection } from './connections.svelte.ts';
import { clearDesks } from './desk.ts';
import { forgetPractice } from './practice.ts';
import { placeOf, storedOf } from './stored.ts';
import type { Keeper } from './vault.svelte.ts';

/** The first change is saved at once, what follows it closely together. */
const REST = 250;
/** After a failure: what is full or gone is seldom otherwise a moment later. */
const REST_AFTER_FAILURE = 5_000;

/** What has become of the vault where saving fails in these ways. */
const LOST: Partial<Record<ErrorCode, 'locked' | 'none'>> = {
  'vault/locked': 'locked',
  'vault/none': 'none',
};

/** Keeps the open vault in step with the page: whatever changes is saved with the next pause. */
export class VaultKeeper implements Keeper {
  #app: App;
  /** What the vault holds, by id: a connection is replaced whole when it changes. */
  #saved: Map<string, Connection>;
  /** What the next change of each is based on. */
  #revisions: Map<string, number>;
  #placeId: string;
  #place = '';
  #saving: Promise<void> = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stop: (() => void) | undefined;

  constructor(
    app: App,
    known: {
      connections?: readonly Connection[];
      revisions?: readonly Revision[];
      placeId?: string;
    } = {},
  ) {
    this.#app = app;
    this.#revisions = new Map((known.revisions ?? []).map(({ id, revision }) => [id, revision]));
    this.#saved = new Map((known.connections ?? []).map((one) => [one.id, one]));
    this.#placeId = known.placeId ?? crypto.randomUUID();
  }

  /** Begins to watch the page. */
  start() {
    const watch = () => {
      if (!this.pending) return;
      this.#app.vault.saving = true;
      if (this.#timer === undefined) void this.#saveAndRest();
    };
    const leave = () => document.visibilityState === 'hidden' && void this.save();
    document.addEventListener('visibilitychange', leave);
    const unwatch = $effect.root(() => {
      $effect(watch);
    });
    this.#stop = () => {
      unwatch();
      clearTimeout(this.#timer);
      document.removeEventListener('visibilitychange', leave);
    };
  }

  stop() {
    this.#stop?.();
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
    const { changed, gone, place } = this.#now();
    return changed.length + gone.length > 0 || place !== this.#place;
  }

  /** Saves, and says in the status line where it fails. */
  async save(): Promise<void> {
    const { vault } = this.#app;
    try {
      await this.flush();
      if (!this.#kept) return;
      vault.error = null;
      vault.saving = this.pending;
    } catch (thrown) {
      if (!this.#kept) return;
      vault.error = AppError.from(thrown);
      // A worker that broke down took the open vault with it, or another tab deleted it. What is in the
      // page stays, to be saved.
      const status = LOST[vault.error.code];
      if (!status) return;
      this.stop();
      vault.keeper = null;
      vault.status = status;
    }
  }

  /** Whether the vault is still open that this keeps: a save can end after that. */
  get #kept(): boolean {
    return this.#app.vault.keeper === this;
  }

  /** One save after the other: a slow one cannot write over a later one. */
  flush(): Promise<void> {
    this.#saving = this.#saving.catch(() => undefined).then(() => this.#write());
    return this.#saving;
  }

  async lock(): Promise<void> {
    const { vault } = this.#app;
    const failedBefore = vault.error !== null;
    // What is typed while it saves is saved, too.
    do await this.save();
    while (this.#kept && this.pending && !vault.error);
    // Where saving fails the first press says so; the second one locks all the same.
    if (!this.#kept || (vault.error && !failedBefore)) return;
    this.stop();
    endWorker();
    clearPage(this.#app);
  }

  #now() {
    const { list, removed } = this.#app.connections;
    const all = [...list, ...removed];
    const ids = new Set(all.map(({ id }) => id));
    return {
      changed: all.filter((one) => this.#saved.get(one.id) !== one),
      gone: [...this.#saved.keys()].filter((id) => !ids.has(id)),
      place: JSON.stringify(placeOf(this.#app)),
    };
  }

  async #write(): Promise<void> {
    const { changed, gone, place } = this.#now();
    const entries: Entry[] = changed.map((one) => ({
      id: one.id,
      kind: 'connection',
      value: storedOf(one),
    }));
    if (place !== this.#place)
      entries.push({ id: this.#placeId, kind: 'place', value: JSON.parse(place) });
    if (entries.length) {
      await this.#insist(entries, (rest) => worker().call('saveEntries', { entries: rest }));
    }
    if (gone.length) {
      const ids = gone.map((id) => ({ id }));
      await this.#insist(ids, (rest) => worker().call('deleteEntries', { entries: rest }));
    }
    for (const one of changed) this.#saved.set(one.id, one);
    for (const id of gone) this.#saved.delete(id);
    this.#place = place;
  }

  /** What another tab has changed meanwhile is written over: the last change holds. */
  async #insist<T extends { id: string }>(
    all: readonly T[],
    write: (rest: (T & Revision)[]) => Promise<Saved>,
  ): Promise<void> {
    for (let rest = [...all]; rest.length > 0;) {
      const { saved, overtaken } = await write(
        rest.map((one) => ({ ...one, revision: this.#revisions.get(one.id) ?? 0 })),
      );
      for (const { id, revision } of saved) this.#revisions.set(id, revision);
      for (const { id, revision = 0 } of overtaken) this.#revisions.set(id, revision);
      const over = new Set(overtaken.map(({ id }) => id));
      rest = rest.filter(({ id }) => over.has(id));
    }
  }
}

/** Nothing of the vault stays in the page: no list, text, token or name of a host. */
export function clearPage(app: App) {
  clearDesks(app);
  app.connections.clear();
  forgetPractice();
  app.meter.forget();
  app.inspect = '';
  app.menuOpen = false;
  Object.assign(app.vault, { keeper: null, error: null, saving: false, changed: false });
  Object.assign(app.vault, { damaged: [], dialog: null });
  app.vault.status = 'locked';
  // Whatever a screen still holds by itself goes with it.
  app.session += 1;
  void focusTopIfLost();
}
