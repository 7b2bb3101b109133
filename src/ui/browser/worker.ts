import workerUrl from '../../worker/worker.ts?worker&url';
import { createClient, type WorkerClient } from '../../worker/client.ts';
import type { Operations, WorkerEvent } from '../../worker/protocol.ts';
import { scriptUrl } from './script-url.ts';

/** What the page asks for by itself: nobody waits for it. */
const QUIET = new Set<keyof Operations>(['vaultStatus', 'saveEntries', 'deleteEntries']);

let client: WorkerClient | null = null;
const hearers = new Set<(event: WorkerEvent) => void>();
let running = 0;
let worked = 0;

/** The one worker that holds private keys, started at first use and again after it broke down. */
export function worker(): WorkerClient {
  if (client) return client;
  const started = new Worker(scriptUrl(workerUrl), { type: 'module' });
  started.addEventListener('error', () => (client = null));
  const { call, stop } = createClient(started, {
    onevent: (event) => {
      if (event.event === 'ended') endWorker();
      for (const hear of hearers) hear(event);
    },
  });
  client = {
    stop,
    async call(name, options) {
      if (QUIET.has(name)) return call(name, options);
      running += 1;
      return call(name, options).finally(() => {
        running -= 1;
        worked = Date.now();
      });
    },
  };
  return client;
}

/** Ends it, and with it every opened key and the open vault; the next call starts another. */
export function endWorker(): void {
  client?.stop();
  client = null;
}

/** Hears what the worker says by itself, this one and those that come after it. Gives what ends that. */
export function hearWorker(hear: (event: WorkerEvent) => void): () => void {
  hearers.add(hear);
  return () => void hearers.delete(hear);
}

/** When it did something that the user waits for, in milliseconds; now, if it still does. */
export function workedAt(): number {
  return running > 0 ? Date.now() : worked;
}
