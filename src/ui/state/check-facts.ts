/** What is known of a connection, gathered for the doctor's check. */
import type { Trial } from '../../core/assertion.ts';
import type { PairCheck } from '../../core/certificate.ts';
import { AppError } from '../../core/errors.ts';
import { openObstacle } from '../../core/session.ts';
import { audiencesFor } from '../../core/org.ts';
import type { Token } from '../../core/token.ts';
import type { WellKnown } from '../../core/well-known.ts';
import type { ClockFacts, ConnectionFacts, Failed, TokenFacts } from '../../doctor/check/facts.ts';
import { phasesFor } from './app-guide.ts';
import type { Answer } from './connections.svelte.ts';
import type { Desk } from './desk.ts';
import { pastOf } from './past.ts';
import { proxyOf } from './sending.ts';
import { answerOf } from './standing.ts';

export type AppKind = NonNullable<ConnectionFacts['appKind']>;

/** What had to be asked for: of the worker, of a server, of the org. */
export interface Measured {
  pair?: PairCheck | { error: Failed };
  trial?: Trial | { error: Failed };
  clock?: ClockFacts;
  wellKnown?: WellKnown;
}

/** Everything that is known of it, with what was measured. */
export function checkFacts(
  desk: Desk,
  { pair, trial, clock, wellKnown }: Measured,
  appKind: AppKind | null,
): ConnectionFacts {
  const { connection, details, app } = desk;
  const { current, consumerKey, username, lifetime, wants, way, config, history, repair } =
    connection;
  const { org, errors } = details;
  const answered = answerOf(connection);
  return {
    now: app.now,
    key: current?.key ?? null,
    certificate: current?.certificate ?? null,
    ...(pair && { pair }),
    ...(trial && { trial }),
    ...(org
      ? { org, ...audienceOf(desk) }
      : errors.loginUrl && { org: { error: errors.loginUrl } }),
    consumerKey,
    username,
    // One that an opened jwt.json holds is kept, however long.
    lifetime,
    ...(appKind && { appKind }),
    way,
    proxyError: proxyError(desk),
    wants,
    ...(config && { configSandbox: config.sandbox }),
    token: tokenFacts(answered),
    ...pastOf(history, repair?.begunAt),
    unreadable:
      answered !== undefined &&
      'error' in answered &&
      answered.error.code === 'exchange/unreadable',
    openTicks: phasesFor(wants)
      .flatMap(({ ticks }) => ticks.map(({ id }) => id))
      .filter((id) => !connection.ticks.includes(id)),
    ...(clock && { clock }),
    ...(wellKnown && { wellKnown }),
  };
}

function audienceOf({ details }: Desk): { audience?: string } {
  const [audience] = details.org ? audiencesFor(details.org) : [];
  return audience === undefined ? {} : { audience };
}

/** Why the proxy that is chosen cannot be used. */
export function proxyError(desk: Desk): AppError | null {
  if (!desk.details.org) return null;
  try {
    proxyOf(desk, desk.details.org.loginUrl);
    return null;
  } catch (thrown) {
    return AppError.from(thrown);
  }
}

/** Of a token that was not kept only that it came. */
function tokenFacts(answer: Answer | undefined): TokenFacts | null {
  if (answer === undefined || 'error' in answer) return null;
  if (!('token' in answer)) return {};
  const { token } = answer;
  return { scopes: token.scope?.split(/\s+/).filter(Boolean), jwt: isJwt(token) };
}

/** The scope aside: a JWT cannot open an org whatever its scope is. */
function isJwt({ scope: _, ...token }: Token): boolean {
  return openObstacle(token) !== null;
}

/** What the guide says of the app: whoever pressed Create there has an External Client App. */
export function guessedKind({ ticks, createdAppAt }: Desk['connection']): AppKind | null {
  return createdAppAt !== null || ticks.includes('A8') ? 'external' : null;
}
