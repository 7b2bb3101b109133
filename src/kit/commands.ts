/** The exchange and the login as commands to copy: one line each, so that a paste runs at once. */
import { GRANT_TYPE } from '../core/grant.ts';
import { flag, powershellText, quote, type Shell } from './quote.ts';

export type { Shell } from './quote.ts';

export interface Exchange {
  endpoint: URL;
  /** The signed JWT; it stands in the shell's history, and is good for its lifetime only. */
  assertion: string;
}

/** For bash, zsh and Git Bash; with the values we make it needs no quotes and runs in cmd as well. */
export function curlCommand({ endpoint, assertion }: Exchange): string {
  const fields = { grant_type: GRANT_TYPE, assertion };
  const data = Object.entries(fields).map(
    ([name, value]) => `--data-urlencode ${quote('bash', `${name}=${value}`)}`,
  );
  return ['curl -sS', ...data, quote('bash', endpoint.href)].join(' ');
}

/** For Windows PowerShell 5.1 and PowerShell 7. */
export function powershellCommand({ endpoint, assertion }: Exchange): string {
  quote('bash', assertion); // Refuses line breaks.
  return powershellPost(endpoint, {
    grant_type: powershellText(GRANT_TYPE),
    assertion: powershellText(assertion),
  });
}

/**
 * A form post that prints the answer as JSON; the fields' values are PowerShell expressions. Both
 * versions throw on HTTP 400; the catch prints the answer's body, which 7 keeps in ErrorDetails and 5.1
 * sometimes only in the response.
 */
export function powershellPost(endpoint: URL, fields: Record<string, string>): string {
  const body = Object.entries(fields).map(([name, value]) => `${name} = ${value}`);
  return [
    // 5.1 on older .NET offers TLS 1.0 only.
    '[Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12;',
    'try {',
    `Invoke-RestMethod -Method Post -Uri ${powershellText(endpoint.href)}`,
    "-ContentType 'application/x-www-form-urlencoded'",
    `-Body @{ ${body.join('; ')} }`,
    '| ConvertTo-Json } catch {',
    'if ($_.ErrorDetails.Message) { $_.ErrorDetails.Message }',
    'elseif ($_.Exception.Response -is [Net.HttpWebResponse]) {',
    '$answer = $_.Exception.Response.GetResponseStream();',
    'if ($answer.CanSeek) { $answer.Position = 0 };',
    '(New-Object IO.StreamReader $answer).ReadToEnd() }',
    'else { throw } }',
  ].join(' ');
}

export interface SfLogin {
  shell: Shell;
  username: string;
  consumerKey: string;
  /** The path of the private key on the machine that runs the command. */
  keyFile: string;
  loginUrl: string;
  alias?: string;
  setDefault?: boolean;
  setDefaultDevHub?: boolean;
}

/** `sf org login jwt` (salesforcecli/plugin-auth). Throws `command/not-quotable`. */
export function sfLoginCommand(login: SfLogin): string {
  const { shell, username, consumerKey, keyFile, loginUrl, alias } = login;
  return [
    'sf org login jwt',
    flag(shell, 'username', username),
    flag(shell, 'jwt-key-file', keyFile),
    flag(shell, 'client-id', consumerKey),
    flag(shell, 'instance-url', loginUrl),
    ...(alias === undefined || alias === '' ? [] : [flag(shell, 'alias', alias)]),
    ...(login.setDefault === true ? ['--set-default'] : []),
    ...(login.setDefaultDevHub === true ? ['--set-default-dev-hub'] : []),
  ].join(' ');
}
