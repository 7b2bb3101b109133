/**
 * What this page may reach, read from its own Content-Security-Policy: the meta tag the build (or the
 * local start script) wrote is the one truth, so nothing here can promise more than the browser allows.
 */
const LOOPBACK = /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?$/;

export interface Reach {
  /** Salesforce's hosts, as CSP sources. */
  salesforce: readonly string[];
  /** Where only a tab that opens an org may be led to. */
  opens: readonly string[];
  /** The practice org's origin where the local start script serves one over HTTP, else `null`. */
  practiceOrigin: string | null;
  /** Proxies on other origins that the owner of this site has listed. */
  proxies: readonly string[];
}

export const NO_REACH: Reach = { salesforce: [], opens: [], practiceOrigin: null, proxies: [] };

/**
 * Reads a policy. An org, real or practice, may be connected to and be sent a form, a proxy only be
 * connected to, and an org's own pages only be led to from a form: that tells them apart.
 */
export function readReach(policy: string): Reach {
  const directives = policy.split(';').map((part) => part.trim().split(/\s+/));
  const sources = (directive: string) =>
    (directives.find(([name]) => name === directive) ?? []).slice(1);
  const forms = sources('form-action');
  const connections = sources('connect-src');
  const orgs = forms.filter((source) => connections.includes(source));
  return {
    salesforce: orgs.filter((source) => !LOOPBACK.test(source)),
    opens: forms.filter((source) => !orgs.includes(source)),
    practiceOrigin: orgs.find((source) => LOOPBACK.test(source)) ?? null,
    proxies: connections.filter((to) => to !== "'self'" && !orgs.includes(to)),
  };
}

/** Whether a proxy's address is one the policy lists: an origin, or a path ending in a slash (CSP 3). */
export function isListed({ origin, href }: URL, listed: readonly string[]): boolean {
  return listed.some((proxy) =>
    proxy.endsWith('/') ? `${href}/`.startsWith(proxy) : origin === proxy,
  );
}

export function pageReach(): Reach {
  const tag = document.querySelector('meta[http-equiv="Content-Security-Policy"]');
  return readReach(tag?.getAttribute('content') ?? '');
}
