import { expect, test } from 'vitest';
import { Connections } from '../../src/ui/state/connections.svelte.ts';
import {
  deedText,
  historyText,
  MOST_DEEDS,
  withDeed,
  type PastDeed,
} from '../../src/ui/state/history.ts';
import { connectionOf, storedOf } from '../../src/ui/state/stored.ts';
import { connection, NOW } from './_connection.ts';

test('the newest 200 deeds are kept, the oldest go', () => {
  let history: readonly PastDeed[] = [];
  for (let at = 1; at <= MOST_DEEDS + 7; at += 1) history = withDeed(history, at, 'token');
  expect(history).toHaveLength(200);
  expect(history.map(({ at }) => at)).toEqual(Array.from({ length: 200 }, (_, at) => at + 8));
});

test('a history goes into the vault and comes back', () => {
  const history = withDeed([], NOW, 'exported', 'server.key, without a passphrase');
  const one = connection({ history });
  expect(connectionOf(JSON.parse(JSON.stringify(storedOf(one)))).history).toEqual(history);
});

test('a connection that an earlier version kept has an empty history', () => {
  const { history: _, ...before } = storedOf(new Connections().create());
  expect(connectionOf(before).history).toEqual([]);
});

test('the text names the newest deed first, with day, time and zone', () => {
  const history = withDeed(withDeed([], NOW, 'made', 'RSA 2048'), NOW + 61_000, 'revoked');
  expect(historyText(history)).toBe(
    '2026-11-21 14:03:01 UTC  Token revoked\n' +
      '2026-11-21 14:02:00 UTC  Key and certificate made: RSA 2048\n',
  );
});

test('a deed that a later version wrote is named as it stands', () => {
  expect(deedText('toString')).toBe('toString');
  expect(deedText('cloned')).toBe('cloned');
});
