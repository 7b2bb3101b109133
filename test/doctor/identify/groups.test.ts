import { expect, test } from 'vitest';
import { groupThings } from '../../../src/doctor/identify/groups.ts';
import type { Thing } from '../../../src/doctor/thing.ts';

const thing = (publicKey?: string): Thing => ({
  kind: 'a/b',
  title: 'a thing',
  from: '',
  secret: false,
  facts: [],
  mended: [],
  findings: [],
  forms: [],
  ...(publicKey === undefined ? {} : { publicKey }),
});

test.each([
  ['nothing', [], []],
  ['things without a public key', [thing(), thing()], []],
  ['one of each', [thing('AA'), thing('BB')], []],
  [
    'two pairs, apart',
    [thing('AA'), thing('BB'), thing(), thing('BB'), thing('AA')],
    [
      { publicKey: 'AA', things: [0, 4] },
      { publicKey: 'BB', things: [1, 3] },
    ],
  ],
])('%s: only what shares a public key is a group', (_, things, groups) => {
  expect(groupThings(things)).toEqual(groups);
});
