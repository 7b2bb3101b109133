/** What a thing under inspection leads to: a connection that begins with its key, or with its details. */
import { loginUrlOf, readConfig } from '../../core/config.ts';
import { readLoginUrl, type Org } from '../../core/org.ts';
import { orgIn } from '../../doctor/failures.ts';
import { factsIn } from '../../doctor/error/facts-in-text.ts';
import { plainText } from '../../doctor/text.ts';
import type { Thing } from '../../doctor/thing.ts';
import type { InspectedThing } from '../../worker/protocol.ts';
import { worker } from '../browser/worker.ts';
import type { App } from './app.svelte.ts';
import { fieldsOf } from './config.ts';
import type { Connection } from './connections.svelte.ts';
import { withDeed } from './history.ts';
import { groupsOf } from './inspect-matches.ts';
import type { InspectWork } from './inspect-work.svelte.ts';
import { described } from './key-work.svelte.ts';
import { practiceOrigin } from './practice.ts';

/** Whether it is a key that can sign here: RSA, opened, and not in a connection yet. */
export function isUsable({ kind, locked, forms }: Thing): boolean {
  return /^private-key\//.test(kind) && !locked && forms.some(({ form }) => form === 'pkcs8');
}

/** A connection with the key, and the certificate that was inspected with it. Throws `key/*`, `vault/*`. */
export async function useKey(app: App, work: InspectWork, thing: InspectedThing): Promise<void> {
  const group = groupsOf(work.things).find((things) => things.includes(thing)) ?? [thing];
  const certificates = group.filter(({ kind }) => kind.startsWith('certificate/'));
  const found = await worker().call('inspectUse', {
    key: thing.id,
    certificates: certificates.map(({ id }) => id),
  });
  const history = withDeed([], Date.now(), 'imported', described(found));
  app.begin({ current: found, history });
}

export type Field = 'consumerKey' | 'username' | 'loginUrl' | 'alias' | 'lifetime';

/** The facts of a thing that are fields of a connection, by the names they have there. */
const FIELDS: Readonly<Record<string, Field>> = {
  'Consumer key': 'consumerKey',
  Username: 'username',
  'Login URL': 'loginUrl',
  'Instance URL': 'loginUrl',
  Host: 'loginUrl',
  Alias: 'alias',
  Lifetime: 'lifetime',
};

/** The claims of an assertion that are, too. */
const CLAIMS: typeof FIELDS = { iss: 'consumerKey', sub: 'username', aud: 'loginUrl' };

/** The client id of the CLI itself: no app of this org, and nobody can give it a certificate. */
const CLI = 'PlatformCLI';

/** What a thing says about an org, an app and a user, as fields; the first of two addresses counts. */
export function detailsIn({ kind, facts }: Pick<Thing, 'kind' | 'facts'>): Partial<Connection> {
  const fields = kind === 'jwt/assertion' ? CLAIMS : FIELDS;
  const found: Partial<Record<Field, string>> = {};
  for (const { name, value } of facts) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    // A masked value is nobody's, and of "180 seconds" the number counts.
    if (field !== undefined && !value.includes('…') && value !== CLI)
      found[field] ??= value.split(' ')[0] ?? '';
  }
  return found;
}

/** `null` where the address is no org's. */
export function orgAt(app: App, address = ''): Org | null {
  try {
    return readLoginUrl(address, { practice: practiceOrigin(app.reach) });
  } catch {
    return null;
  }
}

/** Whose Setup the findings of a thing lead to: the org that it, or an error in it, names. */
export function orgOf(app: App, work: InspectWork, thing: InspectedThing): Org | null {
  if (!thing.findings.some(({ page }) => page)) return null;
  return orgIn(work.saidBy(thing)) ?? orgAt(app, detailsIn(thing).loginUrl);
}

/** What a log says of the org and the user it is about; the address that all orgs share is none. */
export function detailsOf(log: string): Partial<Connection> {
  const { org, username } = factsIn(plainText(log));
  return {
    ...(org && org.kind !== 'generic' && { loginUrl: org.loginUrl }),
    ...(username !== undefined && { username }),
  };
}

/** A connection that begins with what the thing says. */
export async function fillFrom(app: App, work: InspectWork, thing: InspectedThing): Promise<void> {
  const source = work.sources.find(({ things }) => things.includes(thing));
  app.landing = 'field-loginUrl';
  if (source && thing.kind === 'config/jwt.json' && source.name === thing.from) {
    const { config, notes } = readConfig(await source.content.text());
    return app.begin({ ...fieldsOf(config), loginUrl: loginUrlOf(config), notes }, 'details');
  }
  app.begin(detailsIn(thing), 'details');
}
