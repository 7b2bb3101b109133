import type { Claims, SignedAssertion } from '../../core/assertion.ts';
import { AppError } from '../../core/errors.ts';
import { PRACTICE_IN_PAGE } from '../../core/org.ts';
import { readTokenText, type Refusal, type Token } from '../../core/token.ts';
import { askedWith } from './connections.svelte.ts';
import type { Desk } from './desk.ts';
import { askForToken, claimsOf, orgOf } from './exchange.ts';
import { tellPractice } from './practice-apps.ts';
import { checkProxy } from './proxy.ts';
import type { Step } from './route.svelte.ts';
import { proxyOf } from './sending.ts';
import { Task } from './task.svelte.ts';

/** What the step "Access token" does for one connection. */
export class TokenWork {
  /** What is going on, in a sentence. */
  progress = $state.raw('');
  #desk: Desk;
  #abort: AbortController | null = null;
  /** What the practice org was last told. */
  #told = '';

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** The answer being pasted; cleared once it was read. */
  get pasted(): string {
    return this.#desk.draft.answer;
  }

  set pasted(answer: string) {
    this.#desk.type({ answer });
  }

  /** Why a token cannot be asked for yet, and where to change that; `null` when it can. */
  get obstacle(): { text: string; step: Step } | null {
    const { connection, details, app } = this.#desk;
    if (!connection.current) return { text: 'a key is missing.', step: 'key' };
    if (!connection.current.certificate) return { text: 'a certificate is missing.', step: 'key' };
    if (!details.complete)
      return { text: 'the connection details are not complete.', step: 'details' };
    const proxied = connection.way === 'proxy' && this.#desk.practice !== PRACTICE_IN_PAGE;
    if (proxied && checkProxy(connection.proxyUrl, app.reach.proxies))
      return { text: 'the proxy’s address is not one to send to.', step: 'token' };
    return null;
  }

  /** The claims as they would be signed now. `null` until the details are complete. */
  claims(now: Date, audience?: string): Claims | null {
    const { connection, details } = this.#desk;
    if (!details.org || !details.complete) return null;
    return claimsOf(connection, details.org, { now, audience });
  }

  /** Signs a fresh assertion in the worker and shows it. */
  sign = async (audience?: string): Promise<SignedAssertion> => {
    const { current } = this.#desk.connection;
    const claims = this.claims(new Date(), audience);
    if (!current || !claims)
      throw new AppError('exchange/not-ready', 'not everything is there yet');
    const assertion = await this.#desk.worker.call('signAssertion', {
      keyId: current.key.id,
      claims,
    });
    this.#desk.update({ assertion });
    return assertion;
  };

  get = new Task(async () => {
    if (this.obstacle) throw new AppError('exchange/not-ready', 'not everything is there yet');
    // What is wrong with the proxy is said before anything begins.
    proxyOf(this.#desk, orgOf(this.#desk).loginUrl);
    this.cancel();
    this.progress = 'Signing';
    const abort = new AbortController();
    this.#abort = abort;
    const asked = askedWith(this.#desk.connection);
    const start = performance.now();
    this.#desk.app.connections.forget(this.#desk.id, 'answer');
    // An answer that was pasted meanwhile, or a later request, stands.
    const answer = (result: { token: Token } | { error: AppError }) => {
      if (this.#abort !== abort) return;
      const seconds = (performance.now() - start) / 1000;
      this.#desk.update({ answer: { at: Date.now(), seconds, askedWith: asked, ...result } });
      this.#note(result);
    };
    try {
      await this.registerPractice(abort.signal);
      const token = await askForToken(this.#desk, {
        sign: this.sign,
        signal: abort.signal,
        onprogress: (text) => (this.progress = text),
      });
      answer({ token });
    } catch (thrown) {
      answer({ error: AppError.from(thrown) });
    } finally {
      if (this.#abort === abort) this.progress = '';
    }
  });

  /** In the history a refusal is its code alone: its text may say anything. */
  #note(result: { token: Token } | { error: AppError }) {
    if ('token' in result) {
      this.#desk.note('token', new URL(result.token.instanceUrl).host);
      // What was said of the refusals before counts no more.
      this.#desk.asked.forget();
    } else if (result.error.code === 'exchange/refused') {
      const { error } = result.error.cause as Refusal;
      this.#desk.note('refused', /^\w{1,60}$/.test(error) ? error : '');
    }
  }

  cancel = () => this.#abort?.abort();

  /** The practice org gets the certificate in a request of its own before the first assertion. */
  async registerPractice(signal: AbortSignal): Promise<void> {
    const { connection, practice } = this.#desk;
    if (!practice || !connection.current?.certificate) return;
    this.progress = 'Registering the certificate with the practice org';
    const switches = JSON.stringify(connection.switches);
    await tellPractice(this.#desk, signal);
    this.#told = switches;
  }

  /** Whether the practice org knows its switches as they are now; so does every other org. */
  get settled(): boolean {
    const { connection, practice } = this.#desk;
    return practice === null || this.#told === JSON.stringify(connection.switches);
  }

  /** Tells the practice org what was switched since it was last told. */
  async settlePractice(signal: AbortSignal): Promise<void> {
    if (!this.settled) await this.registerPractice(signal);
  }

  /** Takes back what a command printed: a token, a refusal, or an error at the field. */
  read = new Task(async () => {
    const at = Date.now();
    const about = { at, seconds: 0, askedWith: askedWith(this.#desk.connection) };
    try {
      const token = readTokenText(this.pasted, new Date(at));
      this.#desk.update({ answer: { ...about, token } });
      this.#note({ token });
    } catch (thrown) {
      const error = AppError.from(thrown);
      if (error.code !== 'exchange/refused') throw error;
      this.#desk.update({ answer: { ...about, error } });
      this.#note({ error });
    }
    this.#abort = null;
    this.pasted = '';
  });
}
