/**
 * What a token is good for as commands to copy: one line each, which asks for the token when it runs. So
 * the token stands in no history, and as curl reads it from a pipe, in no list of processes.
 */
import type { SessionCall } from '../core/session.ts';
import { askTokenCommand } from './cli.ts';
import { powershellPost } from './commands.ts';
import { quote } from './quote.ts';

export interface SessionRequest {
  call: SessionCall;
  endpoint: URL;
}

const FIELD: Readonly<Record<SessionCall, string>> = {
  userinfo: 'access_token',
  singleaccess: 'access_token',
  revoke: 'token',
};

/** For bash, zsh and Git Bash. After revoke, whose answer is empty, it prints the HTTP status. */
export function curlSessionCommand({ call, endpoint }: SessionRequest): string {
  const ask = `printf 'Access token: '; ${askTokenCommand('bash')}; echo`;
  const status = call === 'revoke' ? String.raw` -w 'HTTP %{http_code}\n'` : '';
  const post = `curl -sS --data-urlencode ${FIELD[call]}@-${status} ${quote('bash', endpoint.href)}`;
  return `${ask}; printf %s "$SF_ACCESS_TOKEN" | ${post}; unset SF_ACCESS_TOKEN`;
}

/** For Windows PowerShell 5.1 and PowerShell 7. */
export function powershellSessionCommand({ call, endpoint }: SessionRequest): string {
  const post = powershellPost(endpoint, { [FIELD[call]]: '$env:SF_ACCESS_TOKEN' });
  return `${askTokenCommand('powershell')}; ${post}; $env:SF_ACCESS_TOKEN = $null`;
}
