/**
 * Certificates and requests of any key and issuer, for looking at them. By hand: pkijs is 70 KB, and what
 * certificate/read.ts reads with it is RSA alone.
 */
import { equal, hex, type Bytes } from './bytes.ts';
import { expectTag, readChildren, readDer, readInteger, readOid, TAG, type Der } from './der.ts';
import { readSpki, type PublicKey } from './public-key.ts';
import { nameText, type NameAttribute } from './subject.ts';

export interface X509 {
  /** 1 to 3. */
  version: number;
  serial: string;
  /** E.g. `SHA-256 with RSA`, or an object identifier. */
  signature: string;
  issuer: string;
  subject: string;
  /** Issuer and subject are the same, byte for byte. */
  ownIssuer: boolean;
  /** Milliseconds. */
  notBefore: number;
  notAfter: number;
  /** May sign other certificates. */
  isAuthority: boolean;
  publicKey: PublicKey;
}

export interface Request {
  subject: string;
  signature: string;
  publicKey: PublicKey;
}

interface Algorithm {
  text: string;
  /** For Web Crypto, where it verifies such a signature of an RSA key. */
  hash?: string;
}

const SIGNATURES: Readonly<Record<string, Algorithm>> = {
  '1.2.840.113549.1.1.4': { text: 'MD5 with RSA' },
  '1.2.840.113549.1.1.5': { text: 'SHA-1 with RSA', hash: 'SHA-1' },
  '1.2.840.113549.1.1.10': { text: 'RSA-PSS' },
  '1.2.840.113549.1.1.11': { text: 'SHA-256 with RSA', hash: 'SHA-256' },
  '1.2.840.113549.1.1.12': { text: 'SHA-384 with RSA', hash: 'SHA-384' },
  '1.2.840.113549.1.1.13': { text: 'SHA-512 with RSA', hash: 'SHA-512' },
  '1.2.840.10045.4.1': { text: 'SHA-1 with ECDSA' },
  '1.2.840.10045.4.3.2': { text: 'SHA-256 with ECDSA' },
  '1.2.840.10045.4.3.3': { text: 'SHA-384 with ECDSA' },
  '1.2.840.10045.4.3.4': { text: 'SHA-512 with ECDSA' },
  '1.2.840.10040.4.3': { text: 'SHA-1 with DSA' },
  '2.16.840.1.101.3.4.3.2': { text: 'SHA-256 with DSA' },
  '1.3.101.112': { text: 'Ed25519' },
  '1.3.101.113': { text: 'Ed448' },
};
const BASIC_CONSTRAINTS = '2.5.29.19';

/** A certificate in DER (RFC 5280 section 4.1). Throws plain errors. */
export function readX509(der: Bytes): X509 {
  const [signed, algorithm, signature] = readChildren(expectTag(readDer(der), TAG.sequence));
  expectTag(signature, TAG.bitString);
  const parts = readChildren(expectTag(signed, TAG.sequence));
  const version = parts[0]?.tag === TAG.context0 ? parts.shift() : undefined;
  const [serial, , issuer, validity, subject, publicKey, ...rest] = parts;
  const [notBefore, notAfter] = readChildren(expectTag(validity, TAG.sequence));
  const [from, to] = [expectTag(issuer, TAG.sequence), expectTag(subject, TAG.sequence)];
  return {
    version: version ? Number(readInteger(readChildren(version)[0])) + 1 : 1,
    serial: serialText(expectTag(serial, TAG.integer).content),
    signature: signatureOf(algorithm).text,
    issuer: readName(from),
    subject: readName(to),
    ownIssuer: equal(from.bytes, to.bytes),
    notBefore: readTime(notBefore),
    notAfter: readTime(notAfter),
    isAuthority: isAuthority(rest.find(({ tag }) => tag === 0xa3)),
    publicKey: readSpki(expectTag(publicKey, TAG.sequence).bytes),
  };
}

/** A request in DER (RFC 2986). Throws plain errors. */
export function readX509Request(der: Bytes): Request {
  const [signed, algorithm] = readChildren(expectTag(readDer(der), TAG.sequence));
  const [, subject, publicKey] = readChildren(expectTag(signed, TAG.sequence));
  return {
    subject: readName(expectTag(subject, TAG.sequence)),
    signature: signatureOf(algorithm).text,
    publicKey: readSpki(expectTag(publicKey, TAG.sequence).bytes),
  };
}

/**
 * Whether a certificate or request is signed by this key; `null` where Web Crypto cannot judge it. Throws
 * plain errors for a broken structure.
 */
export async function isSignedBy(der: Bytes, { spki }: PublicKey): Promise<boolean | null> {
  const [signed, algorithm, signature] = readChildren(readDer(der));
  const { hash } = signatureOf(algorithm);
  if (hash === undefined || spki === null) return null;
  const scheme = { name: 'RSASSA-PKCS1-v1_5', hash };
  const bytes = expectTag(signature, TAG.bitString).content.subarray(1);
  try {
    const key = await crypto.subtle.importKey('spki', spki, scheme, false, ['verify']);
    return await crypto.subtle.verify(scheme, key, bytes, expectTag(signed, TAG.sequence).bytes);
  } catch {
    // A key of another kind, or one that this browser does not take.
    return null;
  }
}

/** As openssl and Node print it: capitals, no separators; a negative one (against RFC 5280) with a sign. */
export function serialText(number: Uint8Array): string {
  // RFC 5280 allows 20 bytes.
  const bytes = number.subarray(0, 4096);
  const unsigned = BigInt(`0x${hex(bytes) || '0'}`);
  const negative = (bytes[0] ?? 0) >= 0x80;
  const value = negative ? (1n << BigInt(bytes.length * 8)) - unsigned : unsigned;
  const digits = value.toString(16).toUpperCase();
  return `${negative ? '-' : ''}${digits.length % 2 === 0 ? digits : `0${digits}`}`;
}

function signatureOf(algorithm: Der | undefined): Algorithm {
  const oid = readOid(readChildren(expectTag(algorithm, TAG.sequence))[0]);
  return SIGNATURES[oid] ?? { text: oid };
}

function readName(name: Der): string {
  const attributes = readChildren(name).flatMap((set) => readChildren(expectTag(set, TAG.set)));
  return nameText(attributes.map(readAttribute));
}

function readAttribute(attribute: Der): NameAttribute {
  const [type, value] = readChildren(expectTag(attribute, TAG.sequence));
  return { type: readOid(type), value: value ? readString(value) : '' };
}

/** Of the string types of a name; T61 as people use it, which is Latin-1. */
const ENCODINGS: Readonly<Record<number, string>> = {
  [TAG.utf8String]: 'utf-8',
  0x12: 'latin1',
  0x13: 'latin1',
  0x14: 'latin1',
  0x16: 'latin1',
  0x1a: 'latin1',
  0x1e: 'utf-16be',
};

/** What is no string comes as `#` and its DER in hexadecimal (RFC 4514). */
function readString({ tag, content, bytes }: Der): string {
  const encoding = ENCODINGS[tag];
  if (encoding === undefined) return `#${hex(bytes.subarray(0, 64))}`;
  return new TextDecoder(encoding).decode(content.subarray(0, 1024));
}

/** UTCTime, whose two digits mean 1950 to 2049, or GeneralizedTime (RFC 5280 section 4.1.2.5). */
function readTime(element: Der | undefined): number {
  const { tag, content } = element ?? expectTag(element, TAG.utcTime);
  const text = new TextDecoder('latin1').decode(content.subarray(0, 32));
  const short = tag === TAG.utcTime;
  const match = (
    short ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?Z$/ : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?Z$/
  ).exec(text);
  const [year = 0, month = 0, ...rest] = (match ?? [])
    .slice(1)
    .map((digits) => Number(digits ?? 0));
  const full = short ? year + (year < 50 ? 2000 : 1900) : year;
  const [day = 0, hours = 0, minutes = 0, seconds = 0] = rest;
  if (!match || month < 1 || month > 12 || day < 1 || day > 31) {
    throw new Error('a date in it is not a date');
  }
  return Date.UTC(full, month - 1, day, hours, minutes, seconds);
}

/** `extensions` is [3]: basicConstraints with cA (RFC 5280 section 4.2.1.9). */
function isAuthority(extensions: Der | undefined): boolean {
  const [list] = extensions ? readChildren(extensions) : [];
  const found = (list ? readChildren(list) : [])
    .map((extension) => readChildren(extension))
    .find(([oid]) => readOid(oid) === BASIC_CONSTRAINTS);
  const value = found?.at(-1);
  if (value === undefined) return false;
  const [cA] = readChildren(readDer(expectTag(value, TAG.octetString).content));
  return cA?.tag === 0x01 && cA.content[0] !== 0;
}
