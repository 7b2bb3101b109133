/** A connection's own refusal, and what it means. */
import type { Refusal } from '../../core/token.ts';
import type { Finding } from '../../doctor/finding.ts';
import { explainRefusal } from '../../doctor/refusal.ts';
import type { Connection } from './connections.svelte.ts';
import type { Desk } from './desk.ts';

/** What Salesforce refused with, where the last answer is a refusal, else `null`. */
export function refusalOf({ answer }: Connection): (Refusal & { at: number }) | null {
  if (!answer || !('error' in answer) || answer.error.code !== 'exchange/refused') return null;
  return { ...(answer.error.cause as Refusal), at: answer.at };
}

/** Its causes by what is known of the connection, best first; `[]` where it is none that we know. */
export function explainOwn({ connection, details }: Desk): Finding[] {
  const refusal = refusalOf(connection);
  if (!refusal) return [];
  const notAfter = connection.current?.certificate?.notAfter;
  return explainRefusal(refusal, {
    ...(details.org ? { org: details.org } : {}),
    ...(refusal.audience ? { audience: refusal.audience } : {}),
    ...(notAfter ? { notAfter, now: refusal.at } : {}),
  });
}
