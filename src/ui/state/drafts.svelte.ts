/** Texts being typed for a connection that are no part of it. */
export interface Draft {
  /** A key or certificate being pasted. */
  key: string;
  /** An answer being pasted. */
  answer: string;
  /** What is searched for in the step Troubleshoot; `null` while nothing was. */
  search: string | null;
}

const NONE: Draft = { key: '', answer: '', search: null };

export class Drafts {
  /** By connection. */
  all = $state.raw<Readonly<Record<string, Draft>>>({});

  of(id: string): Draft {
    return this.all[id] ?? NONE;
  }

  set(id: string, patch: Partial<Draft>) {
    this.all = { ...this.all, [id]: { ...this.of(id), ...patch } };
  }

  drop(id: string) {
    const { [id]: _, ...others } = this.all;
    this.all = others;
  }
}
