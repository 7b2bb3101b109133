import { createHash, pbkdf2Sync } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Bytes } from '../../src/core/bytes.ts';
import { writeDer } from '../../src/core/der.ts';
import { toDer } from '../../src/core/keystore/ber.ts';
import { decryptCbc } from '../../src/core/keystore/cbc.ts';
import { sha1, sha256 } from '../../src/core/keystore/hashes.ts';
import { rc2 } from '../../src/core/keystore/rc2.ts';
import { tripleDes } from '../../src/core/keystore/triple-des.ts';
import { needTool, run } from '../_tools.ts';

test.each([
  ['sha1', sha1],
  ['sha256', sha256],
] as const)('%s is what node computes, at every length round a block', (name, hash) => {
  for (let length = 0; length < 200; length += 1) {
    const bytes = Uint8Array.from({ length }, (_, at) => (at * 37 + length) & 0xff);
    expect(Buffer.from(hash(bytes)).toString('hex')).toBe(
      createHash(name).update(bytes).digest('hex'),
    );
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 3000 }), (random) => {
      const bytes = Uint8Array.from(random);
      const wanted = createHash(name).update(bytes).digest('hex');
      return Buffer.from(hash(bytes)).toString('hex') === wanted;
    }),
  );
});

test.skipIf(!needTool('openssl')).each([
  ['triple DES', 'des-ede3-cbc', 24, tripleDes, []],
  ['RC2 with 128 bits', 'rc2-cbc', 16, rc2, ['-provider', 'legacy', '-provider', 'default']],
  ['RC2 with 40 bits', 'rc2-40-cbc', 5, rc2, ['-provider', 'legacy', '-provider', 'default']],
] as const)('%s is opened as openssl closed it', (_, name, bytes, cipher, more) => {
  for (let length = 0; length < 40; length += 3) {
    const seed = Uint8Array.from(pbkdf2Sync('test', String(length), 1, 40 + length, 'sha256'));
    const [key, iv, plain] = [seed.slice(0, bytes), seed.slice(24, 32), seed.slice(40)];
    const hex = (part: Bytes) => Buffer.from(part).toString('hex');
    const args = ['enc', `-${name}`, '-K', hex(key), '-iv', hex(iv), '-a', ...more];
    const { stdout } = run('openssl', args, { input: plain });
    const sealed = Uint8Array.from(Buffer.from(stdout, 'base64'));
    expect(hex(decryptCbc(cipher(key), iv, sealed))).toBe(hex(plain));
  }
});

test('a wrong key leaves no padding, or one by chance, and never the text', () => {
  const sealed = Uint8Array.from({ length: 64 }, (_, at) => at * 3);
  for (let last = 0; last < 64; last += 1) {
    const key = new Uint8Array(24).fill(last * 2);
    try {
      const plain = decryptCbc(tripleDes(key), new Uint8Array(8), sealed);
      expect(plain.length).toBeLessThan(64);
    } catch (thrown) {
      expect(String(thrown)).toBe('Error: the padding is wrong');
    }
  }
});

/** DER with every structure's length made indefinite, and octet strings in pieces. */
function toBer(der: Bytes): number[] {
  const [tag = 0] = der;
  const { content, rest } = split(der);
  const body =
    tag === 0x30
      ? [0x30, 0x80, ...toBer(content), 0, 0]
      : tag === 0x04
        ? [0x24, 0x80, ...pieces(content), 0, 0]
        : [...der.subarray(0, der.length - rest.length)];
  return rest.length === 0 ? body : [...body, ...toBer(rest)];
}

function split(der: Bytes): { content: Bytes; rest: Bytes } {
  const first = der[1] ?? 0;
  const count = first < 0x80 ? 0 : first & 0x7f;
  const length =
    count === 0 ? first : der.subarray(2, 2 + count).reduce((sum, byte) => sum * 256 + byte, 0);
  const start = 2 + count;
  return { content: der.subarray(start, start + length), rest: der.subarray(start + length) };
}

function pieces(content: Bytes): number[] {
  const half = Math.ceil(content.length / 2);
  return [content.subarray(0, half), content.subarray(half)].flatMap((piece) => [
    ...writeDer(0x04, piece),
  ]);
}

test('BER with indefinite lengths and strings in pieces is the same DER', () => {
  const inner = writeDer(0x04, new Uint8Array(300).fill(7));
  const der = writeDer(0x30, writeDer(0x02, Uint8Array.of(3)), writeDer(0x30, inner), inner);
  expect(toDer(Uint8Array.from(toBer(der)))).toEqual(der);
  expect(toDer(der)).toEqual(der);
});

test.each([
  ['no end', [0x30, 0x80, 2, 1, 3]],
  ['a length beyond the end', [0x30, 0x05, 2, 1, 3]],
  ['bytes behind the end', [0x30, 0x03, 2, 1, 3, 0]],
  ['a primitive element without a length', [0x30, 0x80, 4, 0x80, 0, 0, 0, 0]],
  ['a part that reaches out of its whole', [0x30, 0x03, 2, 2, 3, 4]],
  ['nothing', []],
])('BER with %s is refused', (_, bytes) => {
  expect(() => toDer(Uint8Array.from(bytes))).toThrow(Error);
});
