/** Whom to blame for an answer that is none: the org, or what stands at a proxy's address. */
import { AppError } from './errors.ts';

/** Whether an endpoint stands behind a proxy: its path names another host. */
function isProxied({ pathname }: URL): boolean {
  return /\/[^/]*[.:][^/]*\/(?:[^/]+\/)?services\/oauth2\/[a-z]+$/.test(pathname);
}

/**
 * `exchange/unreadable` for a failed fetch. A page cannot tell missing CORS from a lost connection, and
 * Salesforce may have refused as well.
 */
export function unreadable(endpoint: URL, cause: unknown): AppError {
  const message = isProxied(endpoint)
    ? `could not read the answer of the proxy at ${endpoint.host}: it does not run, or does not accept this page`
    : `could not read the answer of ${endpoint.host}: CORS is off here, or Salesforce refused`;
  const hint = 'Start the proxy, or have this page’s address put on its list.';
  return new AppError(
    'exchange/unreadable',
    message,
    isProxied(endpoint) ? { cause, hint } : { cause },
  );
}

/** What a web server says to a post that it has no use for. */
const NO_SUCH_POST = new Set([404, 405, 501]);
const ORDINARY = new Set(['exchange/html', 'exchange/empty']);

/**
 * `exchange/proxy` where something other than a proxy has answered at its address: then the org is not
 * to blame. `null` where there is no proxy, or it may have passed on what Salesforce answered.
 */
export function noProxy(endpoint: URL, response: Response, read: AppError): AppError | null {
  if (!isProxied(endpoint) || !isForeign(response, read)) return null;
  const status = response.status === 0 ? '' : ` (HTTP ${response.status})`;
  return new AppError('exchange/proxy', `no proxy answers at ${endpoint.host}${status}`, {
    cause: read,
    hint: 'Check the address of the proxy and that it runs, or choose another way to send it.',
  });
}

function isForeign({ status, headers }: Response, { code }: AppError): boolean {
  if (code === 'exchange/refused' || code === 'exchange/proxy') return false;
  // The proxy follows no redirect and passes none on.
  if (code === 'exchange/redirect' || NO_SUCH_POST.has(status)) return true;
  // It may pass on a page of Salesforce's; but it forbids storing whatever it answers.
  return ORDINARY.has(code) && !/no-store/i.test(headers.get('cache-control') ?? '');
}
