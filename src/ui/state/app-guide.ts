/**
 * The External Client App guide as data: labels as Salesforce's own guide gives them (DX guide,
 * sfdx_dev_auth_eca, Summer '26; help: preauth_user_app_access_through_eca). Text, ticks and tests
 * read this one table. `**` marks an exact label of Setup, a backtick what is typed as it stands.
 */
import type { Org } from '../../core/org.ts';

export const CALLBACK_URL = 'http://localhost:1717/OauthRedirect';

export interface Tick {
  id: string;
  text: string;
  /** For "Still to do". */
  short: string;
  /** A detail under the text. */
  more?: string;
}

export interface Phase {
  id: 'A' | 'B' | 'C';
  does: string;
  ticks: readonly Tick[];
}

const phases: readonly Phase[] = [
  {
    id: 'A',
    does: 'create the app',
    ticks: [
      {
        id: 'A1',
        text: 'In Setup, enter `app man` in Quick Find, open **App Manager** and press **New External Client App**',
        short: 'open a new External Client App',
        more: 'In some orgs the button stands on **External Client App Manager**.',
      },
      {
        id: 'A2',
        text: 'Under **Basic Information**, enter name, API name and contact e-mail; leave **Distribution State** at Local',
        short: 'fill in Basic Information',
      },
      {
        id: 'A3',
        text: 'Under **API (Enable OAuth Settings)**, tick **Enable OAuth**',
        short: 'tick Enable OAuth',
      },
      {
        id: 'A4',
        text: 'Paste the **Callback URL**',
        short: 'paste the Callback URL',
        more: 'This login does not use it, but Salesforce asks for one, and the CLI expects this one.',
      },
      {
        id: 'A5',
        text: 'Move three **OAuth Scopes** to the right: **Manage user data via APIs (api)**, **Manage user data via Web browsers (web)**, **Perform requests at any time (refresh_token, offline_access)**',
        short: 'choose three OAuth Scopes',
      },
      {
        id: 'A6',
        text: 'Under **Flow Enablement**, tick **Enable JWT Bearer Flow** and upload server.crt',
        short: 'enable the flow, upload server.crt',
      },
      {
        id: 'A7',
        text: 'Under **Security**, leave PKCE as it is and leave **Issue JSON Web Token (JWT)-based access tokens for named users** off',
        short: 'leave JWT-based access tokens off',
      },
      { id: 'A8', text: 'Press **Create**', short: 'press Create' },
    ],
  },
  {
    id: 'B',
    does: 'approve the user',
    ticks: [
      {
        id: 'B1',
        text: 'On the **Policies** tab press **Edit**; set **Permitted Users** to “Admin approved users are pre-authorized”, and confirm',
        short: 'set Permitted Users',
      },
      {
        id: 'B2',
        text: 'Under **App Policies**, select a profile or permission set that the user has',
        short: 'select a profile or permission set',
      },
      { id: 'B3', text: 'Press **Save**', short: 'press Save' },
    ],
  },
  {
    id: 'C',
    does: 'bring back the key',
    ticks: [
      {
        id: 'C1',
        text: 'On the **Settings** tab, under **OAuth Settings**, press **Consumer Key and Secret**; Salesforce asks who you are',
        short: 'open Consumer Key and Secret',
      },
      {
        id: 'C2',
        text: 'Copy the **consumer key** and enter it in step 3; the secret is not needed',
        short: 'copy the consumer key',
      },
    ],
  },
];

export const PHASES = {
  phases,
  total: phases.reduce((sum, phase) => sum + phase.ticks.length, 0),
} as const;

/** The whole guide as plain text with its exact values, for somebody else to work through. */
export function guideText({ org, username }: { org: Org | null; username: string }): string {
  const plain = (text: string) => text.replace(/\*\*|`/g, '"');
  const lines = [
    'Salesforce Setup for a login with a certificate (OAuth 2.0 JWT bearer flow)',
    '',
    ...(org ? [`Org: ${org.loginUrl}`] : []),
    ...(username ? [`User who logs in: ${username}`] : []),
    `Callback URL: ${CALLBACK_URL}`,
    'Certificate: server.crt, sent with this list; it is no secret',
    'To send back: the consumer key',
  ];
  for (const { id, does, ticks } of phases) {
    lines.push('', `Phase ${id}: ${does}`);
    for (const { id: mark, text, more } of ticks) {
      lines.push(`[ ] ${mark} ${plain(text)}`);
      if (more) lines.push(`       ${plain(more)}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

export function tickCount(ticks: readonly string[]): number {
  return phases.flatMap((phase) => phase.ticks).filter((tick) => ticks.includes(tick.id)).length;
}
