import { expect, test } from 'vitest';
import { App } from '../../src/ui/state/app.svelte.ts';
import { Connections } from '../../src/ui/state/connections.svelte.ts';
import { COMPLETE, keySet, NOW } from './_connection.ts';

function two() {
  const connections = new Connections();
  const kept = connections.create({ name: 'kept', madeAt: 1 });
  const other = connections.create({ name: 'other', madeAt: 2, current: keySet(10) });
  return { connections, kept, other };
}

test('a deleted connection is no longer found, and keeps its key until it is deleted for good', () => {
  const { connections, kept, other } = two();
  connections.remove(other.id);
  expect(connections.list.map(({ name }) => name)).toEqual(['kept']);
  expect(connections.find(other.id)).toBeUndefined();
  expect(connections.uses('k1')).toBe(true);
  connections.discard(other.id);
  expect(connections.removed).toEqual([]);
  expect(connections.uses('k1')).toBe(false);
  expect(connections.find(kept.id)).toBeDefined();
});

test('a restored connection is what it was, without an answer', () => {
  const { connections, other } = two();
  const answer = { at: NOW, seconds: 1, askedWith: '', spent: true } as const;
  connections.update(other.id, { answer });
  connections.remove(other.id);
  expect(connections.removed[0]).toMatchObject({ name: 'other', removedAt: expect.any(Number) });
  connections.restore(other.id);
  expect(connections.find(other.id)).toEqual(other);
  expect(connections.removed).toEqual([]);
});

test('what was kept joins what is there, in the order in which it was made', () => {
  const { connections } = two();
  const from = new Connections();
  from.create({ name: 'first', madeAt: 0 });
  from.create({ name: 'gone', madeAt: 3 });
  from.remove(from.list[1]?.id ?? '');
  connections.put([...from.removed, ...from.list]);
  expect(connections.list.map(({ name }) => name)).toEqual(['first', 'kept', 'other']);
  expect(connections.removed.map(({ name }) => name)).toEqual(['gone']);
});

test('one takes the place of what is here of it, and others go with what was typed for them', () => {
  const { connections, kept, other } = two();
  connections.draft(kept.id, { key: 'half a key' });
  connections.put([{ ...other, name: 'renamed' }], new Set([kept.id]));
  expect(connections.list.map(({ name }) => name)).toEqual(['renamed']);
  expect(connections.drafts.all).toEqual({});
});

test.each([
  ['nothing', {}, false],
  ['a login URL', { loginUrl: 'acme' }, true],
  ['a key', { current: keySet(1) }, true],
  ['a tick', { ticks: ['A1'] }, true],
])('without a vault a connection with %s is unsaved: %#', (_, given, unsaved) => {
  const app = new App();
  app.connections.create(given);
  expect(app.unsaved).toBe(unsaved);
});

test('with an open vault only what is pending is unsaved', () => {
  const app = new App();
  app.connections.create(COMPLETE);
  app.vault.status = 'open';
  const keeper = {
    pending: true,
    flush: async () => undefined,
    lock: async () => undefined,
    active: () => undefined,
  };
  app.vault.keeper = keeper;
  expect(app.unsaved).toBe(true);
  keeper.pending = false;
  expect(app.unsaved).toBe(false);
});

test.each([
  ['home', '#/', true],
  ['a connection that is in it', '#/connection/ab12/token', true],
  ['about', '#/about', false],
  ['settings', '#/settings', false],
])('a locked vault stands before %s: %#', (_, hash, lockedOut) => {
  const app = new App();
  Object.assign(globalThis, { location: { hash } });
  app.router.read();
  Reflect.deleteProperty(globalThis, 'location');
  app.vault.status = 'locked';
  expect(app.lockedOut).toBe(lockedOut);
});

test('with work in the page a locked vault does not stand before it', () => {
  const app = new App();
  app.vault.status = 'locked';
  app.connections.create();
  expect(app.lockedOut).toBe(false);
});
