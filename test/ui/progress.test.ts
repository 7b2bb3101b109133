import { expect, test } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { askedWith, type Connection } from '../../src/ui/state/connections.svelte.ts';
import { readDetails } from '../../src/ui/state/details.ts';
import { progressOf } from '../../src/ui/state/progress.ts';
import { begin } from '../../src/ui/state/repair.ts';
import type { Token } from '../../src/core/token.ts';
import { COMPLETE, connection, keySet, NOW, PRACTICE } from './_connection.ts';

/** An answer to what the connection says now. */
function answered(given: Partial<Connection>, answer: { token: Token } | { error: AppError }) {
  const one = connection(given);
  return progress({
    ...given,
    answer: { at: NOW, seconds: 1, askedWith: askedWith(one), ...answer },
  });
}

function progress(given: Partial<Connection>) {
  const one = connection(given);
  return progressOf(one, readDetails(one, PRACTICE), NOW);
}

const TOKEN = {
  accessToken: 'x',
  instanceUrl: 'https://acme.my.salesforce.com',
  tokenType: 'Bearer',
  receivedAt: NOW,
  fields: {},
};

test('an empty connection begins with its key', () => {
  const { todo, steps } = progress({});
  expect(todo[0]).toMatchObject({ step: 'key', text: 'Make a key and a certificate' });
  expect(steps.key).toEqual({ done: false, word: 'No key yet' });
  expect(steps.details.word).toBe('Login URL missing');
});

test('a certificate made for a year has 365 days, although it began five minutes ago', () => {
  expect(progress({ current: keySet(365) }).steps.key).toEqual({
    done: true,
    word: 'Valid, 365 days',
  });
});

test.each([
  [1, 'Valid, 1 day', true],
  [0.5, 'Valid, less than a day', true],
  [-0.5, 'Certificate ran out', false],
  [-3, 'Certificate ran out', false],
])('a certificate with %d days left is worded "%s"', (days, word, done) => {
  expect(progress({ current: keySet(days) }).steps.key).toEqual({ done, word });
});

test('a certificate that ran out is the first thing to do', () => {
  expect(progress({ ...COMPLETE, current: keySet(-1) }).todo[0]).toMatchObject({
    step: 'key',
    text: 'Renew the certificate',
  });
});

test('the next open tick of the guide is named', () => {
  const { todo } = progress({ ...COMPLETE, current: keySet(365), ticks: ['A1', 'A2'] });
  expect(todo[0]).toMatchObject({ step: 'app', text: 'A3: tick Enable OAuth' });
});

test('what Salesforce will be asked for decides how many ticks there are', () => {
  const ticks = ['A1', 'A2', 'A3', 'A4', 'A5', 'A6', 'A7', 'A8', 'B1', 'B2', 'B3', 'B4'];
  const all = { ...COMPLETE, current: keySet(365), ticks: [...ticks, 'C1', 'C2', 'C3'] };
  expect(progress(all).steps.app).toEqual({ done: true, word: '15 of 15 ticked' });
  const { steps, todo } = progress({ ...all, wants: ['page'] });
  expect(steps.app).toEqual({ done: false, word: '15 of 18 ticked' });
  expect(todo[0]).toEqual({ step: 'app', text: 'D1: open CORS', at: 'next-tick' });
});

test('the practice org needs no Setup', () => {
  const { steps, todo } = progress({ loginUrl: PRACTICE, current: keySet(365) });
  expect(steps.app.done).toBe(true);
  expect(todo.map(({ step }) => step)).not.toContain('app');
});

test('a token leaves only its use and the renewal, whatever is ticked', () => {
  const { steps, todo } = answered({ ...COMPLETE, current: keySet(365) }, { token: TOKEN });
  expect(steps.token).toEqual({ done: true, word: 'Received 14:02' });
  expect(todo.map(({ text }) => text)).toEqual([
    'Take it to your pipeline',
    'Renew from 22 October 2027',
  ]);
});

test.each([
  ['exchange/refused', 'Refused'],
  ['exchange/unreadable', 'No answer read'],
] as const)('an answer of %s is worded "%s" and is to be read', (code, word) => {
  const { steps, todo } = answered(
    { ...COMPLETE, current: keySet(365) },
    { error: new AppError(code, 'x') },
  );
  expect(steps.token).toEqual({ done: false, word });
  expect(todo[0]?.text).toBe('Read why there is no token yet');
});

test('a token for other details than today’s leaves the step open', () => {
  const one = connection({ ...COMPLETE, current: keySet(365) });
  const answer = { at: NOW, seconds: 1, askedWith: askedWith(one), token: TOKEN };
  const { steps } = progress({ ...one, answer, username: 'other@acme.example.uat' });
  expect(steps.token).toEqual({ done: false, word: 'No token yet' });
});

test('a token from before the refresh that is repaired is none', () => {
  const one = { current: keySet(365), ...COMPLETE };
  const answer = { at: NOW - 1, seconds: 1, askedWith: askedWith(connection(one)), token: TOKEN };
  expect(progress({ ...one, answer }).steps.token.done).toBe(true);
  const { repair = null } = begin(connection(one), 'vault', NOW);
  const { steps, todo } = progress({ ...one, answer, repair });
  expect(steps.token).toEqual({ done: false, word: 'No token yet' });
  expect(steps.use.word).toBe('After the token');
  expect(todo.map(({ step }) => step)).not.toContain('token');
});

test('a repair that goes on is the first thing to do, before the refusal that it mends', () => {
  const refused = { error: new AppError('exchange/refused', 'no') };
  const one = { ...COMPLETE, current: keySet(365) };
  const { repair = null } = begin(connection(one), 'vault', NOW);
  const { todo } = answered({ ...one, repair }, refused);
  expect(todo.map(({ step }) => step).slice(0, 2)).toEqual(['refreshed', 'token']);
});
