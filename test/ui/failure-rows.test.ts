import { expect, test } from 'vitest';
import { FAILURES } from '../../src/doctor/failures.ts';
import { rowNumber, sourceName } from '../../src/ui/state/failure-rows.ts';

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
