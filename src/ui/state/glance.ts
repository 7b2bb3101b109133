/**
 * What lists of connections say of one. What a connection says by itself is worked out once, because a
 * connection is replaced when it changes; what the clock has a part in is cheap, or only for the rows in view.
 */
import type { Org } from '../../core/org.ts';
import { orgFill, type App } from './app.svelte.ts';
import type { Answer, Connection } from './connections.svelte.ts';
import { daysLeft } from './dates.ts';
import { nameOf, readDetails, type Details } from './details.ts';
import { folded, ordered } from './fold.ts';
import { practiceOrigin } from './practice.ts';
import { progressOf } from './progress.ts';
import { answerOf, situationOf, standingOf, type Situation, type Standing } from './standing.ts';

/** Which of the four an org is: the words of a filter. */
export type OrgGroup = 'production' | 'sandbox' | 'practice' | 'other';

/** What of a connection stays as it is until it changes. */
export interface Facts {
  name: string;
  details: Details;
  group: OrgGroup;
  /** What a search looks through, and what it looks at the start of, folded. */
  text: string;
  start: string;
  /** What rows are sorted by: text that compares as people sort it. */
  byName: string;
  byOrg: string;
  /** The last answer, where it still counts. */
  answer: Answer | undefined;
}

/** One connection on a list, as far as its place there needs it. */
export interface Place {
  connection: Connection;
  facts: Facts;
  /** Whole days until the certificate ends; `null` without one. */
  left: number | null;
  situation: Situation;
  /** When the last token came, in milliseconds; 0 for never. */
  tokenAt: number;
}

/** One connection on a list, in words. */
export interface Glance {
  id: string;
  name: string;
  org: Org | null;
  left: number | null;
  standing: Standing;
}

const known = new WeakMap<Connection, Facts>();

/** Whether a connection's facts are at hand; working them out takes some microseconds each. */
export function isKnown(connection: Connection): boolean {
  return known.has(connection);
}

export function factsOf(app: App, connection: Connection): Facts {
  const before = known.get(connection);
  if (before) return before;
  const details = readDetails(connection, practiceOrigin(app.reach));
  const { org } = details;
  const name = nameOf(connection, details);
  const sha256 = connection.current?.certificate?.sha256 ?? '';
  const label = org?.label ?? 'No org yet';
  const looked = [name, org?.host, connection.username, label, sha256, sha256.replaceAll(':', '')];
  const facts: Facts = {
    name,
    details,
    group: groupOf(org),
    text: folded(looked.join('\n')),
    start: folded(connection.consumerKey.trim()),
    byName: ordered(name),
    // Those without an org stand last.
    byOrg: org ? ordered(`${label}\n${org.host}`) : '\uffff',
    answer: answerOf(connection),
  };
  known.set(connection, facts);
  return facts;
}

export function placeAt(app: App, connection: Connection): Place {
  const certificate = connection.current?.certificate;
  const facts = factsOf(app, connection);
  const { answer } = facts;
  return {
    connection,
    facts,
    left: certificate ? daysLeft(certificate, app.now) : null,
    situation: situationOf(connection, answer, app.now),
    tokenAt: answer && !('error' in answer) ? answer.at : 0,
  };
}

export function glanceAt(app: App, connection: Connection): Glance {
  const { name, details } = factsOf(app, connection);
  const { org } = details;
  const certificate = connection.current?.certificate;
  const progress = progressOf(connection, details, app.now);
  return {
    id: connection.id,
    name,
    org,
    left: certificate ? daysLeft(certificate, app.now) : null,
    standing: standingOf(connection, progress, {
      practice: org?.kind === 'practice',
      now: app.now,
    }),
  };
}

function groupOf(org: Org | null): OrgGroup {
  if (org?.kind === 'practice') return 'practice';
  if (org?.kind === 'production') return 'production';
  return orgFill(org) === 'half' && org?.kind !== 'scratch' ? 'sandbox' : 'other';
}
