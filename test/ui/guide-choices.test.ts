import fc from 'fast-check';
import { expect, test } from 'vitest';
import { apiNameOf, fillIn, guideValues, oneLine } from '../../src/ui/state/guide-choices.ts';
import { readMarks } from '../../src/ui/state/marks.ts';
import { amount } from '../_tools.ts';
import { connection, keySet } from './_connection.ts';

const ORIGIN = 'https://keybearer.example';

test('an API name is one that Salesforce takes, whatever the name', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 90 }), (name) => {
      const made = apiNameOf(name);
      expect(made).toMatch(/^[A-Za-z][A-Za-z0-9_]*$/);
      expect(made).not.toMatch(/__|_$/);
      expect(made.length).toBeLessThanOrEqual(40);
    }),
    { numRuns: amount('API names', 200, 5_000) },
  );
});

test.each([
  ['acme uat-deploy', 'acme_uat_deploy'],
  ['Zürich é', 'Zurich_e'],
  ['7 days', 'App_7_days'],
  ['日本', 'App'],
])('the API name of "%s" is %s', (name, made) => {
  expect(apiNameOf(name)).toBe(made);
});

test('the app is called as the connection, else as the certificate, else as always', () => {
  expect(guideValues(connection({ name: ' Nightly ' }), ORIGIN).appName).toBe('Nightly');
  expect(guideValues(connection({ current: keySet(9) }), ORIGIN).appName).toBe('acme-uat-deploy');
  const subject = { ...connection().subject, commonName: '' };
  expect(guideValues(connection({ subject }), ORIGIN).appName).toBe('salesforce-jwt');
});

test.each([
  ['of the certificate', ' ops@acme.example ', 'ops@acme.example'],
  ['not known, whatever the username looks like', '', ''],
])('the contact e-mail is the one %s', (_, email, expected) => {
  const subject = { ...connection().subject, email };
  const username = 'ci@acme.example.uat';
  expect(guideValues(connection({ subject, username }), ORIGIN).email).toBe(expected);
});

test('a value stays on its line, and marks nothing in the text it is put into', () => {
  expect(oneLine(' a\r\nb\u2028c\u202ed\u0000 ')).toBe('a b c d');
  const values = guideValues(connection({ username: 'x**{origin}**`y`$&' }), ORIGIN);
  const parts = readMarks('choose **Save** for {user}, {nothing}', (part) => fillIn(part, values));
  expect(parts).toEqual([
    { text: 'choose ', mark: null },
    { text: 'Save', mark: 'label' },
    { text: ' for x**{origin}**`y`$&, {nothing}', mark: null },
  ]);
});
