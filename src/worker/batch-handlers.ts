/** Batches, when the page asks for one. */
import { AppError } from '../core/errors.ts';
import type { Handlers } from './handlers.ts';
import { keepZip, takeZip } from './batch-zip.ts';
import { fileUrl } from './key-files.ts';
import { addKeys, type KeyShelf } from './key-shelf.ts';
import type { WorkerEvent } from './protocol.ts';
import type { Queue } from './queue.ts';

export function createBatchHandlers(
  shelf: KeyShelf,
  proving: Queue,
  tell: (event: WorkerEvent) => void,
): Pick<Handlers, 'createBatch' | 'cancelBatch' | 'takeBatch'> {
  let running: { cancelled: boolean } | null = null;

  return {
    async createBatch(options) {
      if (running) throw new AppError('batch/running', 'a batch is being made already');
      const run = { cancelled: false };
      running = run;
      shelf.batch = null;
      const { open } = shelf;
      const of = options.items.length;
      try {
        const { makeBatch } = await import('./batch.ts');
        const { made, zip, error } = await makeBatch(options, {
          keep: (keys) => addKeys(shelf, keys),
          progress: (count, items) => tell({ event: 'progress', made: count, of, items }),
          stopped: () => run.cancelled,
          now: shelf.now,
        });
        const keyIds = new Set(made.map(({ key }) => key.id));
        // Of a vault that was deleted meanwhile nothing stays at hand.
        const isClosed = open !== null && shelf.open?.keys.vaultId !== open.keys.vaultId;
        if (zip && !isClosed) keepZip(shelf, { zip, since: shelf.now(), keyIds });
        return { made, cancelled: run.cancelled && made.length < of, error };
      } finally {
        running = null;
      }
    },
    async cancelBatch() {
      if (running) running.cancelled = true;
    },
    takeBatch: ({ proof }) =>
      proving(async () => fileUrl(await takeZip(shelf, proof), 'application/zip')),
  };
}
