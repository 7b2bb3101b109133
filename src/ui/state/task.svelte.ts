import { AppError } from '../../core/errors.ts';

export type TaskStatus<T> =
  | { status: 'idle' }
  | { status: 'running' }
  | { status: 'done'; value: T }
  | { status: 'failed'; error: AppError };

/** One action of the user and how it goes. A slow first answer cannot replace a quick second one. */
export class Task<T, A extends readonly unknown[] = []> {
  state = $state.raw<TaskStatus<T>>({ status: 'idle' });
  #action: (...args: A) => Promise<T>;
  #run = 0;

  constructor(action: (...args: A) => Promise<T>) {
    this.#action = action;
  }

  get running(): boolean {
    return this.state.status === 'running';
  }

  get error(): AppError | null {
    return this.state.status === 'failed' ? this.state.error : null;
  }

  run = async (...args: A): Promise<void> => {
    const run = ++this.#run;
    this.state = { status: 'running' };
    try {
      const value = await this.#action(...args);
      if (run === this.#run) this.state = { status: 'done', value };
    } catch (thrown) {
      if (run === this.#run) this.state = { status: 'failed', error: AppError.from(thrown) };
    }
  };

  reset() {
    this.#run += 1;
    this.state = { status: 'idle' };
  }
}
