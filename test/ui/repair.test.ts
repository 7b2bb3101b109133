import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keySetsOf, type Connection, type KeySet } from '../../src/ui/state/connections.svelte.ts';
import { merge } from '../../src/ui/state/merge.ts';
import {
  abandon,
  aboutOf,
  begin,
  disprove,
  finish,
  isEntered,
  isOpen,
  isProved,
  proofOf,
  prove,
  stageNow,
  STAGES,
  type Left,
  type Proved,
  type RepairStage,
} from '../../src/ui/state/repair.ts';
import { changesText, valuesOf } from '../../src/ui/state/repair-text.ts';
import { begin as beginRotation } from '../../src/ui/state/rotation.ts';
import { connectionOf, storedOf } from '../../src/ui/state/stored.ts';
import { amount } from '../_tools.ts';
import { COMPLETE, connection, keySet, NOW } from './_connection.ts';

const LEFT: readonly Left[] = ['vault', 'file', 'ci', 'nothing'];
const PROVED: readonly Proved[] = ['key', 'test', 'ci', 'login'];
const FILLED = { sandbox: true, app: true };
const NEW_KEY = `3MVG9.new.${'n'.repeat(60)}`;

function set(key: string, certificate = key): KeySet {
  const made = keySet(365);
  return {
    key: { ...made.key, id: `id-${key}`, publicKeySha256: `key-${key}` },
    certificate: { ...made.certificate!, sha256: `certificate-${certificate}` },
  };
}

const and = (one: Connection, patch: Partial<Connection>): Connection => ({ ...one, ...patch });

const BROKEN = connection({
  ...COMPLETE,
  current: set('old'),
  ticks: ['A1', 'A8'],
  createdAppAt: NOW - 1,
});

const begun = (left: Left): Connection => and(BROKEN, begin(BROKEN, left, NOW));

function proveNow(one: Connection, stage: Proved): Connection {
  const by = ({ key: 'check', test: 'token', ci: 'fingerprint', login: 'login' } as const)[stage];
  const proof = { at: NOW, by, about: aboutOf(one, stage), seen: stage };
  return and(one, prove(one, stage, proof));
}

/** What a user with this left does for the first stage. */
function keyFound(left: Left): Connection {
  const one = begun(left);
  if (left === 'vault') return proveNow(one, 'key');
  if (left === 'ci') return proveNow(proveNow(one, 'ci'), 'key');
  const current = set(left);
  return proveNow(and(one, { current, former: [set('old')] }), 'key');
}

function entered(left: Left): Connection {
  const one = keyFound(left);
  return and(one, { consumerKey: NEW_KEY, repair: { ...one.repair!, entered: true } });
}

const tested = (left: Left): Connection => proveNow(entered(left), 'test');
const repaired = (left: Left): Connection => proveNow(proveNow(tested(left), 'ci'), 'login');

/** Every stage of a repair that is gone through in order, after what has been done for it. */
const WAY: readonly [done: string, make: (left: Left) => Connection, next: RepairStage | null][] = [
  ['begun', begun, 'key'],
  ['with its key', keyFound, 'app'],
  ['with its consumer key', entered, 'test'],
  ['tested', tested, 'ci'],
  ['with CI’s login', (left) => proveNow(tested(left), 'login'), null],
  ['all proved', repaired, null],
];

test.each(LEFT.flatMap((left) => WAY.map((way) => [left, ...way] as const)))(
  '%s: %s, it goes on where it stands, also out of the vault',
  (left, _, make, next) => {
    const one = make(left);
    // The secret of CI has been named where only that was left.
    const expected = left === 'ci' && next === 'ci' ? 'login' : next;
    expect(stageNow(one, FILLED)).toBe(expected);
    const back = connectionOf(JSON.parse(JSON.stringify(storedOf(one))));
    expect(stageNow(back, FILLED)).toBe(expected);
    expect(STAGES.map((stage) => proofOf(back, stage))).toEqual(
      STAGES.map((stage) => proofOf(one, stage)),
    );
    expect(isProved(back)).toBe(next === null);
    expect(finish(one)).toEqual(next === null ? { repair: null } : {});
  },
);

test.each(LEFT)('%s: a stage opens when what it needs is proved', (left) => {
  const open = (one: Connection) => STAGES.filter((stage) => isOpen(one, stage));
  expect(open(begun(left))).toEqual(['key']);
  expect(open(keyFound(left))).toEqual(['key', 'sandbox', 'app', 'test']);
  expect(open(tested(left))).toEqual(STAGES);
});

test('a token proves sandbox and app, and CI’s login its key', () => {
  const one = proveNow(tested('vault'), 'login');
  expect(proofOf(one, 'sandbox')?.by).toBe('token');
  expect(proofOf(one, 'app')?.by).toBe('token');
  expect(proofOf(one, 'ci')?.by).toBe('login');
});

test('with only the secret in CI left, a key that CI has not named is not the one', () => {
  const one = proveNow(begun('ci'), 'key');
  expect(proofOf(one, 'key')).toBeNull();
  expect(proofOf(proveNow(one, 'ci'), 'key')?.by).toBe('check');
});

test('a key without a certificate is not found yet', () => {
  const { certificate: _, ...bare } = set('old');
  const one = and(begun('vault'), { current: bare });
  expect(prove(one, 'key', { at: NOW, by: 'check', about: aboutOf(one, 'key'), seen: '' })).toEqual(
    {},
  );
});

test.each([
  ['username', { username: 'other@acme.example.uat' }, ['test', 'login']],
  ['login URL', { loginUrl: 'https://acme--two.sandbox.my.salesforce.com' }, ['test', 'login']],
  ['consumer key', { consumerKey: `${NEW_KEY}x` }, ['test', 'login']],
  ['certificate', { current: set('old', 'renewed') }, ['key', 'test']],
  ['key', { current: set('other') }, ['key', 'test', 'ci', 'login']],
] as const)('another %s makes what was proved of it no proof', (_, change, gone) => {
  const one = repaired('vault');
  const changed = and(one, change);
  const lost = PROVED.filter((stage) => proofOf(one, stage) && !ownHolds(changed, stage));
  expect(lost).toEqual(gone);
  expect(finish(changed)).toEqual({});
});

function ownHolds(one: Connection, stage: Proved): boolean {
  return one.repair?.proofs[stage]?.about === aboutOf(one, stage);
}

test('a login in another org than that of the token proves nothing', () => {
  const one = repaired('vault');
  const named = { orgId: '00D000000000002', userId: '' };
  expect(proofOf(and(one, { repair: { ...one.repair!, named } }), 'login')).toBeNull();
});

test('a proof that fails the second time counts no longer', () => {
  const one = repaired('vault');
  expect(stageNow(and(one, disprove(one, 'test')), FILLED)).toBe('test');
  expect(finish(and(one, disprove(one, 'login')))).toEqual({});
});

test('beginning puts the ticks of the app that is gone aside, and abandoning brings them back', () => {
  const one = begun('vault');
  expect(one).toMatchObject({ ticks: [], createdAppAt: null, consumerKey: COMPLETE.consumerKey });
  expect(and(one, abandon(one))).toEqual(BROKEN);
  const ticked = and(one, { ticks: ['A1'] });
  expect(and(ticked, abandon(ticked))).toMatchObject({ ticks: ['A1'], repair: null });
});

test('abandoning leaves what was entered, and no connection without a consumer key that had one', () => {
  const one = entered('nothing');
  const after = and(one, abandon(one));
  expect(after).toMatchObject({ consumerKey: NEW_KEY, current: set('nothing'), repair: null });
  expect(after.former).toEqual([set('old')]);
  const emptied = and(one, { consumerKey: ' ' });
  expect(and(emptied, abandon(emptied)).consumerKey).toBe(COMPLETE.consumerKey);
});

test('the consumer key from before counts only when it was entered again', () => {
  const one = keyFound('vault');
  expect(isEntered(one)).toBe(false);
  expect(stageNow(one, FILLED)).toBe('app');
  const again = and(one, { repair: { ...one.repair!, entered: true } });
  expect(isEntered(again)).toBe(true);
  expect(isEntered(and(one, { consumerKey: NEW_KEY }))).toBe(true);
});

test('a sandbox or a consumer key without the form of one is what to go on with', () => {
  const one = entered('vault');
  expect(stageNow(one, { sandbox: false, app: true })).toBe('sandbox');
  expect(stageNow(one, { sandbox: true, app: false })).toBe('app');
});

test('a repair and a rotation do not go on at once, and a repair does not begin twice', () => {
  const rotating = and(BROKEN, beginRotation(BROKEN, 'certificate', NOW));
  expect(begin(rotating, 'vault', NOW)).toEqual({});
  expect(beginRotation(begun('vault'), 'certificate', NOW)).toEqual({});
  expect(begin(begun('vault'), 'file', NOW)).toEqual({});
});

test.each([
  ['vault', 'New: consumer key. As before: username, login URL, key.'],
  ['ci', 'New: consumer key. As before: username, login URL, key.'],
  ['file', 'New: consumer key. As before: username, login URL. Compared: key.'],
  ['nothing', 'New: consumer key, key. As before: username, login URL.'],
] as const)('%s: what CI had to take over is told', (left, expected) => {
  expect(changesText(repaired(left))).toBe(expected);
});

test('of a connection that was not here before nothing is said to be as before', () => {
  const made = connection();
  const one = and(and(made, begin(made, 'file', NOW)), { ...COMPLETE, current: set('file') });
  expect(valuesOf(one).map(({ is }) => is)).toEqual(Array(4).fill('compare it with CI’s'));
});

test('two tabs that each proved a stage have proved both', () => {
  const base = tested('vault');
  const mine = proveNow(base, 'ci');
  const theirs = proveNow(base, 'login');
  const both = merge(base, mine, theirs)!;
  expect(Object.keys(both.repair!.proofs).sort()).toEqual(['ci', 'key', 'login', 'test']);
  expect(isProved(both)).toBe(true);
});

test('what one tab entered and the other proved of what stood before proves nothing together', () => {
  const base = entered('vault');
  const merged = merge(
    base,
    and(base, { username: 'other@acme.example.uat' }),
    proveNow(base, 'test'),
  )!;
  expect(merged.username).toBe('other@acme.example.uat');
  expect(proofOf(merged, 'test')).toBeNull();
});

test('of two repairs that were begun at once one stays whole', () => {
  const mine = begun('vault');
  const theirs = and(BROKEN, begin(BROKEN, 'nothing', NOW + 1));
  const merged = merge(BROKEN, mine, proveNow(theirs, 'key'))!;
  expect(merged.repair).toEqual(mine.repair);
});

/** One thing a user, another tab or an answer does; `draw` picks. */
function happen(one: Connection, draw: (below: number) => number, name: string): Connection {
  const pick = <T>(list: readonly T[]): T => list[draw(list.length)]!;
  switch (draw(9)) {
    case 0:
      return and(one, begin(one, pick(LEFT), NOW + draw(100)));
    case 1:
      return and(one, { current: set(name), former: [one.current!, ...one.former] });
    case 2:
      return and(one, { consumerKey: pick(['a', 'b', '']) });
    case 3:
      return and(one, { username: pick(['u', 'v']) });
    case 4:
      return and(one, disprove(one, pick(PROVED)));
    case 5:
      return draw(4) === 0 ? and(one, abandon(one)) : and(one, finish(one));
    default: {
      const now = stageNow(one, FILLED) ?? 'login';
      const likely = now === 'sandbox' || now === 'app' ? 'test' : now;
      const stage = draw(4) > 0 ? likely : pick(PROVED);
      const about = draw(8) === 0 ? 'something else' : aboutOf(one, stage);
      return and(one, prove(one, stage, { at: NOW, by: 'check', about, seen: '' }));
    }
  }
}

test('no sequence of events loses a key or ends a repair as finished that is not proved', () => {
  let finished = 0;
  fc.assert(
    fc.property(fc.array(fc.nat(0xffff), { minLength: 60, maxLength: 200 }), (draws) => {
      let at = 0;
      const draw = (below: number) => draws[at++ % draws.length]! % below;
      let one = BROKEN;
      const known = new Set(['id-old']);
      while (at < draws.length) {
        const before = one;
        one = happen(one, draw, String(at));
        known.add(one.current!.key.id);
        expect(new Set(keySetsOf(one).map(({ key }) => key.id))).toEqual(known);
        if (finish(before).repair !== null) continue;
        finished += 1;
        for (const stage of ['key', 'test', 'login'] as const)
          expect(before.repair!.proofs[stage]?.about).toBe(aboutOf(before, stage));
      }
    }),
    { numRuns: amount('random repairs', 500, 20_000) },
  );
  expect(finished).toBeGreaterThan(20);
});
