/** What is said of any address that leads to a login or out of one. */
import { isSalesforceHost, isSalesforceName, loginHostOf } from '../../core/hosts.ts';
import type { Finding } from '../finding.ts';
import { worded } from '../words.ts';
import { INSPECT } from '../words-inspect.ts';

/** A link of Salesforce's form at another host may be there to catch a token. */
export function foreignHost({ host }: URL, known: boolean): Finding[] {
  return known ? [] : [worded(INSPECT, { code: 'url/foreign-host', severity: 'fault' }, { host })];
}

/** Whether a login can be asked for at this address, and where else if not. */
export function loginHost(url: URL): Finding[] {
  const { hostname, protocol } = url;
  const insecure =
    protocol === 'https:' ? [] : [worded(INSPECT, { code: 'url/not-https', severity: 'fault' })];
  if (isSalesforceHost(hostname)) return insecure;
  const login = loginHostOf(hostname);
  if (login !== null) {
    const values = { login: `https://${login}` };
    return [...insecure, worded(INSPECT, { code: 'url/page-host', severity: 'fault' }, values)];
  }
  return [...insecure, ...foreignHost(url, isSalesforceName(hostname))];
}

/** The org that a session belongs to stands before its `!`. */
export function orgIdIn(session: string): string | undefined {
  return /^(00D[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?)(?:!|%21)/.exec(session)?.[1];
}
