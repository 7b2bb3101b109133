import { ProxyError, type ProxyErrorCode } from './wire.ts';

export interface BodyOptions {
  /** Bytes. */
  most: number;
  /** What is thrown at the first byte too many. */
  code: ProxyErrorCode;
  /** Gives the body up when it is aborted. */
  signal: AbortSignal;
}

/**
 * Reads a body of at most `most` bytes, whatever Content-Length said. Throws `code` for a longer one,
 * and the signal's reason when that ends first.
 */
export async function readBody(
  body: ReadableStream<Uint8Array> | null,
  { most, code, signal }: BodyOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(most);
  if (body === null) return bytes.subarray(0, 0);
  let size = 0;
  const reader = body.getReader();
  // Not awaited: the sender may never take note of it.
  const giveUp = () => void reader.cancel().catch(() => undefined);
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    for (;;) {
      signal.throwIfAborted();
      const { done, value } = await reader.read();
      // A cancelled reader says done as well.
      signal.throwIfAborted();
      if (done) return bytes.subarray(0, size);
      if (size + value.length > most) throw new ProxyError(code);
      bytes.set(value, size);
      size += value.length;
    }
  } catch (thrown) {
    giveUp();
    throw thrown;
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}
