/**
 * The recovery key as it is written down: its 32 bytes and the first 3 of their SHA-256, as 56 characters
 * of Crockford's base32 (https://www.crockford.com/base32.html), the first bit first, in 14 groups of 4.
 */
import { concat, equal, type Bytes } from '../core/bytes.ts';
import { AppError } from '../core/errors.ts';
import { KEY_BYTES, randomBytes } from './format.ts';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const SUM_BYTES = 3;
const LENGTH = 56;

/** A new one, which the caller zeroes, and its text. */
export async function generateRecoveryKey(): Promise<{ bytes: Bytes; text: string }> {
  const bytes = randomBytes(KEY_BYTES);
  return { bytes, text: await writeRecoveryKey(bytes) };
}

export async function writeRecoveryKey(bytes: Bytes): Promise<string> {
  const all = concat(bytes, await checksum(bytes));
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of all) {
    held = (held << 8) | byte;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += ALPHABET.charAt((held >> (bits - 5)) & 31);
    held &= (1 << bits) - 1;
  }
  all.fill(0);
  return text.replace(/.{4}(?!$)/g, '$&-');
}

/**
 * The 32 bytes, which the caller zeroes, of a key as it was typed (UTF-8): in either case, spaced and
 * grouped as one likes, with O for 0 and I or L for 1. Throws `vault/recovery-typo` where a character is
 * missing or another; all but one of 16 million mistakes are found.
 */
export async function readRecoveryKey(typed: Bytes): Promise<Bytes> {
  const all = new Uint8Array((LENGTH * 5) / 8);
  let count = 0;
  let held = 0;
  let bits = 0;
  let at = 0;
  for (const character of new TextDecoder().decode(typed)) {
    if (/[\s\p{Dash}]/u.test(character)) continue;
    const value = valueOf(character);
    count += 1;
    if (value < 0) throw typo('a character of it stands in no recovery key');
    if (count > LENGTH) throw typo(`it has more than ${LENGTH} characters`);
    held = (held << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      all[at] = held >> bits;
      at += 1;
      held &= (1 << bits) - 1;
    }
  }
  const bytes = all.slice(0, KEY_BYTES);
  const fits = count === LENGTH && equal(await checksum(bytes), all.subarray(KEY_BYTES));
  all.fill(0);
  if (!fits) {
    bytes.fill(0);
    throw typo(
      count < LENGTH
        ? `it has ${count} of ${LENGTH} characters`
        : 'a character of it is another than was written down',
    );
  }
  return bytes;
}

/** -1 for a character that none stands for. */
function valueOf(character: string): number {
  const upper = character.toUpperCase();
  if (upper === 'O') return 0;
  if (upper === 'I' || upper === 'L') return 1;
  // A ligature becomes two letters.
  return upper.length === 1 ? ALPHABET.indexOf(upper) : -1;
}

async function checksum(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)).slice(0, SUM_BYTES);
}

function typo(why: string): AppError {
  return new AppError('vault/recovery-typo', `this is not a whole recovery key: ${why}`);
}
