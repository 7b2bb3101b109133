import { expect, test } from 'vitest';
import { App } from '../../src/ui/state/app.svelte.ts';
import { knownKeys } from '../../src/ui/state/known-keys.ts';
import { COMPLETE, keySet } from './_connection.ts';

test('every key is known by its connection and its part there', () => {
  const app = new App();
  const [current, former] = [keySet(10), { key: keySet(1).key }];
  app.connections.create({ ...COMPLETE, current, former: [former] });
  expect(knownKeys(app)).toEqual([
    {
      connection: 'acme--uat',
      role: 'present',
      publicKey: 'AA:BB',
      certificate: { sha256: 'AA', sha1: 'BB' },
    },
    { connection: 'acme--uat', role: 'former', publicKey: 'AA:BB' },
  ]);
});
