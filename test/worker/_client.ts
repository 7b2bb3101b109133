import { createClient, type WorkerClient } from '../../src/worker/client.ts';
import { createHandlers, type Handlers, type Surroundings } from '../../src/worker/handlers.ts';
import type { WorkerEvent } from '../../src/worker/protocol.ts';
import { serve } from '../../src/worker/serve.ts';

/**
 * The client, the wire and the handlers as in the page, over a MessageChannel: everything is cloned or
 * transferred as between page and worker. `crash` is the error event of a worker that could not start,
 * and `events` is what it has said by itself.
 */
export function connect({
  handlers,
  ...surroundings
}: Surroundings & { handlers?: Handlers } = {}): {
  client: WorkerClient;
  events: WorkerEvent[];
  crash: () => void;
} {
  const { port1, port2 } = new MessageChannel();
  const errors = new EventTarget();
  const events: WorkerEvent[] = [];
  const tell = (event: WorkerEvent) => port2.postMessage(event);
  serve(port2, handlers ?? createHandlers({ tell, ...surroundings }));
  port2.start();
  port1.start();
  const worker = {
    postMessage: (call: unknown, transfer: Transferable[]) => port1.postMessage(call, transfer),
    addEventListener(type: string, listener: (event: never) => void) {
      (type === 'message' ? port1 : errors).addEventListener(type, listener as EventListener);
    },
    terminate: () => port1.close(),
  };
  const client = createClient(worker, { onevent: (event) => events.push(event) });
  return { client, events, crash: () => errors.dispatchEvent(new Event('error')) };
}
