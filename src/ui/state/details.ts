/** What the typed details of a connection mean, or what is wrong with them, field by field. */
import { checkConsumerKey, checkLifetime, checkUsername, LIFETIME } from '../../core/details.ts';
import { AppError } from '../../core/errors.ts';
import { readLoginUrl, type Org } from '../../core/org.ts';
import type { Connection } from './connections.svelte.ts';

/** What was typed, as it was typed. */
export type Typed = Pick<
  Connection,
  'loginUrl' | 'consumerKey' | 'username' | 'lifetime' | 'config'
>;

export interface Details {
  org: Org | null;
  errors: {
    loginUrl: AppError | null;
    consumerKey: AppError | null;
    username: AppError | null;
    lifetime: AppError | null;
  };
  complete: boolean;
}

/** `practice` is the practice org's origin: a login URL that leads there makes a practice connection. */
export function readDetails(connection: Typed, practice: string): Details {
  let org: Org | null = null;
  let loginUrl: AppError | null = null;
  try {
    org = readLoginUrl(connection.loginUrl, { practice });
  } catch (thrown) {
    loginUrl = AppError.from(thrown);
  }
  const errors = {
    loginUrl,
    consumerKey: checkConsumerKey(connection.consumerKey),
    username: checkUsername(connection.username),
    lifetime: keptLifetime(connection) ? null : checkLifetime(connection.lifetime),
  };
  return { org, errors, complete: Object.values(errors).every((error) => error === null) };
}

/** What a connection is called: its own name, else its org, else its certificate's common name. */
export function nameOf(connection: Pick<Connection, 'name' | 'current'>, { org }: Details): string {
  if (connection.name.trim()) return connection.name.trim();
  if (org?.kind === 'practice') return 'Practice run';
  if (org && org.kind !== 'generic') return org.host.split('.')[0] ?? org.host;
  return connection.current?.certificate?.subject.commonName || 'New connection';
}

/** A lifetime over 300 seconds that an opened jwt.json holds is kept, with a warning. */
function keptLifetime({ config, lifetime }: Typed): boolean {
  return (
    config !== undefined &&
    config.expiresIn > LIFETIME.most &&
    lifetime === String(config.expiresIn)
  );
}
