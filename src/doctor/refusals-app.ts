/** Refusals about which app: rows 1 and 25. */
import type { Failure } from './failure.ts';
import { cli, dx, help, issue } from './links.ts';
import { SIGNUP_FIX } from './failures-client.ts';
import { NOT_APPROVED, POLICIES } from './refusals-approval.ts';

const NOT_INSTALLED = [
  'External client app is not installed in this org',
  'app_not_found',
  'OAUTH_EC_APP_NOT_FOUND',
];

const UNKNOWN_KEY = ['client identifier invalid', 'invalid_client_id'];

export const APP: readonly Failure[] = [
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
    page: 'myDomain',
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
    page: 'clientApps',
    loginHistory: [],
    certainty: 'likely',
    links: [cli(3482), help('xcloud.external_client_apps')],
  },
  {
    id: 'refusal/sandbox-refreshed',
    row: 1,
    texts: [...NOT_INSTALLED, ...NOT_APPROVED, ...UNKNOWN_KEY],
    title: 'The sandbox was refreshed',
    cause:
      'Creating or refreshing a sandbox does not copy a local External Client App. Approvals are reported to be lost as well, and usernames usually end in the sandbox’s name afterwards.',
    fix: [
      'Create the app again in the sandbox with the same certificate, and approve the user there.',
      'Compare the username with the one in the sandbox.',
      'Replace the consumer key in your pipeline; the private key stays.',
    ],
    setup: 'Setup → App Manager → New External Client App',
    page: 'appManager',
    proof:
      'The new consumer key gets a token at the sandbox’s My Domain, and so does the pipeline.',
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
    page: 'oauthUsage',
    certainty: 'possible',
    links: [help('005132365'), issue('n8n-io/n8n', 21589), issue('PipedreamHQ/pipedream', 21557)],
  },
  {
    id: 'refusal/app-policies',
    row: 1,
    texts: NOT_INSTALLED,
    title: 'The app’s policies do not let the user in',
    cause:
      'Some report this answer where the app was there, but Permitted Users or the user’s profile was not set.',
    fix: [
      'Set Permitted Users to “Admin approved users are pre-authorized” and add the user’s profile or permission set.',
    ],
    setup: POLICIES,
    page: 'clientApps',
    certainty: 'possible',
    links: [cli(3482)],
  },
  {
    id: 'refusal/scratch-eca',
    row: 9,
    texts: NOT_INSTALLED,
    title: 'A scratch org from a Dev Hub with an External Client App',
    cause:
      'The Dev Hub’s login rests on an External Client App, which a new scratch org does not hold. It is reported of sf org create scratch on preview releases.',
    fix: [SIGNUP_FIX],
    certainty: 'possible',
    links: [cli(3638)],
  },
  {
    id: 'refusal/app-just-made',
    row: 1,
    texts: NOT_INSTALLED,
    title: 'The app is new',
    cause:
      'A new app or a change to it takes a few minutes to reach every server. The answer is also reported to go away by itself.',
    fix: ['Wait up to 10 minutes, then try again.'],
    certainty: 'possible',
    links: [cli(3482)],
  },
  {
    id: 'refusal/consumer-key',
    row: 25,
    texts: UNKNOWN_KEY,
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
    page: 'clientApps',
    certainty: 'likely',
    links: [
      dx('sfdx_dev_troubleshoot_auth_errors'),
      issue('pozil/salesforce-react-integration', 15),
    ],
  },
];
