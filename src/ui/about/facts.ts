/** What the about page tells, as tables: heads, then rows whose first cell names them. */
import { help } from '../../doctor/links.ts';

export interface Table {
  heads: readonly string[];
  rows: readonly (readonly string[])[];
}

/** core/token.ts, core/session.ts, core/assertion.ts and the meter are the source: each row is one that they count. */
export const LEAVES: Table = {
  heads: ['What', 'To whom', 'When'],
  rows: [
    [
      'The assertion',
      'The token endpoint of the org you entered, straight or through the proxy you picked.',
      'When you press for a token. Once, or up to three times where its audience may be why it was refused.',
    ],
    [
      'The access token',
      'The org that issued it and no other, through the proxy if you picked one.',
      'When you press Who am I, Open the org or Revoke: once for each press.',
    ],
    [
      'An authorization code, and the consumer secret where the app requires it',
      'The token endpoint of the org you entered, straight.',
      'When you complete an approval. The token that comes asks once whose it is, and is dropped.',
    ],
    [
      'A one-time link into the org',
      'The same org, in a new tab.',
      'When you press Open the org with a proxy picked.',
    ],
    [
      'A request for the org’s public sign-in document (well-known)',
      'The same host. Nothing of yours goes with it.',
      'After an answer that the page could not read, to tell a wrong address from a closed door, and when you press Ask for the sign-in document.',
    ],
    [
      'A request for the time, without content',
      'The host this page is from, or the proxy you picked.',
      'When you press Check connection.',
    ],
    [
      'Certificate, consumer key, username and switches of a practice connection',
      'The practice org on your own machine. Where it runs inside this page, nothing leaves.',
      'Before an assertion goes there, and once you changed a switch. The page says so as it happens.',
    ],
  ],
};

/** Lifetimes: help remoteaccess_oauth_jwt_flow; local apps in sandboxes: help external_client_apps. */
export const COMPONENTS: Table = {
  heads: ['What', 'Made by', 'Where', 'Who may see it', 'How long it lives'],
  rows: [
    [
      'Private key',
      'Keybearer, or you, if you import one',
      'In this tab, in a worker without network',
      'You and your pipeline’s secret store. Salesforce never asks for it.',
      'As long as you trust it. Here, until the tab closes, or encrypted in the vault.',
    ],
    [
      'Certificate',
      'Keybearer, out of the key, signed by it',
      'In this tab; you upload it to the app',
      'Everyone: it holds no secret',
      'The days you choose: 365, unless you say otherwise',
    ],
    [
      'External Client App',
      'You, or an admin',
      'In Setup of your org',
      'Admins. Its consumer key goes to the pipeline too.',
      'Until deleted. A local one is not copied when a sandbox is made or refreshed.',
    ],
    [
      'Assertion',
      'Keybearer here, your pipeline later; signed with the key',
      'In this tab, anew for each login',
      'The token endpoint, and a proxy if you pick one. It logs in: treat it as a password.',
      'Three minutes, unless you set another time; five at most',
    ],
    [
      'Access token',
      'Salesforce',
      'At the token endpoint; it comes back to this tab',
      'You and your pipeline. Whoever holds it is that user.',
      'The session timeout, two hours unless the org sets another. No refresh token comes with it.',
    ],
  ],
};

/**
 * Help: remoteaccess_oauth_jwt_flow, …_web_server_flow, …_device_flow,
 * remoteaccess_disable_username_password_flow_ca; no password grant for an External Client App:
 * connected_apps_and_external_client_apps_features.
 */
export const FLOWS: Table = {
  heads: ['Flow', 'Who logs in', 'What a pipeline must keep', 'What you need', 'When to use it'],
  rows: [
    [
      'JWT bearer',
      'The user whom the assertion names. Nobody has to be there.',
      'The private key, the consumer key and the username. No password, no secret of Salesforce’s.',
      'An app with your certificate, and the user approved for it',
      'Pipelines and servers that always act as one user',
    ],
    [
      'Web server',
      'A person, on Salesforce’s own login page',
      'A refresh token and the consumer key, often the consumer secret',
      'An app with a callback URL that your server answers',
      'Web applications in which everyone logs in as themselves',
    ],
    [
      'Device',
      'A person, who types a code on another device',
      'A refresh token and the consumer key',
      'An app with the device flow enabled, and that person at the first login',
      'Tools and appliances without a browser of their own',
    ],
    [
      'Username and password',
      'The user whose password you keep. Nobody has to be there.',
      'Username, password, often a security token, consumer key and consumer secret',
      'An older Connected App: External Client Apps have no such flow. Orgs made since Summer ’23 block it unless an admin allows it.',
      'Not for anything new',
    ],
  ],
};

/** Rights: help preauth_user_app_access_through_eca; session level: DX guide, sfdx_dev_auth_jwt_flow. */
export const NEEDS: Table = {
  heads: ['You need', 'Which one'],
  rows: [
    ['An org', 'Production, sandbox or Developer Edition, and its My Domain address.'],
    [
      'Someone who may create External Client Apps',
      'You or an admin, with the permission **Create, edit, and delete External Client Apps**, and for the policies **View all External Client Apps, view their settings, and edit their policies**.',
    ],
    [
      'A user for the pipeline',
      'Best a dedicated integration user with no more rights than the pipeline needs. If logging in takes a high-assurance session, this flow cannot log that user in.',
    ],
    ['Its username', 'Not its e-mail address. In a sandbox it usually ends in the sandbox’s name.'],
    ['Ten minutes', 'In Setup. A new app may take some minutes more before every server knows it.'],
  ],
};

export const LINKS: readonly (readonly [title: string, href: string, about: string])[] = [
  ['RFC 7523', 'https://www.rfc-editor.org/rfc/rfc7523', 'JWT bearer: the exchange itself'],
  [
    'RFC 7519',
    'https://www.rfc-editor.org/rfc/rfc7519',
    'JSON Web Token: claims and their meaning',
  ],
  ['RFC 5280', 'https://www.rfc-editor.org/rfc/rfc5280', 'X.509: the certificate'],
  [
    'Salesforce Help: JWT bearer flow',
    help('xcloud.remoteaccess_oauth_jwt_flow'),
    'what Salesforce accepts and answers',
  ],
  [
    'Salesforce Help: CORS for OAuth endpoints',
    help('xcloud.remoteaccess_oauth_endpoints_cors'),
    'what lets a page read the token endpoint’s answer',
  ],
];
