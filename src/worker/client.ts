import { AppError } from '../core/errors.ts';
import type { Operations } from './protocol.ts';
import type { Answer, Call } from './serve.ts';

/** What the client needs of a Worker. The page makes it, through its one Trusted Types policy. */
export interface WorkerLike {
  postMessage(message: Call): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<Answer>) => void): void;
  addEventListener(type: 'error' | 'messageerror', listener: (event: Event) => void): void;
  terminate(): void;
}

export interface WorkerClient {
  /** Rejects with the AppError that the worker threw, or `worker/stopped`. */
  call<Name extends keyof Operations>(
    name: Name,
    options: Parameters<Operations[Name]>[0],
  ): Promise<ReturnType<Operations[Name]>>;
  /** Ends the worker and with it every opened key; what still waits rejects with `worker/stopped`. */
  stop(): void;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: AppError): void;
}

/** Numbered calls over one worker. */
export function createClient(worker: WorkerLike): WorkerClient {
  const waiting = new Map<number, Waiting>();
  let last = 0;
  let stopped: AppError | undefined;

  function end(message: string, cause?: unknown): void {
    stopped ??= new AppError('worker/stopped', message, { cause });
    worker.terminate();
    for (const { reject } of waiting.values()) reject(stopped);
    waiting.clear();
  }

  worker.addEventListener('message', ({ data }) => {
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
        if (stopped) return reject(stopped);
        last += 1;
        const id = last;
        // The worker answers a name with that name's result; the wire cannot say so.
        waiting.set(id, {
          resolve: (value) => resolve(value as ReturnType<Operations[Name]>),
          reject,
        });
        try {
          worker.postMessage({ id, name, options });
        } catch (thrown) {
          waiting.delete(id);
          reject(AppError.from(thrown));
        }
      });
    },
    stop: () => end('the keys were closed'),
  };
}
