/**
 * Refusals about the assertion, the user's state and the request: rows 2, 10, 11, 19, 20. Statuses of Login
 * History: Object Reference, "Login Event Type: LOGIN_STATUS Values".
 */
import { isReplay } from './error/clues-text.ts';
import type { Failure } from './failure.ts';
import { cli, dx, help, issue, question } from './links.ts';
import { NOT_APPROVED } from './refusals-approval.ts';

const AUDIENCE = ['audience is invalid', 'Audience validation failed'];
const SIGNATURE = ['invalid assertion', 'JWT validation failed', "Couldn't validate jwt token"];

/** What the server of any OAuth flow may answer (RFC 6749). */
const CODES = [
  'invalid_request',
  'invalid_assertion_type',
  'unsupported_response_type',
  'immediate_unsuccessful',
  'authorization_pending',
  'redirect_uri_mismatch',
];

export const ASSERTION: readonly Failure[] = [
  {
    id: 'refusal/audience',
    row: 2,
    texts: AUDIENCE,
    after: ['refusal/'],
    title: 'The audience does not fit the org',
    cause: 'The claim aud must be one whole https address that this org accepts.',
    fix: [
      'Use the org’s My Domain as login URL and audience; where that is refused, try https://login.salesforce.com, or https://test.salesforce.com for a sandbox.',
    ],
    setup: 'Setup → My Domain → Current My Domain URL',
    page: 'myDomain',
    certainty: 'likely',
    links: [
      cli(3325),
      issue('omniphx/forrest', 302),
      issue('forcedotcom/datacloud-jdbc', 132),
      dx('sfdx_dev_troubleshoot_auth_errors'),
    ],
  },
  {
    id: 'refusal/signature',
    row: 10,
    texts: SIGNATURE,
    title: 'The signature does not fit the certificate in Salesforce',
    cause:
      'The app holds a certificate of another key, or none: deploying the app without its certificate removes it.',
    fix: [
      'Upload the certificate of this connection to the app again.',
      'If it is refused still, compare the public keys: the key file in use may be another one.',
    ],
    setup:
      'Setup → External Client App Manager → your app → Settings → OAuth Settings → Enable JWT Bearer Flow',
    page: 'clientApps',
    proof: 'The certificate in the app and the key have the same public key, and a token comes.',
    certainty: 'likely',
    links: [
      issue('forcedotcom/sfdx-travisci', 135),
      issue('frankkessler/salesforce-laravel-oauth2-rest', 68),
    ],
  },
  {
    id: 'refusal/assertion-form',
    row: 10,
    texts: SIGNATURE,
    title: 'The assertion is not whole, or not signed with RS256',
    cause:
      'It was signed with another algorithm, or was changed or cut after it was signed. One that is made here is not.',
    fix: ['Paste the assertion under “Inspect anything”: each rule is held against it there.'],
    certainty: 'possible',
    links: [help('xcloud.remoteaccess_oauth_jwt_flow')],
  },
  {
    id: 'refusal/wrong-environment',
    row: 11,
    texts: [...SIGNATURE, ...NOT_APPROVED],
    title: 'A sandbox login went to production, or the other way round',
    cause:
      'login.salesforce.com serves production and test.salesforce.com sandboxes; an org of the other kind knows neither your certificate nor your user.',
    fix: ['Use the org’s My Domain as the login URL (--instance-url in the Salesforce CLI).'],
    loginHistory: [],
    certainty: 'possible',
    links: [cli(217)],
  },
  {
    id: 'refusal/scratch-org',
    texts: SIGNATURE,
    title: 'A scratch org does not get your certificate',
    cause:
      'A scratch org made from a Dev Hub does not take over the Dev Hub’s app and certificate.',
    fix: [
      'Log in to scratch orgs with the access that sf org create scratch leaves, or with sf org login sfdx-url.',
    ],
    certainty: 'possible',
    links: [cli(217)],
  },
  {
    id: 'refusal/certificate-expired',
    row: 10,
    texts: [...SIGNATURE, 'Certificate expired'],
    title: 'The certificate may have run out',
    cause:
      'Sources disagree on whether Salesforce refuses an app’s certificate after its last day.',
    fix: ['Renew the certificate for the same key and upload it.'],
    certainty: 'possible',
    links: [issue('frankkessler/salesforce-laravel-oauth2-rest', 68)],
  },
  {
    id: 'refusal/clock',
    row: 19,
    texts: ['expired authorization code', 'JWT Bearer token expired'],
    title: 'The assertion was already over when it arrived',
    cause:
      'The claim exp lies in the past: a clock that is slow, a local time taken for UTC, or milliseconds mixed up with seconds.',
    fix: [
      'Set this device’s clock by the network.',
      'Send a fresh assertion; 180 seconds from now is enough.',
    ],
    proof: 'date -u prints the same time as any clock on the network, and a token comes.',
    certainty: 'likely',
    links: [
      issue('simple-salesforce/simple-salesforce', 371),
      issue('simple-salesforce/simple-salesforce', 491),
      question(282513),
    ],
  },
  {
    id: 'refusal/ip-restricted',
    texts: ['ip restricted'],
    title: 'The user’s profile admits other IP addresses only',
    cause:
      'This flow always keeps to the login IP ranges of the user’s profile, whatever the app’s IP relaxation says. Through a proxy, Salesforce sees the proxy’s address.',
    fix: ['Add the address the request comes from to the profile’s Login IP Ranges.'],
    setup: 'Setup → Profiles → the user’s profile → Login IP Ranges',
    page: 'profiles',
    loginHistory: ['Restricted IP'],
    proof: 'Login History shows the next login as a success, from an address within the range.',
    certainty: 'likely',
    links: [help('xcloud.connected_app_continuous_ip')],
  },
  {
    id: 'refusal/user-inactive',
    texts: ['inactive user', 'inactive_user', 'user is locked'],
    common: ['inactive user', 'user is locked'],
    title: 'The user is inactive, frozen or locked',
    cause: 'The username exists, but the user may not log in at present.',
    fix: ['Activate, unfreeze or unlock the user.'],
    setup: 'Setup → Users',
    page: 'users',
    loginHistory: ['User is inactive', 'User is frozen', 'Password lockout'],
    certainty: 'likely',
    links: [issue('restforce/restforce', 303)],
  },
  {
    id: 'refusal/org-inactive',
    texts: ['inactive_org', 'inactive organization'],
    title: 'The org is not in service',
    cause: 'The org is locked, closed, past its trial, or a sandbox is being refreshed.',
    fix: ['Log in to the org in a browser, or look at it on status.salesforce.com.'],
    certainty: 'likely',
    links: ['https://status.salesforce.com'],
  },
  {
    id: 'refusal/authentication',
    texts: ['authentication failure'],
    common: true,
    title: 'The org refused the user',
    cause:
      'Reported causes are login hours, an inactive or frozen user, and a login URL of another environment.',
    fix: ['Open Login History and read the status of this attempt: it often says more.'],
    setup: 'Setup → Identity → Login History',
    page: 'loginHistory',
    loginHistory: ['Restricted time', 'User is inactive', 'User is frozen'],
    certainty: 'possible',
    links: [],
  },
  {
    id: 'refusal/rate',
    row: 20,
    texts: ['login rate exceeded', 'rate_limit_exceeded'],
    common: ['rate_limit_exceeded'],
    title: 'Too many logins',
    cause:
      'A user may log in 3,600 times an hour; a program that logs in for every request reaches that soon.',
    fix: ['Keep the token and use it until it is refused.', 'Wait an hour.'],
    loginHistory: ['LOGIN_RATE_EXCEEDED', 'Login rate exceeded'],
    proof: 'Login History shows far fewer logins an hour for this user.',
    certainty: 'certain',
    links: [help('000381578'), cli(3297)],
  },
  {
    id: 'refusal/grant-type',
    texts: ['grant type not supported', 'unsupported_grant_type'],
    common: ['unsupported_grant_type'],
    title: 'The request or the app is not set up for this flow',
    cause:
      'Enable JWT Bearer Flow is off in the app, or the request was not sent as a form (application/x-www-form-urlencoded).',
    fix: [
      'Tick Enable JWT Bearer Flow and upload the certificate.',
      'If your own program sent it, send a form, not JSON.',
    ],
    setup:
      'Setup → External Client App Manager → your app → Settings → OAuth Settings → Flow Enablement',
    page: 'clientApps',
    certainty: 'likely',
    links: [cli(1661)],
  },
  {
    id: 'refusal/other-grant',
    texts: [
      'request not supported on this domain',
      'no client credentials user enabled',
      'invalid client credentials',
      ...CODES,
    ],
    common: CODES,
    title: 'This answer belongs to another OAuth flow',
    cause:
      'Salesforce gives this answer to the client credentials, device or web server flow, hardly to an assertion.',
    fix: [
      'Check that the request has grant_type urn:ietf:params:oauth:grant-type:jwt-bearer and goes to the org’s My Domain.',
    ],
    certainty: 'possible',
    links: [help('xcloud.remoteaccess_oauth_jwt_flow')],
  },
  {
    id: 'refusal/jti-used-twice',
    texts: [],
    symptom: 'An assertion with the same jti is refused',
    shows: isReplay,
    title: 'A jti was used twice',
    cause:
      'The claim jti is optional, but Salesforce is said to take each value once only, so that an assertion cannot be sent again.',
    fix: ['Leave jti out, or make a new value for every assertion.'],
    certainty: 'possible',
    links: [help('xcloud.remoteaccess_oauth_jwt_flow')],
  },
  {
    id: 'refusal/high-assurance',
    texts: [],
    symptom: 'The org asks for a high-assurance session',
    shows: (said) => /high[-_ ]assurance|stepped-up/.test(said),
    title: 'A session level that a machine cannot reach',
    cause:
      'Where the org or the user’s profile asks for a high-assurance session, somebody has to confirm the login: this flow cannot.',
    fix: [
      'Use a user whose profile asks for a standard session.',
      'Look at the required session level in the app’s policies as well.',
    ],
    setup: 'Setup → Profiles → the user’s profile → Session Settings',
    page: 'profiles',
    certainty: 'likely',
    links: [dx('sfdx_dev_auth_jwt_flow')],
  },
  {
    id: 'refusal/now-and-then',
    texts: [],
    symptom: 'HTTP 400 or 500 now and then from test.salesforce.com',
    shows: (said) =>
      /test\.salesforce\.com.{0,80} (?:400|50\d)\b/.test(said) &&
      /test\.salesforce\.com.{0,80} 200\b|\b(?:succeeded|intermittent|sporadic|sometimes)\b/.test(
        said,
      ),
    title: 'The shared login host stumbles',
    cause:
      'Logins that work at other times are reported to fail at test.salesforce.com without a change on either side.',
    fix: [
      'Use the sandbox’s My Domain as the login URL.',
      'Let the job try again after a pause, and keep the token rather than log in for every request.',
    ],
    setup: 'Setup → My Domain → Current My Domain URL',
    page: 'myDomain',
    certainty: 'possible',
    links: [issue('simple-salesforce/simple-salesforce', 814)],
  },
  {
    id: 'refusal/access-denied',
    texts: ['access_denied', 'no_access'],
    common: true,
    title: 'Access was denied',
    cause: 'The user denied the app, or an administrator blocked it.',
    fix: ['Look whether the app is blocked; unblock it there.'],
    setup: 'Setup → Connected Apps OAuth Usage',
    page: 'oauthUsage',
    certainty: 'possible',
    links: [help('xcloud.manage_external_client_apps')],
  },
];
