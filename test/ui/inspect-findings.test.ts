import { expect, test } from 'vitest';
import type { Finding } from '../../src/doctor/finding.ts';
import {
  countFindings,
  countThings,
  labelsOf,
  sortedFindings,
} from '../../src/ui/state/inspect-findings.ts';

function finding(given: Partial<Finding>): Finding {
  const plain = { why: '', evidence: [], fix: [], severity: 'note', certainty: 'certain' } as const;
  return { code: 'a/b', title: 'A title', ...plain, ...given };
}

test('what stops the login stands first, and of that what is surest', () => {
  const codes = [
    ['fine', 'good', 'certain'],
    ['maybe', 'fault', 'possible'],
    ['soon', 'risk', 'certain'],
    ['sure', 'fault', 'certain'],
    ['by the way', 'note', 'certain'],
  ] as const;
  const found = codes.map(([code, severity, certainty]) => ({
    finding: finding({ code, severity, certainty }),
    about: '',
  }));
  expect(sortedFindings(found).map((one) => one.finding.code)).toEqual([
    'sure',
    'maybe',
    'soon',
    'by the way',
    'fine',
  ]);
});

test('of two causes that are as grave and as sure, the better one stays first', () => {
  const found = ['first', 'second'].map((code) => ({ finding: finding({ code }), about: '' }));
  expect(sortedFindings(found)).toEqual(found);
});

test('what is said of one thing twice stands once, and of two things twice', () => {
  const said = (about: string, text: string) => ({
    finding: finding({ evidence: [{ text }] }),
    about,
  });
  const found = [said('a.crt', 'x'), said('a.crt', 'x'), said('b.crt', 'x'), said('a.crt', 'y')];
  expect(sortedFindings(found).map(({ about }) => about)).toEqual(['a.crt', 'b.crt', 'a.crt']);
});

test.each<[Finding['severity'][], string]>([
  [['fault'], 'One error'],
  [['note', 'fault', 'fault', 'good'], 'Two errors, one note and one thing that is fine'],
  [Array<Finding['severity']>(13).fill('risk'), '13 warnings'],
  [['good', 'good'], 'Two things that are fine'],
])('%j are counted in words', (severities, words) => {
  const found = severities.map((severity) => ({ finding: finding({ severity }), about: '' }));
  expect(countFindings(found)).toBe(words);
});

test('causes of which one is right are not counted as so many errors', () => {
  const sure = ['certain', 'likely', 'possible'] as const;
  const found = sure.map((certainty) => ({
    finding: finding({ severity: 'fault', certainty, proof: 'The next try gives a token.' }),
    about: '',
  }));
  expect(countFindings(found)).toBe('One error and two possible causes');
  const unsure = finding({ severity: 'fault', certainty: 'likely' });
  expect(countFindings([{ finding: unsure }])).toBe('One error');
});

test.each([
  [1, 'One thing'],
  [3, 'Three things'],
  [40, '40 things'],
])('%i are counted as %s', (count, words) => {
  expect(countThings(count)).toBe(words);
});

test('things of one file are told apart by a number, and only they', () => {
  const from = ['chain.pem', 'server.key', 'chain.pem', ''];
  expect(labelsOf(from.map((one) => ({ from: one })))).toEqual([
    'chain.pem, part 1',
    'server.key',
    'chain.pem, part 2',
    'the text',
  ]);
});
