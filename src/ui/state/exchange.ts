/** Asking the org for a token the way the user picked, and what is said while it is going on. */
import { buildClaims, type Claims, type SignedAssertion } from '../../core/assertion.ts';
import { AppError } from '../../core/errors.ts';
import { audiencesFor, type Org } from '../../core/org.ts';
import { probeOrg, requestToken, tokenEndpoint, type Token } from '../../core/token.ts';
import type { Connection } from './connections.svelte.ts';
import type { Desk } from './desk.ts';
import { countedFetch, proxyOf } from './sending.ts';

export interface Asking {
  sign(audience?: string): Promise<SignedAssertion>;
  signal: AbortSignal;
  /** A sentence on what is going on. */
  onprogress(text: string): void;
}

/** A connection's org. Throws `exchange/not-ready` where no login URL names one. */
export function orgOf({ details }: Desk): Org {
  if (!details.org) throw new AppError('exchange/not-ready', 'there is no login URL yet');
  return details.org;
}

/** The claims of a connection's assertion, for the first audience to try unless one is given. */
export function claimsOf(
  { consumerKey, username, lifetime, jti }: Connection,
  org: Org,
  {
    now,
    audience = audiencesFor(org)[0] ?? org.loginUrl,
  }: { now: Date; audience?: string | undefined },
): Claims {
  return buildClaims({
    consumerKey: consumerKey.trim(),
    username: username.trim(),
    audience,
    lifetime: Number(lifetime),
    now,
    ...(jti ? { jti: crypto.randomUUID() } : {}),
  });
}

/** A token for an assertion that is signed here, straight or through the proxy. Throws `exchange/*`, `proxy/*`. */
export async function askForToken(desk: Desk, asking: Asking): Promise<Token> {
  const { sign, signal, onprogress } = asking;
  const org = orgOf(desk);
  const proxy = proxyOf(desk, org.loginUrl);
  const audiences = audiencesFor(org);
  const endpoint = tokenEndpoint(org, proxy ?? undefined);
  const to = proxy ? `${org.host} through ${endpoint.host}` : org.host;
  try {
    const { token } = await requestToken({
      audiences,
      endpoint,
      sign,
      signal,
      fetch: countedFetch(desk, 'assertion', to),
      onattempt: ({ audience, index }) => {
        const which = audiences.length > 1 ? `, audience ${index + 1} of ${audiences.length}` : '';
        onprogress(`Asking ${to}${which}: ${audience}`);
      },
    });
    return token;
  } catch (thrown) {
    if (proxy || AppError.from(thrown).code !== 'exchange/unreadable') throw thrown;
    // Missing CORS and a lost connection look alike to a page; this document answers every page.
    onprogress(`Looking whether ${org.host} answers at all`);
    const fetch = countedFetch(desk, 'well-known request', org.host);
    if ((await probeOrg(org, { signal, fetch })) === 'answers') throw thrown;
    throw new AppError(
      'exchange/unreachable',
      `${org.host} does not answer: the login URL names no org, or there is no way to the network`,
      { cause: thrown },
    );
  }
}
