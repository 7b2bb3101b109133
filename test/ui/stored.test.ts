import { expect, test } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { App } from '../../src/ui/state/app.svelte.ts';
import type { Answer, Connection } from '../../src/ui/state/connections.svelte.ts';
import { deskOf } from '../../src/ui/state/desk.ts';
import { connectionOf, placeOf, showPlace, storedOf } from '../../src/ui/state/stored.ts';
import { COMPLETE, connection, keySet, NOW } from './_connection.ts';

const ASKED = { at: NOW, seconds: 1, askedWith: 'x' };
const TOKEN: Answer = {
  ...ASKED,
  token: {
    accessToken: '00Dxx!canary-token',
    instanceUrl: 'https://acme.my.salesforce.com',
    tokenType: 'Bearer',
    receivedAt: NOW,
    fields: { id: 'canary-identity' },
  },
};

/** What the vault hands back: JSON, nothing else. */
function throughJson(one: Connection): Connection {
  return connectionOf(JSON.parse(JSON.stringify(storedOf(one))));
}

test('a connection comes back from the vault as it was', () => {
  const one = connection({
    ...COMPLETE,
    name: 'Acme, “UAT”\n',
    current: keySet(365),
    former: [keySet(-3)],
    ticks: ['A1', 'B2'],
    lifetime: '12x',
    way: 'proxy',
  });
  expect(throughJson(one)).toEqual(one);
});

test('neither an assertion nor anything of a token answer goes into the vault', () => {
  const assertion = { jwt: 'canary.asser.tion', header: {}, claims: {} } as never;
  const text = JSON.stringify(storedOf(connection({ ...COMPLETE, assertion, answer: TOKEN })));
  expect(text).toContain('deploy@acme.example.uat');
  expect(text).not.toMatch(/canary|instance|acme\.my/);
});

test('that a token came, and when, comes back without it', () => {
  expect(throughJson(connection({ answer: TOKEN })).answer).toEqual({ ...ASKED, spent: true });
});

test('that a token was revoked comes back with the org that said so', () => {
  const answer = { ...ASKED, spent: true, revokedBy: 'acme.my.salesforce.com' } as const;
  expect(throughJson(connection({ answer })).answer).toEqual(answer);
});

test('a refusal comes back with what Salesforce said', () => {
  const cause = { error: 'invalid_grant', description: 'user hasn’t approved', status: 400 };
  const error = new AppError('exchange/refused', 'refused', { cause });
  const { answer } = throughJson(connection({ answer: { ...ASKED, error } }));
  const back = answer && 'error' in answer ? answer.error : null;
  expect(back).toBeInstanceOf(AppError);
  expect(back).toMatchObject({ code: 'exchange/refused', hint: error.hint, cause });
});

test('what caused another error stays out: it is no data', () => {
  const error = new AppError('exchange/timeout', 'slow', { cause: new Error('canary') });
  const text = JSON.stringify(storedOf(connection({ answer: { ...ASKED, error } })));
  expect(text).not.toContain('canary');
});

test('a connection that an earlier version stored gets what it did not know', () => {
  const back = connectionOf({ id: 'old1', madeAt: NOW, loginUrl: 'acme.my.salesforce.com' });
  expect(back).toEqual({
    ...connection(),
    id: 'old1',
    madeAt: NOW,
    loginUrl: 'acme.my.salesforce.com',
  });
});

test('texts being typed come back to the desk they belong to', () => {
  const before = new App();
  const { id } = before.connections.create(COMPLETE);
  deskOf(before, id).keys.pasted = 'half a key';
  deskOf(before, id).tokens.pasted = 'half an answer';
  deskOf(before, id).type({ search: 'approved' });
  before.inspect = 'half a log';
  const place = JSON.parse(JSON.stringify(placeOf(before)));

  const after = new App();
  after.connections.put(before.connections.list);
  showPlace(after, place);
  expect(placeOf(after)).toEqual(placeOf(before));
  expect(deskOf(after, id).keys.pasted).toBe('half a key');
});

test('texts of a connection that is gone are not brought back', () => {
  const app = new App();
  showPlace(app, {
    hash: '#/',
    inspect: '',
    drafts: { gone: { key: 'half a key', answer: '', search: '' } },
  });
  expect(placeOf(app).drafts).toEqual({});
});
