import { expect, test } from 'vitest';
import { readLoginUrl } from '../../src/core/org.ts';
import { sandboxName, sandboxUsername } from '../../src/core/sandbox.ts';

test.each([
  ['https://acme--uat.sandbox.my.salesforce.com', 'uat'],
  ['https://acme--UAT.sandbox.lightning.force.com/lightning/page/home', 'uat'],
  ['https://acme-emea--full.sandbox.my.salesforce.com', 'full'],
  ['https://acme--uat.my.salesforce.com', 'uat'],
  ['https://acme--uat.cs42.my.salesforce.com', 'uat'],
  ['https://acme.my.salesforce.com', ''],
  ['https://acme-dev-ed.develop.my.salesforce.com', ''],
  ['https://acme--one.scratch.my.salesforce.com', ''],
  ['https://test.salesforce.com', ''],
])('the sandbox of %s is “%s”', (address, name) => {
  expect(sandboxName(readLoginUrl(address))).toBe(name);
});

const ORG = readLoginUrl('https://acme--uat.sandbox.my.salesforce.com');

test.each([
  ['deploy@acme.example', 'deploy@acme.example.uat'],
  [' deploy@acme.example ', 'deploy@acme.example.uat'],
  ['deploy@acme.example.dev', 'deploy@acme.example.dev.uat'],
  ['deploy@acme.example.uat', null],
  ['Deploy@Acme.example.UAT', null],
  ['', null],
])('%s is %s there', (username, expected) => {
  expect(sandboxUsername(username, ORG)).toBe(expected);
});

test('nothing is said of a username where the sandbox’s name is not known', () => {
  expect(sandboxUsername('a@b.c', readLoginUrl('https://acme.my.salesforce.com'))).toBeNull();
});
