/** `{ "hex": "…" }` stands for bytes in a fixture. */
export function fromHex(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromHex);
  if (typeof value !== 'object' || value === null) return value;
  if ('hex' in value) return new Uint8Array(Buffer.from(String(value.hex), 'hex'));
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, fromHex(one)]));
}
