import type { SfLogin } from '../../kit/commands.ts';
import type { Desk } from './desk.ts';

/** Where the key lies on the machine that logs in: where the bundle has it, unless a jwt.json says otherwise. */
export function usualKeyFile({ connection }: Desk): string {
  return connection.config?.privateKeyFile || 'certs/server.key';
}

/** What `sf org login jwt` is told; `null` until the details are complete. */
export function loginOf(desk: Desk): SfLogin | null {
  const { connection, details } = desk;
  if (!details.org || !details.complete) return null;
  const { shell, setDefault, setDefaultDevHub } = connection;
  return {
    shell,
    username: connection.username.trim(),
    consumerKey: connection.consumerKey.trim(),
    keyFile: connection.keyFile.trim() || usualKeyFile(desk),
    loginUrl: details.org.loginUrl,
    alias: connection.alias.trim(),
    setDefault,
    setDefaultDevHub,
  };
}
