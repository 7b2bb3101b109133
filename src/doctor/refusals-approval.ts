/** Refusals about which user may use the app: rows 3 to 8. */
import type { Failure } from './failure.ts';
import { cli, dx, help, issue, question } from './links.ts';

export const POLICIES =
  'Setup → External Client App Manager → your app → Policies → Edit → OAuth Policies → Permitted Users';
const APP_POLICIES =
  'Setup → External Client App Manager → your app → Policies → Edit → App Policies → Select Profiles or Select Permission Sets';
export const NOT_APPROVED = ["user hasn't approved this consumer"];

const SEEN =
  'The Policies tab shows the setting and the assigned profile or permission set, and the next login gives a token.';

export const APPROVAL: readonly Failure[] = [
  {
    id: 'refusal/user-not-assigned',
    texts: [
      'user is not admin approved to access this app',
      'invalid_app_access',
      'OAUTH_APP_ACCESS_DENIED',
    ],
    title: 'The user may not use this app yet',
    cause:
      'The app admits pre-authorized users only, and neither the user’s profile nor one of the user’s permission sets is assigned to it.',
    fix: [
      'Add the user’s profile, or a permission set the user has, to the app.',
      'Wait 2 to 10 minutes, then try again.',
    ],
    setup: APP_POLICIES,
    page: 'clientApps',
    loginHistory: ['Failed: Not approved for access'],
    proof: SEEN,
    certainty: 'likely',
    links: [help('xcloud.preauth_user_app_access_through_eca')],
  },
  {
    id: 'refusal/not-pre-authorized',
    row: 4,
    texts: NOT_APPROVED,
    title: 'The user is not approved for the app',
    cause:
      'Permitted Users is not set to “Admin approved users are pre-authorized”, or the user’s profile or permission set is not assigned to the app.',
    fix: [
      'Set Permitted Users to “Admin approved users are pre-authorized”.',
      'Under App Policies add the user’s profile, or a permission set the user has.',
      'Wait 2 to 10 minutes, then try again.',
    ],
    setup: POLICIES,
    page: 'clientApps',
    proof: SEEN,
    certainty: 'likely',
    links: [
      dx('sfdx_dev_troubleshoot_auth_errors'),
      issue('JitendraZaa/OAuthFlows', 1),
      issue('omniphx/forrest', 278),
    ],
  },
  {
    id: 'refusal/my-domain-only',
    row: 3,
    texts: NOT_APPROVED,
    title: 'The shared login host does not know this org',
    cause:
      'Government Cloud orgs, and orgs that allow login through My Domain only, are not served by login.salesforce.com and test.salesforce.com.',
    fix: [
      'Use the org’s My Domain as the login URL; the audience may still have to be login or test.salesforce.com.',
    ],
    setup: 'Setup → My Domain → Current My Domain URL',
    page: 'myDomain',
    loginHistory: [],
    certainty: 'possible',
    links: [issue('simple-salesforce/simple-salesforce', 711), issue('restforce/restforce', 886)],
  },
  {
    id: 'refusal/refresh-token-scope',
    row: 5,
    texts: [...NOT_APPROVED, 'refresh_token scope is required'],
    title: 'The scope refresh_token is missing',
    cause:
      'The app lacks the scope “Perform requests at any time (refresh_token, offline_access)”, or the user approved the app without it.',
    fix: [
      'Add the scopes “Manage user data via APIs (api)” and “Perform requests at any time (refresh_token, offline_access)” to the app.',
      'Pre-authorize the user, or have the user approve the app again.',
    ],
    setup:
      'Setup → External Client App Manager → your app → Settings → OAuth Settings → OAuth Scopes',
    page: 'clientApps',
    proof: 'The scopes that come with the token are those of the app.',
    certainty: 'possible',
    links: [issue('leandrob/node-salesforce-jwt', 3), question(184363), question(207685)],
  },
  {
    id: 'refusal/integration-license',
    row: 6,
    texts: NOT_APPROVED,
    title: 'A permission set of the Salesforce API Integration license',
    cause:
      'A permission set that belongs to the Salesforce API Integration license cannot hold assigned apps.',
    fix: [
      'Assign the app through the user’s profile, or through a second permission set without that license.',
    ],
    setup: APP_POLICIES,
    page: 'clientApps',
    certainty: 'possible',
    links: [help('001453686'), issue('simstudioai/sim', 6526)],
  },
  {
    id: 'refusal/not-replicated',
    row: 7,
    texts: NOT_APPROVED,
    title: 'The org or the app is new',
    cause:
      'A new sandbox, scratch org or app has to be replicated to every server first, which takes some minutes.',
    fix: ['Wait up to 10 minutes, then try again at the org’s own address.'],
    certainty: 'possible',
    links: [cli(1640), cli(889), cli(352), cli(1681)],
  },
  {
    id: 'refusal/user-unknown',
    texts: NOT_APPROVED,
    title: 'The username is not one of this org',
    cause:
      'The username, which is not always the e-mail address, may not exist in this org; in a sandbox it usually ends in the sandbox’s name.',
    fix: ['Compare the username with the one on the user’s page in this org.'],
    setup: 'Setup → Users',
    page: 'users',
    loginHistory: [],
    proof: 'The user’s own page in this org lists the next login.',
    certainty: 'possible',
    links: [dx('sfdx_dev_troubleshoot_auth_errors')],
  },
  {
    id: 'refusal/created-user',
    row: 8,
    texts: NOT_APPROVED,
    title: 'The user was made by sf org create user',
    cause: 'On Hyperforce scratch orgs JWT does not work for users that the CLI created.',
    fix: ['Log such a user in with sf org login sfdx-url.'],
    certainty: 'possible',
    links: [cli(2575), cli(2479), cli(2857), cli(1028)],
  },
];
