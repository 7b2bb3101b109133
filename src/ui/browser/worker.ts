import workerUrl from '../../worker/worker.ts?worker&url';
import { createClient, type WorkerClient } from '../../worker/client.ts';
import { scriptUrl } from './script-url.ts';

let client: WorkerClient | null = null;

/** The one worker that holds private keys, started at first use. */
export function worker(): WorkerClient {
  client ??= createClient(new Worker(scriptUrl(workerUrl), { type: 'module' }));
  return client;
}
