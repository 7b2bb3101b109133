import { expect, test } from 'vitest';
import { withNames } from '../../src/host/names.ts';

const NAMES = { vault: { lock: 'Lock', quoted: 'Type “delete” or "delete"' }, home: { list: 'A' } };

test.each([
  ['text(NAMES.vault.lock)', 'text("Lock")'],
  ['[NAMES.vault.lock, NAMES.home.list]', '["Lock", "A"]'],
  ['NAMES.vault.quoted', '"Type “delete” or \\"delete\\""'],
])('%s is written out', (code, written) => {
  expect(withNames(code, NAMES)).toBe(written);
});

test.each([
  'NAMES.vault[action]',
  'const { vault } = NAMES;',
  'NAMES.vault.nothing',
  'NAMES.nothing.lock',
  'VALUE_NAMES.vault.lock',
  'NAMES.vault.lockAll',
])('%s stays as it is', (code) => {
  expect(withNames(code, NAMES)).toBe(code);
});
