/**
 * Pages of Setup as deep links. The paths of the apps' pages were seen in public repositories, the
 * others are common knowledge; Salesforce documents none of them. So each stands beside what to enter
 * in Quick Find, and a page that does not open is no dead end.
 */
import type { Org } from '../../core/org.ts';
import type { SetupPage as SetupPageName } from '../../doctor/setup-page.ts';

export type { SetupPage as SetupPageName } from '../../doctor/setup-page.ts';

export interface SetupPage {
  /** As Setup's menu names it; also what to enter in Quick Find, unless `find` is shorter. */
  title: string;
  find?: string;
  path: string;
}

export const SETUP_PAGES = {
  home: { title: 'Setup', path: '/lightning/setup/SetupOneHome/home' },
  appManager: {
    title: 'App Manager',
    find: 'app man',
    path: '/lightning/setup/NavigationMenus/home',
  },
  clientApps: {
    title: 'External Client App Manager',
    path: '/lightning/setup/ManageExternalClientApplication/home',
  },
  clientAppSettings: {
    title: 'External Client App Settings',
    path: '/lightning/setup/ExternalClientApplicationSettings/home',
  },
  oauthUsage: {
    title: 'Connected Apps OAuth Usage',
    path: '/lightning/setup/ConnectedAppsUsage/home',
  },
  // No link to this one is known, so it leads to where Quick Find is.
  apiAccess: {
    title: 'Setup',
    find: 'API Access Control',
    path: '/lightning/setup/SetupOneHome/home',
  },
  cors: { title: 'CORS', path: '/lightning/setup/CorsWhitelistEntries/home' },
  users: { title: 'Users', path: '/lightning/setup/ManageUsers/home' },
  profiles: { title: 'Profiles', path: '/lightning/setup/EnhancedProfiles/home' },
  permissionSets: { title: 'Permission Sets', path: '/lightning/setup/PermSets/home' },
  loginHistory: { title: 'Login History', path: '/lightning/setup/OrgLoginHistory/home' },
  sessionSettings: { title: 'Session Settings', path: '/lightning/setup/SecuritySession/home' },
  myDomain: { title: 'My Domain', path: '/lightning/setup/OrgDomain/home' },
} as const satisfies Record<SetupPageName, SetupPage>;

/** What to enter in Quick Find to come to a page. */
export function quickFind(name: SetupPageName): string {
  const page: SetupPage = SETUP_PAGES[name];
  return page.find ?? page.title;
}

/**
 * A page of this org's Setup. `null` where the host does not lead to one org's Setup: none known yet,
 * the shared login hosts, an Experience Cloud site, the practice org.
 */
export function setupUrl(org: Org | null, name: SetupPageName): string | null {
  if (org === null || ['generic', 'site', 'practice'].includes(org.kind)) return null;
  return `https://${org.host}${SETUP_PAGES[name].path}`;
}
