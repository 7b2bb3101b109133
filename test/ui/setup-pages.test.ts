import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PRACTICE_IN_PAGE, readLoginUrl } from '../../src/core/org.ts';
import { quickFind, SETUP_PAGES, setupUrl } from '../../src/ui/state/setup-pages.ts';
import type { SetupPageName } from '../../src/ui/state/setup-pages.ts';
import { amount } from '../_tools.ts';

const NAMES = Object.keys(SETUP_PAGES) as SetupPageName[];
const label = fc.stringMatching(/^[a-z][a-z0-9]{0,20}$/);
const suffix = fc.constantFrom(
  ...['.my.salesforce.com', '.sandbox.my.salesforce.com', '.develop.my.salesforce.com'],
  ...['.scratch.my.salesforce.com', '.my.salesforce.mil', '.my.sfcrmproducts.cn'],
);

test('every deep link is https, at the host of the org’s own login URL, and nowhere else', () => {
  fc.assert(
    fc.property(label, suffix, fc.constantFrom(...NAMES), (name, end, page) => {
      const org = readLoginUrl(`${name}${end}`);
      const url = new URL(setupUrl(org, page) ?? '');
      expect([url.origin, url.pathname]).toEqual([
        new URL(org.loginUrl).origin,
        SETUP_PAGES[page].path,
      ]);
    }),
    { numRuns: amount('deep links', 200, 5_000) },
  );
});

test('an address copied from a page of the org leads to the same Setup', () => {
  const typed = readLoginUrl('https://acme--uat.sandbox.lightning.force.com/lightning/page/home');
  expect(setupUrl(typed, 'cors')).toBe(
    'https://acme--uat.sandbox.my.salesforce.com/lightning/setup/CorsWhitelistEntries/home',
  );
});

test.each([
  'https://login.salesforce.com',
  'https://test.salesforce.com',
  'https://acme.my.site.com/partners',
  PRACTICE_IN_PAGE,
])('%s has no Setup to lead to', (address) => {
  const org = readLoginUrl(address, { practice: PRACTICE_IN_PAGE });
  for (const name of NAMES) expect(setupUrl(org, name)).toBeNull();
});

test('no org, no deep link', () => {
  expect(setupUrl(null, 'home')).toBeNull();
});

test('what to enter in Quick Find names the page, unless the link leads to Quick Find only', () => {
  const home = SETUP_PAGES.home.path;
  for (const name of NAMES.filter((name) => name === 'home' || SETUP_PAGES[name].path !== home)) {
    expect(SETUP_PAGES[name].title.toLowerCase()).toContain(quickFind(name).toLowerCase());
  }
});
