import { Certificate } from 'pkijs';
import { equal, fingerprintText, type Bytes } from '../bytes.ts';
import { expectTag, readChildren, readDer, readInteger, TAG } from '../der.ts';
import { AppError } from '../errors.ts';
import { publicKeyFingerprint } from '../key.ts';
import { bitLength, writeSpki } from '../key-numbers.ts';
import { readPem, writePem } from '../pem.ts';
import { nameText, subjectOf } from '../subject.ts';
import { serialText } from '../x509.ts';
import type { CertificateRecord } from '../certificate.ts';
import { readName } from './name.ts';

/** Signature algorithms of RSA that Web Crypto verifies, by object identifier. */
const SIGNATURE_HASHES: Record<string, string> = {
  '1.2.840.113549.1.1.5': 'SHA-1',
  '1.2.840.113549.1.1.11': 'SHA-256',
  '1.2.840.113549.1.1.12': 'SHA-384',
  '1.2.840.113549.1.1.13': 'SHA-512',
};
/** Salesforce takes 4 KB; a certificate beyond this was made to keep a reader busy. */
const MAX_BYTES = 65_536;
/** A longer number is no key, and would keep the arithmetic busy. */
const MAX_BITS = 16_384;

/** The record of one DER certificate. Throws `certificate/not-rsa` and `certificate/unreadable`. */
export async function describeCertificate(der: Bytes): Promise<CertificateRecord> {
  try {
    if (der.length > MAX_BYTES) throw new Error(`it has ${der.length} bytes`);
    // pkijs alone would pass over bytes after the end.
    readDer(der);
    return await describe(der, Certificate.fromBER(der));
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('certificate/unreadable', `the certificate cannot be read: ${reason}`, {
      cause,
    });
  }
}

async function describe(der: Bytes, certificate: Certificate): Promise<CertificateRecord> {
  const attributes = readName(certificate.subject);
  const { n, e } = readPublicKey(certificate);
  const spki = writeSpki(n, e);
  const pem = writePem('CERTIFICATE', der);
  const [sha256, sha1] = await Promise.all([digest('SHA-256', der), digest('SHA-1', der)]);
  return {
    pem,
    subject: subjectOf(attributes),
    subjectText: nameText(attributes),
    serial: serialText(certificate.serialNumber.valueBlock.valueHexView),
    notBefore: instant(certificate.notBefore.value),
    notAfter: instant(certificate.notAfter.value),
    sha256,
    sha1,
    pemBytes: pem.length,
    derBytes: der.length,
    bits: bitLength(n),
    publicKeySha256: await publicKeyFingerprint(spki),
    version: certificate.version + 1,
    selfSigned: (await ownSignature(certificate)) === 'good',
  };
}

function readPublicKey(certificate: Certificate): { n: bigint; e: bigint } {
  const { algorithm, subjectPublicKey } = certificate.subjectPublicKeyInfo;
  if (algorithm.algorithmId !== '1.2.840.113549.1.1.1') {
    throw new AppError(
      'certificate/not-rsa',
      'the public key in this certificate is not an RSA key',
      {
        cause: algorithm.algorithmId,
      },
    );
  }
  const key = readDer(new Uint8Array(subjectPublicKey.valueBlock.valueHexView));
  const [n, e] = readChildren(expectTag(key, TAG.sequence));
  if ([n, e].some((part) => (part?.content.length ?? 0) > MAX_BITS / 8 + 1)) {
    throw new Error(`its public key has more than ${MAX_BITS} bits`);
  }
  return { n: readInteger(n), e: readInteger(e) };
}

/** The hash that a certificate (PEM) is signed with, by name; the identifier of an algorithm not known here. */
export function signatureHash(pem: string): string {
  const [block] = readPem(pem).blocks;
  const { algorithmId } = Certificate.fromBER(block?.der ?? new Uint8Array()).signatureAlgorithm;
  return SIGNATURE_HASHES[algorithmId] ?? algorithmId;
}

/** `bad` is a signature that its own key did not make; `unknown` one that Web Crypto cannot judge. */
export type OwnSignature = 'good' | 'bad' | 'unknown' | 'other-issuer';

/** Whether a certificate whose issuer is its subject (the same bytes) is signed by its own key. */
export async function ownSignature(certificate: Certificate): Promise<OwnSignature> {
  const issuer = new Uint8Array(certificate.issuer.valueBeforeDecode);
  if (!equal(issuer, new Uint8Array(certificate.subject.valueBeforeDecode))) return 'other-issuer';
  const hash = SIGNATURE_HASHES[certificate.signatureAlgorithm.algorithmId];
  const { n, e } = readPublicKey(certificate);
  if (hash === undefined) return 'unknown';
  const signature = new Uint8Array(certificate.signatureValue.valueBlock.valueHexView);
  const signed = new Uint8Array(certificate.tbsView);
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash };
  let key: CryptoKey;
  try {
    key = await crypto.subtle.importKey('spki', writeSpki(n, e), algorithm, false, ['verify']);
  } catch {
    // An exponent or a size that this browser does not take.
    return 'unknown';
  }
  return (await crypto.subtle.verify(algorithm, key, signature, signed)) ? 'good' : 'bad';
}

function instant(date: Date): number {
  const value = date.getTime();
  if (Number.isNaN(value)) throw new Error('a date in it is not a date');
  return value;
}

async function digest(algorithm: string, bytes: Bytes): Promise<string> {
  return fingerprintText(new Uint8Array(await crypto.subtle.digest(algorithm, bytes)));
}
