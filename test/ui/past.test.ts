import { expect, test } from 'vitest';
import { isNewKey } from '../../src/doctor/past.ts';
import type { Deed } from '../../src/ui/state/history.ts';
import { pastOf } from '../../src/ui/state/past.ts';

const history = (...deeds: [what: Deed, detail?: string][]) =>
  deeds.map(([what, detail], at) => ({ at, what, ...(detail === undefined ? {} : { detail }) }));

test.each<[boolean | undefined, [what: Deed, detail?: string][]]>([
  [undefined, []],
  [undefined, [['made', 'RSA 2048']]],
  [
    false,
    [
      ['made', 'RSA 2048'],
      ['token', 'a'],
    ],
  ],
  [
    true,
    [
      ['token', 'a'],
      ['made', 'RSA 2048'],
    ],
  ],
  [true, [['token', 'a'], ['refused'], ['reused', 'RSA 2048']]],
  [
    true,
    [
      ['token', 'a'],
      ['imported', 'RSA 2048, certificate until …'],
    ],
  ],
  [
    undefined,
    [
      ['token', 'a'],
      ['imported', 'certificate until …'],
    ],
  ],
  [undefined, [['token', 'a'], ['renewed']]],
  [false, [['token', 'a'], ['made'], ['token', 'a']]],
  [false, [['token', 'a'], ['made'], ['rotated']]],
])('that the key is newer than the last token is %s after %j', (expected, deeds) => {
  expect(isNewKey(pastOf(history(...deeds)))).toBe(expected);
});

test('a token from before a moment is left out, the key is not', () => {
  const past = history(['made'], ['token', 'a'], ['refused']);
  expect(pastOf(past)).toEqual({ keyFrom: 0, tokenAt: 1, tokenHost: 'a' });
  expect(pastOf(past, 1)).toEqual(pastOf(past));
  expect(pastOf(past, 2)).toEqual({ keyFrom: 0 });
});
