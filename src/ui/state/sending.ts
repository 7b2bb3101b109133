/** How a connection reaches its org: through which `fetch`, and through which proxy. */
import { AppError } from '../../core/errors.ts';
import { PRACTICE_IN_PAGE } from '../../core/org.ts';
import type { Desk } from './desk.ts';
import type { Departure } from './meter.svelte.ts';
import { fetchFor } from './practice.ts';
import { checkProxy } from './proxy.ts';

/** The fetch for a connection's org; what really leaves the page is counted as it leaves. */
export function countedFetch(
  { practice, app }: Desk,
  what: Departure['what'],
  to: string,
): typeof globalThis.fetch {
  const fetch = fetchFor(practice);
  return (input, init) => {
    if (practice !== PRACTICE_IN_PAGE) app.meter.sent(what, to);
    return fetch(input, init);
  };
}

/**
 * The proxy's address for what goes to an address of the org, or `null` where none is used. Throws
 * `proxy/*`.
 */
export function proxyOf({ connection, practice, app }: Desk, address: string): string | null {
  if (connection.way !== 'proxy') return null;
  if (practice === PRACTICE_IN_PAGE)
    throw new AppError(
      'proxy/practice',
      'the practice org runs inside this page, where no proxy reaches it',
    );
  // The proxy's four paths stand right behind the host.
  if (new URL(address).pathname !== '/')
    throw new AppError('proxy/site', 'a proxy does not pass on a site with a path of its own');
  const error = checkProxy(connection.proxyUrl, app.reach.proxies);
  if (error) throw error;
  return connection.proxyUrl.trim();
}
