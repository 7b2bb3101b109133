/**
 * The document at an org's own host that every page may read without set-up (help:
 * remoteaccess_oauth_endpoints_cors): whether a Salesforce login answers there, and under which name.
 */
import { readAnswer, readObject, type Wanted } from './answer.ts';
import { AppError } from './errors.ts';
import type { Org } from './org.ts';
import { either, type SendOptions } from './send.ts';

/** Milliseconds. */
const LIMIT = 10_000;

/** `silent` where nothing answers; `not` says in words why an answer is not that of a Salesforce login. */
export type WellKnown = { issuer: string } | { not: string } | 'silent';

export type AskOptions = Pick<SendOptions, 'signal' | 'fetch' | 'limit'>;

const WANTED: Wanted = {
  what: 'a sign-in document',
  refused: 'exchange/refused',
  other: 'exchange/not-a-token',
};

/** The bare answer, `null` where none comes. Throws `exchange/cancelled`. */
export async function fetchWellKnown(org: Org, options: AskOptions = {}): Promise<Response | null> {
  const { signal, fetch = globalThis.fetch, limit = AbortSignal.timeout(LIMIT) } = options;
  try {
    return await fetch(`${org.loginUrl}/.well-known/openid-configuration`, {
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'manual',
      referrerPolicy: 'no-referrer',
      signal: either(signal, limit),
    });
  } catch {
    if (signal?.aborted)
      throw new AppError('exchange/cancelled', 'cancelled before an answer came');
    return null;
  }
}

/** What the document says. Throws `exchange/cancelled`. */
export async function askWellKnown(org: Org, options: AskOptions = {}): Promise<WellKnown> {
  const response = await fetchWellKnown(org, options);
  if (response === null) return 'silent';
  try {
    const { issuer, token_endpoint: endpoint } = readObject(await readAnswer(response), WANTED);
    const named = [issuer, endpoint].every((url) => typeof url === 'string' && URL.canParse(url));
    if (!named || !new URL(String(endpoint)).pathname.endsWith('/services/oauth2/token'))
      return { not: 'the answer names no token endpoint of Salesforce' };
    return { issuer: String(issuer) };
  } catch (cause) {
    if (cause instanceof AppError) return { not: cause.message };
    if (options.signal?.aborted)
      throw new AppError('exchange/cancelled', 'cancelled before an answer came');
    return 'silent';
  }
}
