import { expect, test } from 'vitest';
import { FAILURES } from '../../src/doctor/failures.ts';
import {
  areasOf,
  historyText,
  rowId,
  rowNumber,
  sourceName,
} from '../../src/ui/state/failure-rows.ts';
import { quickFind, SETUP_PAGES } from '../../src/ui/state/setup-pages.ts';

test('every row of the table of failures has a number of its own, and keeps the one it has', () => {
  expect(new Set(FAILURES.map(rowNumber)).size).toBe(FAILURES.length);
  for (const failure of FAILURES.filter(({ row }) => row !== undefined)) {
    expect(rowNumber(failure)).toMatch(new RegExp(`^${failure.row}[a-z]?$`));
  }
});

test('two sources never share a name', () => {
  const addresses = [...new Set(FAILURES.flatMap(({ links }) => links))];
  expect(new Set(addresses.map(sourceName)).size).toBe(addresses.length);
});

test.each([
  ['https://github.com/forcedotcom/cli/issues/3482', 'issue forcedotcom/cli 3482'],
  [
    'https://help.salesforce.com/s/articleView?id=xcloud.external_client_apps&type=5',
    'Salesforce Help, external client apps',
  ],
  ['https://help.salesforce.com/s/articleView?id=005132365&type=1', 'Salesforce Help, 005132365'],
  ['https://salesforce.stackexchange.com/questions/184363', 'forum question 184363'],
])('the source %s is called %s', (address, name) => {
  expect(sourceName(address)).toBe(name);
});

test('the table shows every cause once, the causes of one text together', () => {
  const areas = areasOf(FAILURES);
  const symptoms = areas.flatMap((area) => area.symptoms);
  const shown = symptoms.flatMap(({ causes }) => causes);
  expect(new Set(shown)).toEqual(new Set(FAILURES));
  expect(shown).toHaveLength(FAILURES.length);
  expect(new Set(symptoms.map(({ says }) => says)).size).toBe(symptoms.length);
  expect(symptoms.find(({ says }) => says.startsWith('user hasn'))?.causes).toHaveLength(7);
});

test('every text of a failure can be read in the table', () => {
  for (const { says, also, causes } of areasOf(FAILURES).flatMap((area) => area.symptoms)) {
    for (const text of causes.flatMap(({ texts }) => texts))
      expect([says, ...also]).toContain(text);
  }
});

test('every path through Setup leads to the page it names', () => {
  for (const { id, setup = '', page } of FAILURES) {
    if (page === undefined) continue;
    expect(setup.split(' → ')[0], id).toBe('Setup');
    expect(setup.split(' → '), id).toContain(SETUP_PAGES[page].title);
    expect(setup.toLowerCase(), id).toContain(quickFind(page).toLowerCase());
  }
});

test('rows have ids of their own that an address can hold', () => {
  const ids = FAILURES.map(({ id }) => rowId(id));
  expect(new Set(ids).size).toBe(FAILURES.length);
  for (const id of ids) expect(id).toMatch(/^row-[a-z-]+$/);
});

test.each([
  [[], 'Login History of this org should have no entry for it.'],
  [['Restricted IP'], 'Login History should say “Restricted IP”.'],
  [['a', 'b'], 'Login History should say “a” or “b”.'],
  [['a', 'b', 'c'], 'Login History should say “a”, “b” or “c”.'],
])('%j to expect in Login History: %s', (statuses, sentence) => {
  expect(historyText(statuses)).toBe(sentence);
});
