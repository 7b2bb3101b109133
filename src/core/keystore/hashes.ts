/**
 * SHA-1 and SHA-256 that answer at once (FIPS 180-4). Web Crypto answers each call later, and the derivation
 * of PKCS#12 hashes up to 600,000 times (NSS): half a minute there, a second or two here.
 */
import type { Bytes } from '../bytes.ts';

const BLOCK = 64;

export function sha1(message: Bytes): Bytes {
  return hash(message, [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0], mixSha1);
}

export function sha256(message: Bytes): Bytes {
  return hash(message, SQUARE_ROOTS, mixSha256);
}

type Mix = (state: Int32Array, block: DataView, at: number) => void;

function hash(message: Bytes, start: ArrayLike<number>, mix: Mix): Bytes {
  // A one, zeros, and the length in bits in eight bytes.
  const padded = new Uint8Array(Math.ceil((message.length + 9) / BLOCK) * BLOCK);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 4, message.length * 8);
  const state = Int32Array.from(start);
  for (let at = 0; at < padded.length; at += BLOCK) mix(state, view, at);
  const digest = new Uint8Array(state.length * 4);
  const out = new DataView(digest.buffer);
  state.forEach((value, word) => out.setInt32(word * 4, value));
  return digest;
}

/** Used again for each block: there are a million of them. */
const W = new Int32Array(80);

function mixSha1(state: Int32Array, block: DataView, at: number): void {
  for (let word = 0; word < 16; word += 1) W[word] = block.getInt32(at + word * 4);
  for (let word = 16; word < 80; word += 1) {
    W[word] = left(W[word - 3]! ^ W[word - 8]! ^ W[word - 14]! ^ W[word - 16]!, 1);
  }
  let [a, b, c, d, e] = [state[0]!, state[1]!, state[2]!, state[3]!, state[4]!];
  for (let round = 0; round < 80; round += 1) {
    let chosen: number;
    if (round < 20) chosen = ((b & c) | (~b & d)) + 0x5a827999;
    else if (round < 40) chosen = (b ^ c ^ d) + 0x6ed9eba1;
    else if (round < 60) chosen = ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
    else chosen = (b ^ c ^ d) + 0xca62c1d6;
    const next = (left(a, 5) + chosen + e + W[round]!) | 0;
    e = d;
    d = c;
    c = left(b, 30);
    b = a;
    a = next;
  }
  add(state, [a, b, c, d, e]);
}

function mixSha256(state: Int32Array, block: DataView, at: number): void {
  for (let word = 0; word < 16; word += 1) W[word] = block.getInt32(at + word * 4);
  for (let word = 16; word < 64; word += 1) {
    const [old, late] = [W[word - 15]!, W[word - 2]!];
    const small = left(old, 25) ^ left(old, 14) ^ (old >>> 3);
    const large = left(late, 15) ^ left(late, 13) ^ (late >>> 10);
    W[word] = W[word - 16]! + small + W[word - 7]! + large;
  }
  let [a, b, c, d] = [state[0]!, state[1]!, state[2]!, state[3]!];
  let [e, f, g, h] = [state[4]!, state[5]!, state[6]!, state[7]!];
  for (let round = 0; round < 64; round += 1) {
    const high = left(e, 26) ^ left(e, 21) ^ left(e, 7);
    const first = (h + high + ((e & f) ^ (~e & g)) + CUBE_ROOTS[round]! + W[round]!) | 0;
    const low = left(a, 30) ^ left(a, 19) ^ left(a, 10);
    const second = (low + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  add(state, [a, b, c, d, e, f, g, h]);
}

function left(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

function add(state: Int32Array, values: readonly number[]): void {
  for (let at = 0; at < values.length; at += 1) state[at] = state[at]! + values[at]!;
}

/** The first 32 bits behind the point of the roots of the first primes. */
function rootsOf(count: number, root: (prime: number) => number): Int32Array {
  const primes: number[] = [];
  for (let number = 2; primes.length < count; number += 1) {
    if (primes.every((prime) => number % prime !== 0)) primes.push(number);
  }
  return Int32Array.from(primes, (prime) => (root(prime) % 1) * 2 ** 32);
}

const SQUARE_ROOTS = rootsOf(8, Math.sqrt);
const CUBE_ROOTS = rootsOf(64, Math.cbrt);
