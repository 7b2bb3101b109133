import { expect, test } from 'vitest';
import { hex, utf8 } from '../../src/core/bytes.ts';
import { deriveBytes } from '../../src/vault/argon2.ts';
import { COST } from '../../src/vault/cost.ts';
import { needTool } from '../_tools.ts';
import { askReader } from './_reader.ts';

// src/test.c of the reference implementation (phc-winner-argon2), version 0x13, Argon2id.
test.each([
  [65_536, 2, 1, 'password', 'somesalt', '09316115d5cf24ed5a15a31a3ba326e5'],
  [262_144, 2, 1, 'password', 'somesalt', '78fe1ec91fb3aa5657d72e710854e4c3'],
  [256, 2, 1, 'password', 'somesalt', '9dfeb910e80bad0311fee20f9c0e2b12'],
  [256, 2, 2, 'password', 'somesalt', '6d093c501fd5999645e0ea3bf620d7b8'],
  [65_536, 1, 1, 'password', 'somesalt', 'f6a5adc1ba723dddef9b5ac1d464e180'],
  [65_536, 4, 1, 'password', 'somesalt', '9025d48e68ef7395cca9079da4c4ec3a'],
  [65_536, 2, 1, 'differentpassword', 'somesalt', '0b84d652cf6b0c4beaef0dfe278ba6a8'],
  [65_536, 2, 1, 'password', 'diffsalt', 'bdf32b05ccc42eb15d58fd19b1f856b1'],
])('%i KiB, %i passes, %i lanes, "%s", "%s" give what the reference gives', async (...row) => {
  const [memory, passes, lanes, password, salt, begin] = row;
  const derived = await deriveBytes(utf8(password), utf8(salt), { memory, passes, lanes });
  expect(derived.length).toBe(32);
  expect(hex(derived).slice(0, 32)).toBe(begin);
});

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
