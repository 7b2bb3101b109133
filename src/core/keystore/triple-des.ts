/** Triple DES (FIPS 46-3, SP 800-67), decryption only: what old PKCS#12 files put round keys. */
import type { Bytes } from '../bytes.ts';
import type { BlockCipher } from './cbc.ts';

/** A box a line: row 0 to 3, a digit each. */
const BOXES = [
  'e4d12fb83a6c59070f74e2d1a6cb953841e8d62bfc973a50fc8249175b3ea06d',
  'f18e6b34972dc05a3d47f28ec01a69b50e7ba4d158c6932fd8a13f42b67c05e9',
  'a09e63f51dc7b428d709346a285ecbf1d6498f30b12c5ae71ad069874fe3b52c',
  '7de3069a1285bc4fd8b56f03472c1ae9a690cb7df13e52843f06a1d8945bc72e',
  '2c417ab6853fd0e9eb2c47d150fa3986421bad78f9c5630eb8c71e2d6f09a453',
  'c1af92680d34e75baf427c9561de0b389ef528c3704a1db6432c95fabe17608d',
  '4b2ef08d3c975a61d0b7491ae35c2f8614bdc37eaf6805926bd814a7950fe23c',
  'd2846fb1a93e50c71fd8a374c56b0e927b419ce206adf35821e74a8dfc90356b',
];
// prettier-ignore
const P = [16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10,
  2, 8, 24, 14, 32, 27, 3, 9, 19, 13, 30, 6, 22, 11, 4, 25];
// prettier-ignore
const PC1 = [57, 49, 41, 33, 25, 17, 9, 1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19, 11, 3, 60, 52, 44, 36,
  63, 55, 47, 39, 31, 23, 15, 7, 62, 54, 46, 38, 30, 22, 14, 6, 61, 53, 45, 37, 29, 21, 13, 5, 28, 20, 12, 4];
// prettier-ignore
const PC2 = [14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4, 26, 8, 16, 7, 27, 20, 13, 2,
  41, 52, 31, 37, 47, 55, 30, 40, 51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32];
const IP = [58, 60, 62, 64, 57, 59, 61, 63].flatMap((from) =>
  Array.from({ length: 8 }, (_, column) => from - 8 * column),
);
const SHIFTS = [1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1];

/** What each box gives for its six bits, already permuted by P. */
const SP = BOXES.map((box, number) =>
  Array.from({ length: 64 }, (_, six) => {
    const row = ((six >> 4) & 2) | (six & 1);
    const value = Number.parseInt(box[row * 16 + ((six >> 1) & 15)] ?? '0', 16);
    const placed = value << (28 - 4 * number);
    return P.reduce((word, from, at) => word | (((placed >>> (32 - from)) & 1) << (31 - at)), 0);
  }),
);

/** Of one round: six bits for each box. */
type RoundKey = readonly number[];

/** The cipher under three keys of eight bytes each. */
export function tripleDes(key: Bytes): BlockCipher {
  const [first = [], second = [], third = []] = [0, 8, 16].map((at) =>
    roundKeys(key.subarray(at, at + 8)),
  );
  const stages = [third.toReversed(), second, first.toReversed()];
  return (input, at, output) => {
    const opened = stages.reduce(rounds, permuteIn(input, at));
    permuteOut(opened, output, at);
  };
}

type Block = [left: number, right: number];

function rounds([left, right]: Block, keys: readonly RoundKey[]): Block {
  for (const key of keys) {
    let mixed = left;
    for (let box = 0; box < 8; box += 1) {
      const shift = (4 * box + 5) % 32;
      // Bits 4n to 4n + 5 of the right half, which wraps round.
      const six = ((right << shift) | (right >>> (32 - shift))) & 63;
      mixed ^= SP[box]?.[six ^ (key[box] ?? 0)] ?? 0;
    }
    [left, right] = [right, mixed];
  }
  return [right, left];
}

function roundKeys(key: Bytes): RoundKey[] {
  const bits = PC1.map((from) => bitAt(key, from - 1));
  let [left, right] = [bits.slice(0, 28), bits.slice(28)];
  return SHIFTS.map((shift) => {
    left = [...left.slice(shift), ...left.slice(0, shift)];
    right = [...right.slice(shift), ...right.slice(0, shift)];
    const chosen = PC2.map((from) => [...left, ...right][from - 1] ?? 0);
    return Array.from({ length: 8 }, (_, box) =>
      chosen.slice(box * 6, box * 6 + 6).reduce((six, bit) => six * 2 + bit, 0),
    );
  });
}

function permuteIn(bytes: Bytes, at: number): Block {
  const half = (from: readonly number[]) =>
    from.reduce((word, place) => (word << 1) | bitAt(bytes, at * 8 + place - 1), 0);
  return [half(IP.slice(0, 32)), half(IP.slice(32))];
}

/** The inverse permutation. */
function permuteOut([left, right]: Block, bytes: Bytes, at: number): void {
  for (const [from, to] of IP.entries()) {
    const bit = ((from < 32 ? left : right) >>> (31 - (from % 32))) & 1;
    const place = at + ((to - 1) >> 3);
    bytes[place] = (bytes[place] ?? 0) | (bit << (7 - ((to - 1) & 7)));
  }
}

function bitAt(bytes: Bytes, bit: number): number {
  return ((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1;
}
