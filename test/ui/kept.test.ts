import fc from 'fast-check';
import { expect, test } from 'vitest';
import { App } from '../../src/ui/state/app.svelte.ts';
import type { Connection } from '../../src/ui/state/connections.svelte.ts';
import { Kept } from '../../src/ui/state/kept.ts';
import { keySetsIn } from '../../src/ui/state/key-sets.ts';
import { storedOf } from '../../src/ui/state/stored.ts';
import type { Entry, Revision, Saved } from '../../src/worker/protocol.ts';
import { amount } from '../_tools.ts';
import { COMPLETE, keySet } from './_connection.ts';

/** The vault by its contract: an entry is saved only over the revision it is based on. */
function createVault() {
  const entries = new Map<string, Entry>();
  const now = (id: string, kind: Entry['kind']): Entry =>
    structuredClone(entries.get(id) ?? { id, kind, value: null, revision: 0 });

  function change(these: readonly (Entry | Revision)[]): Saved {
    const done: Saved = { saved: [], overtaken: [] };
    for (const one of these) {
      const { id, revision = 0 } = one;
      const kind = 'kind' in one ? one.kind : 'connection';
      if ((entries.get(id)?.revision ?? 0) !== revision) done.overtaken.push(now(id, kind));
      else {
        done.saved.push({ id, revision: revision + 1 });
        if ('kind' in one) entries.set(id, { ...structuredClone(one), revision: revision + 1 });
        else entries.delete(id);
      }
    }
    return done;
  }
  return {
    entries,
    now,
    change,
    all: () => [...entries.keys()].map((id) => now(id, 'connection')),
  };
}

type Vault = ReturnType<typeof createVault>;

function createTab(vault: Vault) {
  const app = new App();
  const kept = new Kept(app);
  kept.takeAll(vault.all());
  /** One round of what the keeper does; what others must hear of is given back. */
  const save = (): string[] => {
    const { pending } = kept;
    const { saved, overtaken } = vault.change(pending.put);
    kept.wrote(pending, saved);
    const gone = vault.change(pending.remove);
    kept.removed(gone.saved);
    kept.take([...overtaken, ...gone.overtaken]);
    return [...saved, ...gone.saved].map(({ id }) => id);
  };
  const hear = (id: string) => kept.take([vault.now(id, 'connection')]);
  return { app, kept, save, hear, owed: new Set<string>() };
}

type Tab = ReturnType<typeof createTab>;

function isIdle({ kept }: Tab): boolean {
  const { put, remove } = kept.pending;
  return put.length + remove.length === 0;
}

/** Everybody saves and hears of everything, until nobody has anything more to save. */
function settle(tabs: readonly Tab[]): void {
  for (let round = 0; round < 20; round += 1) {
    for (const tab of tabs) {
      for (const id of tab.save()) for (const other of tabs) if (other !== tab) other.owed.add(id);
      for (const other of tabs) {
        for (const id of other.owed) other.hear(id);
        other.owed.clear();
      }
    }
    if (tabs.every(isIdle)) return;
  }
  throw new Error('the tabs write over each other without an end');
}

const shown = ({ app }: Tab) =>
  [...app.connections.list, ...app.connections.removed]
    .map(storedOf)
    .sort((a, b) => (a.id < b.id ? -1 : 1));

function pair() {
  const vault = createVault();
  const first = createTab(vault);
  const { id } = first.app.connections.create({ ...COMPLETE, current: keySet(1) });
  settle([first]);
  const second = createTab(vault);
  const of = (tab: Tab) => tab.app.connections.find(id) as Connection;
  return { vault, first, second, id, of };
}

test('of a connection that two tabs have changed each change is there in both', () => {
  const { first, second, id, of } = pair();
  first.app.connections.update(id, { name: 'first' });
  second.app.connections.update(id, { alias: 'second' });
  settle([first, second]);
  expect(of(first)).toMatchObject({ name: 'first', alias: 'second' });
  expect(storedOf(of(second))).toEqual(storedOf(of(first)));
});

test('a key that one tab makes while another types is lost in neither', () => {
  const { first, second, id, of } = pair();
  const { key, ...rest } = keySet(365);
  const made = { key: { ...key, id: 'k2', publicKeySha256: 'CC' }, ...rest };
  first.app.connections.update(id, { current: made, former: [keySet(1)] });
  second.app.connections.update(id, { username: 'typed@acme.example' });
  second.save();
  first.save();
  settle([first, second]);
  expect(of(second).current?.key.id).toBe('k2');
  expect(of(second).former.map(({ key }) => key.id)).toEqual(['k1']);
  expect(of(first).username).toBe('typed@acme.example');
});

test('what another tab has written is shown, and is nothing to save', () => {
  const { first, second, id, of } = pair();
  first.app.connections.update(id, { name: 'first' });
  for (const changed of first.save()) second.hear(changed);
  expect(of(second).name).toBe('first');
  expect(isIdle(second)).toBe(true);
});

test('one that is deleted for good goes from both, unless it was edited', () => {
  const { vault, first, second, id } = pair();
  first.app.connections.remove(id);
  settle([first, second]);
  expect(second.app.connections.removed.map((one) => one.id)).toEqual([id]);
  first.app.connections.discard(id);
  settle([first, second]);
  expect(shown(second)).toEqual([]);
  expect(vault.entries.has(id)).toBe(false);

  const again = pair();
  again.first.app.connections.remove(again.id);
  again.first.app.connections.discard(again.id);
  again.second.app.connections.update(again.id, { name: 'still needed' });
  settle([again.first, again.second]);
  expect(again.of(again.first).name).toBe('still needed');
});

test('neither tab leads the other to its place, and what both are typing is kept', () => {
  const { first, second, id } = pair();
  const other = second.app.connections.create(COMPLETE).id;
  settle([first, second]);
  first.app.router.route = { screen: 'about' };
  second.app.router.route = { screen: 'settings' };
  first.app.connections.draft(id, { key: 'half a key' });
  second.app.connections.draft(other, { answer: 'half an answer' });
  settle([first, second]);
  for (const { app } of [first, second]) {
    expect(app.connections.drafts.of(id).key).toBe('half a key');
    expect(app.connections.drafts.of(other).answer).toBe('half an answer');
  }
  expect(first.app.router.route).toEqual({ screen: 'about' });
  expect(second.app.router.route).toEqual({ screen: 'settings' });
  // Read in there, it is no longer typed here.
  second.app.connections.draft(id, { key: '' });
  settle([first, second]);
  expect(first.app.connections.drafts.of(id).key).toBe('');
});

test('of settings that two tabs have changed each is there', () => {
  const { first, second } = pair();
  first.app.vault.set({ idleMinutes: 5 });
  second.app.vault.set({ backupAt: 7 });
  settle([first, second]);
  for (const { app } of [first, second])
    expect(app.vault.settings).toEqual({ idleMinutes: 5, backupAt: 7 });
});

test('a token of this tab is not saved, and stays while others save', () => {
  const { first, second, id, of } = pair();
  const answer = {
    at: 1,
    seconds: 1,
    askedWith: '',
    token: { accessToken: '00D!canary' } as never,
  };
  first.app.connections.update(id, { answer });
  settle([first, second]);
  expect(of(second).answer).toMatchObject({ spent: true });
  second.app.connections.update(id, {
    name: 'second',
    answer: { at: 2, seconds: 1, askedWith: '', spent: true },
  });
  settle([first, second]);
  expect(of(first)).toMatchObject({ name: 'second', answer });
  expect(isIdle(first)).toBe(true);
});

const MAKES = ['create', 'name', 'alias', 'tick', 'note', 'makeKey', 'draft', 'remove', 'restore'];

/** One thing a user does in one of the tabs. `turn` makes what is added distinct. */
function act(tab: Tab, what: string, at: number, turn: number): void {
  const { connections } = tab.app;
  const one = connections.list[at % Math.max(1, connections.list.length)];
  if (what === 'create') connections.create({ madeAt: turn, name: `made ${turn}` });
  if (what === 'restore') connections.restore(connections.removed[0]?.id ?? '');
  if (!one) return;
  const { id, ticks, history, current, former } = one;
  if (what === 'name' || what === 'alias') connections.update(id, { [what]: `${what} ${turn}` });
  if (what === 'tick') connections.update(id, { ticks: [...ticks, `t${turn}`] });
  if (what === 'note')
    connections.update(id, { history: [...history, { at: turn, what: 'token' }] });
  if (what === 'draft') connections.draft(id, { key: `draft ${turn}` });
  if (what === 'remove') connections.remove(id);
  if (what === 'makeKey') {
    const { key, ...rest } = keySet(1);
    connections.update(id, {
      current: { key: { ...key, id: `key ${turn}` }, ...rest },
      former: current ? [current, ...former] : former,
    });
  }
}

const TABS = 4;
const STEP = fc.record({
  tab: fc.nat(TABS - 1),
  what: fc.constantFrom(...MAKES, 'save', 'save', 'hear'),
  at: fc.nat(5),
});

test('whatever four tabs do, in whatever order they save and hear, nothing is lost', () => {
  fc.assert(
    fc.property(fc.array(STEP, { maxLength: 60, size: 'max' }), (steps) => {
      const vault = createVault();
      const tabs = Array.from({ length: TABS }, () => createTab(vault));
      const made = new Set<string>();
      for (const turn of [-1, -2]) act(tabs[0] as Tab, 'create', 0, turn);
      settle(tabs);
      steps.forEach(({ tab: number, what, at }, turn) => {
        const tab = tabs[number] as Tab;
        const before = new Set(additions(tab));
        if (what === 'save') {
          for (const id of tab.save())
            for (const other of tabs) if (other !== tab) other.owed.add(id);
        } else if (what === 'hear') {
          for (const id of tab.owed) tab.hear(id);
          tab.owed.clear();
        } else {
          act(tab, what, at, turn);
          for (const one of additions(tab)) if (!before.has(one)) made.add(one);
        }
      });
      settle(tabs);
      const [first, ...others] = tabs as [Tab, ...Tab[]];
      for (const other of others) expect(shown(other)).toEqual(shown(first));
      expect(additions(first)).toEqual(expect.arrayContaining([...made]));
      const kept = vault.all().filter(({ kind }) => kind === 'connection');
      expect(kept.map(({ value }) => value)).toEqual(expect.arrayContaining(shown(first)));
    }),
    { numRuns: amount('runs of four tabs', 60, 1_500) },
  );
});

/** What is added and never taken away: connections, key sets, ticks and deeds, each by name. */
function additions({ app }: Tab): string[] {
  return [...app.connections.list, ...app.connections.removed].flatMap((one) => [
    `connection ${one.id}`,
    ...keySetsIn(one).map(({ key }) => `${one.id} ${key.id}`),
    ...one.ticks.map((tick) => `${one.id} tick ${tick}`),
    ...one.history.map(({ at }) => `${one.id} deed ${at}`),
  ]);
}
