import { expect, test } from 'vitest';
import { guideProgress, phasesFor, type Tick } from '../../src/ui/state/app-guide.ts';
import { WANTS } from '../../src/ui/state/guide-choices.ts';
import { readMarks } from '../../src/ui/state/marks.ts';
import { LABELS } from '../../src/ui/state/setup-labels.ts';
import { SETUP_PAGES, quickFind } from '../../src/ui/state/setup-pages.ts';
import { labelsOf, legendOf } from '../../src/ui/state/setup-screen.ts';
import { SETUP_SCREENS } from '../../src/ui/state/setup-screens.ts';

const TICKS = phasesFor(WANTS).flatMap(({ ticks }) => ticks);
const KNOWN: readonly string[] = Object.values(LABELS);

const marked = (text: string, mark: 'label' | 'typed') =>
  readMarks(text).flatMap((part) => (part.mark === mark ? part.text : []));
const textsOf = ({ text, forAdmin, more, also }: Tick) =>
  [text, forAdmin, more, ...Object.values(also ?? {})].filter((one) => one !== undefined);

test('the ticks are named A1 to D3, each once, and each has a screen', () => {
  expect(TICKS.map(({ id }) => id)).toEqual([
    ...['A1', 'A2', 'A3', 'A4', 'A5', 'A6', 'A7', 'A8'],
    ...['B1', 'B2', 'B3', 'B4', 'C1', 'C2', 'C3', 'D1', 'D2', 'D3'],
  ]);
  expect(Object.keys(SETUP_SCREENS).sort()).toEqual(TICKS.map(({ id }) => id).sort());
  expect(new Set(TICKS.map(({ text }) => text)).size).toBe(TICKS.length);
});

test.each(TICKS)('$id marks only exact labels of Setup, and its screen shows them', (tick) => {
  for (const text of textsOf(tick)) {
    for (const label of marked(text, 'label')) expect(KNOWN).toContain(label);
  }
  const screen = SETUP_SCREENS[tick.id];
  if (!screen) throw new TypeError(tick.id);
  expect(labelsOf(screen)).toEqual(expect.arrayContaining(marked(tick.text, 'label')));
});

test.each(Object.entries(SETUP_SCREENS))('the drawing of %s is made of the table', (_, screen) => {
  const labels = labelsOf(screen);
  for (const label of labels) expect(KNOWN).toContain(label);
  expect(legendOf(screen).length).toBeGreaterThan(0);
  for (const text of legendOf(screen)) {
    expect(labels).toEqual(expect.arrayContaining(marked(text, 'label')));
    expect(text).toMatch(/\.$/);
  }
});

test('every label of the table is used', () => {
  const used = new Set([
    ...Object.values(SETUP_SCREENS).flatMap(labelsOf),
    ...TICKS.flatMap((tick) => textsOf(tick).flatMap((text) => marked(text, 'label'))),
  ]);
  expect(KNOWN.filter((label) => !used.has(label))).toEqual([]);
});

// As Salesforce's guide and help print them: copied from there, not from the table.
test.each([
  ['A1', ['App Manager', 'New External Client App']],
  ['A2', ['Basic Information', 'Distribution State', 'Local']],
  ['A3', ['API (Enable OAuth Settings)', 'Enable OAuth']],
  ['A4', ['Callback URL']],
  [
    'A5',
    [
      'OAuth Scopes',
      'Manage user data via APIs (api)',
      'Manage user data via Web browsers (web)',
      'Perform requests at any time (refresh_token, offline_access)',
    ],
  ],
  ['A6', ['Flow Enablement', 'Enable JWT Bearer Flow', 'Upload Files']],
  ['A7', ['Issue JSON Web Token (JWT)-based access tokens for named users']],
  ['A8', ['Create']],
  ['B1', ['Policies', 'Permitted Users', 'Admin approved users are pre-authorized']],
  ['B2', ['Confirm permitted user policy', 'OK']],
  ['B3', ['App Policies', 'Select Profiles', 'Select Permission Sets']],
  ['B4', ['Save']],
  ['C1', ['Settings', 'OAuth Settings', 'Consumer Key and Secret']],
  [
    'D2',
    ['Cross-Origin Resource Sharing (CORS) Policy Settings', 'Enable CORS for OAuth endpoints'],
  ],
  ['D3', ['Allowed Origins List', 'New', 'Origin URL Pattern']],
])('%s says what Salesforce’s own pages say', (id, labels) => {
  const tick = TICKS.find((one) => one.id === id);
  expect(marked(tick?.text ?? '', 'label')).toEqual(expect.arrayContaining(labels));
});

test('what is typed into Quick Find is what its page is found by', () => {
  const typing = TICKS.filter(({ text }) => marked(text, 'typed').length > 0);
  expect(typing.map(({ id }) => id)).toEqual(['A1', 'D1']);
  for (const { text, page } of typing) {
    expect(marked(text, 'typed')).toEqual([page && quickFind(page)]);
  }
  for (const { id, page } of TICKS.filter((tick) => tick.page)) {
    const screen = SETUP_SCREENS[id];
    expect(screen?.find.label, id).toBe(page && quickFind(page));
    expect(screen?.item.label, id).toBe(page && SETUP_PAGES[page].title);
  }
});

test('calling from the page adds its own ticks, which are kept and not counted without it', () => {
  expect(guideProgress({ ticks: [], wants: [] })).toMatchObject({ total: 15, ticked: 0 });
  const ticks = [...TICKS.map(({ id }) => id)].filter((id) => id !== 'D3');
  expect(guideProgress({ ticks, wants: ['page'] })).toMatchObject({
    total: 18,
    ticked: 17,
    next: { id: 'D3' },
  });
  const without = guideProgress({ ticks, wants: ['scratch', 'open'] });
  expect(without).toEqual({ total: 15, ticked: 15, next: undefined });
});

test('a tick that is not of the guide counts for nothing', () => {
  expect(guideProgress({ ticks: ['Z9', '', 'a1'], wants: [] }).ticked).toBe(0);
});
