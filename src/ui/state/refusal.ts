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

/** How a connection comes by another key. */
const NEW_KEY: readonly string[] = ['made', 'imported', 'reused', 'rotated'];

/** The steps of the guide that approve the user, and the one that adds the scopes. */
const APPROVING = ['B1', 'B2', 'B3', 'B4'];
const SCOPES = 'A5';

/** What is known of a connection that speaks for or against a cause. */
export function factsOf({ connection, details, app, asked }: Desk): RefusalFacts {
  const { current, history, ticks, createdAppAt, username } = connection;
  const refusal = refusalOf(connection);
  const notAfter = current?.certificate?.notAfter;
  const token = history.findLast(({ what }) => what === 'token');
  const keyFrom = history.findLast(({ what }) => NEW_KEY.includes(what))?.at;
  return {
    now: refusal?.at ?? app.now,
    answers: asked.answers,
    ...(details.org && { org: details.org }),
    ...(username.trim() && { username: username.trim() }),
    ...(refusal?.audience && { audience: refusal.audience }),
    ...(notAfter && { notAfter }),
    ...(token && { tokenAt: token.at, ...(token.detail && { tokenHost: token.detail }) }),
    ...(keyFrom && { keyFrom }),
    // The guide is that of an External Client App.
    ...(createdAppAt && { app: 'external', appMadeAt: createdAppAt }),
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
