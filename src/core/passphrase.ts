/** What a passphrase of the vault is as bytes, and how long it has to be. */
import { utf8, type Bytes } from './bytes.ts';
import { AppError } from './errors.ts';

const SHORTEST = 8;

/** Throws `vault/passphrase-short`. */
export function requireLength(passphrase: Bytes): void {
  const normal = normalisePassphrase(passphrase);
  // What is counted is what was typed: code points, each of which has one byte that begins it.
  const count = normal.reduce((sum, byte) => sum + Number((byte & 0xc0) !== 0x80), 0);
  normal.fill(0);
  if (count < SHORTEST) {
    const message = `the passphrase has fewer than ${SHORTEST} characters`;
    throw new AppError('vault/passphrase-short', message);
  }
}

/**
 * NFKC: one text however the keyboard composes it, "é" typed as one character or as two. ASCII is as it
 * is, and so needs no string, which nothing could zero. The caller zeroes it.
 */
export function normalisePassphrase(passphrase: Bytes): Bytes {
  if (passphrase.every((byte) => byte < 0x80)) return passphrase.slice();
  return utf8(new TextDecoder('utf-8', { ignoreBOM: true }).decode(passphrase).normalize('NFKC'));
}
