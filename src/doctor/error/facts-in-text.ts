/** What a log says by itself of the login it is about: the host that was asked, and the user. */
import { LOGIN, TEST } from '../../core/hosts.ts';
import { readLoginUrl, type Org } from '../../core/org.ts';
import type { RefusalFacts } from './facts.ts';

/** The audiences that the CLI tried say nothing of the one that was meant. */
const TRIED = /\[audience=[^\]]{0,200}\]/g;
/** A flag, a field or a request line, and the host after it. */
const ASKED =
  /(?:instance[-_ ]?url|-[rl]|\bhost|\bpost|request to)[ =:]{1,4}(?:https?:\/\/)?([a-z0-9.-]{4,253})/g;
/** What a program says it used counts before what it was told. */
const USED = /login[-_]?url[ =:]{1,4}(?:https?:\/\/)?([a-z0-9.-]{4,253})/g;
const ANY = /([a-z0-9.-]{4,253})/g;
const SALESFORCE = /\.(?:salesforce\.(?:com|mil)|force\.com|site\.com|sfcrmproducts\.cn)$/;
/** As simple-salesforce has it. */
const DOMAIN = /domain=(login|test)\b/;
const USER = /(?:username|\bsub|-[uo])[ =:]{1,4}([^\s@,]{1,64}@[^\s@,;)]{1,80})/;
const AUDIENCE = /\baud(?:ience)?[ =:]{1,4}(https:\/\/(?:login|test)\.salesforce\.com)\b/;

/** Facts for a plain text: nothing that it does not say. */
export function factsIn(said: string): RefusalFacts {
  const text = said.replace(TRIED, ' ');
  const org =
    domainOrg(text) ?? firstOrg(text, USED) ?? firstOrg(text, ASKED) ?? firstOrg(text, ANY);
  const username = USER.exec(text)?.[1];
  const audience = AUDIENCE.exec(text)?.[1];
  return {
    ...(org && { org }),
    ...(username !== undefined && { username }),
    ...(audience !== undefined && { audience }),
  };
}

function domainOrg(text: string): Org | undefined {
  const domain = DOMAIN.exec(text)?.[1];
  if (domain === undefined) return undefined;
  return readLoginUrl(domain === 'login' ? LOGIN : TEST);
}

/** So many hosts are looked at: a log repeats the few it has. */
const MOST_HOSTS = 50;

function firstOrg(text: string, pattern: RegExp): Org | undefined {
  let tried = 0;
  for (const [, host = ''] of text.matchAll(pattern)) {
    if (!SALESFORCE.test(host)) continue;
    if ((tried += 1) > MOST_HOSTS) return undefined;
    try {
      return readLoginUrl(host);
    } catch {
      // Salesforce's, but no org's: the next one may be.
    }
  }
  return undefined;
}
