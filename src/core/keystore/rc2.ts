/** RC2 (RFC 2268), decryption only: what old PKCS#12 files put round certificates, with 40 bits. */
import type { Bytes } from '../bytes.ts';
import type { BlockCipher } from './cbc.ts';

/** PITABLE: a permutation of the bytes. */
const TABLE = (
  'd978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2' +
  '179a59f587b34f1361456d8d09817d32bd8f40eb86b77b0bf09521225c6b4e82' +
  '54d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb626' +
  '6fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed7' +
  '08e8eade8052eef784aa72ac354d6a2a961ad2715a1549744b9fd05e0418a4ec' +
  'c2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731' +
  '2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a9' +
  '0d38341bab33ffb0bb480c5fb9b1cd2ec5f3db47e5a59c770aa62068fe7fc1ad'
)
  .match(/../g)!
  .map((pair) => Number.parseInt(pair, 16));
const ROTATIONS = [1, 2, 3, 5];
const KEY_BYTES = 128;

/** The cipher under a key whose every bit counts, as PKCS#12 has it. */
export function rc2(key: Bytes): BlockCipher {
  const words = expand(key);
  return (input, at, output) => {
    const block = new DataView(input.buffer, input.byteOffset + at, 8);
    const R = [0, 2, 4, 6].map((place) => block.getUint16(place, true));
    let next = 63;
    for (let round = 15; round >= 0; round -= 1) {
      for (let i = 3; i >= 0; i -= 1) {
        const [one, two, three] = [R[(i + 3) % 4]!, R[(i + 2) % 4]!, R[(i + 1) % 4]!];
        const turn = ROTATIONS[i]!;
        const turned = (R[i]! >> turn) | (R[i]! << (16 - turn));
        R[i] = (turned - words[next]! - (one & two) - (~one & three)) & 0xffff;
        next -= 1;
      }
      // "Mashing" stands after the fifth and the eleventh round of encryption.
      if (round !== 11 && round !== 5) continue;
      for (let i = 3; i >= 0; i -= 1) R[i] = (R[i]! - words[R[(i + 3) % 4]! & 63]!) & 0xffff;
    }
    const out = new DataView(output.buffer, output.byteOffset + at, 8);
    R.forEach((word, place) => out.setUint16(place * 2, word, true));
  };
}

function expand(key: Bytes): number[] {
  const bytes = [...key];
  const { length } = key;
  for (let i = length; i < KEY_BYTES; i += 1) {
    bytes.push(TABLE[(bytes[i - 1]! + bytes[i - length]!) & 0xff]!);
  }
  bytes[KEY_BYTES - length] = TABLE[bytes[KEY_BYTES - length]!]!;
  for (let i = KEY_BYTES - length - 1; i >= 0; i -= 1) {
    bytes[i] = TABLE[bytes[i + 1]! ^ bytes[i + length]!]!;
  }
  return Array.from({ length: 64 }, (_, i) => bytes[i * 2]! | (bytes[i * 2 + 1]! << 8));
}
