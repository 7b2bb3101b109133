import type { Bytes } from '../bytes.ts';

/** Opens the eight bytes at a place of the input, into the same place of the output. */
export type BlockCipher = (input: Bytes, at: number, output: Bytes) => void;

const BLOCK = 8;

/**
 * CBC mode of a cipher with blocks of eight bytes, which old files have and Web Crypto has not. Not in
 * constant time: the file's owner opens it on a machine of their own. The padding (PKCS#7) is taken off;
 * throws a plain `Error` where it is none, as under a wrong key.
 */
export function decryptCbc(open: BlockCipher, iv: Bytes, ciphertext: Bytes): Bytes {
  const plain = new Uint8Array(ciphertext.length);
  for (let at = 0; at < ciphertext.length; at += BLOCK) {
    open(ciphertext, at, plain);
    const before = at === 0 ? iv : ciphertext.subarray(at - BLOCK, at);
    before.forEach((mask, byte) => (plain[at + byte] = (plain[at + byte] ?? 0) ^ mask));
  }
  const padding = plain.at(-1) ?? 0;
  const isPadded = plain.subarray(-padding).every((byte) => byte === padding);
  if (padding < 1 || padding > BLOCK || !isPadded) throw new Error('the padding is wrong');
  return plain.slice(0, -padding);
}
