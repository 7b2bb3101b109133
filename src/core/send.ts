/**
 * Sends a form and keeps apart all that can become of it. A form post without a header of ours needs
 * no CORS preflight.
 */
import { AppError } from './errors.ts';
import { noProxy, unreadable } from './proxied.ts';

/** Milliseconds. */
const TIME_LIMIT = 30_000;

export interface SendOptions {
  endpoint: URL;
  /** The user's cancel. */
  signal?: AbortSignal;
  fetch?: typeof globalThis.fetch;
  /** Ends the wait: 30 seconds unless another signal is given. */
  limit?: AbortSignal;
}

/** The end of a wait that starts now. */
export function timeLimit(): AbortSignal {
  return AbortSignal.timeout(TIME_LIMIT);
}

/** Where a form goes: below an address of the org itself, or `{proxy}/{host}` and the same path. */
export function endpointAt(address: string, path: string, proxy?: string): URL {
  if (proxy === undefined) return new URL(address + path);
  if (!URL.canParse(proxy)) throw new AppError('proxy/not-a-url', 'the proxy is not an address');
  const { host, pathname } = new URL(address);
  const prefix = pathname === '/' ? '' : pathname;
  const base = new URL(proxy);
  return new URL(`${base.origin}${base.pathname.replace(/\/+$/, '')}/${host}${prefix}${path}`);
}

/**
 * Sends the fields and reads the answer. Throws `exchange/cancelled`, `exchange/timeout` (30 seconds),
 * `exchange/unreadable` where the browser may not or cannot read an answer, `exchange/proxy` where
 * what stands at a proxy's address is none, and what `read` throws.
 */
export async function sendForm<Value>(
  fields: Record<string, string>,
  options: SendOptions,
  read: (response: Response) => Promise<Value>,
): Promise<Value> {
  const { endpoint, signal, fetch = globalThis.fetch, limit = timeLimit() } = options;
  let response: Response | undefined;
  try {
    response = await fetch(endpoint, {
      method: 'POST',
      body: new URLSearchParams(fields),
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'manual',
      referrerPolicy: 'no-referrer',
      signal: either(signal, limit),
    });
    return await read(response);
  } catch (cause) {
    if (cause instanceof AppError) {
      throw (response && noProxy(endpoint, response, cause)) ?? cause;
    }
    if (signal?.aborted)
      throw new AppError('exchange/cancelled', 'cancelled before an answer came');
    if (limit.aborted) {
      throw new AppError('exchange/timeout', `${endpoint.host} did not answer in time`);
    }
    throw unreadable(endpoint, cause);
  }
}

/**
 * Made once: Chromium keeps with an error what stood on the stack, and with a time limit all that listens to
 * it, so that one made at a cancel would hold the page's connections for as long.
 */
const ENDED = new DOMException('the wait was ended', 'AbortError');

/** AbortSignal.any, which Firefox has only since 124. */
export function either(signal: AbortSignal | undefined, limit: AbortSignal): AbortSignal {
  const both = new AbortController();
  for (const one of [signal, limit]) {
    if (one?.aborted) both.abort(ENDED);
    one?.addEventListener('abort', () => both.abort(ENDED), { once: true });
  }
  return both.signal;
}
