import { expect, test } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { askedWith, type Connection } from '../../src/ui/state/connections.svelte.ts';
import { whenText } from '../../src/ui/state/dates.ts';
import { readDetails } from '../../src/ui/state/details.ts';
import { begin } from '../../src/ui/state/repair.ts';
import { progressOf } from '../../src/ui/state/progress.ts';
import {
  answerOf,
  needOf,
  needsYou,
  situationOf,
  standingOf,
} from '../../src/ui/state/standing.ts';
import { COMPLETE, connection, keySet, NOW, PRACTICE } from './_connection.ts';

const token = {
  accessToken: 'x',
  instanceUrl: 'https://acme.my.salesforce.com',
  tokenType: 'Bearer',
  receivedAt: NOW,
  fields: {},
};

function made(given: Partial<Connection>, answer: object | null = null) {
  const plain = connection({ ...COMPLETE, ...given });
  const asked = { at: NOW, seconds: 1, askedWith: askedWith(plain) };
  return answer ? ({ ...plain, answer: { ...asked, ...answer } } as Connection) : plain;
}

function standing(given: Partial<Connection>, answer: object | null = null) {
  const one = made(given, answer);
  const details = readDetails(one, PRACTICE);
  const practice = details.org?.kind === 'practice';
  return standingOf(one, progressOf(one, details, NOW), { practice, now: NOW });
}

function situation(given: Partial<Connection>, answer: object | null = null) {
  const one = made(given, answer);
  return situationOf(one, answerOf(one), NOW);
}

const refused = new AppError('exchange/refused', 'refused', {
  cause: { error: 'invalid_grant', description: 'no', status: 400 },
});

test.each([
  ['ran out', keySet(-12), { token }, 'danger', 'Renew it', 'rotate'],
  ['was refused', keySet(365), { error: refused }, 'danger', 'See what to do', 'token'],
  ['runs out soon', keySet(9), { token }, 'warn', 'Renew it', 'rotate'],
  ['lacks its app', keySet(365), null, 'pen', 'Go on', 'app'],
] as const)(
  'a connection that %s needs you, and says where',
  (_, current, answer, tone, text, step) => {
    expect(standing({ current }, answer)).toMatchObject({ tone, action: { text, step } });
    expect(needsYou(situation({ current }, answer))).toBe(true);
  },
);

test('a connection in repair says so before anything else that is wrong with it', () => {
  const repairing = (current: Connection['current']) => {
    const one = made({ ...(current && { current }) });
    return standing({ ...one, ...begin(one, 'vault', NOW) }, { error: refused });
  };
  const action = { text: 'Go on repairing', step: 'refreshed' };
  expect(repairing(keySet(365)).action).toEqual(action);
  expect(repairing(keySet(-12)).action).toEqual(action);
});

test('a connection with a token works, and one to the practice org says that it is practice', () => {
  const works = standing({ current: keySet(365) }, { token });
  expect(works).toMatchObject({ tone: 'ok', word: 'Works.' });
  const practice = standing({ loginUrl: PRACTICE, current: keySet(365) }, { token });
  expect(practice).toMatchObject({ tone: 'ink', word: 'Practice.' });
  expect(needsYou(situation({ current: keySet(365) }, { token }))).toBe(false);
});

test('a refusal is told in its own words', () => {
  expect(standing({ current: keySet(365) }, { error: refused }).detail).toBe('invalid_grant: no');
});

test('a certificate that is not valid yet says from when', () => {
  const set = keySet(365);
  if (set.certificate) set.certificate.notBefore = NOW + 86_400_000;
  expect(standing({ current: set })).toMatchObject({
    word: 'Certificate not valid yet.',
    detail: 'It begins on 22 November 2026.',
  });
});

test('a request that was cancelled changes nothing', () => {
  const cancelled = new AppError('exchange/cancelled', 'cancelled before an answer came');
  expect(standing({ current: keySet(365) }, { error: cancelled }).tone).toBe('pen');
});

test('what needs you most stands first, and practice last', () => {
  const all: [name: string, need: number][] = [
    ['practice', needOf(situation({ current: keySet(365) }, { token }), true)],
    ['works', needOf(situation({ current: keySet(365) }, { token }), false)],
    ['begun', needOf(situation({}), false)],
    ['soon', needOf(situation({ current: keySet(9) }), false)],
    ['over', needOf(situation({ current: keySet(-1) }), true)],
  ];
  expect(all.sort(([, a], [, b]) => a - b).map(([name]) => name)).toEqual([
    'over',
    'soon',
    'begun',
    'works',
    'practice',
  ]);
});

test('an answer to other details counts for nothing', () => {
  const one = made({ current: keySet(365) }, { token });
  expect(answerOf(one)).toBe(one.answer);
  expect(answerOf({ ...one, username: 'another@acme.example' })).toBeUndefined();
});

test('nor does what came before a sandbox was refreshed, as long as it is being repaired', () => {
  const one = made({ current: keySet(365) }, { token });
  const before = one.answer?.at ?? NaN;
  expect(answerOf({ ...one, ...begin(one, 'vault', before) })).toBe(one.answer);
  expect(answerOf({ ...one, ...begin(one, 'vault', before + 1) })).toBeUndefined();
});

test.each([
  [NOW - 60_000, 'today, 14:01 UTC'],
  [NOW - 86_400_000, 'yesterday, 14:02 UTC'],
  [NOW - 5 * 86_400_000, 'on 16 Nov 2026'],
])('a moment is told as people tell it', (at, text) => {
  expect(whenText(at, NOW)).toBe(text);
});
