/** What lists of connections say of one, worked out once for each state it is in. */
import type { Org } from '../../core/org.ts';
import type { App } from './app.svelte.ts';
import type { Connection } from './connections.svelte.ts';
import { daysLeft } from './dates.ts';
import { nameOf, readDetails } from './details.ts';
import { practiceOrigin } from './practice.ts';
import { progressOf } from './progress.ts';
import { standingOf, type Standing } from './standing.ts';

export interface Glance {
  id: string;
  name: string;
  org: Org | null;
  /** Whole days until the certificate ends; `null` without one. */
  left: number | null;
  standing: Standing;
}

const known = new WeakMap<Connection, Glance & { at: number }>();

/** A connection is replaced when it changes, and the clock moves on every half minute. */
export function glanceAt(app: App, connection: Connection): Glance {
  const before = known.get(connection);
  if (before?.at === app.now) return before;
  const details = readDetails(connection, practiceOrigin(app.reach));
  const { org } = details;
  const certificate = connection.current?.certificate;
  const progress = progressOf(connection, details, app.now);
  const practice = org?.kind === 'practice';
  const glance = {
    at: app.now,
    id: connection.id,
    name: nameOf(connection, details),
    org,
    left: certificate ? daysLeft(certificate, app.now) : null,
    standing: standingOf(connection, progress, { practice, now: app.now }),
  };
  known.set(connection, glance);
  return glance;
}
