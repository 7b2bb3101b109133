import type { AppError } from '../../core/errors.ts';

/** Wraps what was thrown in the first view, which does not carry the table of errors. */
export async function errorOf(thrown: unknown): Promise<AppError> {
  return (await import('../../core/errors.ts')).AppError.from(thrown);
}
