/**
 * Sends the assertion (RFC 7523 section 2.1, help: remoteaccess_oauth_jwt_flow), and asks once more where
 * another audience may help.
 */
import type { Refusal } from './answer.ts';
import type { SignedAssertion } from './assertion.ts';
import { AppError } from './errors.ts';
import { GRANT_TYPE } from './grant.ts';
import type { Org } from './org.ts';
import { endpointAt, sendForm, timeLimit, type SendOptions } from './send.ts';
import { readTokenResponse, type Token } from './token-answer.ts';
import { fetchWellKnown, type AskOptions } from './well-known.ts';

export type { Refusal } from './answer.ts';
export { readTokenResponse, type Token } from './token-answer.ts';
export { readTokenText } from './token-text.ts';

const PATH = '/services/oauth2/token';

export interface ExchangeOptions extends SendOptions {
  now?: () => Date;
}

/** Where the assertion goes: the org's own endpoint, or `{proxy}/{host}` and the same path. */
export function tokenEndpoint(org: Org, proxy?: string): URL {
  return endpointAt(org.loginUrl, PATH, proxy);
}

/** Exchanges an assertion for a token. Throws what sendForm and readTokenResponse throw. */
export async function exchangeAssertion(
  assertion: string,
  { now = () => new Date(), ...send }: ExchangeOptions,
): Promise<Token> {
  const fields = { grant_type: GRANT_TYPE, assertion };
  return sendForm(fields, send, (response) => readTokenResponse(response, now()));
}

export interface Requested {
  token: Token;
  assertion: SignedAssertion;
  audience: string;
}

export interface RequestOptions extends ExchangeOptions {
  /** In the order to try, as from audiencesFor. */
  audiences: readonly string[];
  sign: (audience: string) => Promise<SignedAssertion>;
  onattempt?: (attempt: { audience: string; index: number }) => void;
}

/**
 * Tries the audiences in order, the next one only after a refusal that can depend on it: each try is
 * a login attempt. The time limit spans all tries. Throws what exchangeAssertion throws; of several
 * refusals the one that says most, also where a later try was not answered readably.
 */
export async function requestToken(options: RequestOptions): Promise<Requested> {
  const { audiences, sign, onattempt, ...send } = options;
  const { limit = timeLimit() } = send;
  let kept: AppError | undefined;
  for (const [index, audience] of audiences.entries()) {
    onattempt?.({ audience, index });
    const assertion = await sign(audience);
    try {
      return {
        token: await exchangeAssertion(assertion.jwt, { ...send, limit }),
        assertion,
        audience,
      };
    } catch (thrown) {
      const refused = withAudience(thrown, audience);
      if (refused === null) throw isCancel(thrown) ? thrown : (kept ?? thrown);
      // "audience is invalid" says only that this try was the wrong one.
      if (kept === undefined || (isAboutAudience(kept) && !isAboutAudience(refused)))
        kept = refused;
      if (!audienceCanMatter(refused.cause as Refusal, audiences.slice(index + 1))) throw kept;
    }
  }
  throw kept ?? new TypeError('requestToken needs at least one audience');
}

function isCancel(thrown: unknown): boolean {
  return thrown instanceof AppError && thrown.code === 'exchange/cancelled';
}

/** Refusals after which another `aud` is worth a try, as the CLI and field reports have it. */
const AUDIENCE_REFUSALS: readonly { text: RegExp; about?: true; generic?: true }[] = [
  { text: /audience is invalid/i, about: true },
  { text: /audience validation failed/i, about: true },
  // An org that knows only its My Domain, or a government one, can answer so to the other aud.
  { text: /user hasn.t approved this consumer/i },
  // External Client Apps are refused for a generic aud; after My Domain another aud is no help.
  { text: /app_not_found|external client app is not installed/i, generic: true },
];

const GENERIC = /^https:\/\/(?:login|test)\.salesforce\.com$/;

function audienceCanMatter(refusal: Refusal, rest: readonly string[]): boolean {
  const said = `${refusal.error} ${refusal.description}`;
  return AUDIENCE_REFUSALS.some(
    ({ text, generic }) =>
      text.test(said) &&
      (!generic ||
        (GENERIC.test(refusal.audience ?? '') && rest.some((aud) => !GENERIC.test(aud)))),
  );
}

function isAboutAudience({ cause }: AppError): boolean {
  const { description } = cause as Refusal;
  return AUDIENCE_REFUSALS.some(({ text, about }) => about === true && text.test(description));
}

/** A refusal that also says which audience it was an answer to; `null` for any other failure. */
function withAudience(thrown: unknown, audience: string): AppError | null {
  if (!(thrown instanceof AppError) || thrown.code !== 'exchange/refused') return null;
  const cause: Refusal = { ...(thrown.cause as Refusal), audience };
  return new AppError(thrown.code, thrown.message, { cause, hint: thrown.hint });
}

/**
 * Whether anything answers at the org's own host: its well-known document answers every page, so that
 * silence means a wrong host or no network. Throws `exchange/cancelled`.
 */
export async function probeOrg(org: Org, options: AskOptions = {}): Promise<'answers' | 'silent'> {
  const response = await fetchWellKnown(org, options);
  void response?.body?.cancel().catch(() => undefined);
  return response ? 'answers' : 'silent';
}
