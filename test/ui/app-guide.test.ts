import { expect, test } from 'vitest';
import { readLoginUrl } from '../../src/core/org.ts';
import { CALLBACK_URL, guideText, PHASES } from '../../src/ui/state/app-guide.ts';

const org = readLoginUrl('https://acme.my.salesforce.com');

test('the list for somebody else holds every tick, and the values to enter', () => {
  const text = guideText({ org, username: 'deploy@acme.example' });
  for (const { id } of PHASES.phases.flatMap(({ ticks }) => ticks)) {
    expect(text).toContain(`[ ] ${id} `);
  }
  for (const value of ['https://acme.my.salesforce.com', 'deploy@acme.example', CALLBACK_URL]) {
    expect(text).toContain(value);
  }
  expect(text).toContain('enter "app man" in Quick Find, open "App Manager"');
  expect(text).not.toMatch(/\*\*|`/);
});

test('what is not known yet is left out of the list', () => {
  expect(guideText({ org: null, username: '' })).not.toMatch(/Org:|User who logs in:/);
});
