import { expect, test } from 'vitest';
import type { Connection, KeySet } from '../../src/ui/state/connections.svelte.ts';
import { practiceApps } from '../../src/ui/state/practice-apps.ts';
import { begin as beginRepair } from '../../src/ui/state/repair.ts';
import { begin, putNext, type RotationWay } from '../../src/ui/state/rotation.ts';
import { COMPLETE, connection, keySet, NOW } from './_connection.ts';

const OWN = COMPLETE.consumerKey;
const SECOND = '3MVG9.second';

function set(key: string, pem: string): KeySet {
  const { certificate, key: record } = keySet(30);
  return {
    key: { ...record, id: key, publicKeySha256: key },
    certificate: { ...certificate!, pem, sha256: `SHA of ${pem}` },
  };
}

function rotating(way: RotationWay, practice: { uploaded: string; removed: boolean }): Connection {
  let one = connection({ ...COMPLETE, current: set('old', 'old.pem') });
  one = { ...one, ...begin(one, way, NOW) };
  const next = set(way === 'certificate' ? 'old' : 'new', 'new.pem');
  one = { ...one, ...putNext(one, next, { at: NOW, by: 'check', seen: '' }) };
  return { ...one, rotation: { ...one.rotation!, consumerKey: SECOND, practice } };
}

function told(one: Connection) {
  const { apps, removed } = practiceApps(one);
  return { apps: apps.map((app) => [app.consumerKey, app.certificate]), removed };
}

const NOT_YET = { uploaded: '', removed: false };
const UPLOADED = { uploaded: 'SHA of new.pem', removed: false };

test.each([
  ['certificate', NOT_YET, { apps: [[OWN, 'old.pem']], removed: [] }],
  ['certificate', UPLOADED, { apps: [[OWN, 'new.pem']], removed: [] }],
  ['same-app', NOT_YET, { apps: [[OWN, 'old.pem']], removed: [] }],
  ['same-app', UPLOADED, { apps: [[OWN, 'new.pem']], removed: [] }],
  ['second-app', NOT_YET, { apps: [[OWN, 'old.pem']], removed: [] }],
  [
    'second-app',
    UPLOADED,
    {
      apps: [
        [OWN, 'old.pem'],
        [SECOND, 'new.pem'],
      ],
      removed: [],
    },
  ],
  ['second-app', { ...UPLOADED, removed: true }, { apps: [[SECOND, 'new.pem']], removed: [OWN] }],
  [
    'same-app',
    { uploaded: 'of one made before', removed: false },
    { apps: [[OWN, 'old.pem']], removed: [] },
  ],
] as const)('%s, %o: the practice org is told %o', (way, practice, expected) => {
  expect(told(rotating(way, practice))).toEqual(expected);
});

test('without a rotation it is told of the present certificate alone', () => {
  const one = connection({ ...COMPLETE, current: set('old', 'old.pem') });
  expect(told(one)).toEqual({ apps: [[OWN, 'old.pem']], removed: [] });
  expect(told(connection(COMPLETE))).toEqual({ apps: [], removed: [] });
});

test('a refresh takes the app away until it is made again, and then it holds what was uploaded', () => {
  const begun = connection({ ...COMPLETE, current: set('old', 'old.pem') });
  const one = { ...begun, ...beginRepair(begun, 'vault', NOW) };
  const apps = (changed: Connection) =>
    practiceApps(changed).apps.map(({ consumerKey, switches }) => ({ consumerKey, ...switches }));
  const off = { ...one.switches, appMissing: false };
  const lost = { consumerKey: OWN, ...off, appMissing: true };
  expect(apps(one)).toEqual([lost]);
  const practice = { consumerKey: SECOND, certificate: 'SHA of old.pem' };
  const made = { ...one, repair: { ...one.repair!, practice } };
  expect(apps(made)).toEqual([lost, { consumerKey: SECOND, ...off }]);
  const renewed = { ...made, current: set('old', 'new.pem') };
  expect(apps(renewed)[1]).toEqual({ consumerKey: SECOND, ...off, anotherCertificate: true });
  // Once it is over, the app is the one that was entered.
  const after = { ...renewed, consumerKey: SECOND, repair: null };
  expect(apps(after)).toEqual([{ consumerKey: SECOND, ...off }]);
});
