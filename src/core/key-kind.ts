/** What a PEM block is, told by its structure: labels are wrong often enough. */
import { readChildren, readDer, readInteger, readOid, TAG, type Der } from './der.ts';
import { AppError, type ErrorCode } from './errors.ts';
import type { PemBlock } from './pem.ts';

export interface BlockKind {
  name:
    | 'pkcs8'
    | 'pkcs1'
    | 'encrypted-pkcs8'
    | 'legacy-encrypted'
    | 'ec-private'
    | 'dsa-private'
    | 'openssh-private'
    | 'public-key'
    | 'certificate'
    | 'request'
    | 'parameters'
    | 'pkcs12'
    | 'pkcs7'
    | 'crl'
    | 'bcfks'
    | 'broken'
    | 'other';
  /** With its article, for sentences. */
  text: string;
  /** It holds, or was to hold, a private key. */
  private: boolean;
  /** The fault, of a `broken` one. */
  fault?: string;
}

const LABELS: [RegExp, Exclude<BlockKind['name'], 'broken'>][] = [
  [/^OPENSSH PRIVATE KEY$/, 'openssh-private'],
  [/^DSA PRIVATE KEY$/, 'dsa-private'],
  [/^EC PARAMETERS$|^DH PARAMETERS$|^DSA PARAMETERS$/, 'parameters'],
];
const TEXTS: Record<Exclude<BlockKind['name'], 'broken'>, string> = {
  pkcs8: 'a private key (PKCS#8)',
  pkcs1: 'an RSA private key (PKCS#1)',
  'encrypted-pkcs8': 'a passphrase-protected private key (PKCS#8)',
  'legacy-encrypted': 'a private key in OpenSSL’s old encrypted form (Proc-Type: 4,ENCRYPTED)',
  'ec-private': 'an EC private key',
  'dsa-private': 'a DSA private key',
  'openssh-private': 'a private key in OpenSSH’s own form',
  'public-key': 'a public key',
  certificate: 'a certificate',
  request: 'a certificate request (CSR)',
  parameters: 'key parameters without a key',
  pkcs12: 'a PKCS#12 keystore (.p12, .pfx)',
  pkcs7: 'a PKCS#7 file (.p7b)',
  crl: 'a certificate revocation list (CRL)',
  bcfks: 'a BCFKS keystore of Bouncy Castle',
  other: 'something that is neither a key nor a certificate',
};
/** Object identifiers of PKCS#5, PKCS#12 and Sun. */
const ENCRYPTION = /^1\.2\.840\.113549\.1\.(?:5|12\.1)\.|^1\.3\.6\.1\.4\.1\.42\.2\./;
const PRIVATE = /^(pkcs8|pkcs1|encrypted-pkcs8|legacy-encrypted|.*-private)$/;

/** Never throws; a structure that cannot be read is `broken`, private if its label says so. */
export function identifyBlock({ label, der, headers }: PemBlock): BlockKind {
  if (headers !== '') return kindOf('legacy-encrypted');
  const named = LABELS.find(([pattern]) => pattern.test(label));
  try {
    const name = identifyDer(readDer(der));
    // Some structures are told by their label alone.
    if (named && (name === 'other' || name === named[1])) return kindOf(named[1]);
    if (name === 'other' && label !== '')
      throw new Error('its structure is not the one of its kind');
    return kindOf(name);
  } catch (cause) {
    // OpenSSH's own form and parameters are no structure of these kinds.
    if (named) return kindOf(named[1]);
    const text = label === '' ? 'a damaged DER file' : `a damaged ${label}`;
    const fault = cause instanceof Error ? cause.message : String(cause);
    return { name: 'broken', text, private: label.endsWith('PRIVATE KEY'), fault };
  }
}

/** Passes PKCS#8, PKCS#1 and encrypted PKCS#8; for all else throws a `key/*` error that names it. */
export function requirePrivateKey(kind: BlockKind): void {
  const refuse = (code: ErrorCode, hint?: string): AppError =>
    new AppError(code, `this is ${kind.text}`, hint === undefined ? {} : { hint });
  switch (kind.name) {
    case 'pkcs8':
    case 'pkcs1':
    case 'encrypted-pkcs8':
      return;
    case 'legacy-encrypted':
      throw refuse('key/encryption-unsupported');
    case 'openssh-private':
      throw refuse(
        'key/not-rsa',
        'If it is an RSA key, convert a copy of it: ssh-keygen -p -m PKCS8 -f server.key',
      );
    case 'ec-private':
    case 'dsa-private':
    case 'parameters':
      throw refuse('key/not-rsa');
    case 'public-key':
    case 'certificate':
    case 'request':
      throw refuse('key/public');
    case 'pkcs12':
      throw refuse(
        'input/not-recognised',
        'Take key and certificate out of it: openssl pkcs12 -in keystore.p12 -nodes -out server.pem',
      );
    case 'pkcs7':
      throw refuse(
        'input/not-recognised',
        'Take the certificates out of it: openssl pkcs7 -print_certs -in file.p7b -out server.crt',
      );
    case 'broken':
      throw new AppError(
        'key/unreadable',
        `the key cannot be read: ${kind.fault ?? 'it is damaged'}`,
      );
    case 'crl':
    case 'bcfks':
    case 'other':
      throw refuse('input/not-recognised');
  }
}

function kindOf(name: Exclude<BlockKind['name'], 'broken'>): BlockKind {
  return { name, text: TEXTS[name], private: PRIVATE.test(name) };
}

function identifyDer(root: Der): Exclude<BlockKind['name'], 'broken'> {
  const parts = readChildren(root);
  const tags = parts.map(({ tag }) => tag);
  const starts = (...wanted: number[]) => wanted.every((tag, at) => tags[at] === tag);
  const [first] = parts;
  if (first === undefined) return 'other';
  if (tags.length >= 9 && tags.slice(0, 9).every((tag) => tag === TAG.integer)) return 'pkcs1';
  if (starts(TAG.integer, TAG.sequence, TAG.octetString)) return 'pkcs8';
  if (starts(TAG.integer, TAG.octetString)) return 'ec-private';
  if (tags.length === 6 && tags.every((tag) => tag === TAG.integer)) return 'dsa-private';
  if (starts(TAG.sequence, TAG.octetString) && tags.length === 2) {
    // A digest with the name of its hash has the same structure.
    return ENCRYPTION.test(readOid(readChildren(first)[0])) ? 'encrypted-pkcs8' : 'other';
  }
  if (starts(TAG.sequence, TAG.bitString) && tags.length === 2) return 'public-key';
  if (starts(TAG.integer, TAG.integer) && tags.length === 2) return 'public-key';
  if (starts(TAG.sequence, TAG.sequence, TAG.bitString)) {
    // A request's attributes stand in fourth place under [0]; a certificate's public key does not.
    const inner = readChildren(first).map(({ tag }) => tag);
    // Its dates stand by themselves, a certificate's in a sequence.
    if (isTime(inner[2]) || isTime(inner[3])) return 'crl';
    return inner[0] === TAG.integer && (inner.length < 5 || inner[3] === TAG.context0)
      ? 'request'
      : 'certificate';
  }
  if (starts(TAG.integer, TAG.sequence) && readInteger(first) === 3n) return 'pkcs12';
  if (starts(TAG.sequence, TAG.sequence) && tags.length === 2 && isBcfks(parts)) return 'bcfks';
  if (starts(TAG.oid, TAG.context0) && readOid(first) === '1.2.840.113549.1.7.2') return 'pkcs7';
  return 'other';
}

function isTime(tag: number | undefined): boolean {
  return tag === TAG.utcTime || tag === TAG.generalizedTime;
}

/** An encrypted store and its MAC: (algorithm, bytes) and (algorithm, derivation, bytes). */
function isBcfks(parts: readonly Der[]): boolean {
  const [store, check] = parts.map((part) =>
    readChildren(part)
      .map(({ tag }) => tag)
      .join(),
  );
  const { sequence, octetString } = TAG;
  return (
    store === [sequence, octetString].join() && check === [sequence, sequence, octetString].join()
  );
}
