import { AppError, type WireError } from '../core/errors.ts';
import type { Handlers } from './handlers.ts';
import type { Operations } from './protocol.ts';
import { secretsOf } from './secrets.ts';

/** One numbered call; its answer carries the same number. */
export interface Call {
  id: number;
  name: keyof Operations;
  options: unknown;
}

export type Answer = { id: number; value: unknown } | { id: number; error: WireError };

/** Where calls come from: the worker's global scope, or one end of a MessageChannel in a test. */
export interface Port {
  postMessage(message: Answer): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<Call>) => void): void;
}

/**
 * Answers every call on the port, in whatever order they finish. Secret bytes that came with a call are
 * zeroed once it is answered.
 */
export function serve(port: Port, handlers: Handlers): void {
  port.addEventListener('message', async ({ data: { id, name, options } }) => {
    try {
      if (!Object.hasOwn(handlers, name)) throw new TypeError(`there is no operation ${name}`);
      // The client's types pair name and options; here they are one union.
      const handler = handlers[name] as (options: unknown) => Promise<unknown>;
      port.postMessage({ id, value: await handler(options) });
    } catch (thrown) {
      port.postMessage({ id, error: toWire(thrown) });
    } finally {
      for (const bytes of secretsOf(options)) bytes.fill(0);
    }
  });
}

/** Structured clone drops `code` and `hint` from an Error, so they cross as plain data. */
export function toWire(thrown: unknown): WireError {
  const { code, message, hint } = AppError.from(thrown);
  return { code, message, hint };
}
