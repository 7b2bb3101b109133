import { expect, test } from 'vitest';
import { plainGroup, recoveryHtml, recoverySheet } from '../../src/ui/state/recovery-sheet.ts';

const KEY = '0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV-WXYZ-0123-4567-89AB-CDEF-GHJK-MNPQ';
const SITE = 'https://keys.example/<app>&"1"/';
const sheet = recoverySheet(KEY, SITE, Date.UTC(2026, 10, 22, 14));

test('the sheet has the whole key in its order, the site and the day', () => {
  expect(sheet.groups.join('-')).toBe(KEY);
  expect(sheet.facts).toEqual([
    { name: 'Opens', value: `the vault at ${SITE}` },
    { name: 'Made on', value: '22 November 2026' },
  ]);
});

test('the file says what the sheet says, needs nothing else, and takes no markup from the address', () => {
  const html = recoveryHtml(sheet);
  const text = html
    .replace(/<style>.*<\/style>/s, '')
    .replace(/<[^>]*>/g, '\n')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
  const said = [sheet.title, sheet.about, ...sheet.groups, ...sheet.use, ...sheet.keep];
  for (const one of said) expect(text).toContain(one);
  expect(html).not.toContain('<app>');
  expect(html).not.toMatch(/<script|<link|<img|src=|url\(|href=/);
});

test.each([
  ['mnpq', 'MNPQ'],
  [' M N-P Q ', 'MNPQ'],
  ['oOiIlL', '001111'],
])('a group typed as %o is read as %s', (typed, group) => {
  expect(plainGroup(typed)).toBe(group);
});
