import { expect, test } from 'vitest';
import { App } from '../../src/ui/state/app.svelte.ts';
import type { Connection } from '../../src/ui/state/connections.svelte.ts';
import { deskOf } from '../../src/ui/state/desk.ts';
import { COMPLETE, keySet } from './_connection.ts';

test.each<[string, Partial<Connection>]>([
  ['a key', { current: keySet(1) }],
  ['a username', { username: 'ci@acme.example' }],
  ['a tick', { ticks: ['A1'] }],
  ['a wish', { wants: ['open'] }],
  ['when the app was created', { createdAppAt: 1 }],
  ['a name', { name: 'Acme' }],
  ['an alias', { alias: 'acme' }],
])('without a vault a reload would lose %s', (_, entered) => {
  const app = new App();
  const { id } = app.connections.create();
  expect(app.unsaved).toBe(false);
  app.connections.update(id, entered);
  expect(app.unsaved).toBe(true);
});

test('what was entered and taken back again is nothing to lose', () => {
  const app = new App();
  const { id } = app.connections.create();
  for (const ticks of [['A1'], []]) app.connections.update(id, { ticks });
  expect(app.unsaved).toBe(false);
});

test.each<[string, (app: App, id: string) => void]>([
  ['a key', (app, id) => (deskOf(app, id).keys.pasted = 'half a key')],
  ['an answer', (app, id) => (deskOf(app, id).tokens.pasted = '{')],
  ['a log to inspect', (app) => (app.inspect = 'invalid_grant')],
])('%s being pasted would be lost, too', (_, paste) => {
  const app = new App();
  paste(app, app.connections.create().id);
  expect(app.unsaved).toBe(true);
});

test('a text being pasted goes with its connection', () => {
  const app = new App();
  const { id } = app.connections.create(COMPLETE);
  const { keys } = deskOf(app, id);
  keys.pasted = 'half a key';
  app.connections.remove(id);
  // Work that ends after that writes nothing either.
  keys.pasted = 'more of it';
  expect(app.connections.drafts.all).toEqual({});
  expect(app.unsaved).toBe(false);
});
