/** Fingerprints as programs print them and people paste them. */

/**
 * Every SHA-256 and SHA-1 in a text, as `AA:BB`, each once, in order: with colons or without, in either
 * case, with anything around it (`sha256 Fingerprint=…`, `SHA2-256(stdin)= …`, a log's time).
 */
export function readFingerprints(text: string): string[] {
  const pairs = text.replace(/(?<=[0-9a-f]{2}):(?=[0-9a-f]{2}(?![0-9a-z]))/gi, '');
  const found = pairs.match(/(?<![0-9a-z])(?:[0-9a-f]{64}|[0-9a-f]{40})(?![0-9a-z])/gi) ?? [];
  const texts = found.map((digits) => digits.toUpperCase().match(/../g)?.join(':') ?? '');
  return [...new Set(texts)];
}

/** Whether it is a SHA-256. */
export function isSha256(fingerprint: string): boolean {
  return fingerprint.length === 32 * 3 - 1;
}
