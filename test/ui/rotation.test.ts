import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  askedWith,
  keySetsOf,
  type Connection,
  type KeySet,
} from '../../src/ui/state/connections.svelte.ts';
import {
  abandon,
  aboutOf,
  begin,
  disprove,
  finish,
  isOpen,
  isProved,
  isStale,
  nextConnection,
  proofOf,
  prove,
  putNext,
  stageNow,
  stagesOf,
  type RotationWay,
  type Stage,
} from '../../src/ui/state/rotation.ts';
import { amount } from '../_tools.ts';
import { COMPLETE, connection, keySet, NOW } from './_connection.ts';

const WAYS: readonly RotationWay[] = ['certificate', 'second-app', 'same-app'];
const EVERY: readonly Stage[] = ['make', 'upload', 'test', 'ci', 'retire'];

/** A key with a certificate, both told apart by name. */
function set(key: string, certificate = key): KeySet {
  const made = keySet(365);
  return {
    key: { ...made.key, id: `id-${key}`, publicKeySha256: `key-${key}` },
    certificate: { ...made.certificate!, sha256: `certificate-${certificate}` },
  };
}

const MADE = { at: NOW, by: 'check' as const, seen: 'they belong together' };

/** One more change to a connection. */
function and(one: Connection, patch: Partial<Connection>): Connection {
  return { ...one, ...patch };
}

function proveNow(one: Connection, stage: Stage): Connection {
  const by = stage === 'retire' ? 'refusal' : stage === 'test' ? 'token' : 'fingerprint';
  const about = aboutOf(one, stage);
  return and(one, prove(one, stage, { at: NOW, by, about, seen: stage }));
}

function begun(way: RotationWay): Connection {
  const one = connection({ ...COMPLETE, current: set('old') });
  return and(one, begin(one, way, NOW));
}

function made(way: RotationWay): Connection {
  const one = begun(way);
  const next = way === 'certificate' ? set('old', 'new') : set('new');
  const put = and(one, putNext(one, next, MADE));
  return and(put, {
    rotation: { ...put.rotation!, consumerKey: `3MVG9.second.${'x'.repeat(60)}` },
  });
}

function proved(way: RotationWay): Connection {
  let one = made(way);
  for (let stage = stageNow(one); stage; stage = stageNow(one)) {
    one = proveNow(one, stage === 'upload' && way !== 'certificate' ? 'test' : stage);
  }
  return one;
}

test.each(WAYS)('%s: each stage opens when those before it are proved', (way) => {
  let one = made(way);
  for (const stage of stagesOf({ way }).slice(1)) {
    if (stage === 'upload' && way !== 'certificate') continue;
    expect(isOpen(one, stage), stage).toBe(true);
    const later = stagesOf({ way }).slice(stagesOf({ way }).indexOf(stage) + 1);
    for (const other of later) expect(isOpen(one, other), `${other} before ${stage}`).toBe(false);
    expect(isProved(one)).toBe(false);
    expect(finish(one)).toEqual({});
    one = proveNow(one, stage);
    expect(proofOf(one, stage)?.seen).toBe(stage);
  }
  expect(isProved(one)).toBe(true);
});

test('a new certificate takes the place of the old one, and the key stays', () => {
  const one = proved('certificate');
  const after = and(one, finish(one));
  expect(after.current).toEqual(set('old', 'new'));
  expect(after.former).toEqual([]);
  expect(after.consumerKey).toBe(COMPLETE.consumerKey);
  expect(after.rotation).toBeNull();
});

test('a new key in a second app becomes the present one with its app, the old one keeps its own', () => {
  const one = proved('second-app');
  const after = and(one, finish(one));
  expect(after.current).toEqual(set('new'));
  expect(after.consumerKey).toBe(one.rotation!.consumerKey);
  expect(after.former).toEqual([{ ...set('old'), consumerKey: COMPLETE.consumerKey }]);
});

test('a new key in the same app becomes the present one, with the consumer key as it was', () => {
  const one = proved('same-app');
  const after = and(one, finish(one));
  expect(after.current).toEqual(set('new'));
  expect(after.consumerKey).toBe(COMPLETE.consumerKey);
  expect(after.former).toEqual([set('old')]);
});

test.each(WAYS)('%s: abandoning leaves the present key untouched, and loses no key', (way) => {
  const one = proved(way);
  const after = and(one, abandon(one));
  expect(after.current).toEqual(set('old'));
  expect(after.consumerKey).toBe(COMPLETE.consumerKey);
  expect(after.rotation).toBeNull();
  expect(after.former.map(({ key }) => key.id)).toEqual(way === 'certificate' ? [] : ['id-new']);
});

test('the second app’s consumer key stays with an abandoned key', () => {
  const one = made('second-app');
  const [left] = and(one, abandon(one)).former;
  expect(left?.consumerKey).toBe(one.rotation!.consumerKey);
});

test.each([
  ['another consumer key', { consumerKey: `3MVG9.third.${'y'.repeat(60)}` }, 'second-app'],
  ['another consumer key', { consumerKey: `3MVG9.third.${'y'.repeat(60)}` }, 'same-app'],
] as const)('%s makes the token that was got no proof: %s', (_, { consumerKey }, way) => {
  const one = proved(way);
  const changed =
    way === 'same-app'
      ? and(one, { consumerKey })
      : and(one, { rotation: { ...one.rotation!, consumerKey } });
  expect(proofOf(changed, 'test')).toBeNull();
  expect(finish(changed)).toEqual({});
});

test.each([{ username: 'other@acme.example' }, { loginUrl: 'https://other.my.salesforce.com' }])(
  'a token of another user or org proves nothing: %o',
  (change) => {
    for (const way of WAYS) {
      const one = and(proved(way), change);
      expect(proofOf(one, 'test'), way).toBeNull();
      expect(finish(one), way).toEqual({});
    }
  },
);

test('a new key made again has to be proved again, and the first one is kept', () => {
  const one = proved('second-app');
  const again = and(one, putNext(one, set('newer'), MADE));
  expect(stageNow(again)).toBe('upload');
  expect(again.former.map(({ key }) => key.id)).toEqual(['id-new']);
  expect(again.rotation!.practice.uploaded).toBe('');
});

test('a proof that fails the second time counts no longer', () => {
  const one = proved('certificate');
  const failed = and(one, disprove(one, 'upload'));
  expect(stageNow(failed)).toBe('upload');
  expect(finish(failed)).toEqual({});
});

test('a rotation whose key was replaced meanwhile can only be abandoned', () => {
  for (const way of WAYS) {
    const one = and(proved(way), { current: set('imported'), former: [set('old')] });
    expect(isStale(one)).toBe(true);
    expect(finish(one)).toEqual({});
    for (const stage of EVERY) expect(isOpen(one, stage)).toBe(false);
    const after = and(one, abandon(one));
    expect(after.current).toEqual(set('imported'));
    expect(after.rotation).toBeNull();
  }
});

test('a key of its own is needed for a new key, the same one for a new certificate', () => {
  const other = begun('certificate');
  expect(putNext(other, set('new'), MADE)).toEqual({});
  const same = begun('same-app');
  expect(putNext(same, set('old', 'new'), MADE)).toEqual({});
});

test('the test asks with the new key, and in a second app with its consumer key', () => {
  expect(nextConnection(made('second-app'))).toMatchObject({
    current: set('new'),
    consumerKey: expect.stringContaining('second') as string,
  });
  expect(nextConnection(made('same-app')).consumerKey).toBe(COMPLETE.consumerKey);
});

/** One thing a user, another tab or an answer does to a connection; `draw` picks. */
function happen(one: Connection, draw: (below: number) => number, name: string): Connection {
  const pick = <T>(list: readonly T[]): T => list[draw(list.length)]!;
  switch (draw(12)) {
    case 0:
      return and(one, begin(one, pick(WAYS), NOW));
    case 1: {
      const certificate = set(name).certificate!;
      const same = { ...one.current!, certificate };
      return and(one, putNext(one, draw(2) === 0 ? same : set(name), MADE));
    }
    case 2:
    case 3:
    case 4:
    case 9:
    case 10:
    case 11: {
      // Often the next thing to prove: otherwise hardly any would end.
      const now = stageNow(one);
      const likely = now === 'upload' && draw(2) === 0 ? 'test' : now;
      const stage = likely && draw(4) > 0 ? likely : pick(EVERY);
      const about = draw(8) === 0 ? 'something else' : aboutOf(one, stage);
      return and(one, prove(one, stage, { at: NOW, by: 'token', about, seen: '' }));
    }
    case 5:
      return and(one, disprove(one, pick(EVERY)));
    case 6: {
      const { rotation } = one;
      const consumerKey = pick(['', 'a', 'b']);
      return rotation ? and(one, { rotation: { ...rotation, consumerKey } }) : one;
    }
    case 7:
      return and(one, { username: pick(['u', 'v']) });
    default:
      return draw(4) === 0 ? and(one, abandon(one)) : and(one, finish(one));
  }
}

test('no sequence of events loses a key or makes an unproved one the present one', () => {
  let finished = 0;
  fc.assert(
    fc.property(fc.array(fc.nat(0xffff), { minLength: 60, maxLength: 200 }), (draws) => {
      let at = 0;
      const draw = (below: number) => draws[at++ % draws.length]! % below;
      let one = connection({ ...COMPLETE, current: set('0') });
      const known = new Set(['id-0']);
      while (at < draws.length) {
        const before = one;
        one = happen(one, draw, String(at));
        if (one.rotation?.next) known.add(one.rotation.next.key.id);
        expect(new Set(keySetsOf(one).map(({ key }) => key.id))).toEqual(known);
        // A key that stands in a list twice could be deleted there while it is used here.
        const listed = [one.current!, ...one.former].map(({ key }) => key.id);
        expect(new Set(listed).size).toBe(listed.length);
        if (one.current === before.current) continue;
        finished += 1;
        const stages = stagesOf(before.rotation!);
        expect(stages.filter((stage) => !proofOf(before, stage))).toEqual([]);
        const { about } = proofOf(before, 'test')!;
        expect(JSON.parse(about)).toEqual([askedWith(one), one.current!.certificate!.sha256]);
      }
    }),
    { numRuns: amount('random rotations', 500, 20_000) },
  );
  // Otherwise nothing was shown of how one ends.
  expect(finished).toBeGreaterThan(20);
});
