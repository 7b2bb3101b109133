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
      const error = AppError.from(thrown);
      // Whoever called it off need not be told that it was not done.
      const calledOff = error.code === 'vault/proof-cancelled';
      if (run === this.#run)
        this.state = calledOff ? { status: 'idle' } : { status: 'failed', error };
    }
  };

  reset() {
    this.#run += 1;
    this.state = { status: 'idle' };
  }
}
