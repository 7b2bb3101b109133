/** Keys as JSON (RFC 7517, RFC 7518 section 6, RFC 8037): RSA in full, the others by name. */
import { concat, fromBase64, hex, type Bytes } from './bytes.ts';
import { TAG, writeDer, writeOid } from './der.ts';
import { parseJson } from './json.ts';
import { bitLength, type RsaNumbers, writeSpki } from './key-numbers.ts';
import { ecSpki, ED25519, spkiOf, type PublicKey } from './public-key.ts';

export interface Jwk {
  /** `null` of a symmetric key. */
  publicKey: PublicKey | null;
  /** It holds a private or symmetric key. */
  isPrivate: boolean;
  /** Of a private RSA key that names its primes. */
  numbers?: RsaNumbers;
  /** `kid`, `alg` and `use`, as far as they are there. */
  id: string;
  alg: string;
  use: string;
}

/** `set` where they stood in `{ "keys": [...] }`. */
export interface JwkFile {
  set: boolean;
  keys: readonly (Jwk | Error)[];
}

/** More than any issuer publishes. */
const MOST = 100;
const NUMBERS = { n: 'n', e: 'e', d: 'd', p: 'p', q: 'q', dP: 'dp', dQ: 'dq', qInv: 'qi' } as const;
const KINDS = ['RSA', 'EC', 'OKP', 'oct'];

/** `null` where the text is no JWK and no set of them; a key that cannot be read is an Error. */
export function readJwks(text: string): JwkFile | null {
  if (!/^\s*\{/.test(text) || !text.includes('"kty"')) return null;
  let json: unknown;
  try {
    json = parseJson(text);
  } catch {
    return null;
  }
  if (isJwk(json)) return { set: false, keys: [tryRead(json)] };
  const { keys } = Object(json) as { keys?: unknown };
  if (!Array.isArray(keys) || keys.length === 0 || !keys.every(isJwk)) return null;
  return { set: true, keys: keys.slice(0, MOST).map(tryRead) };
}

type Json = Readonly<Record<string, unknown>>;

function isJwk(value: unknown): value is Json {
  const { kty } = Object(value) as { kty?: unknown };
  return typeof kty === 'string' && KINDS.includes(kty);
}

function tryRead(jwk: Json): Jwk | Error {
  try {
    return read(jwk);
  } catch (cause) {
    return cause instanceof Error ? cause : new Error(String(cause));
  }
}

function read(jwk: Json): Jwk {
  const text = (name: string) => {
    const value = jwk[name];
    return typeof value === 'string' ? value.slice(0, 200) : '';
  };
  const named = { id: text('kid'), alg: text('alg'), use: text('use') };
  if (jwk.kty === 'oct') return { ...named, publicKey: null, isPrivate: true };
  const isPrivate = jwk.d !== undefined;
  if (jwk.kty === 'RSA') return { ...named, isPrivate, ...readRsa(jwk) };
  const curve = text('crv');
  if (jwk.kty === 'EC') {
    const x = bytesOf(jwk, 'x');
    const spki = ecSpki(curve, concat(Uint8Array.of(4), x, bytesOf(jwk, 'y')));
    // The field of P-521 does not fill its last byte.
    const bits = curve === 'P-521' ? 521 : x.length * 8;
    return { ...named, isPrivate, publicKey: { algorithm: 'EC', bits, curve, spki } };
  }
  const ed = writeDer(TAG.sequence, writeOid(ED25519));
  const spki = curve === 'Ed25519' ? spkiOf(ed, bytesOf(jwk, 'x')) : null;
  const publicKey = { algorithm: curve, bits: spki && 256, spki };
  return { ...named, isPrivate, publicKey };
}

function readRsa(jwk: Json): { publicKey: PublicKey; numbers?: RsaNumbers } {
  const number = (name: string) => BigInt(`0x${hex(bytesOf(jwk, name))}`);
  const [n, e] = [number('n'), number('e')];
  const publicKey = { algorithm: 'RSA', bits: bitLength(n), exponent: e, spki: writeSpki(n, e) };
  // RFC 7518 section 6.3.2: a producer may leave the primes out.
  if (jwk.d === undefined || jwk.p === undefined) return { publicKey };
  if (jwk.oth !== undefined) throw new Error('a key of more than two primes is not supported');
  const entries = Object.entries(NUMBERS).map(([ours, theirs]) => [ours, number(theirs)]);
  return { publicKey, numbers: Object.fromEntries(entries) as RsaNumbers };
}

function bytesOf(jwk: Json, name: string): Bytes {
  const value = jwk[name];
  const bytes = typeof value === 'string' && value.length <= 8192 ? fromBase64(value) : null;
  if (bytes === null || bytes.length === 0) throw new Error(`"${name}" is missing or no base64url`);
  return bytes;
}
