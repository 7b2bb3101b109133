/** A connection's own refusal, and what it means. */
import type { Refusal } from '../../core/token.ts';
import type { Finding } from '../../doctor/finding.ts';
import { explainRefusal, type RefusalFacts } from '../../doctor/refusal.ts';
import { checkOf } from './check-work.svelte.ts';
import type { Connection } from './connections.svelte.ts';
import type { Desk } from './desk.ts';
import { pastOf } from './past.ts';
import { isEntered } from './repair.ts';

/** What Salesforce refused with, where the last answer is a refusal, else `null`. */
export function refusalOf({ answer }: Connection): (Refusal & { at: number }) | null {
  if (!answer || !('error' in answer) || answer.error.code !== 'exchange/refused') return null;
  return { ...(answer.error.cause as Refusal), at: answer.at };
}

/** A refusal as one would paste it. */
export function refusalText({ error, description }: Refusal): string {
  return description ? `${error}: ${description}` : error;
}

/** The steps of the guide that approve the user, and the one that adds the scopes. */
const APPROVING = ['B1', 'B2', 'B3', 'B4'];
const SCOPES = 'A5';

/** What is known of a connection that speaks for or against a cause. */
export function factsOf(desk: Desk): RefusalFacts {
  const { connection, details, app, asked } = desk;
  const { current, ticks, createdAppAt, username, repair, history } = connection;
  const renewed = repair !== null && isEntered(connection);
  const refusal = refusalOf(connection);
  const notAfter = current?.certificate?.notAfter;
  const { kind, clockAhead } = checkOf(desk);
  return {
    now: refusal?.at ?? app.now,
    answers: { ...(repair && !renewed && { before: 'refreshed' }), ...asked.answers },
    ...(details.org && { org: details.org }),
    ...(username.trim() && { username: username.trim() }),
    ...(refusal?.audience && { audience: refusal.audience }),
    ...(notAfter && { notAfter }),
    // Until another app is asked for, a token from before the refresh speaks for it.
    ...pastOf(history, renewed ? repair.begunAt : undefined),
    ...(kind && { app: kind }),
    ...(createdAppAt && { appMadeAt: createdAppAt }),
    ...(clockAhead !== undefined && { clockAhead }),
    ...(ticks.length > 0 && {
      approved: APPROVING.every((id) => ticks.includes(id)),
      scoped: ticks.includes(SCOPES),
    }),
  };
}

/** Its causes by what is known of the connection, best first; `[]` where it is none that we know. */
export function explainOwn(desk: Desk): Finding[] {
  const refusal = refusalOf(desk.connection);
  return refusal ? explainRefusal(refusal, factsOf(desk)) : [];
}
