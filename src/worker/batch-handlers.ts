/** Batches, when the page asks for one. */
import { AppError } from '../core/errors.ts';
import type { Handlers } from './handlers.ts';
import { fileUrl } from './key-files.ts';
import { addKeys, type KeyShelf } from './key-shelf.ts';
import type { WorkerEvent } from './protocol.ts';

export function createBatchHandlers(
  shelf: KeyShelf,
  tell: (event: WorkerEvent) => void,
): Pick<Handlers, 'createBatch' | 'cancelBatch'> {
  let running: { cancelled: boolean } | null = null;

  return {
    async createBatch(options) {
      if (running) throw new AppError('batch/running', 'a batch is being made already');
      const run = { cancelled: false };
      running = run;
      const of = options.items.length;
      try {
        const { makeBatch } = await import('./batch.ts');
        const { made, zip, error } = await makeBatch(options, {
          keep: (keys) => addKeys(shelf, keys),
          progress: (count, items) => tell({ event: 'progress', made: count, of, items }),
          stopped: () => run.cancelled,
          now: shelf.now,
        });
        const url = zip && fileUrl(zip, 'application/zip');
        return { made, url, cancelled: run.cancelled && made.length < of, error };
      } finally {
        running = null;
      }
    },
    async cancelBatch() {
      if (running) running.cancelled = true;
    },
  };
}
