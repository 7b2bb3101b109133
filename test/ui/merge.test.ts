import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Answer, Connection, KeySet } from '../../src/ui/state/connections.svelte.ts';
import { setId } from '../../src/ui/state/key-sets.ts';
import { merge, mergePlace, withLive } from '../../src/ui/state/merge.ts';
import { begin } from '../../src/ui/state/repair.ts';
import { begin as beginRotation } from '../../src/ui/state/rotation.ts';
import { connectionOf, storedOf, type Place } from '../../src/ui/state/stored.ts';
import { amount } from '../_tools.ts';
import { COMPLETE, connection, keySet, NOW } from './_connection.ts';

/** A key set of its own name; another certificate makes it another set. */
function setOf(id: string, certificate = 'c1'): KeySet {
  const { key, certificate: made } = keySet(365);
  if (!made) throw new TypeError('no certificate');
  return { key: { ...key, id }, certificate: { ...made, sha256: certificate } };
}

const setsOf = ({ current, former }: Connection) =>
  [...(current ? [current] : []), ...former].map(setId).sort();

/** What a user does to a connection in one tab; `tab` makes what is added there distinct. */
type Edit = (one: Connection, tab: string, turn: number) => Connection | null;

const TEXTS = ['name', 'loginUrl', 'consumerKey', 'username', 'alias', 'lifetime'] as const;

const EDITS: Record<string, Edit> = {
  ...Object.fromEntries(
    TEXTS.map((name) => [
      name,
      (one: Connection, tab: string, turn: number) => ({ ...one, [name]: `${name} ${tab}${turn}` }),
    ]),
  ),
  city: (one, tab) => ({ ...one, subject: { ...one.subject, city: tab } }),
  country: (one, tab) => ({ ...one, subject: { ...one.subject, country: tab } }),
  corsOff: (one) => ({ ...one, switches: { ...one.switches, corsOff: !one.switches.corsOff } }),
  tick: (one, tab, turn) => ({ ...one, ticks: [...one.ticks, `${tab}${turn}`] }),
  untick: (one) => ({ ...one, ticks: one.ticks.slice(1) }),
  note: (one, tab, turn) => ({
    ...one,
    history: [...one.history, { at: NOW + turn, what: 'token', detail: tab }],
  }),
  makeKey: (one, tab, turn) => ({
    ...one,
    current: setOf(`${tab}${turn}`),
    former: one.current ? [one.current, ...one.former] : one.former,
  }),
  renew: (one, tab, turn) => ({
    ...one,
    ...(one.current && { current: setOf(one.current.key.id, `${tab}${turn}`) }),
  }),
  dropFormer: (one) => ({ ...one, former: one.former.slice(1) }),
  answer: (one, tab, turn) => ({
    ...one,
    answer: { at: NOW + turn, seconds: 1, askedWith: tab, spent: true },
  }),
  repair: (one, tab, turn) => ({
    ...one,
    ...begin(one, tab === 'm' ? 'vault' : 'file', NOW + turn),
  }),
  repairMore: (one, tab) =>
    one.repair ? { ...one, repair: { ...one.repair, pasted: { held: tab, ci: '' } } } : one,
  remove: ({ answer: _, ...one }, __, turn) => ({ ...one, removedAt: NOW + turn }),
  restore: ({ removedAt: _, ...one }) => one,
  discard: () => null,
};

const NAMES = Object.keys(EDITS);
const edits = (names: readonly string[]) => fc.array(fc.constantFrom(...names), { maxLength: 6 });

function done(one: Connection | null, names: readonly string[], tab: string): Connection | null {
  return names.reduce<Connection | null>(
    (now, name, turn) => now && (EDITS[name]?.(now, tab, turn) ?? null),
    one,
  );
}

const START = connection({
  ...COMPLETE,
  ticks: ['A1', 'A2'],
  current: setOf('base'),
  former: [setOf('old')],
  history: [{ at: NOW - 5, what: 'made' }],
});

const RUNS = { numRuns: amount('merges of what two tabs did', 300, 5_000) };

/** What both sides made of it, and the three to merge. */
const bothSides = (names: readonly string[] = NAMES) =>
  fc.tuple(edits(names), edits(names)).map(([a, b]) => {
    return { mine: done(START, a, 'm'), theirs: done(START, b, 't') };
  });

const stored = (one: Connection | null) => one && storedOf(one);
/** What only says who was first; neither side has added it. */
const unordered = (one: Connection | null) =>
  one && { ...storedOf(one), former: setsOf({ ...one }).join(), current: null };

test('nothing that either side added is lost: no key set, tick or deed', () => {
  fc.assert(
    fc.property(bothSides(), ({ mine, theirs }) => {
      const merged = merge(START, mine, theirs);
      if (!merged) return;
      for (const side of [mine, theirs]) {
        if (!side) continue;
        const added = setsOf(side).filter((id) => !setsOf(START).includes(id));
        expect(setsOf(merged)).toEqual(expect.arrayContaining(added));
        expect(merged.history).toEqual(expect.arrayContaining([...side.history]));
        const ticks = side.ticks.filter((tick) => !START.ticks.includes(tick));
        expect(merged.ticks).toEqual(expect.arrayContaining(ticks));
      }
    }),
    RUNS,
  );
});

test('a connection goes only where both deleted it, or one did and the other did not edit it', () => {
  fc.assert(
    fc.property(bothSides(), ({ mine, theirs }) => {
      if (merge(START, mine, theirs)) return;
      const left = mine ?? theirs;
      if (!left) return;
      const { answer: _, history: __, removedAt: ___, ...kept } = storedOf(left);
      const { answer: _a, history: _h, removedAt: _r, ...first } = storedOf(START);
      expect(kept).toEqual(first);
    }),
    RUNS,
  );
});

test('no key set is there twice', () => {
  fc.assert(
    fc.property(bothSides(), ({ mine, theirs }) => {
      const ids = setsOf(merge(START, mine, theirs) ?? START);
      expect(ids).toEqual([...new Set(ids)]);
    }),
    RUNS,
  );
});

test('what one side alone did is taken as it is, and merging it again changes nothing', () => {
  fc.assert(
    fc.property(bothSides(), ({ mine, theirs }) => {
      expect(stored(merge(START, mine, START))).toEqual(stored(mine));
      expect(stored(merge(START, START, theirs))).toEqual(stored(theirs));
      expect(stored(merge(START, mine, mine))).toEqual(stored(mine));
      const merged = merge(START, mine, theirs);
      expect(stored(merge(theirs, merged, theirs))).toEqual(stored(merged));
      expect(stored(merge(mine, mine, merged))).toEqual(stored(merged));
    }),
    RUNS,
  );
});

test('where both did different things it does not matter who merges', () => {
  const here = ['name', 'city', 'tick', 'untick', 'note', 'makeKey', 'dropFormer'];
  const there = ['username', 'alias', 'country', 'tick', 'untick', 'note', 'answer', 'corsOff'];
  fc.assert(
    fc.property(edits(here), edits(there), (a, b) => {
      const [mine, theirs] = [done(START, a, 'm'), done(START, b, 't')];
      expect(stored(merge(START, mine, theirs))).toEqual(stored(merge(START, theirs, mine)));
    }),
    RUNS,
  );
});

test('where both did the same things each keeps its own, and the same is there in the end', () => {
  fc.assert(
    fc.property(bothSides(['makeKey', 'renew', 'dropFormer', 'tick', 'untick', 'note']), (both) => {
      const one = merge(START, both.mine, both.theirs);
      const other = merge(START, both.theirs, both.mine);
      expect(unordered(one)).toEqual(unordered(other));
    }),
    RUNS,
  );
});

test('both tabs come to the same, whoever saves first', () => {
  fc.assert(
    fc.property(bothSides(), ({ mine, theirs }) => {
      // Theirs is saved. Mine is overtaken, merged and saved; theirs has nothing more to save.
      const saved = merge(START, mine, theirs);
      expect(stored(merge(theirs, theirs, saved))).toEqual(stored(saved));
    }),
    RUNS,
  );
});

test('of one field that both have changed mine stays, of others each side’s', () => {
  const mine = {
    ...START,
    username: 'mine',
    name: 'mine',
    subject: { ...START.subject, city: 'm' },
  };
  const theirs = {
    ...START,
    username: 'theirs',
    alias: 'theirs',
    subject: { ...START.subject, country: 'CH' },
  };
  expect(merge(START, mine, theirs)).toMatchObject({
    username: 'mine',
    name: 'mine',
    alias: 'theirs',
    subject: { city: 'm', country: 'CH' },
  });
});

test('of two keys made at once mine is in use, and theirs is the newest of the earlier ones', () => {
  const made = (id: string) => done(START, ['makeKey'], id);
  const merged = merge(START, made('m'), made('t'));
  expect(merged?.current?.key.id).toBe('m0');
  expect(merged?.former.map(({ key }) => key.id)).toEqual(['t0', 'base', 'old']);
});

test('of two certificates made at once for one key both are there', () => {
  const merged = merge(START, done(START, ['renew'], 'm'), done(START, ['renew'], 't'));
  expect(merged && setsOf(merged)).toEqual(['base m0', 'base t0', 'old c1']);
  expect(merged?.current?.certificate?.sha256).toBe('m0');
});

test('a key set that stands somewhere else in a connection is not lost either', () => {
  const staged = (id: string) => ({ ...START, plan: { stage: 1, next: setOf(id) } }) as Connection;
  const merged = merge(START, staged('m'), staged('t'));
  expect(merged).toMatchObject({ plan: { next: { key: { id: 'm' } } } });
  expect(merged?.former.map(({ key }) => key.id)).toEqual(['t', 'old']);
});

test('a field that a later version wrote is merged as the others are', () => {
  const later = { ...START, colour: 'red' } as Connection;
  expect(merge(START, { ...START, name: 'mine' }, later)).toMatchObject({
    name: 'mine',
    colour: 'red',
  });
});

test.each<[string, string[] | null, string[] | null, 'listed' | 'deleted' | 'gone']>([
  ['deleted for good there, edited here', ['name'], ['discard'], 'listed'],
  ['deleted for good here, edited there', ['discard'], ['makeKey'], 'listed'],
  ['deleted for good there, untouched here', [], ['discard'], 'gone'],
  ['deleted for good there, a token came here', ['answer', 'note'], ['discard'], 'gone'],
  ['deleted for good by both', ['discard'], ['discard'], 'gone'],
  ['deleted here, edited there', ['remove'], ['username'], 'listed'],
  ['deleted there, edited here', ['username'], ['remove'], 'listed'],
  ['deleted here, a token came there', ['remove'], ['answer', 'note'], 'deleted'],
  ['deleted here, untouched there', ['remove'], [], 'deleted'],
  ['deleted by both', ['remove'], ['note', 'remove'], 'deleted'],
  ['edited before it was deleted, edited there', ['name', 'remove'], ['alias'], 'listed'],
])('%s: %s and %s leave it %s', (_, here, there, is) => {
  const merged = merge(START, done(START, here ?? [], 'm'), done(START, there ?? [], 't'));
  expect(merged ? (merged.removedAt ? 'deleted' : 'listed') : 'gone').toBe(is);
});

test('one that is restored here and deleted for good there stays: it was asked back', () => {
  const removed = { ...START, removedAt: NOW };
  expect(merge(removed, START, null)).toEqual(START);
});

test('two of one id without a common beginning are united', () => {
  const mine = connectionOf({ id: 'x', madeAt: NOW, name: 'mine', current: setOf('m') });
  const theirs = connectionOf({ id: 'x', madeAt: NOW, alias: 'theirs', current: setOf('t') });
  const merged = merge(null, mine, theirs);
  expect(merged).toMatchObject({ name: 'mine', alias: 'theirs' });
  expect(merged && setsOf(merged)).toEqual(['m c1', 't c1']);
});

const ASKED = { at: NOW, seconds: 1, askedWith: 'x' };
const TOKEN: Answer = {
  ...ASKED,
  token: {
    accessToken: '00Dxx!t',
    instanceUrl: 'https://acme.my.salesforce.com',
    tokenType: 'Bearer',
    receivedAt: NOW,
    fields: {},
  },
};

test('a token and an assertion of this tab stay in it while another tab edits', () => {
  const assertion = { jwt: 'a.b.c', header: {}, claims: {} } as never;
  const mine = { ...START, assertion, answer: TOKEN };
  const theirs = {
    ...START,
    name: 'theirs',
    answer: { ...ASKED, at: NOW + 9, spent: true } as const,
  };
  const merged = merge(mine, mine, theirs);
  expect(JSON.stringify(merged)).not.toMatch(/00Dxx|a\.b\.c/);
  expect(merged?.answer).toEqual(theirs.answer);
  expect(merged && withLive(merged, mine)).toMatchObject({
    name: 'theirs',
    assertion,
    answer: TOKEN,
  });
  // One that was deleted there has none any more.
  const removed = merge(mine, mine, { ...START, removedAt: NOW });
  expect(removed && withLive(removed, mine)).not.toHaveProperty('assertion');
});

test('texts being typed are kept from both tabs, and where the user is stays', () => {
  const draft = (key: string) => ({ key, answer: '', search: null });
  const base: Place = {
    hash: '#/',
    inspect: 'log',
    batch: 'acme',
    drafts: { a: draft('a'), b: draft('b') },
  };
  const mine: Place = {
    ...base,
    hash: '#/mine',
    batch: 'acme, login.salesforce.com',
    drafts: { ...base.drafts, c: draft('mine') },
  };
  const theirs: Place = {
    hash: '#/theirs',
    inspect: 'theirs',
    batch: 'acme',
    drafts: { b: draft('theirs') },
  };
  expect(mergePlace(base, mine, theirs)).toEqual({
    hash: '#/mine',
    inspect: 'theirs',
    batch: 'acme, login.salesforce.com',
    // The one of a was read in there, or given up.
    drafts: { b: draft('theirs'), c: draft('mine') },
  });
});

test('a repair in one tab and a rotation in the other leave the repair, and the new key beside it', () => {
  const next = setOf('next');
  const mine = { ...START, ...begin(START, 'vault', NOW) };
  const begun = { ...START, ...beginRotation(START, 'second-app', NOW) };
  const theirs = { ...begun, rotation: begun.rotation && { ...begun.rotation, next } };
  for (const merged of [merge(START, mine, theirs), merge(START, theirs, mine)]) {
    expect(merged?.repair).not.toBeNull();
    expect(merged?.rotation).toBeNull();
    expect(merged?.former.map(setId)).toContain(setId(next));
  }
});
