/** Which connections a thing under inspection could fill in, and what it would change there. */
import { checkLifetime } from '../../core/details.ts';
import { isSameOrg } from '../../core/org.ts';
import type { Thing } from '../../doctor/thing.ts';
import { NAMES } from '../names.ts';
import type { App } from './app.svelte.ts';
import type { Connection } from './connections.svelte.ts';
import { deskOf } from './desk.ts';
import { detailsIn, orgAt, type Field } from './inspect-next.ts';
import { stepHref } from './route.svelte.ts';

/** One field of a connection: what it is called, what stands there, what would. */
export interface Change {
  field: Field;
  name: string;
  from: string;
  to: string;
}

export interface Fill {
  connection: Connection;
  /** `[]` where it has all that already. */
  changes: Change[];
}

const FIELD_NAMES: Readonly<Record<Field, string>> = {
  loginUrl: NAMES.details.loginUrl,
  consumerKey: NAMES.details.consumerKey,
  username: NAMES.details.username,
  alias: NAMES.use.alias,
  lifetime: NAMES.details.lifetime,
};

/** An app that many orgs share would fit them all. */
const MOST = 3;

/**
 * The connections of the same app, or of the same user in the same org, and the one that the user came
 * from, if the thing would change something there. Those with the least to change come first.
 */
export function fillsOf(app: App, thing: Pick<Thing, 'kind' | 'facts'>): Fill[] {
  const found = detailsIn(thing);
  const { before } = app.router;
  const fills = app.connections.list.flatMap((connection) => {
    const changes = changesIn(app, connection, found);
    const came = before !== null && 'id' in before && before.id === connection.id;
    return fits(app, connection, found) || (came && changes.length > 0)
      ? [{ connection, changes }]
      : [];
  });
  return fills.sort((a, b) => a.changes.length - b.changes.length).slice(0, MOST);
}

/** Makes the changes that were shown, and goes there. */
export function fillIn(app: App, { connection: { id }, changes }: Fill): void {
  app.connections.update(id, Object.fromEntries(changes.map(({ field, to }) => [field, to])));
  app.landing = 'field-loginUrl';
  app.router.go(stepHref(id, 'details'));
}

type Found = ReturnType<typeof detailsIn>;

function fits(app: App, { id, consumerKey, username }: Connection, found: Found): boolean {
  if (found.consumerKey && found.consumerKey === consumerKey.trim()) return true;
  const { org } = deskOf(app, id).details;
  const next = orgAt(app, found.loginUrl);
  if (!found.username || !org || !next || !isSameOrg(org.loginUrl, next.loginUrl)) return false;
  return isSameUser(found.username, username);
}

function changesIn(app: App, connection: Connection, found: Found): Change[] {
  const { org } = deskOf(app, connection.id).details;
  return (['loginUrl', 'consumerKey', 'username', 'alias', 'lifetime'] as const).flatMap(
    (field) => {
      const to = found[field] ?? '';
      const from = connection[field].trim();
      if (to === '' || to === from) return [];
      if (field === 'username' && isSameUser(to, from)) return [];
      if (field === 'lifetime' && checkLifetime(to)) return [];
      if (field === 'loginUrl' && org) {
        const next = orgAt(app, to);
        // The same in other words, or login.salesforce.com, which says less than what is there.
        if (!next || next.kind === 'generic' || isSameOrg(org.loginUrl, next.loginUrl)) return [];
      }
      return [{ field, name: FIELD_NAMES[field], from, to }];
    },
  );
}

function isSameUser(one: string, other: string): boolean {
  return one.toLowerCase() === other.trim().toLowerCase();
}
