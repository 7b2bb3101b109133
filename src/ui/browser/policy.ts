/**
 * What this page may reach, read from its own Content-Security-Policy: the meta tag the build (or the
 * local start script) wrote is the one truth, so nothing here can promise more than the browser allows.
 */
import { CONNECT_SOURCES } from '../../core/org.ts';

const LOOPBACK = /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?$/;

export interface Reach {
  /** The practice org's origin where the local start script serves one over HTTP, else `null`. */
  practiceOrigin: string | null;
  /** Proxies on other origins that the owner of this site has listed. */
  proxies: readonly string[];
}

/** Reads a policy's connect-src. */
export function readReach(policy: string): Reach {
  const directive = policy.split(';').map((part) => part.trim().split(/\s+/));
  const sources = directive.find(([name]) => name === 'connect-src')?.slice(1) ?? [];
  const salesforce: readonly string[] = CONNECT_SOURCES;
  const others = sources.filter((source) => source !== "'self'" && !salesforce.includes(source));
  return {
    practiceOrigin: others.find((source) => LOOPBACK.test(source)) ?? null,
    proxies: others.filter((source) => !LOOPBACK.test(source)),
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
