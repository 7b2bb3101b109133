/** Batches as a page asks for them, and what is in their zips. */
import { unzipSync } from 'fflate';
import type { WorkerClient } from '../../src/worker/client.ts';
import type { BatchOptions, Proof } from '../../src/worker/protocol.ts';

export function batchOptions(
  items: BatchOptions['items'],
  more: Partial<BatchOptions> = {},
): BatchOptions {
  return {
    items,
    bits: 2048,
    days: 30,
    oneKey: false,
    keyFormat: 'pkcs8',
    date: new Date('2026-11-22T12:00:00Z'),
    ...more,
  };
}

/** The files of the zip that the batch before left, by their paths. */
export async function takeZip(
  by: WorkerClient,
  given: { proof?: Proof } = {},
): Promise<Record<string, Uint8Array>> {
  const url = await by.call('takeBatch', given);
  return unzipSync(new Uint8Array(await (await fetch(url)).arrayBuffer()));
}
