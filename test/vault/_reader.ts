import { expect } from 'vitest';
import { hex } from '../../src/core/bytes.ts';
import { python, run } from '../_tools.ts';

/** Asks the reader in Python: `derive`, or all that is in a vault or a backup. Bytes go over in hex. */
export function askReader(what: 'derive' | 'vault' | 'backup', request: object): unknown {
  const input = JSON.stringify(request, (_, value: unknown) =>
    value instanceof Uint8Array ? hex(value) : value,
  );
  const done = run(python() ?? 'python3', ['test/vault/_reader.py', what], { input });
  expect(done.stderr).toBe('');
  return JSON.parse(done.stdout) as unknown;
}
