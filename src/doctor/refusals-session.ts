/**
 * Refusals of calls with a token. Salesforce documents those of revoke; the bare words of userinfo and
 * single access come from code that handles them, and the two of the REST API from general knowledge, so
 * what they mean is worded as advice.
 */
import type { Failure } from './failure.ts';
import { help, issue } from './links.ts';

const SINGLE_ACCESS = help('xcloud.frontdoor_singleaccess');
const SCOPES =
  'Setup → External Client App Manager → your app → Settings → OAuth Settings → OAuth Scopes';

export const SESSION: readonly Failure[] = [
  {
    id: 'call/token-over',
    texts: ['Bad_OAuth_Token'],
    title: 'The token has ended',
    cause:
      'The session behind it has timed out or was revoked. The endpoints for sessions answer so with 403, not 401.',
    fix: [
      'Get a new token: this flow has no refresh token, so the assertion is signed again.',
      'If tokens end too soon, look at the session timeout of the app’s policies, of the user’s profile and of the org.',
    ],
    setup: 'Setup → Session Settings → Timeout Value',
    page: 'sessionSettings',
    certainty: 'likely',
    links: [SINGLE_ACCESS, 'https://github.com/forcedotcom/sfdx-core/blob/main/src/org/org.ts'],
  },
  {
    id: 'call/api-only',
    texts: ['Bad_OAuth_Token'],
    title: 'The user may use the APIs only',
    cause:
      'A user with the permission API Only User cannot open the org’s pages, and is reported to get the answer of an ended token.',
    fix: [
      'Open the org as another user.',
      'Or take the permission API Only User from the user’s profile and permission sets.',
    ],
    setup: 'Setup → Users → the user → Profile and Permission Set Assignments',
    page: 'users',
    certainty: 'possible',
    links: [SINGLE_ACCESS],
  },
  {
    id: 'call/token-missing',
    texts: ['Missing_OAuth_Token'],
    title: 'No token arrived',
    cause:
      'The request came without one: something between here and the org removed the form, or a command ran with an empty token.',
    fix: ['Send it another way; in a command, check the token that was entered.'],
    certainty: 'likely',
    links: [issue('jsforce/jsforce', 785)],
  },
  {
    id: 'call/scope',
    texts: ['Invalid_Scope'],
    common: true,
    title: 'The token lacks the scope to open the org',
    cause: 'Opening the org takes the scope web or full.',
    fix: [
      'Add the scope “Manage user data via Web browsers (web)” to the app.',
      'Wait 2 to 10 minutes, then get a new token.',
    ],
    setup: SCOPES,
    page: 'clientApps',
    certainty: 'likely',
    links: [SINGLE_ACCESS],
  },
  {
    id: 'call/landing',
    texts: ['Invalid_Param'],
    title: 'The page to land on was refused',
    cause: 'The page must be a path within the org, without a host.',
    fix: ['Choose the org’s first page to land on, then open it again.'],
    certainty: 'possible',
    links: [SINGLE_ACCESS],
  },
  {
    id: 'call/other-domain',
    texts: ['Wrong_Org', 'No_Access', 'Bad_Id'],
    common: ['No_Access'],
    title: 'The token is not one of this address',
    cause:
      'A token works at the My Domain or the site that issued it; at another domain, or for a user without access there, it is refused.',
    fix: [
      'Compare the login URL with the instance that came with the token.',
      'Get a new token at the org’s own My Domain.',
    ],
    setup: 'Setup → My Domain → Current My Domain URL',
    page: 'myDomain',
    certainty: 'possible',
    links: [SINGLE_ACCESS],
  },
  {
    id: 'call/inactive',
    texts: ['Inactive'],
    common: true,
    title: 'The user or the org is inactive',
    cause: 'The user was deactivated or frozen, or the org was closed, after the token was issued.',
    fix: ['Look at the user’s page, and whether the org still opens for somebody else.'],
    setup: 'Setup → Users',
    page: 'users',
    certainty: 'possible',
    links: [SINGLE_ACCESS],
  },
  {
    id: 'call/session-invalid',
    texts: ['INVALID_SESSION_ID', 'Session expired or invalid'],
    after: ['client/session-not-for-api'],
    title: 'The session has ended, or is one of another instance',
    cause:
      'An API call came with a token that has timed out, was revoked, or was sent to another address than its own instance URL.',
    fix: [
      'Get a new token and send it to the instance URL that came with it.',
      'A program should ask for a new token once it meets this answer, not before every call.',
    ],
    setup: 'Setup → Session Settings → Timeout Value',
    page: 'sessionSettings',
    certainty: 'likely',
    links: [],
  },
  {
    id: 'call/api-disabled',
    texts: ['API_DISABLED_FOR_ORG', 'API is not enabled for this Organization'],
    title: 'The API is not open to this user or org',
    cause: 'The org’s edition has no API access, or the user lacks the permission API Enabled.',
    fix: ['Give the user the permission API Enabled; if that is there, check the org’s edition.'],
    setup: 'Setup → Users → the user → Profile and Permission Set Assignments',
    page: 'users',
    certainty: 'possible',
    links: [],
  },
  {
    id: 'call/revoked-before',
    texts: ['invalid_token'],
    common: true,
    title: 'There was nothing left to revoke',
    cause: 'Salesforce does not know the token any more: it has ended or was revoked before.',
    fix: ['Nothing needs to be done: the token is worth nothing.'],
    proof: 'The token names nobody any more.',
    certainty: 'likely',
    links: [help('xcloud.remoteaccess_revoke_token')],
  },
  {
    id: 'call/not-revocable',
    texts: ['unsupported_token_type'],
    common: true,
    title: 'Salesforce found no token that it can revoke',
    cause: 'The endpoint takes access tokens and refresh tokens, and saw neither.',
    fix: [
      'Send it another way.',
      'Or revoke the user’s tokens in Setup, where the app’s usage is listed.',
    ],
    setup: 'Setup → Connected Apps OAuth Usage',
    page: 'oauthUsage',
    certainty: 'possible',
    links: [help('xcloud.remoteaccess_revoke_token'), help('xcloud.manage_external_client_apps')],
  },
];
