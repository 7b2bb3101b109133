import { AppError } from '../../core/errors.ts';
import { PRACTICE_IN_PAGE } from '../../core/org.ts';
import { REGISTER_PATH, REMOVE_PATH, type Registration } from '../../practice/app.ts';
import type { Practice } from '../../practice/fetch.ts';
import type { Reach } from '../browser/policy.ts';

/** Where the practice org answers: over HTTP beside the local start script, else in this page. */
export function practiceOrigin(reach: Reach): string {
  return reach.practiceOrigin ?? PRACTICE_IN_PAGE;
}

/** A consumer key of the usual shape, marked as what it is. */
export function practiceConsumerKey(): string {
  const random = crypto.getRandomValues(new Uint8Array(24));
  const tail = Array.from(random, (byte) => (byte % 36).toString(36)).join('');
  return `3MVG9.Practice.${tail}`;
}

let inPage: Promise<Practice> | null = null;

/** The practice org that runs in this page, started at first use. */
function practiceInPage(): Promise<Practice> {
  return (inPage ??= import('../../practice/fetch.ts').then(({ createPractice }) =>
    createPractice({ origin: PRACTICE_IN_PAGE, page: location.origin }),
  ));
}

/** Nothing stays of what the practice org in this page was told: the next one begins empty. */
export function forgetPractice(): void {
  inPage = null;
}

/** The `fetch` that reaches an org: the browser's, or the practice org that runs in this page. */
export function fetchFor(practice: string | null): typeof globalThis.fetch {
  if (practice !== PRACTICE_IN_PAGE) return (input, init) => globalThis.fetch(input, init);
  return async (input, init) => (await practiceInPage()).fetch(input, init);
}

/** The page of the practice org in this page that a tab would show, as HTML. */
export async function visitInPage(action: string, fields: Record<string, string>): Promise<string> {
  return (await practiceInPage()).visit(action, fields);
}

/** Where a press on Allow leads there; `null` where that org shows an error instead. */
export async function allowInPage(authorize: string): Promise<string | null> {
  return (await practiceInPage()).allow(authorize);
}

const TIME_LIMIT = 30_000;

interface Sending {
  signal: AbortSignal;
  fetch: typeof globalThis.fetch;
}

/**
 * Registers a certificate with the practice org, as an admin would in Setup. Throws `exchange/cancelled`,
 * `exchange/unreachable` also after 30 seconds, and `practice/refused`.
 */
export async function register(
  practice: string,
  registration: Registration,
  sending: Sending,
): Promise<void> {
  await tell(new URL(REGISTER_PATH, practice), registration, sending);
}

/** Deletes an app from the practice org, as an admin would. Throws as `register`. */
export async function unregister(
  practice: string,
  consumerKey: string,
  sending: Sending,
): Promise<void> {
  await tell(new URL(REMOVE_PATH, practice), { consumerKey }, sending);
}

async function tell(address: URL, body: unknown, { signal, fetch }: Sending): Promise<void> {
  const ended = new AbortController();
  const end = () => ended.abort();
  // A signal that times out by itself keeps all who listen to it in memory until then.
  const timer = setTimeout(end, TIME_LIMIT);
  signal.addEventListener('abort', end);
  try {
    const response = await fetch(address, {
      method: 'POST',
      body: JSON.stringify(body),
      credentials: 'omit',
      redirect: 'manual',
      signal: ended.signal,
    });
    if (response.ok) return;
    const { error_description: why } = (await response.json()) as { error_description?: string };
    throw new AppError('practice/refused', `the practice org did not take it: ${why}`);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    if (signal.aborted) throw new AppError('exchange/cancelled', 'cancelled before an answer came');
    throw new AppError(
      'exchange/unreachable',
      `the practice org at ${address.origin} does not answer`,
      { cause, hint: 'Start it again with npm start.' },
    );
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }
}
