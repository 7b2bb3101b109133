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
/** By character code; 255 is none. */
const VALUES = new Uint8Array(128).fill(255);
[...DIGITS].forEach((digit, at) => (VALUES[digit.charCodeAt(0)] = at < 64 ? at : at - 2));
// The white space that there is most of, by its codes: a pattern for each takes longer than all digits.
const [LINE, SPACE, EQUALS] = [0x0a, 0x20, 0x3d];

/**
 * Reads base64 in either alphabet, white space allowed, padding optional.
 * `null` where the text is not base64. By hand: atob and what it needs before take ten times as long.
 */
export function fromBase64(text: string): Bytes | null {
  const bytes = new Uint8Array(Math.ceil((text.length * 3) / 4));
  let [length, held, bits, padding] = [0, 0, 0, 0];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const value = VALUES[code] ?? 255;
    if (value < 64 && padding === 0) {
      held = ((held << 6) | value) & 0xffff;
      bits += 6;
      if (bits < 8) continue;
      bits -= 8;
      bytes[length] = held >> bits;
      length += 1;
    } else if (code === EQUALS && padding < 2) padding += 1;
    else if (code !== SPACE && code !== LINE && !/\s/.test(text.charAt(at))) return null;
  }
  // One digit alone is no byte.
  return bits === 6 ? null : bytes.slice(0, length);
}
