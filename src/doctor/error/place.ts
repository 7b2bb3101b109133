/** Which sandbox a login goes to, as far as it is known. */
import type { Org } from '../../core/org.ts';
import { sandboxName, sandboxUsername } from '../../core/sandbox.ts';
import type { RefusalFacts } from './facts.ts';

type Place = Pick<Org, 'host' | 'kind'>;

/** What tells the sandbox: the login URL, or where that is shared the host that gave the last token. */
function placeOf({ org, tokenHost }: RefusalFacts): Place | undefined {
  if (org !== undefined && org.kind !== 'generic') return org;
  return tokenHost === undefined ? undefined : { host: tokenHost, kind: 'sandbox' };
}

/** The sandbox's name; '' where none is known. */
export function nameOf(facts: RefusalFacts): string {
  const place = placeOf(facts);
  return place === undefined ? '' : sandboxName(place);
}

/** Whether it certainly is one. */
export function isSandbox(facts: RefusalFacts): boolean {
  const { org } = facts;
  if (nameOf(facts) !== '') return true;
  return org?.kind === 'sandbox' || (org?.kind === 'generic' && org.sandbox);
}

/** Whether a username ends in the sandbox's name; `undefined` where one of the two is not known. */
export function hasSuffix(facts: RefusalFacts): boolean | undefined {
  const place = placeOf(facts);
  const { username } = facts;
  if (place === undefined || username === undefined || sandboxName(place) === '') return undefined;
  return sandboxUsername(username, place) === null;
}
