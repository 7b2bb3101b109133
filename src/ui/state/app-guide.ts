/**
 * The External Client App guide as data: the click path of Salesforce's own guide (DX guide,
 * sfdx_dev_auth_eca, Summer '26; help: preauth_user_app_access_through_eca). Text, drawings, sheet and
 * tests read this one table. `**` marks an exact label of Setup, a backtick what is typed as it
 * stands, `{user}` a value of the connection (guide-choices.ts).
 */
import type { GuideValues, Want } from './guide-choices.ts';
import { LABELS as L } from './setup-labels.ts';
import type { SetupPageName } from './setup-pages.ts';

export interface Tick {
  id: string;
  text: string;
  /** The same for an admin who does not see these steps. */
  forAdmin?: string;
  /** For "Still to do". */
  short: string;
  /** A detail under the text. */
  more?: string;
  /** A further detail where the connection will be used for that. */
  also?: Partial<Record<Want, string>>;
  /** The page of Setup it begins on, where it does not go on from the tick before. */
  page?: SetupPageName;
  /** What is typed there. */
  values?: readonly (keyof GuideValues)[];
}

export interface Phase {
  id: 'A' | 'B' | 'C' | 'D';
  does: string;
  ticks: readonly Tick[];
}

const ALWAYS: readonly Phase[] = [
  {
    id: 'A',
    does: 'create the app',
    ticks: [
      {
        id: 'A1',
        text: `In Setup, enter \`app man\` in Quick Find, open **${L.appManager}** and press **${L.newApp}**`,
        short: 'open a new External Client App',
        more: `In some orgs the button stands on **${L.clientApps}**.`,
        page: 'appManager',
      },
      {
        id: 'A2',
        text: `Under **${L.basic}**, enter name, API name and contact e-mail; leave **${L.distribution}** at **${L.local}**`,
        short: 'fill in Basic Information',
        values: ['appName', 'apiName', 'email'],
      },
      {
        id: 'A3',
        text: `Under **${L.api}**, tick **${L.enableOauth}**`,
        short: 'tick Enable OAuth',
      },
      {
        id: 'A4',
        text: `Paste the **${L.callback}**`,
        short: 'paste the Callback URL',
        more: 'This login does not use it, but Salesforce asks for one, and the CLI expects this one.',
        also: { scratch: 'The CLI makes scratch orgs only if it is exactly this one.' },
        values: ['callback'],
      },
      {
        id: 'A5',
        text: `Move three **${L.scopes}** to the right: **${L.scopeApi}**, **${L.scopeWeb}**, **${L.scopeRefresh}**`,
        short: 'choose three OAuth Scopes',
        also: { open: 'Without the scope `web` the org cannot be opened with the token.' },
      },
      {
        id: 'A6',
        text: `Under **${L.flow}**, tick **${L.jwtFlow}**, press **${L.upload}** and choose server.crt`,
        short: 'enable the flow, upload server.crt',
      },
      {
        id: 'A7',
        text: `Under **${L.security}**, leave PKCE as it is and leave **${L.jwtTokens}** off`,
        short: 'leave JWT-based access tokens off',
        also: { open: 'A token in the form of a JWT cannot open the org.' },
      },
      { id: 'A8', text: `Press **${L.create}**`, short: 'press Create' },
    ],
  },
  {
    id: 'B',
    does: 'approve the user',
    ticks: [
      {
        id: 'B1',
        text: `On the app’s **${L.policies}** tab press **${L.edit}**; under **${L.oauthPolicies}**, set **${L.permitted}** to **${L.preAuthorized}**`,
        short: 'set Permitted Users',
        page: 'clientApps',
      },
      {
        id: 'B2',
        text: `In the dialog **${L.confirm}**, press **${L.ok}**`,
        short: 'confirm the policy',
      },
      {
        id: 'B3',
        text: `Under **${L.appPolicies}**, press **${L.selectSets}** or **${L.selectProfiles}** and choose one that {user} has`,
        short: 'select a permission set or profile',
        more: 'A permission set under the licence Salesforce API Integration cannot hold an app: then take the profile, or a second set.',
        also: { open: 'An API-only user cannot open the org, whatever the app allows.' },
      },
      { id: 'B4', text: `Press **${L.save}**`, short: 'press Save' },
    ],
  },
  {
    id: 'C',
    does: 'bring back the key',
    ticks: [
      {
        id: 'C1',
        text: `On the app’s **${L.settings}** tab, under **${L.oauthSettings}**, press **${L.keyAndSecret}**`,
        short: 'open Consumer Key and Secret',
        page: 'clientApps',
      },
      {
        id: 'C2',
        text: 'Salesforce asks who you are: enter the code it sends, or confirm in the way you registered',
        short: 'pass the identity check',
      },
      {
        id: 'C3',
        text: `Copy the **${L.consumerKey}** and enter it in step 3; the secret is not needed`,
        forAdmin: `Copy the **${L.consumerKey}** and send it back; the secret is not needed`,
        short: 'copy the consumer key',
      },
    ],
  },
];

const PAGE: Phase = {
  id: 'D',
  does: 'let this page call',
  ticks: [
    {
      id: 'D1',
      text: `In Setup, enter \`CORS\` in Quick Find and open **${L.cors}**`,
      short: 'open CORS',
      more: 'In the org you log in to. It takes the permissions Modify All Data and Customize Application.',
      page: 'cors',
    },
    {
      id: 'D2',
      text: `Under **${L.corsPolicy}**, press **${L.edit}**, tick **${L.enableCors}** and press **${L.save}**`,
      short: 'enable CORS for OAuth endpoints',
    },
    {
      id: 'D3',
      text: `Under **${L.origins}**, press **${L.new}**, paste the **${L.pattern}** and press **${L.save}**`,
      short: 'allow this page’s origin',
      values: ['origin'],
    },
  ],
};

/** The phases for what a connection will be used for. */
export function phasesFor(wants: readonly Want[]): readonly Phase[] {
  return wants.includes('page') ? [...ALWAYS, PAGE] : ALWAYS;
}

export interface GuideProgress {
  total: number;
  ticked: number;
  /** The first tick that is open: the one to do now. */
  next: Tick | undefined;
}

/** How far the ticks have come. Ticks of a phase that is not asked for are kept, and not counted. */
export function guideProgress(of: {
  ticks: readonly string[];
  wants: readonly Want[];
}): GuideProgress {
  const all = phasesFor(of.wants).flatMap(({ ticks }) => ticks);
  const open = all.filter(({ id }) => !of.ticks.includes(id));
  return { total: all.length, ticked: all.length - open.length, next: open[0] };
}
