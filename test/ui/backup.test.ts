import { expect, test } from 'vitest';
import { savedText } from '../../src/ui/state/backup.ts';

test.each([
  [
    { records: 4, keys: 2, leftOut: 0 },
    'Saved with 4 records, 2 of them keys. Nothing was left out.',
  ],
  [
    { records: 1, keys: 1, leftOut: 0 },
    'Saved with 1 record, 1 of them a key. Nothing was left out.',
  ],
  [
    { records: 3, keys: null, leftOut: 0 },
    'Saved with 3 records, as they lie in the locked vault. Nothing was left out.',
  ],
  [
    { records: 3, keys: null, leftOut: 2 },
    'Saved with 3 records, as they lie in the locked vault. Left out: 2, sealed or damaged. They are in no backup.',
  ],
])('a backup of %j is said in words', (file, text) => {
  expect(savedText(file)).toBe(text);
});
