/** Refusals about which app and which user: rows 1 to 8 and 25. */
import type { Failure } from './failure.ts';
import { cli, dx, help, issue, question } from './links.ts';

const POLICIES =
  'Setup → External Client App Manager → your app → Policies → Edit → OAuth Policies → Permitted Users';
const APP_POLICIES =
  'Setup → External Client App Manager → your app → Policies → Edit → App Policies → Select Profiles or Select Permission Sets';
const NOT_INSTALLED = [
  'External client app is not installed in this org',
  'app_not_found',
  'OAUTH_EC_APP_NOT_FOUND',
];
const NOT_APPROVED = ["user hasn't approved this consumer"];

export const APPROVAL: readonly Failure[] = [
  {
    id: 'refusal/generic-host',
    row: 1,
    texts: NOT_INSTALLED,
    title: 'An External Client App at login or test.salesforce.com',
    cause:
      'Since Spring ’26 External Client Apps are reported to be refused at login.salesforce.com and test.salesforce.com, both as the address and as the audience.',
    fix: [
      'Use the org’s My Domain as the login URL, as in https://acme.my.salesforce.com or https://acme--uat.sandbox.my.salesforce.com.',
    ],
    setup: 'Setup → My Domain → Current My Domain URL',
    certainty: 'possible',
    links: [cli(3482), issue('n8n-io/n8n', 28990), issue('simstudioai/sim', 6508), cli(3638)],
  },
  {
    id: 'refusal/other-org',
    row: 1,
    texts: NOT_INSTALLED,
    title: 'The app is in another org',
    cause:
      'A local External Client App exists only in the org it was made in, and so does its consumer key.',
    fix: [
      'Check that the consumer key comes from the org the login URL names.',
      'If it does not, create the app in this org with the same certificate and use its own consumer key.',
    ],
    setup: 'Setup → External Client App Manager',
    certainty: 'likely',
    links: [cli(3482), help('xcloud.external_client_apps')],
  },
  {
    id: 'refusal/sandbox-refreshed',
    row: 1,
    texts: NOT_INSTALLED,
    title: 'The sandbox was refreshed',
    cause: 'A local External Client App is not copied when a sandbox is created or refreshed.',
    fix: [
      'Create the app again in the sandbox with the same certificate.',
      'Replace the consumer key in your pipeline; the private key stays.',
    ],
    setup: 'Setup → App Manager → New External Client App',
    certainty: 'possible',
    links: [help('xcloud.external_client_apps'), issue('hardisgroupcom/sfdx-hardis', 1979)],
  },
  {
    id: 'refusal/app-not-installed',
    row: 1,
    texts: [...NOT_INSTALLED, 'app must be installed into org', 'OAUTH_APP_BLOCKED'],
    title: 'The app is not installed in the org',
    cause:
      'An app that comes from a package or from another org has to be installed before it can be used.',
    fix: [
      'Find the app in the list and press Install.',
      'Whoever installs it needs the permission Approve Uninstalled Connected Apps.',
    ],
    setup: 'Setup → Connected Apps OAuth Usage',
    certainty: 'possible',
    links: [help('005132365'), issue('n8n-io/n8n', 21589), issue('PipedreamHQ/pipedream', 21557)],
  },
  {
    id: 'refusal/app-just-made',
    row: 1,
    texts: NOT_INSTALLED,
    title: 'The app is new',
    cause: 'A new app or a change to it takes a few minutes to reach every server.',
    fix: ['Wait up to 10 minutes, then try again.'],
    certainty: 'possible',
    links: [cli(3482)],
  },
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
    loginHistory: 'Failed: Not approved for access',
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
    certainty: 'possible',
    links: [help('001453686'), issue('simstudioai/sim', 6526)],
  },
  {
    id: 'refusal/not-replicated',
    row: 7,
    texts: NOT_APPROVED,
    title: 'The org or the app is new',
    cause: 'A new sandbox, scratch org or app takes some minutes to reach every server.',
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
  {
    id: 'refusal/consumer-key',
    row: 25,
    texts: ['client identifier invalid', 'invalid_client_id'],
    title: 'The consumer key is not known here',
    cause:
      'The consumer key has a typing mistake or a space, belongs to an app in another org, or is only a few minutes old.',
    fix: [
      'Copy the consumer key again from the app.',
      'Check that the app is in the org that the login URL names.',
      'If the app is new, wait up to 10 minutes.',
    ],
    setup:
      'Setup → External Client App Manager → your app → Settings → OAuth Settings → Consumer Key and Secret',
    certainty: 'likely',
    links: [
      dx('sfdx_dev_troubleshoot_auth_errors'),
      issue('pozil/salesforce-react-integration', 15),
    ],
  },
];
