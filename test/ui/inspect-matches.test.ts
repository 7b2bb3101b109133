import { expect, test } from 'vitest';
import type { Thing } from '../../src/doctor/thing.ts';
import { App } from '../../src/ui/state/app.svelte.ts';
import { groupsOf, matchesOf } from '../../src/ui/state/inspect-matches.ts';
import { COMPLETE, keySet } from './_connection.ts';

function thing(given: Partial<Thing>): Thing {
  const lists = { facts: [], mended: [], findings: [], forms: [] };
  return { kind: 'a/b', title: 'a thing', from: '', secret: false, ...lists, ...given };
}

/** Its key has the fingerprint AA:BB, its certificate AA. */
const current = keySet(365);
const former = { ...current, key: { ...current.key, id: 'old', publicKeySha256: 'CC:DD' } };
const publicKey = 'AA:BB';
const sha256 = { name: 'SHA-256', value: 'AA' };

test.each<[Partial<Thing>, string]>([
  [{ kind: 'private-key/pkcs8', publicKey }, 'its key'],
  [{ kind: 'private-key/pkcs8', publicKey: 'CC:DD' }, 'an earlier key of it'],
  [{ kind: 'certificate/x509', publicKey, facts: [sha256] }, 'its certificate'],
  [{ kind: 'certificate/x509', publicKey }, 'another certificate for its key'],
  [{ kind: 'certificate/x509', publicKey: 'CC:DD' }, 'a certificate for an earlier key of it'],
  [{ kind: 'request/pkcs10', publicKey }, 'made for its key'],
  [{ kind: 'fingerprint/sha-256', publicKey }, 'the fingerprint of its public key'],
  [{ kind: 'fingerprint/sha-256', publicKey: 'AA' }, 'the fingerprint of its certificate'],
])('%j is told to the connection that it belongs to', (given, is) => {
  const app = new App();
  const { id } = app.connections.create({ ...COMPLETE, current, former: [former] });
  app.connections.create({ name: 'without a key' });
  const found = matchesOf(app, thing(given));
  expect(found.map(({ connection, is }) => [connection.id, is])).toEqual([[id, is]]);
});

test.each<[string, Partial<Thing>]>([
  ['another key', { kind: 'private-key/pkcs8', publicKey: 'EE:FF' }],
  ['a thing without a key', { kind: 'config/jwt.json' }],
])('%s belongs to no connection', (_, given) => {
  const app = new App();
  app.connections.create({ current });
  expect(matchesOf(app, thing(given))).toEqual([]);
});

test('things with one public key stand together, where the first of them stood', () => {
  const [a, b, c, d, e] = [publicKey, undefined, 'CC:DD', publicKey, undefined].map((key) =>
    thing(key === undefined ? {} : { publicKey: key }),
  );
  expect(groupsOf([a, b, c, d, e].filter((one) => one !== undefined))).toEqual([
    [a, d],
    [b],
    [c],
    [e],
  ]);
});
