import { ProxyError, type ProxyErrorCode } from './wire.ts';

/**
 * Reads a body of at most `limit` bytes. One that is longer is given up at the first byte too many,
 * whatever Content-Length said, and throws `code`.
 */
export async function readBody(
  body: ReadableStream<Uint8Array> | null,
  limit: number,
  code: ProxyErrorCode,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(limit);
  if (body === null) return bytes.subarray(0, 0);
  let size = 0;
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return bytes.subarray(0, size);
    if (size + value.length > limit) {
      // Not awaited: the sender may never take note of it.
      reader.cancel().catch(() => undefined);
      throw new ProxyError(code);
    }
    bytes.set(value, size);
    size += value.length;
  }
}
