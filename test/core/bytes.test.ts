import fc from 'fast-check';
import { expect, test } from 'vitest';
import { base64, base64url, fromBase64 } from '../../src/core/bytes.ts';

test('base64 in either alphabet, padded or not, in lines or not, is read as node reads it', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (random) => {
      const bytes = Uint8Array.from(random);
      const padded = base64(bytes);
      expect(padded).toBe(Buffer.from(bytes).toString('base64'));
      for (const text of [
        padded,
        padded.replace(/=+$/, ''),
        base64url(bytes),
        padded.replaceAll(/.{4}/g, '$& \r\n\t'),
        ` \u00a0${padded}\ufeff `,
      ]) {
        expect(fromBase64(text)).toEqual(bytes);
      }
    }),
  );
});

test.each(['A', 'AAAAA', 'AA=A', '=AAA=', 'AAAA===', 'AA*A', 'AAA\u00e9', 'AA\0A', 'AA,A', 'AA.A'])(
  '%j is no base64',
  (text) => {
    expect(fromBase64(text)).toBeNull();
  },
);
