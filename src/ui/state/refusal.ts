/** A connection's own refusal, and what it means. */
import type { Refusal } from '../../core/token.ts';
import type { Finding } from '../../doctor/finding.ts';
import { explainRefusal, type RefusalFacts } from '../../doctor/refusal.ts';
import type { Connection } from './connections.svelte.ts';
import type { Desk } from './desk.ts';

/** What Salesforce refused with, where the last answer is a refusal, else `null`. */
export function refusalOf({ answer }: Connection): (Refusal & { at: number }) | null {
  if (!answer || !('error' in answer) || answer.error.code !== 'exchange/refused') return null;
  return { ...(answer.error.cause as Refusal), at: answer.at };
}

/** A refusal as one would paste it. */
export function refusalText({ error, description }: Refusal): string {
  return description ? `${error}: ${description}` : error;
}

/** What is known of a connection that speaks for or against a cause. */
export function factsOf({ connection, details, app }: Desk): RefusalFacts {
  const refusal = refusalOf(connection);
  const notAfter = connection.current?.certificate?.notAfter;
  return {
    ...(details.org ? { org: details.org } : {}),
    ...(refusal?.audience ? { audience: refusal.audience } : {}),
    ...(notAfter ? { notAfter, now: refusal?.at ?? app.now } : {}),
  };
}

/** Its causes by what is known of the connection, best first; `[]` where it is none that we know. */
export function explainOwn(desk: Desk): Finding[] {
  const refusal = refusalOf(desk.connection);
  return refusal ? explainRefusal(refusal, factsOf(desk)) : [];
}
