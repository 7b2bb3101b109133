import { expect, test } from 'vitest';
import { isBackupDue } from '../../src/ui/state/storage-facts.ts';
import { connection, keySet, NOW } from './_connection.ts';

const made = connection({ current: keySet(365) });

test.each([
  ['there is no key', [connection()], null, [], false],
  ['there is no backup', [made], null, [], true],
  ['the backup is older than the key', [made], NOW - 1, [], true],
  ['the backup is newer than the key', [made], NOW + 1, [], false],
  ['an earlier key is newer than the backup', [connection({ former: [keySet(1)] })], 0, [], true],
  ['the key is sealed, so in no backup', [made], null, ['k1'], false],
] as const)('where %s a backup is due: %#', (_, connections, backupAt, sealed, due) => {
  expect(isBackupDue(connections, backupAt, new Set(sealed))).toBe(due);
});
