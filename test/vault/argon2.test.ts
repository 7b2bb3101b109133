import { expect, test } from 'vitest';
import { hex, utf8 } from '../../src/core/bytes.ts';
import { deriveBytes } from '../../src/vault/argon2.ts';
import { COST } from '../../src/vault/cost.ts';
import { needTool } from '../_tools.ts';
import { askReader } from './_reader.ts';

const reference = (bytes: Record<string, Uint8Array>, cost: object) =>
  askReader('derive', {
    bytes: Object.fromEntries(Object.entries(bytes).map(([name, one]) => [name, hex(one)])),
    cost,
  });

// The vector has a secret and associated data, which a vault has not: it is for the checker itself.
test.skipIf(!needTool('libargon2'))('the checker gives the vector of RFC 9106, 5.3', () => {
  const bytes = {
    password: new Uint8Array(32).fill(1),
    salt: new Uint8Array(16).fill(2),
    secret: new Uint8Array(8).fill(3),
    ad: new Uint8Array(12).fill(4),
  };
  expect(reference(bytes, { memory: 32, passes: 3, lanes: 4 })).toBe(
    '0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659',
  );
});

test.skipIf(!needTool('libargon2')).each([
  ['the default', COST],
  ['the floor', { memory: 19_456, passes: 2, lanes: 1 }],
  ['a memory that lanes do not divide', { memory: 19_461, passes: 2, lanes: 3 }],
])('%s cost gives what the checker gives', async (_, cost) => {
  const password = utf8('correct horse, Prüfung, 日本');
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const expected = reference({ password, salt }, cost);
  expect(hex(await deriveBytes(password, salt, cost))).toBe(expected);
});
