import { worker } from '../browser/worker.ts';
import type { App } from './app.svelte.ts';
import type { Connection } from './connections.svelte.ts';
import { daysLeft } from './dates.ts';
import { nameOf, readDetails, type Details } from './details.ts';
import { practiceOrigin } from './practice.ts';
import { progressOf, type Progress } from './progress.ts';

/** One connection as a screen sees it: what was typed, and everything that follows from it. */
export class Desk {
  readonly id: string;
  readonly app: App;

  constructor(app: App, id: string) {
    this.app = app;
    this.id = id;
  }

  get connection(): Connection {
    const found = this.app.connections.find(this.id);
    if (!found) throw new TypeError(`no connection ${this.id}`);
    return found;
  }

  get details(): Details {
    return readDetails(this.connection, this.practice);
  }

  get name(): string {
    return nameOf(this.connection, this.practice);
  }

  get progress(): Progress {
    return progressOf(this.connection, this.details, Date.now());
  }

  /** The practice org's origin, for a practice connection. */
  get practice(): string | null {
    return this.connection.practice ? practiceOrigin(this.app.reach) : null;
  }

  get left(): number | null {
    const certificate = this.connection.current?.certificate;
    return certificate ? daysLeft(certificate, Date.now()) : null;
  }

  get leftText(): string {
    const left = this.left ?? 0;
    if (left < 0) return `${-left} ${left === -1 ? 'day' : 'days'} over`;
    return `${left} ${left === 1 ? 'day' : 'days'}`;
  }

  update(patch: Partial<Connection>) {
    this.app.connections.update(this.id, patch);
  }

  /** Deletes the connection, and those of its keys that no other connection uses. */
  async remove(): Promise<void> {
    const { connections, router } = this.app;
    const sets = [this.connection.current, ...this.connection.former].filter(
      (set) => set !== undefined,
    );
    router.go('#/');
    connections.remove(this.id);
    for (const { key } of sets) {
      const used = connections.list.some(({ current, former }) =>
        [current, ...former].some((set) => set?.key.id === key.id),
      );
      if (!used) await this.worker.call('deleteKey', { keyId: key.id });
    }
  }

  get worker() {
    return worker();
  }
}
