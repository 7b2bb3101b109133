/** What each tick of the guide looks like in Setup. */
import { LABELS as L } from './setup-labels.ts';
import type { Part, SetupScreen } from './setup-screen.ts';

const APP_MANAGER = { find: { label: 'app man' }, item: { label: L.appManager } };
const CLIENT_APPS = { find: { label: L.clientApps }, item: { label: L.clientApps } };
const CORS = { find: { label: L.cors }, item: { label: L.cors } };
const BARS: Part = { kind: 'bars' };

/** The form "New External Client App" with its sections as far as they are reached. */
function form(
  reached: 'basic' | 'api' | 'later',
  parts: readonly Part[],
  foot: SetupScreen['foot'] = { label: L.create },
): SetupScreen {
  const basic = reached === 'basic' ? 'open' : 'done';
  const api = reached === 'basic' ? 'closed' : reached === 'api' ? 'open' : 'done';
  const head: Part = { kind: 'section', label: L.basic, state: basic };
  const next: Part = { kind: 'section', label: L.api, state: api };
  return {
    ...APP_MANAGER,
    title: L.newApp,
    parts: reached === 'basic' ? [head, ...parts, next] : [head, next, ...parts],
    foot,
  };
}

/** The app's own page, on one of its tabs. */
function appPage(tab: 0 | 1, parts: readonly Part[], does?: string): SetupScreen {
  const tabs: Part = { kind: 'tabs', labels: [L.settings, L.policies], at: tab };
  return { ...CLIENT_APPS, title: '{appName}', parts: [does ? { ...tabs, does } : tabs, ...parts] };
}

const ENABLED: Part = { kind: 'box', label: L.enableOauth, on: true };

export const SETUP_SCREENS: Readonly<Record<string, SetupScreen>> = {
  A1: {
    title: L.appManager,
    find: { label: 'app man', does: 'Enter it in Quick Find.' },
    item: { label: L.appManager, does: `Press **${L.appManager}** in the menu.` },
    parts: [
      { kind: 'button', label: L.newApp, does: `Press **${L.newApp}**, above the list of apps.` },
      BARS,
      BARS,
    ],
  },
  A2: form('basic', [
    { kind: 'field', label: L.appName, value: '{appName}', does: 'Any name: this one is yours.' },
    { kind: 'field', label: L.apiName, value: '{apiName}', does: 'Salesforce may fill it in.' },
    { kind: 'field', label: L.email, value: '{email}', does: 'An address that somebody reads.' },
    {
      kind: 'field',
      label: L.distribution,
      value: L.local,
      select: true,
      does: `Leave it at **${L.local}**: the app is for this org.`,
    },
  ]),
  A3: form('api', [
    {
      kind: 'box',
      label: L.enableOauth,
      on: true,
      does: `Tick **${L.enableOauth}**: the fields of the next ticks appear.`,
    },
  ]),
  A4: form('api', [
    ENABLED,
    { kind: 'field', label: L.callback, value: '{callback}', does: 'Paste it, letter for letter.' },
    { kind: 'picks', label: L.scopes, values: null },
  ]),
  A5: form('api', [
    ENABLED,
    { kind: 'field', label: L.callback, value: null },
    {
      kind: 'picks',
      label: L.scopes,
      values: [L.scopeApi, L.scopeWeb, L.scopeRefresh],
      does: 'Select each on the left and move it to the right.',
    },
  ]),
  A6: form('api', [
    ENABLED,
    { kind: 'heading', label: L.flow },
    {
      kind: 'box',
      label: L.jwtFlow,
      on: true,
      does: `Tick **${L.jwtFlow}**. The other flows stay off.`,
    },
    {
      kind: 'button',
      label: L.upload,
      aside: 'server.crt',
      does: `Press **${L.upload}** and choose server.crt, never server.key.`,
    },
  ]),
  A7: form('api', [
    ENABLED,
    { kind: 'heading', label: L.security },
    { kind: 'box', label: '', on: true },
    { kind: 'box', label: L.jwtTokens, on: false, does: 'Leave it off.' },
  ]),
  A8: form('later', [BARS], { label: L.create, does: `Press **${L.create}**, at the foot.` }),

  B1: appPage(
    1,
    [
      { kind: 'button', label: L.edit, does: `Press **${L.edit}**.` },
      { kind: 'heading', label: L.oauthPolicies },
      {
        kind: 'field',
        label: L.permitted,
        value: L.preAuthorized,
        select: true,
        does: `Choose **${L.preAuthorized}**.`,
      },
    ],
    `Open the tab **${L.policies}**.`,
  ),
  B2: {
    ...CLIENT_APPS,
    title: L.confirm,
    dialog: true,
    parts: [BARS],
    foot: { label: L.ok, does: `Press **${L.ok}**.` },
  },
  B3: appPage(1, [
    { kind: 'heading', label: L.appPolicies },
    {
      kind: 'button',
      label: L.selectSets,
      does: 'The permission set made for the pipeline, if there is one.',
    },
    { kind: 'button', label: L.selectProfiles, does: 'Or the user’s profile.' },
    BARS,
  ]),
  B4: {
    ...appPage(1, [{ kind: 'heading', label: L.appPolicies }, BARS]),
    foot: { label: L.save, does: `Press **${L.save}**, or nothing was changed.` },
  },

  C1: appPage(
    0,
    [
      { kind: 'section', label: L.oauthSettings, state: 'open' },
      { kind: 'button', label: L.keyAndSecret, does: `Press **${L.keyAndSecret}**.` },
    ],
    `Open the tab **${L.settings}**.`,
  ),
  C2: {
    ...CLIENT_APPS,
    title: L.verify,
    dialog: true,
    parts: [
      BARS,
      { kind: 'field', label: L.code, value: '', does: 'Enter the code, often sent by e-mail.' },
    ],
  },
  C3: {
    ...CLIENT_APPS,
    title: L.keyAndSecret,
    parts: [
      { kind: 'field', label: L.consumerKey, value: '3MVG9…', does: 'Copy it whole.' },
      { kind: 'field', label: L.consumerSecret, value: null },
    ],
  },

  D1: {
    title: L.cors,
    find: { label: L.cors, does: 'Enter it in Quick Find.' },
    item: { label: L.cors, does: `Press **${L.cors}** in the menu.` },
    parts: [BARS, BARS],
  },
  D2: {
    ...CORS,
    title: L.cors,
    parts: [
      { kind: 'heading', label: L.corsPolicy },
      { kind: 'button', label: L.edit, does: `Press **${L.edit}**.` },
      { kind: 'box', label: L.enableCors, on: true, does: `Tick **${L.enableCors}**.` },
    ],
    foot: { label: L.save, does: `Press **${L.save}**.` },
  },
  D3: {
    ...CORS,
    title: L.cors,
    parts: [
      { kind: 'heading', label: L.origins },
      { kind: 'button', label: L.new, does: `Press **${L.new}**.` },
      {
        kind: 'field',
        label: L.pattern,
        value: '{origin}',
        does: 'Paste it: no path, and no slash at its end.',
      },
    ],
    foot: { label: L.save, does: `Press **${L.save}**.` },
  },
};
