/**
 * What follows a login: the Salesforce CLI's own commands (salesforcecli/plugin-org, plugin-auth), their
 * names of the sfdx years, and a first API call. Each throws `command/not-quotable`.
 */
import type { SfLogin } from './commands.ts';
import { flag, powershellText, quote, type Shell } from './quote.ts';

export type { Shell } from './quote.ts';

/** Old enough for every org: Spring '24. */
const API_VERSION = 'v60.0';

export interface Target {
  shell: Shell;
  /** Alias or username. */
  org: string;
}

/** Shows which org a login leads to, and whether it still holds. */
export function sfDisplayCommand({ shell, org }: Target): string {
  return `sf org display ${flag(shell, 'target-org', org)}`;
}

/** Prints the access token, for programs that need it; the CLI asks the org for a fresh one first. */
export function sfTokenCommand({ shell, org }: Target): string {
  return `sf org auth show-access-token ${flag(shell, 'target-org', org)}`;
}

/** Forgets the login on that machine; the app and its approval stay. */
export function sfLogoutCommand({ shell, org }: Target): string {
  return `sf org logout ${flag(shell, 'target-org', org)} --no-prompt`;
}

/** The login as CLIs before sf know it. */
export function legacyLoginCommand(login: SfLogin): string {
  const { shell, username, consumerKey, keyFile, loginUrl, alias } = login;
  return [
    'sfdx force:auth:jwt:grant',
    flag(shell, 'clientid', consumerKey),
    flag(shell, 'jwtkeyfile', keyFile),
    flag(shell, 'username', username),
    flag(shell, 'instanceurl', loginUrl),
    ...(alias === undefined || alias === '' ? [] : [flag(shell, 'setalias', alias)]),
    ...(login.setDefault === true ? ['--setdefaultusername'] : []),
    ...(login.setDefaultDevHub === true ? ['--setdefaultdevhubusername'] : []),
  ].join(' ');
}

export function legacyLogoutCommand({ shell, org }: Target): string {
  return `sfdx force:auth:logout ${flag(shell, 'targetusername', org)} --noprompt`;
}

/**
 * Asks for a token and keeps it in SF_ACCESS_TOKEN, so that it stands in no history. Only cmd shows what
 * is entered.
 */
export function askTokenCommand(shell: Shell): string {
  return {
    bash: 'read -rs SF_ACCESS_TOKEN',
    // A plain text again: 5.1 has no other way to read one without showing it.
    powershell:
      "$env:SF_ACCESS_TOKEN = [Net.NetworkCredential]::new('', (Read-Host -AsSecureString)).Password",
    cmd: 'set /p SF_ACCESS_TOKEN=',
  }[shell];
}

/** Lists what an org's REST API offers, which takes a valid token: the one in SF_ACCESS_TOKEN. */
export function firstCallCommand({ shell, url }: { shell: Shell; url: string }): string {
  const address = `${url}/services/data/${API_VERSION}/`;
  quote('bash', address); // Refuses line breaks.
  if (shell === 'powershell') {
    const headers = '@{ Authorization = "Bearer $env:SF_ACCESS_TOKEN" }';
    return `Invoke-RestMethod -Headers ${headers} -Uri ${powershellText(address)}`;
  }
  const variable = shell === 'cmd' ? '%SF_ACCESS_TOKEN%' : '$SF_ACCESS_TOKEN';
  return `curl -sS -H "Authorization: Bearer ${variable}" ${quote(shell, address)}`;
}
