/**
 * Keys as SSH writes them: public ones (RFC 4253 section 6.6, one line or RFC 4716), and OpenSSH's private
 * form (PROTOCOL.key). Everything is a length of four bytes and that many bytes.
 */
import { equal, fromBase64, hex, utf8, type Bytes } from './bytes.ts';
import { TAG, writeDer, writeInteger, writeOid } from './der.ts';
import { bitLength, writeSpki, type RsaNumbers } from './key-numbers.ts';
import { DSA, ecSpki, ED25519, spkiOf, type PublicKey } from './public-key.ts';

export interface SshPublicKey extends PublicKey {
  /** As SSH calls it, e.g. `ssh-rsa`. */
  type: string;
  comment: string;
  /** The key's bytes, whose SHA-256 is the fingerprint that ssh-keygen -l prints. */
  blob: Bytes;
}

export interface OpensshKey {
  publicKey: SshPublicKey;
  /** `none` where no passphrase protects it. */
  cipher: string;
  /** Of an RSA key that no passphrase protects. */
  numbers?: RsaNumbers;
}

const MAGIC = utf8('openssh-key-v1\0');
/** Of a number: 16,384 bits and a sign. */
const LONGEST = 2049;
const CURVES: Readonly<Record<string, string>> = {
  nistp256: 'P-256',
  nistp384: 'P-384',
  nistp521: 'P-521',
};

/** One line as in authorized_keys or id_rsa.pub; `null` where it is no such line. Throws plain errors. */
export function readSshLine(line: string): SshPublicKey | null {
  const [, type = '', body = '', comment = ''] =
    /^((?:ssh|ecdsa|sk-ssh|sk-ecdsa)-[a-z0-9@.-]{1,60}) +(AAAA[A-Za-z0-9+/]{0,16000}={0,2})(?: +(.{0,200}))?$/.exec(
      line.trim(),
    ) ?? [];
  if (type === '') return null;
  return { ...readBlob(fromBase64(body) ?? new Uint8Array()), comment };
}

/** The inside of `---- BEGIN SSH2 PUBLIC KEY ----`. Throws plain errors. */
export function readSsh2(inside: string): SshPublicKey {
  const comment = /^Comment:[ \t]*"?([^"\r\n]{0,200})/im.exec(inside)?.[1] ?? '';
  // A header's value goes on in the next line after a backslash.
  let goesOn = false;
  const lines = inside.split(/\r?\n/).filter((line) => {
    const isHeader = goesOn || /^[A-Za-z-]{1,64}:/.test(line);
    goesOn = isHeader && line.endsWith('\\');
    return !isHeader;
  });
  return { ...readBlob(fromBase64(lines.join('')) ?? new Uint8Array()), comment };
}

/** A public key's bytes. Throws plain errors. */
export function readBlob(blob: Bytes): SshPublicKey {
  const reader = createReader(blob);
  const type = reader.text();
  const known = { type, comment: '', blob };
  if (type === 'ssh-rsa') {
    const e = reader.number();
    const n = reader.number();
    return { ...known, algorithm: 'RSA', bits: bitLength(n), exponent: e, spki: writeSpki(n, e) };
  }
  if (type === 'ssh-ed25519') {
    const algorithm = writeDer(TAG.sequence, writeOid(ED25519));
    return { ...known, algorithm: 'Ed25519', bits: 256, spki: spkiOf(algorithm, reader.bytes()) };
  }
  const named = /^ecdsa-sha2-(nistp\d{3})$/.exec(type)?.[1];
  if (named !== undefined) {
    const curve = CURVES[reader.text()] ?? named;
    const spki = ecSpki(curve, reader.bytes());
    return { ...known, algorithm: 'EC', bits: Number(named.slice(-3)), curve, spki };
  }
  if (type === 'ssh-dss') {
    const [p, q, g, y] = [reader.number(), reader.number(), reader.number(), reader.number()];
    const parameters = writeDer(TAG.sequence, ...[p, q, g].map(writeInteger));
    const spki = spkiOf(writeDer(TAG.sequence, writeOid(DSA), parameters), writeInteger(y));
    return { ...known, algorithm: 'DSA', bits: bitLength(p), spki };
  }
  if (!/^(?:ssh|ecdsa|sk-ssh|sk-ecdsa)-/.test(type)) throw new Error('its kind is not known');
  return { ...known, algorithm: type, bits: null, spki: null };
}

/** What stands between BEGIN and END OPENSSH PRIVATE KEY. Throws plain errors. */
export function readOpensshKey(bytes: Bytes): OpensshKey {
  if (!equal(bytes.subarray(0, MAGIC.length), MAGIC)) throw new Error('it does not begin as one');
  const reader = createReader(bytes.subarray(MAGIC.length));
  const cipher = reader.text();
  reader.bytes(); // the name of the derivation
  reader.bytes(); // its salt and rounds
  if (reader.count() !== 1) throw new Error('it holds more than one key');
  const publicKey = readBlob(reader.bytes());
  const inside = reader.bytes();
  if (cipher !== 'none') return { publicKey, cipher };
  return { ...readInside(inside, publicKey), cipher };
}

function readInside(
  inside: Bytes,
  publicKey: SshPublicKey,
): Pick<OpensshKey, 'publicKey' | 'numbers'> {
  const reader = createReader(inside);
  if (reader.count() !== reader.count()) throw new Error('its two check numbers differ');
  if (reader.text() !== publicKey.type) throw new Error('its two halves are of different kinds');
  if (publicKey.type !== 'ssh-rsa') return { publicKey };
  const [n, e, d] = [reader.number(), reader.number(), reader.number()];
  const [qInv, p, q] = [reader.number(), reader.number(), reader.number()];
  const comment = reader.text();
  if (p < 2n || q < 2n) throw new Error('a prime is missing');
  const numbers = { n, e, d, p, q, dP: d % (p - 1n), dQ: d % (q - 1n), qInv };
  return { publicKey: { ...publicKey, comment }, numbers };
}

function createReader(bytes: Bytes) {
  let at = 0;
  const count = (): number => {
    if (at + 4 > bytes.length) throw new Error('it is cut off');
    const value = new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0);
    at += 4;
    return value;
  };
  const read = (): Bytes => {
    const length = count();
    if (length > bytes.length - at) throw new Error('it is cut off');
    at += length;
    return bytes.subarray(at - length, at);
  };
  return {
    count,
    bytes: read,
    text: (): string => new TextDecoder().decode(read()),
    /** An mpint that is not negative. */
    number: (): bigint => {
      const value = read();
      if (value.length > LONGEST) throw new Error('a number is too long');
      if ((value[0] ?? 0) >= 0x80) throw new Error('a number is negative');
      return BigInt(`0x${hex(value) || '0'}`);
    },
  };
}
