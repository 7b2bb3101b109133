import { expect, test } from 'vitest';
import { worded, type Words } from '../../src/doctor/words.ts';

const TABLE = {
  'jar/open': {
    title: 'The {what} is open',
    why: 'It has stood open for {days} days; {nobody} knows why.',
    fix: ['Close the {what}.', 'Look again.'],
    setup: 'Setup → {what}',
    links: ['https://jar.example'],
  },
  'jar/shut': { title: 'Shut', why: 'It is shut.', fix: [] },
} as const satisfies Record<string, Words>;

test('a finding gets the words of its code, with the values that its rule gives', () => {
  const finding = worded(
    TABLE,
    { code: 'jar/open', severity: 'risk', certainty: 'likely', evidence: [{ text: 'a smell' }] },
    { what: 'jar', days: 3 },
  );
  expect(finding).toEqual({
    code: 'jar/open',
    severity: 'risk',
    certainty: 'likely',
    evidence: [{ text: 'a smell' }],
    title: 'The jar is open',
    why: 'It has stood open for 3 days; {nobody} knows why.',
    fix: ['Close the jar.', 'Look again.'],
    setup: 'Setup → jar',
    links: ['https://jar.example'],
  });
});

test('what is not said to be less is certain, and nothing speaks for it but itself', () => {
  const finding = worded(TABLE, { code: 'jar/shut', severity: 'good' });
  expect(finding).toMatchObject({ certainty: 'certain', evidence: [] });
  expect(finding).not.toHaveProperty('setup');
});

test('a value that looks like a placeholder is not filled in again', () => {
  const finding = worded(
    TABLE,
    { code: 'jar/open', severity: 'note' },
    { what: '{days}', days: 3 },
  );
  expect(finding.title).toBe('The {days} is open');
});
