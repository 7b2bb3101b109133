import { expect, test } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { App } from '../../src/ui/state/app.svelte.ts';
import { askedWith, type Connection } from '../../src/ui/state/connections.svelte.ts';
import { deskOf, type Desk } from '../../src/ui/state/desk.ts';
import type { Deed } from '../../src/ui/state/history.ts';
import { explainOwn, factsOf } from '../../src/ui/state/refusal.ts';
import { begin } from '../../src/ui/state/repair.ts';
import { COMPLETE, connection, keySet, NOW } from './_connection.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** A connection to a sandbox that was just refused. */
function refused(given: Partial<Connection> = {}): Desk {
  const app = new App();
  app.now = NOW + DAY;
  const whole = { ...COMPLETE, current: keySet(100), ...given };
  const cause = {
    error: 'invalid_grant',
    description: "user hasn't approved this consumer",
    status: 400,
    audience: 'https://acme--uat.sandbox.my.salesforce.com',
  };
  const error = new AppError('exchange/refused', 'refused', { cause });
  const asked = askedWith({ ...connection(), ...whole });
  const answer = { at: NOW, seconds: 1, askedWith: asked, error };
  return deskOf(app, app.connections.create({ ...whole, answer }).id);
}

const deeds = (...given: [what: Deed, daysAgo: number, detail?: string][]) =>
  given.map(([what, days, detail]) => ({ at: NOW - days * DAY, what, ...(detail && { detail }) }));

test('a connection knows its org, user, certificate and audience, and when it was refused', () => {
  expect(factsOf(refused())).toMatchObject({
    org: { kind: 'sandbox' },
    username: COMPLETE.username,
    audience: 'https://acme--uat.sandbox.my.salesforce.com',
    notAfter: keySet(100).certificate!.notAfter,
    now: NOW,
  });
  expect(factsOf(refused())).not.toHaveProperty('tokenAt');
  expect(factsOf(refused())).not.toHaveProperty('approved');
});

test.each<[string, ReturnType<typeof deeds>, number | undefined, number | undefined]>([
  ['a token, then nothing', deeds(['made', 9], ['token', 5]), 5, 9],
  [
    'a token, then another key',
    deeds(['made', 9], ['token', 5], ['imported', 2, 'RSA 2048']),
    5,
    2,
  ],
  ['a certificate alone', deeds(['made', 9], ['token', 5], ['imported', 2, 'certificate']), 5, 9],
  ['a rotation that was proved', deeds(['token', 5], ['proved', 3], ['rotated', 2]), 2, undefined],
  ['refusals alone', deeds(['refused', 1]), undefined, undefined],
])('of the history: %s', (_, history, token, key) => {
  const facts = factsOf(refused({ history }));
  expect(facts.tokenAt).toBe(token === undefined ? undefined : NOW - token * DAY);
  expect(facts.keyFrom).toBe(key === undefined ? undefined : NOW - key * DAY);
});

test('a sandbox that gave a token before is found to be refreshed, and says why', () => {
  const host = 'acme--uat.sandbox.my.salesforce.com';
  const desk = refused({ history: deeds(['token', 30, host]) });
  const [first] = explainOwn(desk);
  expect(first).toMatchObject({ code: 'refusal/sandbox-refreshed', certainty: 'likely' });
  expect(first!.evidence.some(({ text }) => text.startsWith('a token came on'))).toBe(true);
});

test('the guide tells the kind and the age of the app, and whether the user was approved', () => {
  const ticks = ['A8', 'A5', 'B1', 'B2', 'B3'];
  const facts = factsOf(refused({ ticks, createdAppAt: NOW - 5 * MINUTE }));
  expect(facts).toMatchObject({ app: 'external', appMadeAt: NOW - 5 * MINUTE });
  expect(facts).toMatchObject({ approved: false, scoped: true });
  expect(factsOf(refused({ ticks: [...ticks, 'B4'] })).approved).toBe(true);
});

test('an answer counts until it is taken back', () => {
  const desk = refused();
  const before = explainOwn(desk);
  expect(before[0]!.code).toBe('refusal/not-pre-authorized');
  desk.asked.give('before', 'refreshed');
  expect(explainOwn(desk)[0]!.code).toBe('refusal/sandbox-refreshed');
  desk.asked.forget();
  expect(explainOwn(desk)).toEqual(before);
});

/** Refused while it is repaired after a refresh, with a token from before it. */
function inRepair(given: Partial<Connection> = {}): Desk {
  const one = { ...connection(COMPLETE), current: keySet(100) };
  const history = deeds(['token', 30]);
  return refused({ ...begin(one, 'vault', NOW - MINUTE), history, ...given });
}

const ENTERED = { consumerKey: `3MVG9.new.${'n'.repeat(60)}` };

test('in a repair, while the consumer key from before is asked with, the refresh is the cause', () => {
  expect(factsOf(inRepair()).answers).toEqual({ before: 'refreshed' });
  expect(explainOwn(inRepair())[0]!.code).toBe('refusal/sandbox-refreshed');
});

test('in a repair a token from before it says nothing of the app that was made since', () => {
  const facts = factsOf(inRepair(ENTERED));
  expect(facts).not.toHaveProperty('tokenAt');
  expect(facts.answers).toEqual({});
  expect(explainOwn(inRepair(ENTERED))[0]!.code).toBe('refusal/not-pre-authorized');
  const since = [...deeds(['token', 30]), { at: NOW, what: 'token' as const }];
  expect(factsOf(inRepair({ ...ENTERED, history: since })).tokenAt).toBe(NOW);
  // A key that was found is no token.
  const found = [...deeds(['token', 30]), { at: NOW, what: 'mended' as const }];
  expect(factsOf(inRepair({ ...ENTERED, history: found }))).not.toHaveProperty('tokenAt');
});
