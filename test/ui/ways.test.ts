import { expect, test } from 'vitest';
import { requireNewPassphrase, requirePassphrase } from '../../src/ui/state/ways.ts';

const of = (code: string) => expect.objectContaining({ code });

test.each([
  ['', '', 'vault/passphrase-empty'],
  ['', 'long enough', 'vault/passphrase-empty'],
  ['seven77', '', 'vault/passphrase-short'],
  ['seven77', 'seven77', 'vault/passphrase-short'],
  // What is counted is characters, however many units or bytes they have.
  ['🔑🔑🔑🔑🔑🔑🔑', '', 'vault/passphrase-short'],
  ['long enough', '', 'vault/passphrase-differs'],
  ['long enough', 'long enougH', 'vault/passphrase-differs'],
])('of %j, repeated as %j, %s comes first', (passphrase, repeat, code) => {
  expect(() => requireNewPassphrase(passphrase, repeat)).toThrow(of(code));
});

test('eight characters are enough, and of one that is there any are', () => {
  expect(() => requireNewPassphrase('äöüß🔑123', 'äöüß🔑123')).not.toThrow();
  expect(() => requirePassphrase('x')).not.toThrow();
});
