import { expect } from 'vitest';
import { AppError } from '../src/core/errors.ts';

/** The AppError that a call throws or rejects with; anything else fails the test. */
export async function thrown(call: () => unknown): Promise<AppError> {
  let result: unknown;
  try {
    result = await call();
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    return error as AppError;
  }
  throw new Error(`nothing was thrown; it returned ${typeof result}`);
}
