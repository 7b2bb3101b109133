/**
 * What the vault holds, as far as this tab knows, beside what the page shows. From the two follows what is
 * to be saved; and what another tab has written is brought together with what is here.
 */
import type { Entry, Revision } from '../../worker/protocol.ts';
import type { App } from './app.svelte.ts';
import type { Connection } from './connections.svelte.ts';
import { settingsSingle, placeSingle, type Single } from './kept-single.ts';
import { merge, withLive } from './merge.ts';
import { same } from './same.ts';
import { connectionOf, storedOf } from './stored.ts';

interface Known {
  /** As it is stored: what the next change here is based on. */
  base: Connection;
  revision: number;
  /** What the page shows while nothing of it is to be saved: a connection is replaced whole. */
  shown: Connection;
}

export interface Pending {
  put: Entry[];
  remove: Revision[];
  /** What is put, by id, as the page has it. */
  connections: ReadonlyMap<string, Connection>;
}

export class Kept {
  readonly #app: App;
  readonly #known = new Map<string, Known>();
  readonly #singles: readonly Single[];

  constructor(app: App) {
    this.#app = app;
    this.#singles = [placeSingle(app), settingsSingle(app)];
  }

  /** What is in the page and not yet, or no more, in the vault. */
  get pending(): Pending {
    const connections = new Map<string, Connection>();
    const ids = new Set<string>();
    for (const one of this.#shown()) {
      ids.add(one.id);
      if (this.#known.get(one.id)?.shown !== one) connections.set(one.id, one);
    }
    const put: Entry[] = [...connections.values()].map((one) => ({
      id: one.id,
      kind: 'connection',
      value: storedOf(one),
      revision: this.#known.get(one.id)?.revision ?? 0,
    }));
    const remove: Revision[] = [];
    for (const [id, { revision }] of this.#known) if (!ids.has(id)) remove.push({ id, revision });
    for (const single of this.#singles) put.push(...single.changed());
    return { put, remove, connections };
  }

  /** After a save: these are in the vault as they were sent. */
  wrote({ put, connections }: Pending, saved: readonly Revision[]): void {
    for (const { id, revision } of saved) {
      const one = connections.get(id);
      const entry = put.find((sent) => sent.id === id);
      if (one) this.#known.set(id, { base: one, shown: one, revision });
      else if (entry) this.#singles.find((single) => single.id === id)?.wrote(entry, revision);
    }
  }

  /** After a deletion. */
  removed(gone: readonly { id: string }[]): void {
    for (const { id } of gone) this.#known.delete(id);
  }

  /**
   * Takes in what is stored now; a value of `null` says that it was deleted. What was changed here meanwhile
   * is merged, shown, and to be saved again.
   */
  take(entries: readonly Entry[]): void {
    const here = new Map(this.#shown().map((one) => [one.id, one]));
    const put: Connection[] = [];
    const drop = new Set<string>();
    const singles: [Single, Entry][] = [];
    for (const entry of entries) {
      const single = this.#singleOf(entry);
      if (single) {
        singles.push([single, entry]);
        continue;
      }
      const mine = here.get(entry.id) ?? null;
      const shown = this.#takeOne(entry, mine);
      if (shown === mine) continue;
      if (shown) put.push(shown);
      else drop.add(entry.id);
    }
    const { connections } = this.#app;
    if (put.length + drop.size > 0) connections.put(put, drop);
    // Last: texts go to the connections that are there by then.
    for (const [single, entry] of singles) single.take(entry);
  }

  /** The same with all there is: what this tab knows of and is not among them was deleted. */
  takeAll(entries: readonly Entry[]): void {
    const ids = new Set(entries.map(({ id }) => id));
    const gone = [...this.#known.keys()].filter((id) => !ids.has(id));
    this.take([
      ...entries,
      ...gone.map((id) => ({ id, kind: 'connection' as const, value: null })),
    ]);
  }

  /** Forgets all but these, as the page is cleared of the rest. */
  forgetBut(connections: readonly Connection[]): void {
    const ids = new Set(connections.map(({ id }) => id));
    for (const id of this.#known.keys()) if (!ids.has(id)) this.#known.delete(id);
  }

  #shown(): Connection[] {
    const { list, removed } = this.#app.connections;
    return [...list, ...removed];
  }

  #singleOf({ id, kind, value }: Entry): Single | undefined {
    return this.#singles.find((single) => single.id === id || (value && single.kind === kind));
  }

  #takeOne({ id, value, revision = 0 }: Entry, mine: Connection | null): Connection | null {
    const known = this.#known.get(id);
    if (value !== null && known?.revision === revision && revision > 0) return mine;
    const theirs = value === null ? null : connectionOf(value);
    const untouched = mine === (known?.shown ?? null);
    const merged = untouched ? theirs : merge(known?.base ?? null, mine, theirs);
    const shown = merged && withLive(merged, mine);
    if (!theirs) {
      this.#known.delete(id);
      return shown;
    }
    // What was only taken in needs no comparing: at an unlock that is all there is.
    const inStep =
      merged === theirs || (merged !== null && same(storedOf(merged), storedOf(theirs)));
    this.#known.set(id, { base: theirs, revision, shown: inStep && shown ? shown : theirs });
    return shown;
  }
}
