import { expect, test } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { readTokenText } from '../../src/core/token.ts';
import { checkConnection } from '../../src/doctor/check/check.ts';
import { CHECK } from '../../src/doctor/words-check.ts';
import { App } from '../../src/ui/state/app.svelte.ts';
import { checkFacts, guessedKind } from '../../src/ui/state/check-facts.ts';
import { placeOf } from '../../src/ui/state/check-places.ts';
import { askedWith, type Answer, type Connection } from '../../src/ui/state/connections.svelte.ts';
import { deskOf, type Desk } from '../../src/ui/state/desk.ts';
import type { PastDeed } from '../../src/ui/state/history.ts';
import { begin } from '../../src/ui/state/repair.ts';
import { COMPLETE, connection, keySet, NOW } from './_connection.ts';

function desk(given: Partial<Connection>): Desk {
  const app = new App();
  app.now = NOW;
  return deskOf(app, app.connections.create(given).id);
}

const codes = (given: Partial<Connection>) =>
  checkConnection(checkFacts(desk(given), {}, null))
    .filter(({ severity }) => severity === 'fault')
    .map(({ code }) => code);

function answered(
  rest: { token: ReturnType<typeof token> } | { error: AppError } | { spent: true },
): Answer {
  const about = { ...connection(COMPLETE), current: keySet(100) };
  return { at: NOW, seconds: 1, askedWith: askedWith(about), ...rest };
}

function token(scope: string) {
  const fields = { access_token: '00D!x', instance_url: 'https://acme.my.salesforce.com', scope };
  return readTokenText(JSON.stringify(fields), new Date(NOW));
}

test('a new connection lacks key, login URL, consumer key and username', () => {
  expect(codes({})).toEqual([
    'check/key-missing',
    'check/consumer-key-shape',
    'check/username-shape',
    'check/login-url',
  ]);
});

test('a complete connection has no fault before it is tried', () => {
  expect(codes({ ...COMPLETE, current: keySet(100) })).toEqual([]);
});

test('the proxy counts where it is the way, and a site’s own path is told', () => {
  const far = { ...COMPLETE, current: keySet(100), proxyUrl: 'not an address' };
  expect(codes(far)).toEqual([]);
  expect(codes({ ...far, way: 'proxy' })).toEqual(['check/proxy']);
});

test('the last answer tells the scopes, a token that was not kept only that one came', () => {
  const facts = (answer: Answer) =>
    checkFacts(desk({ ...COMPLETE, current: keySet(100), answer }), {}, null);
  expect(facts(answered({ token: token('api  web') })).token).toEqual({
    scopes: ['api', 'web'],
    jwt: false,
  });
  expect(facts(answered({ spent: true })).token).toEqual({});
  const error = new AppError('exchange/unreadable', 'could not read it');
  expect(facts(answered({ error }))).toMatchObject({ token: null, unreadable: true });
  // An answer to other details says nothing of these.
  expect(facts({ ...answered({ spent: true }), askedWith: 'others' }).token).toBeNull();
});

test('in a repair after a refresh no token from before it counts, and one since it does', () => {
  const host = 'acme--uat.sandbox.my.salesforce.com';
  const before = { ...COMPLETE, current: keySet(100), answer: answered({ token: token('api') }) };
  const history: PastDeed[] = [
    { at: NOW, what: 'token', detail: host },
    { at: NOW + 1, what: 'imported', detail: 'RSA 2048' },
  ];
  const facts = (given: Partial<Connection>) => checkFacts(desk(given), {}, null);
  expect(facts({ ...before, history })).toMatchObject({
    token: { scopes: ['api'] },
    tokenAt: NOW,
    tokenHost: host,
    keyFrom: NOW + 1,
  });

  const repair = begin({ ...connection(), ...before }, 'vault', NOW + 2);
  const during = facts({ ...before, history, ...repair });
  expect(during).toMatchObject({ token: null, keyFrom: NOW + 1 });
  expect(during).not.toHaveProperty('tokenAt');
  expect(during).not.toHaveProperty('tokenHost');
  const found = checkConnection(during).map(({ code }) => code);
  expect(found).not.toContain('check/new-key');
  expect(found).not.toContain('check/scopes');

  const answer = { ...before.answer, at: NOW + 3 };
  const since = [...history, { at: NOW + 3, what: 'token' as const, detail: host }];
  expect(facts({ ...before, ...repair, answer, history: since })).toMatchObject({
    token: { scopes: ['api'] },
    tokenAt: NOW + 3,
    tokenHost: host,
  });
});

test('an answer that could not be read before a refresh is no sign of CORS since', () => {
  const error = new AppError('exchange/unreadable', 'could not read it');
  const before = { ...COMPLETE, current: keySet(100), answer: answered({ error }) };
  const facts = (given: Partial<Connection>) => checkFacts(desk(given), {}, null);
  expect(facts(before).unreadable).toBe(true);
  const repair = begin({ ...connection(), ...before }, 'vault', NOW + 1);
  expect(facts({ ...before, ...repair }).unreadable).toBe(false);
});

test('whoever pressed Create in the guide has an External Client App', () => {
  expect(guessedKind(connection())).toBeNull();
  expect(guessedKind(connection({ ticks: ['A7'] }))).toBeNull();
  expect(guessedKind(connection({ ticks: ['A8'] }))).toBe('external');
  expect(guessedKind(connection({ createdAppAt: NOW }))).toBe('external');
});

test('every finding that is mended in Keybearer leads to its step, and the rest leads nowhere', () => {
  const open = Object.entries(CHECK).filter(([, { why }]) => why !== '');
  const nowhere = open.map(([code]) => code).filter((code) => placeOf(code, false) === null);
  expect(nowhere).toEqual(['check/assertion-wrong', 'check/clock-fast', 'check/clock-unknown']);
  expect(placeOf('check/username-email', false)).toEqual({ step: 'details', at: 'field-username' });
  // A practice org's app is its switches.
  expect(placeOf('call/scope', false)).toEqual({ step: 'app' });
  expect(placeOf('call/scope', true)).toEqual({ step: 'token' });
});
