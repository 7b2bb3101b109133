/** Asks for a token with one connection after the other, each as it would by itself. */
import { AppError } from '../../core/errors.ts';
import { PRACTICE_IN_PAGE, type Org } from '../../core/org.ts';
import type { Refusal } from '../../core/token.ts';
import type { App } from './app.svelte.ts';
import type { Connection } from './connections.svelte.ts';
import { deskOf, type Desk } from './desk.ts';
import { factsOf } from './glance.ts';
import { explainOwn } from './refusal.ts';
import type { Step } from './route.svelte.ts';

/** What came of one connection: a token, which was dropped at once, or why there was none. */
export type Outcome = { seconds: number } | { error: AppError };

/** Milliseconds from one request to the next, whatever the answer took. */
const PACE = 1_000;
/** So many that cannot be tested are passed over before others get their turn. */
const BATCH = 50;

/** The run of this page. What it learned goes with the connections when the vault is locked. */
export function testRunOf(app: App): TestRun {
  return (app.connections.tests ??= new TestRun(app));
}

export class TestRun {
  /** By connection. */
  outcomes = $state.raw<ReadonlyMap<string, Outcome>>(new Map());
  /** The id of the one that is being asked for. */
  current = $state.raw('');
  /** Which one that is, of how many, counted from 1. */
  at = $state.raw(0);
  count = $state.raw(0);
  /** Why it ended early. */
  stopped = $state.raw<'user' | 'rate' | 'offline' | null>(null);
  running = $state.raw(false);
  #app: App;
  #abort = new AbortController();

  constructor(app: App) {
    this.#app = app;
  }

  /** Tests all, by name, or those that were not tested yet. Does nothing while one is running. */
  async start(which: 'all' | 'rest'): Promise<void> {
    if (this.running) return;
    if (which === 'all') this.outcomes = new Map();
    this.#abort = new AbortController();
    this.stopped = null;
    this.running = true;
    const ids = byName(this.#app).filter((id) => !this.outcomes.has(id));
    this.count = ids.length;
    try {
      for (const [at, id] of ids.entries()) {
        if (this.#over) break;
        if (at % BATCH === BATCH - 1) await rest(0, this.#abort.signal);
        this.at = at + 1;
        await this.#test(id);
      }
    } finally {
      this.current = '';
      this.running = false;
    }
  }

  stop = () => {
    if (this.running) this.#end('user');
  };

  #end(why: 'user' | 'rate') {
    this.stopped = why;
    this.#abort.abort();
  }

  /** After a lock there is another run, and none of this one's connections. */
  get #over(): boolean {
    return this.#abort.signal.aborted || this.#app.connections.tests !== this;
  }

  async #test(id: string): Promise<void> {
    const connection = this.#app.connections.find(id);
    if (!connection) return;
    const desk = deskOf(this.#app, id);
    if (obstacleOf(desk)) return;
    if (!this.#app.online && desk.practice !== PRACTICE_IN_PAGE) {
      this.stopped = 'offline';
      return;
    }
    const begun = performance.now();
    this.current = id;
    const outcome = await ask(desk, connection, this.#abort.signal);
    if (outcome && this.#app.connections.tests === this)
      this.outcomes = new Map(this.outcomes).set(id, outcome);
    if (this.#over) return;
    if (outcome && 'error' in outcome && isRateLimit(desk, outcome.error)) this.#end('rate');
    else if (this.at < this.count)
      await rest(PACE - (performance.now() - begun), this.#abort.signal);
  }
}

/** Why a connection cannot be tested from here, and the step that has to do with it; `null` where it can. */
export function obstacleOf(desk: Desk): { word: string; text: string; step: Step } | null {
  if (desk.connection.way === 'command')
    return {
      word: 'Not testable here',
      text: 'It is sent as a command: this page sees no answer.',
      step: 'token',
    };
  const { obstacle } = desk.tokens;
  if (!obstacle) return null;
  const { text, step } = obstacle;
  return { word: 'Not ready', text: text.charAt(0).toUpperCase() + text.slice(1), step };
}

/** Whether it needs no network: the practice org inside the page. */
export function answersInPage(org: Org | null): boolean {
  return org?.loginUrl === PRACTICE_IN_PAGE;
}

/** `null` where it was stopped: then everything is as it was before. */
async function ask(desk: Desk, before: Connection, signal: AbortSignal): Promise<Outcome | null> {
  const cancel = () => desk.tokens.cancel();
  signal.addEventListener('abort', cancel);
  try {
    await desk.tokens.get.run();
  } finally {
    signal.removeEventListener('abort', cancel);
  }
  const { found } = desk;
  if (!found) return null;
  // What was signed for this has served.
  desk.app.connections.forget(desk.id, 'assertion');
  const { answer } = found;
  if (desk.tokens.get.error) return { error: desk.tokens.get.error };
  if (!answer) return null;
  const { at, seconds, askedWith } = answer;
  if (!('error' in answer)) {
    desk.update({ answer: { at, seconds, askedWith, spent: true } });
    return { seconds };
  }
  if (answer.error.code !== 'exchange/cancelled') return { error: answer.error };
  desk.app.connections.forget(desk.id, 'answer');
  if (before.answer) desk.update({ answer: before.answer });
  return null;
}

/** Whether going on would make it worse: refused for too many logins, or HTTP 429. */
function isRateLimit(desk: Desk, error: AppError): boolean {
  const { status } = (error.cause ?? {}) as Partial<Refusal>;
  return status === 429 || explainOwn(desk)[0]?.code === 'refusal/rate';
}

function byName(app: App): string[] {
  return app.connections.list
    .map((one) => ({ id: one.id, name: factsOf(app, one).byName }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .map(({ id }) => id);
}

/** Waits, but no longer than until the signal. */
function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, Math.max(0, milliseconds));
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}
