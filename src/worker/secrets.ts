/** Which bytes of a call are secret: the page gives them away, and the worker zeroes them. */
import type { Bytes } from '../core/bytes.ts';

const SECRETS = new Set(['passphrase', 'present', 'next', 'recovery', 'prf']);
/** Options that hold such bytes one level deeper. */
const HOLDERS = new Set(['proof', 'way']);

/** The secret bytes among the options of a call, in no order. */
export function secretsOf(options: unknown): Bytes[] {
  const named: [string, unknown][] = Object.entries(Object(options));
  return named.flatMap(([name, value]) => {
    if (HOLDERS.has(name)) return secretsOf(value);
    return SECRETS.has(name) && isBytes(value) ? [value] : [];
  });
}

function isBytes(value: unknown): value is Bytes {
  return value instanceof Uint8Array && value.buffer instanceof ArrayBuffer;
}
