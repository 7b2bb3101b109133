/** Another clock beside this device's: the `Date` of an answer that no cache gave. */

export interface Compared {
  /** Seconds by which this device is ahead; negative where it is behind. */
  ahead: number;
  /** Seconds that this may be off by. */
  within: number;
}

export interface AskClock {
  fetch: typeof globalThis.fetch;
  signal: AbortSignal;
  /** This device's clock, in milliseconds. */
  now?: () => number;
}

/**
 * Asks an address for its headers alone. The service worker answers no HEAD (sw/route.ts), the browser's
 * cache is left out, and a query of its own passes most others. `null` where there is no answer, or none
 * with a date that may be read.
 */
export async function askClock(
  address: URL,
  { fetch, signal, now = Date.now }: AskClock,
): Promise<Compared | null> {
  try {
    const asked = now();
    const { headers } = await fetch(new URL(`?${asked}`, address), {
      method: 'HEAD',
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      signal,
    });
    return compare({ asked, answered: now(), headers });
  } catch {
    return null;
  }
}

/**
 * A Date is in whole seconds (RFC 9110, 6.6.1). An answer out of a cache has an Age (RFC 9111, 5.1), and
 * either the Date it was made at or that of today, as the cache likes: it lies somewhere between.
 */
function compare({
  asked,
  answered,
  headers,
}: {
  asked: number;
  answered: number;
  headers: Headers;
}): Compared | null {
  const date = Date.parse(headers.get('date') ?? '');
  const age = /^\d{1,9}$/.exec(headers.get('age') ?? '0');
  if (Number.isNaN(date) || age === null) return null;
  const spread = (answered - asked) / 1000 + 1 + Number(age[0]);
  const there = date / 1000 + (1 + Number(age[0])) / 2;
  return { ahead: (asked + answered) / 2000 - there, within: spread / 2 };
}
