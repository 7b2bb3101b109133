import {
  authorizeUrl,
  beginAuthorization,
  exchangeCode,
  readApproval,
  readCallback,
  type Approved,
  type Authorization,
  type CodeExchange,
} from '../../core/authorize.ts';
import { AppError } from '../../core/errors.ts';
import { PRACTICE_IN_PAGE } from '../../core/org.ts';
import { askUserinfo, sessionEndpoint } from '../../core/session.ts';
import { tokenEndpoint } from '../../core/token.ts';
import type { CodeRequest } from '../../kit/code-exchange.ts';
import type { Desk } from './desk.ts';
import { orgOf } from './exchange.ts';
import { CALLBACK_URL } from './guide-choices.ts';
import { allowInPage } from './practice.ts';
import { countedFetch } from './sending.ts';
import { Task } from './task.svelte.ts';

/** What an approval that was completed has shown. No token is kept. */
export interface Outcome {
  at: number;
  /** Whether it lasts: a refresh token came. */
  lasting: boolean;
  scope: string;
  /** Who approved, as the org says; '' where it was not asked or did not say. */
  user: string;
}

/** What to do where a code was not redeemed, by code and message; of assertions the doctor knows more. */
const HINTS: readonly (readonly [said: RegExp, hint: string])[] = [
  [
    // Without CORS the org takes the code all the same.
    /^exchange\/unreadable/,
    'The approval may have been completed all the same: try a token in step 4. If it was not, open the authorize URL again, and use a command.',
  ],
  [
    /invalid_client(?!_id)|client secret/i,
    'Tick that the app requires its secret, enter it, then open the authorize URL again.',
  ],
  [/authorization code/i, 'A code is good once, for some minutes: open the authorize URL again.'],
  [/redirect_uri/i, `Add ${CALLBACK_URL} to the app’s callback URLs.`],
];

function hinted(thrown: unknown): AppError {
  const { code, message, hint, cause } = AppError.from(thrown);
  const [, better = hint] = HINTS.find(([said]) => said.test(`${code} ${message}`)) ?? [];
  return new AppError(code, message, { hint: better, cause });
}

const works = new WeakMap<Desk, ApproveWork>();

/** The one attempt of a connection, which goes on while the user is in the other tab. */
export function approveWorkOf(desk: Desk): ApproveWork {
  const work = works.get(desk) ?? new ApproveWork(desk);
  works.set(desk, work);
  return work;
}

/** A user approves the app in a browser. Verifier, secret and what is pasted are in memory only. */
export class ApproveWork {
  callback = $state.raw('');
  needsSecret = $state.raw(false);
  secret = $state.raw('');
  /** What the command printed. */
  printed = $state.raw('');
  outcome = $state.raw<Outcome | null>(null);
  #attempt = $state.raw<Authorization | null>(null);
  /** The org and the app that all of this is about. */
  #about: string;
  #desk: Desk;
  #abort: AbortController | null = null;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.#about = this.#present;
    void this.#begin();
  }

  async #begin() {
    this.#attempt = await beginAuthorization();
  }

  get #present(): string {
    const { connection, details } = this.#desk;
    return JSON.stringify([details.org?.loginUrl, connection.consumerKey.trim()]);
  }

  /** Begins anew where the login URL or the consumer key has changed: a code is good at one org only. */
  follow() {
    if (this.#about === this.#present) return;
    this.cancel();
    this.#about = this.#present;
    this.callback = this.secret = this.printed = '';
    this.outcome = null;
    this.redeem.reset();
    this.read.reset();
    void this.#begin();
  }

  /** Why there is no address yet is said by the details. */
  get url(): string {
    const { connection, details } = this.#desk;
    if (!this.#attempt || !details.org || details.errors.consumerKey) return '';
    const { consumerKey, username } = connection;
    const { org } = details;
    return authorizeUrl({ ...this.#attempt, org, consumerKey, username, callback: CALLBACK_URL });
  }

  /** Nothing but this page reaches it. */
  get inPage(): boolean {
    return this.#desk.practice === PRACTICE_IN_PAGE;
  }

  /** A callback that was pasted, so that there is something to complete. */
  get pasted(): boolean {
    return this.callback.trim() !== '';
  }

  cancel = () => this.#abort?.abort();

  /** Plays the user at the practice org in this page. */
  allow = new Task(async () => {
    const { tokens } = this.#desk;
    await tokens.registerPractice(AbortSignal.timeout(30_000));
    const address = await allowInPage(this.url);
    if (address === null) throw new AppError('practice/refused', 'the practice org shows an error');
    this.callback = address;
  });

  /** Redeems the code, and asks whose the approval is. */
  redeem = new Task(async () => {
    const org = orgOf(this.#desk);
    const exchange = this.#exchange();
    this.cancel();
    const abort = new AbortController();
    this.#abort = abort;
    const { signal } = abort;
    // A lock ends it, and so does a deletion.
    this.#desk.ended.addEventListener('abort', this.cancel, { once: true, signal });
    const fetch = countedFetch(this.#desk, 'authorization code', org.host);
    try {
      const endpoint = tokenEndpoint(org);
      const approved = await exchangeCode(exchange, { endpoint, signal, fetch });
      signal.throwIfAborted();
      await this.#done(approved, await this.#whose(approved, signal));
    } catch (thrown) {
      // A code is good for one try only, read or not.
      if (this.#abort === abort) await this.#spent();
      throw hinted(thrown);
    }
  });

  /** A command for the code that was pasted, made on the press of its copy button. */
  async command(write: (request: CodeRequest) => string): Promise<string> {
    const { secret: _, ...exchange } = this.#exchange();
    const endpoint = tokenEndpoint(orgOf(this.#desk));
    return write({ ...exchange, endpoint, secret: this.needsSecret });
  }

  /** Reads what the command printed; it asks nobody whose the approval is. */
  read = new Task(async () => {
    const { printed } = this;
    this.printed = '';
    try {
      await this.#done(readApproval(printed, new Date()), '');
    } catch (thrown) {
      throw hinted(thrown);
    }
  });

  #exchange(): CodeExchange {
    if (!this.#attempt) throw new AppError('exchange/not-ready', 'there is no attempt yet');
    if (this.#about !== this.#present)
      throw new AppError('authorize/other', 'this address is of another org or app');
    const code = readCallback(this.callback, this.#attempt);
    const { consumerKey } = this.#desk.connection;
    return {
      code,
      verifier: this.#attempt.verifier,
      consumerKey: consumerKey.trim(),
      callback: CALLBACK_URL,
      ...(this.needsSecret ? { secret: this.secret.trim() } : {}),
    };
  }

  /** The username that the org names, or '' where it names none: the approval stands all the same. */
  async #whose({ token }: Approved, signal: AbortSignal): Promise<string> {
    try {
      const { practice } = this.#desk;
      const endpoint = sessionEndpoint('userinfo', token, practice ? { practice } : {});
      const fetch = countedFetch(this.#desk, 'token', endpoint.host);
      const { username = '' } = await askUserinfo(token, { endpoint, signal, fetch });
      return username;
    } catch {
      return '';
    }
  }

  async #done({ lasting, token }: Approved, user: string) {
    this.outcome = { at: Date.now(), lasting, scope: token.scope ?? '', user };
    await this.#spent();
  }

  async #spent() {
    this.callback = '';
    this.secret = '';
    await this.#begin();
  }
}
