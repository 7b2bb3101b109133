/**
 * Which hosts are Salesforce's: one truth for the page, its security policy and the proxy. A host
 * that is not below one of these suffixes never gets an assertion or a token.
 */

export const LOGIN = 'https://login.salesforce.com';
export const TEST = 'https://test.salesforce.com';
/** The pod whose audience is its own host (sfdx-core sfdcUrl.ts getJwtAudienceUrl). */
export const GS1 = 'https://gs1.salesforce.com';

/** Whole hosts (help: remoteaccess_oauth_endpoints; gs1 as above). */
const HOSTS: readonly string[] = [LOGIN, TEST, GS1].map((url) => new URL(url).host);

/**
 * Every host below one of these belongs to one org (help: remoteaccess_oauth_endpoints; .mil, .cn
 * and my-salesforce.com: sfdx-core sfdcUrl.ts; the last two, legacy: Tooling API OrgDomainLog).
 */
export const MY_DOMAINS: readonly string[] = [
  '.my.salesforce.com',
  '.my.salesforce.mil',
  '.my.sfcrmproducts.cn',
  '.my-salesforce.com',
  '.cloudforce.com',
  '.database.com',
];

/** Experience Cloud sites (help: remoteaccess_oauth_endpoints). */
export const SITES: readonly string[] = ['.my.site.com'];

/**
 * Hosts of an org's pages that take no login, and the My Domain suffix they stand for. An org that is
 * opened shows its first page on one that `opens`. `packaged` hosts end their first label in `--` and a
 * package's name, `c` for the org's own pages (help: domain_name_url_formats; .mil, .cn and
 * my-lightning.com: sfdx-core sfdcUrl.ts).
 */
const PAGES: readonly { suffix: string; becomes: string; opens?: true; packaged?: true }[] = [
  { suffix: '.lightning.force.com', becomes: '.my.salesforce.com', opens: true },
  { suffix: '.my.salesforce-setup.com', becomes: '.my.salesforce.com', opens: true },
  { suffix: '.lightning.crmforce.mil', becomes: '.my.salesforce.mil', opens: true },
  { suffix: '.lightning.sfcrmapps.cn', becomes: '.my.sfcrmproducts.cn', opens: true },
  { suffix: '.my-lightning.com', becomes: '.my-salesforce.com', opens: true },
  { suffix: '.file.force.com', becomes: '.my.salesforce.com' },
  { suffix: '.builder.salesforce-experience.com', becomes: '.my.salesforce.com' },
  { suffix: '.my.salesforce-sites.com', becomes: '.my.salesforce.com' },
  { suffix: '.vf.force.com', becomes: '.my.salesforce.com', packaged: true },
  { suffix: '.visualforce.com', becomes: '.my.salesforce.com', packaged: true },
];

/** Salesforce's own names that do not tell the org (instances, help, older sites and content). */
const NO_ORG: readonly string[] = [
  'salesforce.com',
  'force.com',
  'visualforce.com',
  'documentforce.com',
  'salesforce-setup.com',
  'salesforce-sites.com',
  'salesforce-experience.com',
  'salesforce.mil',
  'crmforce.mil',
  'site.com',
];

/** What `connect-src` must list: it admits the hosts that isSalesforceHost does. */
export const CONNECT_SOURCES: readonly string[] = [
  ...HOSTS.map((host) => `https://${host}`),
  ...[...MY_DOMAINS, ...SITES].map((suffix) => `https://*${suffix}`),
];

/**
 * What `form-action` must list. The form goes to the same hosts only, but Chromium (156, measured)
 * applies the directive to every redirect that follows as well, and the frontdoor leads on to Lightning:
 * without these no tab opens. A page that leads on by itself is not restricted.
 */
export const FORM_SOURCES: readonly string[] = [
  ...CONNECT_SOURCES,
  ...PAGES.flatMap(({ suffix, opens }) => (opens ? [`https://*${suffix}`] : [])),
];

const SHAPE = /^(?=.{1,253}$)(?:[a-z0-9-]{1,63}\.)+[a-z]{2,63}$/;

/** Whether a bare host name in lower case, without a port, may be sent an assertion or a token. */
export function isSalesforceHost(host: string): boolean {
  if (!SHAPE.test(host)) return false;
  return HOSTS.includes(host) || [...MY_DOMAINS, ...SITES].some((suffix) => host.endsWith(suffix));
}

/**
 * The host that takes the login, read from the host of any of the org's pages: the same host where
 * it does so itself, `null` where the org cannot be told from it.
 */
export function loginHostOf(host: string): string | null {
  if (isSalesforceHost(host)) return host;
  const page = PAGES.find(({ suffix }) => host.endsWith(suffix));
  if (page === undefined || !SHAPE.test(host)) return null;
  const labels = host.slice(0, -page.suffix.length);
  if (!page.packaged) return labels + page.becomes;
  const org = labels.replace(/^([^.]+)--(?:(?!--)[^.])+/, '$1');
  // Without a package in its name such a host could be cut at the sandbox's name.
  if (org === labels || (/\.sandbox$/.test(org) && !org.includes('--'))) return null;
  return org + page.becomes;
}

/** Whether a host is Salesforce's in any way, its help and marketing included. */
export function isSalesforceName(host: string): boolean {
  return NO_ORG.some((name) => host === name || host.endsWith(`.${name}`));
}
