import workerUrl from '../../worker/worker.ts?worker&url';
import { createClient, type WorkerClient } from '../../worker/client.ts';
import { scriptUrl } from './script-url.ts';

let client: WorkerClient | null = null;

/** The one worker that holds private keys, started at first use and again after it broke down. */
export function worker(): WorkerClient {
  if (client) return client;
  const started = new Worker(scriptUrl(workerUrl), { type: 'module' });
  started.addEventListener('error', () => (client = null));
  client = createClient(started);
  return client;
}

/** Ends it, and with it every opened key and the open vault; the next call starts another. */
export function endWorker(): void {
  client?.stop();
  client = null;
}
