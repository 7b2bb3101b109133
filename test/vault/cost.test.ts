import { expect, test } from 'vitest';
import { utf8 } from '../../src/core/bytes.ts';
import { AppError } from '../../src/core/errors.ts';
import { COST, costFor, FLOOR, raisedCost, requireCost } from '../../src/vault/cost.ts';
import { calibrate } from '../../src/vault/passphrase.ts';

const MIB = 1024;

test.each([
  // Milliseconds for the default; MiB, passes and lanes that come of it.
  [10, 256, 3, 4],
  [74, 256, 3, 4],
  [100, 256, 3, 4],
  [150, 128, 3, 4],
  [168, 128, 3, 4],
  [299, 128, 3, 4],
  [300, 64, 3, 4],
  [640, 64, 3, 4],
  [1000, 64, 3, 4],
  [1001, 32, 3, 4],
  [2000, 32, 3, 4],
  [2001, 19, 2, 1],
  [60_000, 19, 2, 1],
])('a device that takes %i ms for the default is asked for %i MiB, %i passes', (...row) => {
  const [milliseconds, memory, passes, lanes] = row;
  const cost = costFor(milliseconds);
  expect(cost).toEqual({ memory: memory * MIB, passes, lanes });
  requireCost(cost);
});

test.each([
  ['what costs as much stays', COST, 500, null],
  ['what costs more stays', { ...COST, memory: 131_072 }, 500, null],
  ['what is cheaper is raised', FLOOR, 40, COST],
  [
    'more memory than today’s least is kept',
    { memory: 131_072, passes: 2, lanes: 1 },
    100,
    {
      memory: 131_072,
      passes: 3,
      lanes: 4,
    },
  ],
  ['a slow device is left alone', FLOOR, 300, null],
])('at unlock %s', (_, present, milliseconds, raised) => {
  expect(raisedCost(present, milliseconds)).toEqual(raised);
});

test('the derivation that calibrates is the one that is used where the default fits', async () => {
  const calls: number[] = [];
  const { material, cost } = await calibrate(utf8('any'), new Uint8Array(16), async (...given) => {
    calls.push(given[2].memory);
    return { material: new Uint8Array([calls.length]), milliseconds: 500 };
  });
  expect(calls).toEqual([COST.memory]);
  expect([...material]).toEqual([1]);
  expect(cost).toEqual(COST);
});

test('on a quick device it is derived again, and the first one is zeroed', async () => {
  const all: Uint8Array[] = [];
  const { material, cost } = await calibrate(utf8('any'), new Uint8Array(16), async (...given) => {
    const derived = new Uint8Array([given[2].memory / 65_536]);
    all.push(derived);
    return { material: derived, milliseconds: 160 };
  });
  expect(cost.memory).toBe(131_072);
  expect([...material]).toEqual([2]);
  expect(all.map(([first]) => first)).toEqual([0, 2]);
});

test.each([
  ['no more than the default', 65_536, 65_536],
  ['not even the default', 19_456, 19_456],
])('a device whose memory gives %s gets what it can', async (_, most, memory) => {
  const { cost } = await calibrate(utf8('any'), new Uint8Array(16), async (...given) => {
    if (given[2].memory > most) throw new AppError('vault/derivation', 'no memory');
    return { material: new Uint8Array(32), milliseconds: 100 };
  });
  expect(cost.memory).toBe(memory);
});
