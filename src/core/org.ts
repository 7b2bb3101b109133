/**
 * Login URLs: what an address copied from a browser means, and which audiences to try there. The
 * proxy imports this file for its allowlist, so it stays free of everything but the tables.
 */
import { readAddress } from './address.ts';
import { AppError } from './errors.ts';
import {
  GS1,
  LOGIN,
  MY_DOMAINS,
  SITES,
  TEST,
  isSalesforceHost,
  isSalesforceName,
  loginHostOf,
} from './hosts.ts';

export { CONNECT_SOURCES, FORM_SOURCES, isSalesforceHost } from './hosts.ts';

export type OrgKind =
  | 'production'
  | 'sandbox'
  | 'developer'
  | 'scratch'
  | 'trailhead'
  | 'demo'
  | 'site'
  | 'generic'
  | 'practice';

export interface Org {
  /** An origin, for a site with its path prefix; never a trailing slash. */
  loginUrl: string;
  host: string;
  kind: OrgKind;
  label: string;
  government: boolean;
  /** Whether `test` rather than `login` is the environment's classic host: sandboxes, scratch orgs. */
  sandbox: boolean;
  /** Sentences of advice for the person who typed the address. */
  notes: string[];
  /** The host as it was typed, where another one was read from it. */
  changedFrom?: string;
}

/** The practice org's origin while it runs inside the page (RFC 2606: `.invalid` never resolves). */
export const PRACTICE_IN_PAGE = 'https://practice.invalid';

/** The label before a My Domain's suffix (Tooling API OrgDomainLog.DomainPartition). */
const PARTITIONS: ReadonlyMap<string, Pick<Org, 'kind' | 'label' | 'sandbox'>> = new Map([
  ['sandbox', { kind: 'sandbox', label: 'Sandbox', sandbox: true }],
  ['scratch', { kind: 'scratch', label: 'Scratch', sandbox: true }],
  ['develop', { kind: 'developer', label: 'Developer', sandbox: false }],
  ['trailblaze', { kind: 'trailhead', label: 'Trailhead', sandbox: false }],
  ['demo', { kind: 'demo', label: 'Demo', sandbox: false }],
  ['patch', { kind: 'demo', label: 'Patch', sandbox: false }],
  ['free', { kind: 'demo', label: 'Free', sandbox: false }],
]);

/** First path segments of a site that are pages, not the site's own prefix. */
const SITE_PAGES = new Set(['s', 'login', 'services', 'secur', 'apex', 'idp', 'servlet', '_ui']);

/** What readLoginUrl and trustedOrigin are told from outside. */
export interface OrgOptions {
  /** The practice org's origin, the one address that is not Salesforce's. */
  practice?: string;
}

/**
 * The origin of a URL that a token may be sent to: https on a Salesforce host, or the practice org.
 * `null` for anything else, such as an `instance_url` that leads elsewhere.
 */
export function trustedOrigin(url: string, options: OrgOptions = {}): string | null {
  if (!URL.canParse(url)) return null;
  const { origin, protocol, hostname, port, username, password } = new URL(url);
  if (username !== '' || password !== '') return null;
  if (origin === options.practice) return origin;
  return protocol === 'https:' && port === '' && isSalesforceHost(hostname) ? origin : null;
}

/** Whether two addresses belong to one org, whichever of its hosts they name. */
export function isSameOrg(one: string, other: string): boolean {
  if (!URL.canParse(one) || !URL.canParse(other)) return false;
  const [a, b] = [new URL(one), new URL(other)];
  if (a.origin === b.origin) return true;
  const host = loginHostOf(a.hostname);
  return host !== null && host === loginHostOf(b.hostname) && a.protocol === b.protocol;
}

/**
 * Turns any address copied from an org's address bar, whole or only its host, into the org. Throws
 * `org/*`, each naming what is wrong with the address. (Setup, My Domain, Current My Domain URL.)
 */
export function readLoginUrl(text: string, options: OrgOptions = {}): Org {
  const url = readAddress(text, options.practice);
  if (url.origin === options.practice) return practiceOrg(url);
  if (url.protocol !== 'https:') {
    throw new AppError(
      'org/not-https',
      `the address starts with ${url.protocol}//, not with https://`,
    );
  }
  if (url.port !== '') {
    throw new AppError('org/port', `Salesforce does not use port ${url.port}`);
  }
  const typed = url.hostname;
  const host = loginHost(typed);
  const org = describe(host, url.pathname);
  if (host === typed) return org;
  return {
    ...org,
    notes: [`Read as the org’s My Domain: ${org.loginUrl}`, ...org.notes],
    changedFrom: typed,
  };
}

/**
 * The `aud` values to try at this org's own host, best first, three at most. The help page lists
 * only login, test and site URLs; the Salesforce CLI and field reports begin with My Domain.
 */
export function audiencesFor(org: Org): string[] {
  if (org.kind === 'practice' || org.kind === 'generic') return [org.loginUrl];
  const classic = org.sandbox ? [TEST, LOGIN] : [LOGIN, TEST];
  // The CLI sends the pod's own audience to gs1 (sfdcUrl.ts getJwtAudienceUrl).
  const first = org.host === 'gs1.my.salesforce.com' ? [GS1] : [];
  return [...new Set([...first, org.loginUrl, ...classic])].slice(0, 3);
}

function loginHost(typed: string): string {
  const host = loginHostOf(typed);
  if (host !== null) return host;
  if (/^\d+(\.\d+){3}$|^\[/.test(typed)) {
    throw new AppError('org/host-shape', `${typed} is an IP address`);
  }
  if (isSalesforceName(typed)) {
    throw new AppError('org/not-an-org', `${typed} is Salesforce’s, but does not tell which org`);
  }
  throw new AppError('org/not-salesforce', `${typed} is not a Salesforce address`);
}

function describe(host: string, path: string): Org {
  const origin = `https://${host}`;
  if (origin === LOGIN || origin === TEST) return genericOrg(origin);
  const suffix = [...MY_DOMAINS, ...SITES].find((end) => host.endsWith(end)) ?? '.salesforce.com';
  const [name = '', ...rest] = host.slice(0, -suffix.length).split('.');
  const last = rest.at(-1) ?? '';
  const partition = last === '' && name.endsWith('-dev-ed') ? 'develop' : last;
  // `name--sandbox` without a partition, or on a cs instance, is a sandbox of the older form.
  const older = !PARTITIONS.has(last) && (name.includes('--') || /^cs\d+$/.test(last || name));
  const government = host.endsWith('.mil');
  const found = PARTITIONS.get(older ? 'sandbox' : partition) ?? {
    kind: 'production',
    label: government ? 'Government' : 'Production',
    sandbox: false,
  };
  const advice = `Sandboxes now usually have the address https://${name}.sandbox${suffix}: use that one if this one does not answer.`;
  const org: Org = {
    loginUrl: origin,
    host,
    ...found,
    government,
    notes: older && name.includes('--') ? [advice] : [],
  };
  if (!SITES.includes(suffix)) return org;
  const prefix = path.split('/')[1] ?? '';
  const kept = /^[\w-]+$/.test(prefix) && !SITE_PAGES.has(prefix);
  return { ...org, loginUrl: kept ? `${origin}/${prefix}` : origin, kind: 'site', label: 'Site' };
}

function genericOrg(origin: string): Org {
  const host = new URL(origin).host;
  const sandbox = origin === TEST;
  const example = sandbox ? 'acme--uat.sandbox.my.salesforce.com' : 'acme.my.salesforce.com';
  return {
    loginUrl: origin,
    host,
    kind: 'generic',
    label: sandbox ? 'Any sandbox' : 'Any production org',
    government: false,
    sandbox,
    notes: [
      `External Client Apps may be refused at ${host} (app_not_found). Use the org’s My Domain instead, as in https://${example}.`,
      `A browser cannot read the answer of ${host}, because CORS never works there: use a proxy or a command.`,
    ],
  };
}

function practiceOrg(url: URL): Org {
  return {
    loginUrl: url.origin,
    host: url.host,
    kind: 'practice',
    label: 'Practice org',
    government: false,
    sandbox: false,
    notes: [],
  };
}
