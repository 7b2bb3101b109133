import { expect, test } from 'vitest';
import { App } from '../../src/ui/state/app.svelte.ts';
import { inspectedKeys, knownKeys } from '../../src/ui/state/known-keys.ts';
import { COMPLETE, keySet } from './_connection.ts';

test('every key is known by its connection and its part there', () => {
  const app = new App();
  const [current, former] = [keySet(10), { key: keySet(1).key }];
  app.connections.create({ ...COMPLETE, current, former: [former] });
  expect(knownKeys(app)).toEqual([
    {
      name: 'acme--uat',
      role: 'present',
      publicKey: 'AA:BB',
      certificate: { sha256: 'AA', sha1: 'BB' },
    },
    { name: 'acme--uat', role: 'former', publicKey: 'AA:BB' },
  ]);
});

test('what was inspected is known by its public key, but nobody holds a fingerprint', () => {
  const thing = {
    title: '',
    from: '',
    secret: false,
    facts: [],
    mended: [],
    findings: [],
    forms: [],
  };
  const labels = new Map([
    [{ ...thing, kind: 'private-key/pkcs8', publicKey: 'AA:BB' }, 'server.key'],
    [{ ...thing, kind: 'fingerprint/sha-256', publicKey: 'CC:DD' }, 'the text'],
    [{ ...thing, kind: 'config/jwt.json' }, 'jwt.json'],
  ]);
  expect(inspectedKeys(labels)).toEqual([{ name: 'server.key', role: 'file', publicKey: 'AA:BB' }]);
});
