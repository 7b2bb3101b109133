import { expect, test } from 'vitest';
import { App } from '../../src/ui/state/app.svelte.ts';
import { askedWith, type Connection, type KeySet } from '../../src/ui/state/connections.svelte.ts';
import { bandOf, bandText } from '../../src/ui/state/dates.ts';
import { folded, ordered, wordsOf } from '../../src/ui/state/fold.ts';
import { placeAt } from '../../src/ui/state/glance.ts';
import { matching, sorted, WHOLE, type ListView } from '../../src/ui/state/list-view.ts';
import { COMPLETE, connection, keySet, NOW } from './_connection.ts';

const app = new App();
app.now = NOW;

function certified(days: number): KeySet {
  const { key, certificate } = keySet(days);
  return certificate ? { key, certificate: { ...certificate, sha256: '09:17:9E:47' } } : { key };
}

function made(name: string, given: Partial<Connection> = {}, tokenAt = 0): Connection {
  const one = connection({ ...COMPLETE, name, ...given });
  if (!tokenAt) return one;
  return { ...one, answer: { at: tokenAt, seconds: 1, askedWith: askedWith(one), spent: true } };
}

const ALL = [
  made(
    'Zürich nightly',
    { current: certified(200), loginUrl: 'https://acme.my.salesforce.com' },
    5,
  ),
  made('Acme 10', { current: certified(45) }, 9),
  made('acme 2', { current: certified(20) }),
  made('Data loader', { current: certified(-12), username: 'Loader@ACME.example' }),
  made('Łódź', {
    current: certified(6),
    loginUrl: 'https://acme-dev-ed.develop.my.salesforce.com',
  }),
  made('Practice', { loginUrl: 'https://practice.invalid', consumerKey: '3MVG9.Practice.x' }, 7),
  made('Begun', { loginUrl: '', consumerKey: '' }),
];
const PLACES = ALL.map((one) => placeAt(app, one));

function names(view: Partial<ListView>): string[] {
  const whole = { ...WHOLE, ...view };
  return matching(sorted(PLACES, whole.sort), whole).map(({ facts }) => facts.name);
}

test.each([
  ['zurich', ['Zürich nightly']],
  ['NIGHTLY zü', ['Zürich nightly']],
  ['lodz', ['Łódź']],
  ['loader@acme', ['Data loader']],
  ['acme.my.salesforce', ['Zürich nightly']],
  ['sandbox acme 2', ['acme 2']],
  ['3MVG9.Pra', ['Practice']],
  ['MVG9.Pra', []],
  ['09179e', ['Data loader', 'Łódź', 'acme 2', 'Acme 10', 'Zürich nightly']],
  ['09:17', ['Data loader', 'Łódź', 'acme 2', 'Acme 10', 'Zürich nightly']],
  ['acme nothing', []],
])('a search for %j finds %j', (search, found) => {
  expect(names({ search }).sort()).toEqual([...found].sort());
});

test.each([
  ['any', 7],
  ['fine', 1],
  ['60', 3],
  ['30', 2],
  ['14', 1],
  ['7', 1],
  ['past', 1],
  ['none', 2],
] as const)('the filter for days left %s lets %i through', (left, count) => {
  expect(names({ left })).toHaveLength(count);
});

test.each([
  ['production', ['Zürich nightly']],
  ['sandbox', ['Acme 10', 'acme 2', 'Data loader']],
  ['practice', ['Practice']],
  ['other', ['Łódź', 'Begun']],
] as const)('the filter for %s orgs lets %j through', (org, found) => {
  expect(names({ org }).sort()).toEqual([...found].sort());
});

test.each([
  ['need', ['Data loader', 'acme 2', 'Łódź', 'Begun', 'Zürich nightly', 'Acme 10', 'Practice']],
  ['name', ['acme 2', 'Acme 10', 'Begun', 'Data loader', 'Łódź', 'Practice', 'Zürich nightly']],
  ['left', ['Data loader', 'Łódź', 'acme 2', 'Acme 10', 'Zürich nightly', 'Practice', 'Begun']],
  ['token', ['Acme 10', 'Practice', 'Zürich nightly', 'acme 2', 'Data loader', 'Łódź', 'Begun']],
] as const)('sorted by %s they stand in that order', (sort, order) => {
  expect(names({ sort })).toEqual(order);
});

test('sorted by org, those of one org stand together and those without one last', () => {
  const hosts = sorted(PLACES, 'org').map(({ facts }) => facts.details.org?.host ?? '');
  expect(hosts.at(-1)).toBe('');
  const runs = hosts.filter((host, at) => host !== hosts[at - 1]);
  expect(new Set(runs).size).toBe(runs.length);
});

test.each([
  ['Zürich', 'zurich'],
  ['STRASSE Straße', 'strasse strasse'],
  ['ＡＢＣ', 'abc'],
  ['İstanbul ı', 'istanbul i'],
  ['Ærø', 'aero'],
])('%s is folded to %s', (text, plain) => {
  expect(folded(text)).toBe(plain);
});

test('words are parted by any blank, and numbers are compared as numbers', () => {
  expect(wordsOf('  Two\twords ')).toEqual(['two', 'words']);
  expect(['b 10', 'B 9', 'a 100'].sort((a, b) => (ordered(a) < ordered(b) ? -1 : 1))).toEqual([
    'a 100',
    'B 9',
    'b 10',
  ]);
});

test.each([
  [null, 'none'],
  [-1, 'past'],
  [0, 'within 7'],
  [7, 'within 7'],
  [8, 'within 14'],
  [30, 'within 30'],
  [31, 'within 60'],
  [60, 'within 60'],
  [61, 'fine'],
])('with %s days left the word is %s', (left, word) => {
  expect(bandText(bandOf(left))).toBe(word);
});
