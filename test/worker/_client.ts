import { createClient, type WorkerClient } from '../../src/worker/client.ts';
import { createHandlers, type Handlers } from '../../src/worker/handlers.ts';
import { serve } from '../../src/worker/serve.ts';

/**
 * The client, the wire and the handlers as in the page, over a MessageChannel: everything is cloned as
 * between page and worker. `crash` is the error event of a worker that could not start.
 */
export function connect(handlers: Handlers = createHandlers()): {
  client: WorkerClient;
  crash: () => void;
} {
  const { port1, port2 } = new MessageChannel();
  const errors = new EventTarget();
  serve(port2, handlers);
  port2.start();
  port1.start();
  const client = createClient({
    postMessage: (call) => port1.postMessage(call),
    addEventListener(type: string, listener: (event: never) => void) {
      (type === 'message' ? port1 : errors).addEventListener(type, listener as EventListener);
    },
    terminate: () => port1.close(),
  });
  return { client, crash: () => errors.dispatchEvent(new Event('error')) };
}
