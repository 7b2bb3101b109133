import { expect, test, vi } from 'vitest';
import { App } from '../../src/ui/state/app.svelte.ts';
import { BatchWork } from '../../src/ui/state/batch-work.svelte.ts';
import type { Batch } from '../../src/worker/protocol.ts';
import { COMPLETE, keySet } from './_connection.ts';

// There is no worker to start here, and nothing of it is asked.
vi.mock('../../src/ui/browser/worker.ts', () => ({ worker: () => null, hearWorker: () => null }));

const set = (id: string) => ({ ...keySet(365), key: { ...keySet(365).key, id } });

test('a zip that was taken is in the history of each connection whose key is in it, and of no other', () => {
  const app = new App();
  app.connections.create({ ...COMPLETE, name: 'in it', current: set('a') });
  app.connections.create({ ...COMPLETE, name: 'not in it', current: set('b') });
  app.connections.create({ name: 'without a key' });
  const work = new BatchWork(app);
  work.result = { made: [{ item: 0, ...set('a') }], cancelled: false, error: null } as Batch;
  work.protection = 'under a passphrase';
  work.noteTaken();
  expect(app.connections.list.map(({ name, history }) => [name, history])).toEqual([
    [
      'in it',
      [
        {
          at: expect.any(Number),
          what: 'exported',
          detail: 'zip of a batch with server.key, under a passphrase',
        },
      ],
    ],
    ['not in it', []],
    ['without a key', []],
  ]);
});
