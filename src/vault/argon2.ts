/** A module of its own, so that its 9 KB of WASM are loaded at the first derivation only. */
import { argon2id } from 'hash-wasm';
import type { Bytes } from '../core/bytes.ts';

/** How much a derivation costs: `memory` in KiB. */
export interface Cost {
  memory: number;
  passes: number;
  lanes: number;
}

/** 32 bytes by Argon2id version 0x13 (RFC 9106), without secret and associated data. */
export async function deriveBytes(password: Bytes, salt: Bytes, cost: Cost): Promise<Bytes> {
  const derived = await argon2id({
    password,
    salt,
    memorySize: cost.memory,
    iterations: cost.passes,
    parallelism: cost.lanes,
    hashLength: 32,
    outputType: 'binary',
  });
  const bytes = new Uint8Array(derived);
  derived.fill(0);
  return bytes;
}
