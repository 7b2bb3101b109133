/** A sandbox's name, and what it does to usernames. */
import type { Org } from './org.ts';

/** `uat` of acme--uat.sandbox.my.salesforce.com; '' where the address does not tell. */
export function sandboxName({ host, kind }: Pick<Org, 'host' | 'kind'>): string {
  if (kind !== 'sandbox') return '';
  return /^[^.]+?--([^.]+)\./.exec(host)?.[1] ?? '';
}

/**
 * The username that a user copied from production has in this sandbox: with the sandbox's name at its end
 * (reported of every refresh). `null` where it has it already, or nothing is known.
 */
export function sandboxUsername(username: string, org: Pick<Org, 'host' | 'kind'>): string | null {
  const name = sandboxName(org);
  const typed = username.trim();
  if (name === '' || typed === '' || typed.toLowerCase().endsWith(`.${name}`)) return null;
  return `${typed}.${name}`;
}
