import { AppError } from '../../core/errors.ts';
import { PRACTICE_IN_PAGE } from '../../core/org.ts';
import { sandboxName } from '../../core/sandbox.ts';
import { askWellKnown } from '../../core/well-known.ts';
import type { checkConnection } from '../../doctor/check/check.ts';
import type { ClockFacts, Failed } from '../../doctor/check/facts.ts';
import type { Finding } from '../../doctor/finding.ts';
import { askClock } from '../browser/clock.ts';
import { checkFacts, guessedKind, proxyError, type AppKind, type Measured } from './check-facts.ts';
import type { Desk } from './desk.ts';
import { orgOf } from './exchange.ts';
import { countedFetch } from './sending.ts';
import { Task } from './task.svelte.ts';

/** Milliseconds that a server has to tell its time. */
const CLOCK_LIMIT = 5_000;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

const works = new WeakMap<Desk, CheckWork>();

/** The check of a connection; what it found stays while the user mends it in another step. */
export function checkOf(desk: Desk): CheckWork {
  const work = works.get(desk) ?? new CheckWork(desk);
  works.set(desk, work);
  return work;
}

export class CheckWork {
  /** What is going on, in a sentence. */
  progress = $state.raw('');
  #desk: Desk;
  #kind = $state.raw<AppKind | null | undefined>();
  #engine = $state.raw<typeof checkConnection | null>(null);
  /** What was measured, and of what. */
  #measured = $state.raw<Measured & { of: string; host?: string }>({ of: '' });

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** What kind of app it is, as said here or as the guide shows. */
  get kind(): AppKind | null {
    return this.#kind === undefined ? guessedKind(this.#desk.connection) : this.#kind;
  }

  set kind(kind: AppKind | null) {
    this.#kind = kind;
  }

  /** Whether key or details have changed since they were tried. */
  get stale(): boolean {
    return this.#engine !== null && this.#measured.of !== this.#subject;
  }

  /**
   * Seconds by which this device's clock is ahead, where it was compared with another one. That it agrees
   * with itself says nothing.
   */
  get clockAhead(): number | undefined {
    const { clock } = this.#measured;
    if (!clock || 'unknown' in clock) return undefined;
    return clock.ownDevice && Math.abs(clock.ahead) < 30 ? undefined : clock.ahead;
  }

  /** Of the connection as it is now: what is mended elsewhere is gone from here. `null` before the first check. */
  get findings(): Finding[] | null {
    const { pair, trial, clock, wellKnown, host } = this.#measured;
    const kept: Measured = {
      ...(clock && { clock }),
      ...(!this.stale && pair && { pair }),
      ...(!this.stale && trial && { trial }),
      ...(wellKnown && host === this.#desk.details.org?.host && { wellKnown }),
    };
    return this.#engine?.(checkFacts(this.#desk, kept, this.kind)) ?? null;
  }

  /** What was found as Markdown, with every secret and identifier masked. */
  report = async (): Promise<string> => {
    const { connection, details } = this.#desk;
    const { reportMarkdown } = await import('../../doctor/report-markdown.ts');
    const username = connection.username.trim();
    const proxyUrl = connection.proxyUrl.trim();
    return reportMarkdown({
      findings: this.findings ?? [],
      hidden: [
        connection.consumerKey.trim(),
        username,
        username.slice(username.indexOf('@') + 1),
        details.org?.host ?? '',
        details.org ? sandboxName(details.org) : '',
        username.slice(username.lastIndexOf('.') + 1),
        URL.canParse(proxyUrl) ? new URL(proxyUrl).host : '',
      ],
      now: Date.now(),
    });
  };

  /** What the trial depends on. */
  get #subject(): string {
    const { current, loginUrl, consumerKey, username, lifetime } = this.#desk.connection;
    const made = [current?.key.publicKeySha256, current?.certificate?.sha256];
    return JSON.stringify([made, loginUrl, consumerKey, username, lifetime]);
  }

  check = new Task(async () => {
    const of = this.#subject;
    try {
      this.progress = 'Trying the key';
      const [{ checkConnection }, tried] = await Promise.all([
        import('../../doctor/check/check.ts'),
        this.#try(),
      ]);
      const clock = await this.#clock();
      const { wellKnown, host } = this.#measured;
      this.#measured = { ...tried, clock, of, ...(wellKnown && host && { wellKnown, host }) };
      this.#engine = checkConnection;
    } finally {
      this.progress = '';
    }
  });

  /** In the worker: what comes back is what was seen, not the assertion. */
  async #try(): Promise<Pick<Measured, 'pair' | 'trial'>> {
    const { connection, tokens, worker } = this.#desk;
    const { key, certificate } = connection.current ?? {};
    if (!key || !certificate) return {};
    const asked = { keyId: key.id, certificate: certificate.pem };
    const pair = await orFailed(worker.call('checkPair', asked));
    const claims = tokens.claims(new Date());
    if (!claims || 'error' in pair) return { pair };
    return { pair, trial: await orFailed(worker.call('tryAssertion', { ...asked, claims })) };
  }

  /** The site's clock, or that of the proxy which is chosen. A page may not read Salesforce's. */
  async #clock(): Promise<ClockFacts> {
    const { app, connection, practice } = this.#desk;
    if (!app.online) return { unknown: 'This device is offline.' };
    const proxied = connection.way === 'proxy' && practice !== PRACTICE_IN_PAGE;
    const proxy = proxied && !proxyError(this.#desk) ? connection.proxyUrl.trim() : null;
    // A policy that lists a proxy's folder does not list the name without its slash.
    const address = new URL(proxy ? `${proxy.replace(/\/+$/, '')}/` : './', document.baseURI);
    this.progress = `Comparing the clock with that of ${address.host}`;
    app.meter.sent('clock request', address.host);
    const signal = AbortSignal.timeout(CLOCK_LIMIT);
    const compared = await askClock(address, {
      fetch: (input, init) => fetch(input, init),
      signal,
    });
    if (!compared) return { unknown: `${address.host} gave no time that this page may read.` };
    const from = proxy
      ? `the proxy at ${address.host}`
      : `${address.host}, where this page is from`;
    return { ...compared, from, ownDevice: LOOPBACK.test(address.hostname) };
  }

  /** One request to the org's own host, with nothing of the connection in it. */
  askOrg = new Task(async () => {
    const org = orgOf(this.#desk);
    const fetch = countedFetch(this.#desk, 'well-known request', org.host);
    const wellKnown = await askWellKnown(org, { fetch });
    this.#measured = { ...this.#measured, wellKnown, host: org.host };
  });
}

async function orFailed<Value>(work: Promise<Value>): Promise<Value | { error: Failed }> {
  try {
    return await work;
  } catch (thrown) {
    const { code, message, hint } = AppError.from(thrown);
    // The worker went, or the vault was locked: that is no finding.
    if (code.startsWith('worker/') || code.startsWith('vault/')) throw thrown;
    return { error: { message, hint } };
  }
}
