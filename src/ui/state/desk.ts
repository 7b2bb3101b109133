import { AppError } from '../../core/errors.ts';
import { worker } from '../browser/worker.ts';
import type { App } from './app.svelte.ts';
import { Asked } from './asked.svelte.ts';
import { askedWith, keySetsOf, type Connection, type KeySet } from './connections.svelte.ts';
import { daysLeft } from './dates.ts';
import { nameOf, readDetails, type Details } from './details.ts';
import type { Draft } from './drafts.svelte.ts';
import { withDeed, type Deed } from './history.ts';
import { KeyWork } from './key-work.svelte.ts';
import { practiceOrigin } from './practice.ts';
import { progressOf, type Progress } from './progress.ts';
import { RepairWork } from './repair-work.svelte.ts';
import { RotationWork } from './rotation-work.svelte.ts';
import { SessionWork } from './session-work.svelte.ts';
import { TokenWork } from './token-work.svelte.ts';

const desks = new WeakMap<App, Map<string, Desk>>();

/** The one desk of a connection: what runs there goes on while the user looks at another step. */
export function deskOf(app: App, id: string): Desk {
  const known = desks.get(app) ?? new Map<string, Desk>();
  desks.set(app, known);
  const desk = known.get(id) ?? new Desk(app, id);
  known.set(id, desk);
  return desk;
}

/** One connection as a screen sees it: what was typed, and everything that follows from it. */
export class Desk {
  readonly app: App;
  readonly id: string;
  readonly keys: KeyWork;
  readonly tokens: TokenWork;
  readonly session: SessionWork;
  readonly rotation: RotationWork;
  readonly asked = new Asked();
  readonly repair: RepairWork;
  #closed = false;
  readonly #ending = new AbortController();

  constructor(app: App, id: string) {
    this.app = app;
    this.id = id;
    this.keys = new KeyWork(this);
    this.tokens = new TokenWork(this);
    this.session = new SessionWork(this);
    this.rotation = new RotationWork(this);
    this.repair = new RepairWork(this);
  }

  /** `undefined` once it was deleted: work that is still going on asks this. */
  get found(): Connection | undefined {
    return this.app.connections.find(this.id);
  }

  get connection(): Connection {
    if (!this.found) throw new TypeError(`no connection ${this.id}`);
    return this.found;
  }

  get details(): Details {
    return readDetails(this.connection, practiceOrigin(this.app.reach));
  }

  get name(): string {
    return nameOf(this.connection, this.details);
  }

  get progress(): Progress {
    return progressOf(this.connection, this.details, this.app.now);
  }

  /** The practice org's origin where the login URL leads there, else `null`. */
  get practice(): string | null {
    const { org } = this.details;
    return org?.kind === 'practice' ? org.loginUrl : null;
  }

  /** Whole days until the certificate ends. */
  get left(): number | null {
    const certificate = this.connection.current?.certificate;
    return certificate ? daysLeft(certificate, this.app.now) : null;
  }

  /** Whether the answer shown was asked for with the details as they are now. */
  get answerIsCurrent(): boolean {
    return this.connection.answer?.askedWith === askedWith(this.connection);
  }

  update(patch: Partial<Connection>) {
    this.app.connections.update(this.id, patch);
  }

  /** Adds to the connection's history. `detail` is a few words without a secret. */
  note(what: Deed, detail?: string) {
    const { found } = this;
    if (found) this.update({ history: withDeed(found.history, Date.now(), what, detail) });
  }

  get draft(): Draft {
    return this.app.connections.drafts.of(this.id);
  }

  type(patch: Partial<Draft>) {
    this.app.connections.draft(this.id, patch);
  }

  /** Throws `worker/stopped` once the vault was locked: what still ran here must not start another. */
  get worker() {
    if (this.#closed) throw new AppError('worker/stopped', 'the keys were closed');
    return worker();
  }

  /** Deletes those of the keys that no connection holds any more. */
  async release(sets: readonly Pick<KeySet, 'key'>[]): Promise<void> {
    if (!this.#closed) await release(this.app, sets);
  }

  /** Aborts with a lock or a deletion, for good. */
  get ended(): AbortSignal {
    return this.#ending.signal;
  }

  /** Ends what is being asked for. */
  cancel() {
    this.tokens.cancel();
    this.session.cancel();
    this.rotation.cancel();
  }

  close() {
    this.cancel();
    this.#ending.abort();
    this.#closed = true;
  }

  /** Puts the connection among the deleted ones, and ends what it is asking for. */
  remove() {
    this.cancel();
    this.#ending.abort();
    this.app.router.go('#/');
    this.app.connections.remove(this.id);
    desks.get(this.app)?.delete(this.id);
  }
}

/** Deletes a removed connection for good, with the keys that no other one holds. */
export async function discard(app: App, id: string): Promise<void> {
  const one = app.connections.removed.find((removed) => removed.id === id);
  if (!one) return;
  app.connections.discard(id);
  await release(app, keySetsOf(one));
}

/** Ends what every desk is doing, for good, and forgets them. */
export function clearDesks(app: App): void {
  for (const desk of desks.get(app)?.values() ?? []) desk.close();
  desks.delete(app);
}

/** Deletes those of the keys that no connection holds any more. */
export async function release(app: App, sets: readonly Pick<KeySet, 'key'>[]): Promise<void> {
  for (const { key } of sets) {
    if (app.connections.uses(key.id)) continue;
    await worker().call('deleteKey', { keyId: key.id });
    app.vault.keys = app.vault.keys.filter(({ id }) => id !== key.id);
  }
}
