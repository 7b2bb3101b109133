/** Bytes that Web Crypto takes without a cast. */
export type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();

/** The UTF-8 bytes of a text. */
export function utf8(text: string): Bytes {
  return encoder.encode(text);
}

/** All parts, one after the other, in new bytes. */
export function concat(...parts: readonly Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Whether both hold the same bytes. Not in constant time: for public values only. */
export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

/** Lower-case hexadecimal without separators. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Upper-case hexadecimal in pairs, as openssl prints a fingerprint: `09:17:9E`. */
export function fingerprintText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(':');
}

/** Base64 with padding and without line breaks (RFC 4648 section 4). */
export function base64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** Base64 without padding in the URL alphabet (RFC 4648 section 5), as JWTs use it. */
export function base64url(bytes: Uint8Array): string {
  return base64(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_';
const [BLANK, PADDING, NONE] = [64, 65, 255];
/** By character code. */
const VALUES = new Uint8Array(256).fill(NONE);
[...DIGITS].forEach((digit, at) => (VALUES[digit.charCodeAt(0)] = at < 64 ? at : at - 2));
for (const blank of '\t\n\v\f\r ') VALUES[blank.charCodeAt(0)] = BLANK;
VALUES['='.charCodeAt(0)] = PADDING;

/**
 * Reads base64 in either alphabet, white space allowed, padding optional.
 * `null` where the text is not base64. By hand: atob and what it needs before take ten times as long.
 */
export function fromBase64(text: string): Bytes | null {
  const codes = utf8(text.replaceAll(/[^\S\t-\r ]+/g, ' '));
  const bytes = new Uint8Array(Math.ceil((codes.length * 3) / 4));
  let [length, held, bits, padding] = [0, 0, 0, 0];
  const valueAt = (at: number) => VALUES[codes[at] ?? 0] ?? NONE;
  for (let at = 0; at < codes.length; at += 1) {
    // Four digits in a row are three bytes, which nearly all are.
    while (bits === 0 && padding === 0 && at + 3 < codes.length) {
      const a = valueAt(at);
      const b = valueAt(at + 1);
      const c = valueAt(at + 2);
      const d = valueAt(at + 3);
      if ((a | b | c | d) > 63) break;
      bytes[length] = (a << 2) | (b >> 4);
      bytes[length + 1] = (b << 4) | (c >> 2);
      bytes[length + 2] = (c << 6) | d;
      length += 3;
      at += 4;
    }
    if (at === codes.length) break;
    const value = valueAt(at);
    if (value < 64 && padding === 0) {
      held = ((held << 6) | value) & 0xffff;
      bits += 6;
      if (bits < 8) continue;
      bits -= 8;
      bytes[length] = held >> bits;
      length += 1;
    } else if (value === PADDING && padding < 2) padding += 1;
    else if (value !== BLANK) return null;
  }
  // One digit alone is no byte.
  return bits === 6 ? null : bytes.slice(0, length);
}
