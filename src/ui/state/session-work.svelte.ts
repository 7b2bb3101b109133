import { AppError } from '../../core/errors.ts';
import { PRACTICE_IN_PAGE, type OrgOptions } from '../../core/org.ts';
import {
  askUserinfo,
  instanceOrigin,
  revokeToken,
  sessionEndpoint,
  type Identity,
  type SessionCall,
} from '../../core/session.ts';
import type { Token } from '../../core/token.ts';
import type { Answer } from './connections.svelte.ts';
import type { Desk } from './desk.ts';
import { OrgTab } from './org-tab.svelte.ts';
import { checkProxy } from './proxy.ts';
import { countedFetch, proxyOf } from './sending.ts';
import { Task } from './task.svelte.ts';

/** What a press gave. A tab that a form was posted into cannot be seen from here. */
export type Found =
  | { identity: Identity }
  | { opened: 'form' | 'link' }
  /** A one-time link that the browser did not let this page follow by itself. */
  | { link: string };

export type Outcome = { call: SessionCall; at: number } & (Found | { error: AppError });

interface SendOptions {
  endpoint: URL;
  signal: AbortSignal;
  fetch: typeof globalThis.fetch;
}

/** What the token of the last answer is used for: one press each, and only in its own org. */
export class SessionWork {
  /** What is going on, in a sentence. */
  progress = $state.raw('');
  readonly tab: OrgTab;
  #shown = $state.raw<{ answer: Answer; outcome: Outcome } | null>(null);
  #named = $state.raw<Answer | null>(null);
  #desk: Desk;
  #abort: AbortController | null = null;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.tab = new OrgTab(desk, this);
  }

  get token(): Token | null {
    const { answer } = this.#desk.connection;
    return answer && 'token' in answer ? answer.token : null;
  }

  /** The host of the token's own org. */
  get host(): string {
    return this.token ? new URL(this.token.instanceUrl).host : '';
  }

  /** The outcome of the last press with this very token. */
  get outcome(): Outcome | null {
    const { answer } = this.#desk.connection;
    return this.#shown && this.#shown.answer === answer ? this.#shown.outcome : null;
  }

  /** Whether this token has named its user: then it was a good one. */
  get named(): boolean {
    return this.#named !== null && this.#named === this.#desk.connection.answer;
  }

  /** Why nothing can be sent now; `null` when it can. */
  get obstacle(): AppError | null {
    const { connection, practice, app } = this.#desk;
    try {
      if (this.token) instanceOrigin(this.token, this.trust);
    } catch (thrown) {
      return AppError.from(thrown);
    }
    const proxied = connection.way === 'proxy' && practice !== PRACTICE_IN_PAGE;
    return proxied ? checkProxy(connection.proxyUrl, app.reach.proxies) : null;
  }

  /** Where a command sends it; `null` where a command reaches nothing. */
  endpoint(call: SessionCall): URL | null {
    const reached = this.token && !this.obstacle && this.#desk.practice !== PRACTICE_IN_PAGE;
    return this.token && reached ? sessionEndpoint(call, this.token, this.trust) : null;
  }

  /** Besides Salesforce's only the practice org's origin is trusted, and only for itself. */
  get trust(): OrgOptions {
    const { practice } = this.#desk;
    return practice ? { practice } : {};
  }

  cancel = () => this.#abort?.abort();

  who = new Task(() =>
    this.ask('userinfo', async (token, send) => {
      const { answer } = this.#desk.connection;
      const identity = await askUserinfo(token, send());
      this.#named = answer ?? null;
      return { identity };
    }),
  );

  revoke = new Task(() =>
    this.ask('revoke', async (token, send) => {
      const { host } = this;
      await revokeToken(token, send());
      this.#desk.note('revoked', host);
      if (this.token === token) this.forget(host);
      return null;
    }),
  );

  /** Takes the token out of this page; `by` is the host that has said it is worth nothing now. */
  forget(by?: string) {
    const { answer } = this.#desk.connection;
    if (!answer || !('token' in answer)) return;
    const { at, askedWith } = answer;
    this.#named = null;
    this.#shown = null;
    const spent = { seconds: 0, askedWith, spent: true } as const;
    this.#desk.update({
      answer: by === undefined ? { ...spent, at } : { ...spent, at: Date.now(), revokedBy: by },
    });
  }

  /** One press: what it gives, or why it gives nothing, is shown with the token that it was about. */
  async ask(
    call: SessionCall,
    action: (token: Token, send: () => SendOptions) => Promise<Found | null>,
  ): Promise<void> {
    const { token } = this;
    const { answer } = this.#desk.connection;
    if (!token) throw new AppError('exchange/not-ready', 'there is no token');
    this.cancel();
    const abort = new AbortController();
    this.#abort = abort;
    this.progress = `Asking ${this.host}`;
    const show = (result: Found | { error: AppError }) => {
      if (this.#abort !== abort || this.#desk.found?.answer !== answer) return;
      this.show({ call, at: Date.now(), ...result });
    };
    try {
      await this.#desk.tokens.settlePractice(abort.signal);
      const found = await action(token, () => this.#options(call, token, abort.signal));
      if (found) show(found);
    } catch (thrown) {
      show({ error: AppError.from(thrown) });
    } finally {
      if (this.#abort === abort) this.progress = '';
    }
  }

  show(outcome: Outcome) {
    const { answer } = this.#desk.connection;
    if (answer) this.#shown = { answer, outcome };
  }

  #options(call: SessionCall, token: Token, signal: AbortSignal): SendOptions {
    const proxy = proxyOf(this.#desk, instanceOrigin(token, this.trust));
    const where = { ...this.trust, ...(proxy === null ? {} : { proxy }) };
    const endpoint = sessionEndpoint(call, token, where);
    const to = proxy === null ? this.host : `${this.host} through ${endpoint.host}`;
    this.progress = `Asking ${to}`;
    return { endpoint, signal, fetch: countedFetch(this.#desk, 'token', to) };
  }
}
