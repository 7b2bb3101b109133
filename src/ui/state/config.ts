/** jwt.json to a connection and back. */
import { KEY_FILE, loginUrlOf, type JwtConfig } from '../../core/config.ts';
import type { Connection } from './connections.svelte.ts';
import type { Details, Typed } from './details.ts';

/** The connection as jwt.json, once its details are complete; what its file held beyond that is kept. */
export function configOf(connection: Typed, details: Details): JwtConfig | null {
  const { org } = details;
  if (!org || !details.complete) return null;
  const { config } = connection;
  return {
    ...(config?.source === undefined ? {} : { source: config.source }),
    consumerKey: connection.consumerKey.trim(),
    subject: connection.username.trim(),
    sandbox: org.sandbox,
    expiresIn: Number(connection.lifetime),
    privateKeyFile: config?.privateKeyFile ?? KEY_FILE,
    loginUrl: org.loginUrl,
    rest: config?.rest ?? {},
  };
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
