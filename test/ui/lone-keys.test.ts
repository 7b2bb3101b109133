import { beforeEach, expect, test, vi } from 'vitest';
import type { KeyRecord } from '../../src/core/key.ts';
import { App } from '../../src/ui/state/app.svelte.ts';
import type { Connection } from '../../src/ui/state/connections.svelte.ts';
import { discard } from '../../src/ui/state/desk.ts';
import { beginWithLone, deleteLone, loneKeys, showKeys } from '../../src/ui/state/lone-keys.ts';
import { keySet, NOW } from './_connection.ts';

const wire = vi.hoisted(() => ({ call: vi.fn(async () => undefined) }));
vi.mock('../../src/ui/browser/worker.ts', () => ({ worker: () => wire }));

beforeEach(() => {
  wire.call.mockClear();
  vi.stubGlobal('location', { hash: '', origin: 'https://page.example' });
});

const key = (id: string, at = 0): KeyRecord => ({
  ...keySet(1).key,
  id,
  createdAt: NOW + at,
  publicKeySha256: `${id}:BB`,
});
const set = (id: string) => ({ ...keySet(1), key: key(id) });
const states = (...keys: KeyRecord[]) => keys.map((record) => ({ record, sealed: false }));
const lone = (app: App) => loneKeys(app).map(({ id }) => id);

test('a key is without a connection that none holds: not listed, deleted, former or on its way in', () => {
  const app = new App();
  app.connections.create({ current: set('current'), former: [set('former')] });
  const { id } = app.connections.create({ current: set('removed') });
  app.connections.remove(id);
  app.connections.create({ rotation: { next: set('next') } as Connection['rotation'] });
  showKeys(app, states(...['current', 'former', 'removed', 'next', 'lone'].map((id) => key(id))));
  expect(lone(app)).toEqual(['lone']);
});

test('they stand newest first', () => {
  const app = new App();
  showKeys(app, states(key('old'), key('new', 2), key('mid', 1)));
  expect(lone(app)).toEqual(['new', 'mid', 'old']);
});

test('a key that another tab has just made is not counted yet; one known before stays', () => {
  const app = new App();
  showKeys(app, states(key('known', 5)));
  showKeys(app, states(key('known', 5), key('older', -1), key('making', 1)), NOW);
  expect(lone(app)).toEqual(['known', 'older']);
});

test('which are sealed is known, too', () => {
  const app = new App();
  showKeys(app, [{ record: key('a'), sealed: true }, ...states(key('b'))]);
  expect([...app.vault.sealed]).toEqual(['a']);
});

test('a connection that begins with one holds it, says so, and needs only a certificate', () => {
  const app = new App();
  showKeys(app, states(key('lone')));
  beginWithLone(app, key('lone'));
  expect(lone(app)).toEqual([]);
  const [one] = app.connections.list;
  expect(one?.current).toEqual({ key: key('lone') });
  expect(one?.history).toEqual([{ at: expect.any(Number), what: 'reused', detail: 'RSA 2048' }]);
});

test('deleting one asks the worker, and it is no longer counted', async () => {
  const app = new App();
  showKeys(app, states(key('a'), key('b')));
  await deleteLone(app, key('a'));
  expect(wire.call.mock.calls).toEqual([['deleteKey', { keyId: 'a' }]]);
  expect(lone(app)).toEqual(['b']);
});

test('one that a connection holds by now is not deleted', async () => {
  const app = new App();
  showKeys(app, states(key('a')));
  beginWithLone(app, key('a'));
  await deleteLone(app, key('a'));
  expect(wire.call).not.toHaveBeenCalled();
});

test('a key that is deleted with its connection does not come up as one without', async () => {
  const app = new App();
  const { id } = app.connections.create({ current: set('a') });
  showKeys(app, states(key('a')));
  app.connections.remove(id);
  await discard(app, id);
  expect(app.vault.keys).toEqual([]);
});
