import { expect, test } from 'vitest';
import { answers } from './_vectors.ts';

test('what is published comes out in Node: Argon2id, HKDF, AES-GCM and a backup', async () => {
  const all = await answers();
  expect(all.map(({ name, actual }) => [name, actual])).toEqual(
    all.map(({ name, expected }) => [name, expected]),
  );
  expect(all).toHaveLength(8 + 3 + 2 * 4 + 2);
});
