import { AppError } from '../core/errors.ts';
import type { Operations, WorkerEvent } from './protocol.ts';
import { secretsOf } from './secrets.ts';
import type { Answer, Call } from './serve.ts';

/** What the client needs of a Worker. The page makes it, through its one Trusted Types policy. */
export interface WorkerLike {
  postMessage(message: Call, transfer: Transferable[]): void;
  addEventListener(
    type: 'message',
    listener: (event: MessageEvent<Answer | WorkerEvent>) => void,
  ): void;
  addEventListener(type: 'error' | 'messageerror', listener: (event: Event) => void): void;
  terminate(): void;
}

export interface WorkerClient {
  /**
   * Rejects with the AppError that the worker threw, or `worker/stopped`. Secret bytes among the options
   * are transferred: they are empty here afterwards.
   */
  call<Name extends keyof Operations>(
    name: Name,
    options: Parameters<Operations[Name]>[0],
  ): Promise<ReturnType<Operations[Name]>>;
  /**
   * Ends the worker and with it every opened key; what still waits rejects with `worker/stopped`. Gives
   * the names of those calls, so that a key in the making is not lost without a word.
   */
  stop(): (keyof Operations)[];
}

interface Waiting {
  name: keyof Operations;
  resolve(value: unknown): void;
  reject(error: AppError): void;
}

/** Numbered calls over one worker. `onevent` hears what it says by itself, until it is stopped. */
export function createClient(
  worker: WorkerLike,
  { onevent }: { onevent?: (event: WorkerEvent) => void } = {},
): WorkerClient {
  const waiting = new Map<number, Waiting>();
  let last = 0;
  let stopped: AppError | undefined;

  function end(message: string, cause?: unknown): (keyof Operations)[] {
    stopped ??= new AppError('worker/stopped', message, { cause });
    worker.terminate();
    const cut = [...waiting.values()];
    waiting.clear();
    for (const { reject } of cut) reject(stopped);
    return cut.map(({ name }) => name);
  }

  worker.addEventListener('message', ({ data }) => {
    // What was under way when it was stopped can still arrive.
    if (stopped) return;
    if ('event' in data) return onevent?.(data);
    const call = waiting.get(data.id);
    waiting.delete(data.id);
    if ('error' in data) {
      const { code, message, hint } = data.error;
      call?.reject(new AppError(code, message, { hint }));
    } else {
      call?.resolve(data.value);
    }
  });
  worker.addEventListener('error', (event) =>
    end('the worker failed to start or broke down', event),
  );
  worker.addEventListener('messageerror', (event) => end('an answer could not be read', event));

  return {
    call<Name extends keyof Operations>(name: Name, options: Parameters<Operations[Name]>[0]) {
      return new Promise<ReturnType<Operations[Name]>>((resolve, reject) => {
        const secrets = secretsOf(options);
        if (stopped) {
          for (const bytes of secrets) bytes.fill(0);
          return reject(stopped);
        }
        last += 1;
        const id = last;
        // The worker answers a name with that name's result; the wire cannot say so.
        waiting.set(id, {
          name,
          resolve: (value) => resolve(value as ReturnType<Operations[Name]>),
          reject,
        });
        try {
          const buffers = new Set(secrets.map(({ buffer }) => buffer));
          worker.postMessage({ id, name, options }, [...buffers]);
        } catch (thrown) {
          waiting.delete(id);
          reject(AppError.from(thrown));
        }
      });
    },
    stop: () => end('the keys were closed'),
  };
}
