/** jwt.json to a connection and back. */
import { KEY_FILE, loginUrlOf, type JwtConfig } from '../../core/config.ts';
import type { Connection } from './connections.svelte.ts';
import type { Details } from './details.ts';

/**
 * The connection as jwt.json, once its details are complete. What the file it came from held beyond
 * that is kept; a loginUrl that says no more than `sandbox` does is not added to a file without one.
 */
export function configOf(connection: Connection, details: Details): JwtConfig | null {
  const { org } = details;
  if (!org || !details.complete) return null;
  const { config } = connection;
  const base: JwtConfig = {
    ...(config?.source === undefined ? {} : { source: config.source }),
    consumerKey: connection.consumerKey.trim(),
    subject: connection.username.trim(),
    sandbox: org.sandbox,
    expiresIn: Number(connection.lifetime),
    privateKeyFile: config?.privateKeyFile ?? KEY_FILE,
    rest: config?.rest ?? {},
  };
  const implied = config !== undefined && !config.loginUrl && loginUrlOf(base) === org.loginUrl;
  return implied ? base : { ...base, loginUrl: org.loginUrl };
}

/** What a jwt.json fills in. Without a loginUrl the file says only whether it is a sandbox. */
export function fieldsOf(config: JwtConfig): Partial<Connection> {
  return {
    consumerKey: config.consumerKey,
    username: config.subject,
    lifetime: String(config.expiresIn),
    loginUrl: loginUrlOf(config),
    config,
  };
}
