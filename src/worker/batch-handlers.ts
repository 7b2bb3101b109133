/** Batches, when the page asks for one. */
import { AppError } from '../core/errors.ts';
import type { Handlers } from './handlers.ts';
import { fileUrl, requireProof } from './key-files.ts';
import { addKeys, FRESH, type KeyShelf } from './key-shelf.ts';
import { heldKey } from './open-vault.ts';
import type { WorkerEvent } from './protocol.ts';
import type { Queue } from './queue.ts';

export function createBatchHandlers(
  shelf: KeyShelf,
  proving: Queue,
  tell: (event: WorkerEvent) => void,
): Pick<Handlers, 'createBatch' | 'cancelBatch' | 'takeBatch'> {
  let running: { cancelled: boolean } | null = null;
  /** Kept until the next batch, as long as this worker lives: who waits for a long one may be elsewhere. */
  let last: { zip: Blob; since: number; keyIds: Set<string> } | null = null;

  return {
    async createBatch(options) {
      if (running) throw new AppError('batch/running', 'a batch is being made already');
      const run = { cancelled: false };
      running = run;
      last = null;
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
        if (zip) last = { zip, since: shelf.now(), keyIds };
        return { made, cancelled: run.cancelled && made.length < of, error };
      } finally {
        running = null;
      }
    },
    async cancelBatch() {
      if (running) running.cancelled = true;
    },
    async takeBatch({ proof }) {
      if (!last) throw new AppError('batch/none', 'there is no zip of a batch');
      const { zip, since, keyIds } = last;
      const { open } = shelf;
      if (open && [...keyIds].some((id) => heldKey(open, id)?.record.local)) {
        throw new AppError('key/sealed', 'a key of this batch was sealed since');
      }
      if (open && shelf.now() - since >= FRESH)
        await proving(() => requireProof(open.header, proof));
      return fileUrl(zip, 'application/zip');
    },
  };
}
