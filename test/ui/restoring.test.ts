import { expect, test, vi } from 'vitest';
import { App } from '../../src/ui/state/app.svelte.ts';
import {
  bringsNothing,
  countText,
  disputed,
  planRows,
  restore,
} from '../../src/ui/state/restoring.ts';
import type { PlanItem, PlanState, RestorePlan } from '../../src/worker/protocol.ts';
import { COMPLETE, NOW } from './_connection.ts';

/** Stands in for the worker, which needs a browser. */
const wire = vi.hoisted(() => ({ call: vi.fn() }));
vi.mock('../../src/ui/browser/worker.ts', () => ({ worker: () => wire }));

let last = 0;
const item = (kind: PlanItem['kind'], state: PlanState, name = ''): PlanItem => ({
  id: `${kind}-${(last += 1)}`,
  kind,
  state,
  value: kind === 'connection' ? { ...COMPLETE, name } : {},
});
const plan = (...items: PlanItem[]): RestorePlan => ({
  made: 0,
  into: 'same',
  vouched: true,
  items,
  damaged: [],
});

test('every state has its row, named by connections and counted by keys, in the order of what changes', () => {
  const app = new App();
  const rows = planRows(
    app,
    plan(
      item('connection', 'same', 'Same'),
      item('connection', 'new', 'New'),
      item('connection', 'older', 'Older'),
      item('connection', 'newer', 'Newer'),
      item('connection', 'differs', 'Both'),
      item('key', 'new'),
      item('key', 'new'),
      item('key', 'same'),
      item('place', 'newer'),
      item('settings', 'new'),
    ),
  );
  expect(rows.map(({ state, connections, keys }) => [state, connections, keys])).toEqual([
    ['new', ['New'], 2],
    ['newer', ['Newer'], 0],
    ['older', ['Older'], 0],
    ['same', ['Same'], 1],
    ['differs', ['Both'], 0],
  ]);
});

test('a state that nothing is in has no row, and where the user was is no row of its own', () => {
  const only = plan(item('place', 'newer'), item('settings', 'differs'), item('key', 'new'));
  expect(planRows(new App(), only).map(({ state }) => state)).toEqual(['new']);
});

test.each([
  ['what is here already', [item('connection', 'same'), item('key', 'same')], true],
  ['an older connection', [item('connection', 'older')], true],
  [
    'where the user was and the settings alone',
    [item('place', 'differs'), item('settings', 'new')],
    true,
  ],
  ['a key that cannot be chosen', [item('key', 'differs')], true],
  ['a new key', [item('key', 'new')], false],
  ['a newer connection', [item('connection', 'newer')], false],
  ['a connection that can be chosen', [item('connection', 'differs')], false],
] as const)('of %s it is known whether a merge brings anything', (_, items, nothing) => {
  expect(bringsNothing(plan(...items))).toBe(nothing);
  // An empty vault is one, too.
  expect(bringsNothing({ ...plan(...items), into: 'none' })).toBe(false);
});

test('only connections that both sides changed can be chosen', () => {
  const both = item('connection', 'differs', 'Both');
  const given = plan(both, item('settings', 'differs'), item('connection', 'older', 'Older'));
  expect(disputed(new App(), given)).toEqual([{ id: both.id, name: 'Both' }]);
});

test.each([
  [0, 0, 'nothing'],
  [1, 0, '1 connection'],
  [0, 2, '2 keys'],
  [3, 1, '3 connections and 1 key'],
])('%i and %i are said as %s', (connections, keys, text) => {
  expect(countText(connections, keys)).toBe(text);
});

test('a merged backup is in the history of what it brought or changed, and of nothing else', async () => {
  const app = new App();
  const given = plan(
    item('connection', 'new', 'New'),
    item('connection', 'newer', 'Newer'),
    item('connection', 'older', 'Older'),
    item('connection', 'differs', 'Chosen'),
    item('connection', 'differs', 'Left'),
    item('key', 'new'),
  );
  const connections = given.items.filter(({ kind }) => kind === 'connection');
  for (const { id, value } of connections) app.connections.create({ ...Object(value), id });
  const [, , , chosen] = connections;
  wire.call.mockResolvedValue({ vaultId: 'v1', entries: [], keys: [], damaged: [] });
  await restore(app, { ...given, made: NOW }, [chosen?.id ?? '']);
  expect(wire.call).toHaveBeenCalledWith('restoreBackup', { also: [chosen?.id] });
  const histories = app.connections.list.map(({ name, history }) => [
    name,
    history.map(({ what, detail }) => [what, detail]),
  ]);
  const noted = [['restored', expect.stringContaining('21 November 2026')]];
  expect(histories).toEqual([
    ['New', noted],
    ['Newer', noted],
    ['Older', []],
    ['Chosen', noted],
    ['Left', []],
  ]);
});
