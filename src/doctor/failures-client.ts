/** What goes wrong in a client round the exchange: rows 9 and 21 to 24, and what has no row. */
import type { Failure } from './failure.ts';
import { cli, dx, help, issue } from './links.ts';

/** For a Dev Hub whose login rests on an app that a scratch org cannot get. */
export const SIGNUP_FIX =
  'Set the environment variable SF_SCRATCH_SIGNUP_CONNECTED_APP=PlatformCLI, or authorize the Dev Hub with a Connected App.';
/** How programs say that an answer is no JSON. */
const NOT_JSON = [
  'Unexpected end of JSON input',
  'Unexpected token <',
  'Expecting value: line 1 column 1',
];
/** How programs say that a name leads nowhere. */
const NO_HOST = [
  'ENOTFOUND',
  'EAI_AGAIN',
  'Could not resolve host',
  'Name or service not known',
  'nodename nor servname provided',
  'getaddrinfo failed',
  'no such host',
  'UnknownHostException',
];
const PROTOTYPE = "Cannot read properties of undefined (reading 'prototype')";

export const CLIENT: readonly Failure[] = [
  {
    id: 'client/scratch-signup',
    row: 9,
    texts: ['C-1016'],
    title: 'sf org create scratch from a Dev Hub with an External Client App',
    cause:
      'The Dev Hub was authorized with an External Client App, and the sign-up of a scratch org cannot copy such an app.',
    fix: [SIGNUP_FIX],
    certainty: 'likely',
    links: [cli(3515), issue('forcedotcom/sfdx-core', 1315)],
  },
  {
    id: 'client/api-access-control',
    row: 21,
    texts: ['too many logins per second'],
    shows: (said) =>
      said.split('access token has expired. updating').length > 3 ||
      /api access control/.test(said),
    title: 'Logins succeed, but come once a second or hang',
    cause: 'API Access Control is on and the app is not on its list.',
    fix: ['Put the app on the list, or give the user the permission Use Any API Client.'],
    setup: 'Setup → API Access Control',
    page: 'apiAccess',
    certainty: 'possible',
    links: [cli(3428), cli(3297), cli(3327)],
  },
  {
    id: 'client/tls',
    row: 22,
    texts: [
      'unable to get local issuer certificate',
      'self signed certificate in certificate chain',
      'self-signed certificate in certificate chain',
      'unable to verify the first certificate',
      'CERTIFICATE_VERIFY_FAILED',
      'PKIX path building failed',
      'tunneling socket could not be established',
      'EPROTO',
      'fetch failed',
    ],
    common: true,
    after: ['client/domain-not-found'],
    title: 'The connection is intercepted or does not come about',
    cause:
      'A company proxy re-encrypts TLS with a certificate authority of its own, or HTTPS_PROXY begins with https://.',
    fix: [
      'Set NODE_EXTRA_CA_CERTS to the authority’s certificate as a PEM file.',
      'Write HTTPS_PROXY with http://.',
    ],
    certainty: 'possible',
    links: [cli(429), cli(2907), cli(2992)],
  },
  {
    id: 'client/node-version',
    row: 23,
    texts: ['webidl.util.markAsUncloneable is not a function', 'createZstdDecompress', PROTOTYPE],
    common: [PROTOTYPE],
    title: 'The Salesforce CLI does not fit this version of Node',
    cause: 'The CLI’s network library wants a newer Node than the CLI says.',
    fix: ['Use Node 22.19 or later, or pin an older CLI.'],
    certainty: 'likely',
    links: [cli(3607), cli(3460), cli(3586)],
  },
  {
    id: 'client/key-json',
    row: 24,
    texts: [
      "reading 'setContentsFromObject'",
      'Failed to decipher auth data',
      'service and account specified in key.json do not match',
      'do not match the version of the toolbelt',
    ],
    title: 'The CLI cannot read its own stored logins',
    cause:
      '~/.sfdx/key.json may be read by others, is shared between machines, or comes from another version.',
    fix: [
      'Run chmod 600 ~/.sfdx/key.json.',
      'If that does not help, delete ~/.sfdx and log in again.',
    ],
    certainty: 'likely',
    links: [cli(3231), cli(3201), cli(2773), cli(927)],
  },
  {
    id: 'client/session-not-for-api',
    texts: ['This session is not valid for use with the REST API'],
    title: 'The token is not good for the API',
    cause:
      'The app lacks the scope api, the IP address is not admitted, or the org asks for a high-assurance session, which this flow cannot give.',
    fix: [
      'Add the scope “Manage user data via APIs (api)” to the app.',
      'Look at the required session level of the profile and of the app’s policies.',
    ],
    certainty: 'possible',
    links: [issue('NangoHQ/nango', 4344), dx('sfdx_dev_auth_jwt_flow')],
  },
  {
    id: 'client/empty-answer',
    texts: [...NOT_JSON, 'Data Not Available'],
    common: NOT_JSON,
    after: ['refusal/', 'client/'],
    title: 'The answer was empty or a web page',
    cause: 'Something between the client and Salesforce answered, or the org is in maintenance.',
    fix: ['Check the login URL.', 'Try again later, and look at status.salesforce.com.'],
    certainty: 'possible',
    links: [cli(1257)],
  },
  {
    id: 'client/lightning-url',
    texts: ['Invalid instance URL'],
    title: 'The address of a page instead of the login URL',
    cause: 'The CLI takes no Lightning address, as it stands in the browser’s address bar.',
    fix: ['Use the org’s My Domain, which ends in .my.salesforce.com.'],
    setup: 'Setup → My Domain → Current My Domain URL',
    page: 'myDomain',
    certainty: 'certain',
    links: [dx('sfdx_dev_troubleshoot_auth_errors')],
  },
  {
    id: 'client/domain-not-found',
    texts: ['DomainNotFound', 'DomainNotFoundError', ...NO_HOST],
    common: NO_HOST,
    title: 'The host does not exist',
    cause:
      'The login URL has a typing mistake, or the org is so new that its name is not known everywhere.',
    fix: ['Copy the org’s My Domain again.', 'For a new org wait a few minutes.'],
    setup: 'Setup → My Domain → Current My Domain URL',
    page: 'myDomain',
    loginHistory: [],
    certainty: 'likely',
    links: [cli(1874), cli(1614)],
  },
  {
    id: 'client/file-race',
    texts: ['FILE HAS NO CONTENT'],
    title: 'Two commands of sf wrote the same file',
    cause: 'Commands that run at the same time share the files in ~/.sf and ~/.sfdx.',
    fix: ['Run the logins one after another, or give each job its own home folder.'],
    certainty: 'likely',
    links: [cli(867)],
  },
  {
    id: 'client/cors',
    texts: [
      'blocked by CORS policy',
      "No 'Access-Control-Allow-Origin' header",
      'is not allowed by Access-Control-Allow-Origin',
      'Cross-Origin Request Blocked',
      'Failed to fetch',
      'Load failed',
      'NetworkError when attempting to fetch resource',
    ],
    common: true,
    // A browser's own sentence names no host.
    where:
      /salesforce|force\.com|services.oauth2|^\W{0,9}(?:uncaught \(in promise\) )?typeerror: (?:failed to fetch|load failed|networkerror)[^/]{0,60}$/,
    title: 'The browser may not read the answer',
    cause:
      'The org does not list this page’s address, or Enable CORS for OAuth endpoints is off. It never works at login and test.salesforce.com.',
    fix: [
      'Add this page’s address to the Allowed Origins List.',
      'Tick Enable CORS for OAuth endpoints.',
      'Or send it through a proxy or as a command.',
    ],
    setup: 'Setup → CORS → Cross-Origin Resource Sharing (CORS) Policy Settings',
    page: 'cors',
    proof: 'The answer is read, and the browser’s console says no more of CORS.',
    certainty: 'possible',
    links: [
      help('xcloud.remoteaccess_oauth_endpoints_cors'),
      issue('swagger-api/swagger-ui', 5510),
      issue('jsforce/jsforce', 708),
    ],
  },
  {
    id: 'client/no-new-connected-app',
    texts: ["You can't create a connected app"],
    shows: (said) =>
      /new connected app.{0,40} (?:disappeared|missing|gone|not there|removed|not (?:visible|available))/.test(
        said,
      ),
    title: 'New Connected Apps can no longer be made',
    cause: 'Since Spring ’26 new Connected Apps cannot be created.',
    fix: ['Create an External Client App instead.'],
    setup: 'Setup → App Manager → New External Client App',
    page: 'appManager',
    proof: 'The new app stands in External Client App Manager.',
    certainty: 'certain',
    links: [help('005228017'), issue('restforce/restforce', 945)],
  },
];
