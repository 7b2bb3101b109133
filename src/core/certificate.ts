/**
 * Certificates and requests. pkijs makes and reads them; what it gets wrong by default is put right in
 * certificate/. The page imports types only from here: with asn1js it is 20 KB.
 */
import { Certificate } from 'pkijs';
import type { Bytes } from './bytes.ts';
import { buildRequest, buildSelfSigned } from './certificate/create.ts';
import { describeCertificate, ownSignature, signatureHash } from './certificate/read.ts';
import { AppError } from './errors.ts';
import { checkKey, type Key } from './key.ts';
import { identifyBlock } from './key-kind.ts';
import { readPem, writePem, type PemBlock } from './pem.ts';
import { cleanSubject, subjectText, type Subject } from './subject.ts';

export interface CertificateRecord {
  pem: string;
  /** Our seven fields; what else the name holds stands in `subjectText` only. */
  subject: Subject;
  subjectText: string;
  /** Hexadecimal as openssl prints it. */
  serial: string;
  /** Milliseconds. */
  notBefore: number;
  notAfter: number;
  /** Fingerprints of the certificate, as `AA:BB`. */
  sha256: string;
  sha1: string;
  pemBytes: number;
  derBytes: number;
  bits: number;
  publicKeySha256: string;
  /** 1 or 3. */
  version: number;
  /** Issuer and subject are the same and the signature is by its own key. */
  selfSigned: boolean;
}

export interface RequestRecord {
  pem: string;
  subjectText: string;
}

export interface PairCheck {
  /** For the user: `RSA key OK, 2048 bits; the certificate belongs to it.` */
  statement: string;
  /** The hash of the certificate's own signature, `SHA-256`; its algorithm's identifier where that is another. */
  signedWith: string;
}

/** A self-signed certificate for `days` from `now`. Throws `subject/*` and `certificate/days`. */
export async function createSelfSigned(options: {
  keys: CryptoKeyPair;
  subject: Subject;
  days: number;
  now: Date;
}): Promise<CertificateRecord> {
  return describeCertificate(await buildSelfSigned(options.keys, options));
}

/** A certificate request (CSR) with the same subject. Throws `subject/*`. */
export async function createRequest(keys: CryptoKeyPair, subject: Subject): Promise<RequestRecord> {
  const der = await buildRequest(keys, subject);
  return {
    pem: writePem('CERTIFICATE REQUEST', der),
    subjectText: subjectText(cleanSubject(subject)),
  };
}

/**
 * The first certificate of a PEM or DER file. Throws `certificate/not-a-certificate`, `…/not-rsa`,
 * `…/unreadable`, and what `readPem` throws.
 */
export async function readCertificate(input: Bytes | string): Promise<CertificateRecord> {
  const { blocks } = readPem(input);
  const found = blocks.find((block) => identifyBlock(block).name === 'certificate') ?? blocks[0];
  if (found === undefined) throw new AppError('input/empty', 'there is no certificate in it');
  return readCertificateBlock(found);
}

/** The same for one block of a file. */
export async function readCertificateBlock(block: PemBlock): Promise<CertificateRecord> {
  const kind = identifyBlock(block);
  if (kind.name === 'certificate') return describeCertificate(block.der);
  if (kind.name === 'broken' && block.label.includes('CERTIFICATE')) {
    const reason = kind.fault ?? 'it is damaged';
    throw new AppError('certificate/unreadable', `the certificate cannot be read: ${reason}`);
  }
  throw new AppError('certificate/not-a-certificate', `this is ${kind.text}`);
}

/**
 * Checks the key's numbers, that the certificate was made for it, and, where it names itself as issuer, its
 * signature. Throws `key/inconsistent`, `certificate/other-key`, `certificate/check-failed`.
 */
export async function checkPair(key: Key, certificate: string): Promise<PairCheck> {
  await checkKey(key);
  const record = await readCertificate(certificate);
  requireSameKey(key, record);
  await requireOwnSignature(record);
  const signed = record.selfSigned ? ', and its signature is good' : '';
  return {
    statement: `RSA key OK, ${key.record.bits} bits. The certificate belongs to this key${signed}.`,
    signedWith: signatureHash(record.pem),
  };
}

/** Throws `certificate/check-failed` where a certificate that names itself as issuer has another signature. */
export async function requireOwnSignature(record: CertificateRecord): Promise<void> {
  const [block] = readPem(record.pem).blocks;
  if (record.selfSigned || block === undefined) return;
  if ((await ownSignature(Certificate.fromBER(block.der))) !== 'bad') return;
  throw new AppError(
    'certificate/check-failed',
    'the signature of the certificate does not verify',
    {
      hint: 'Take the certificate from its source again, or renew it for this key here.',
    },
  );
}

/** Throws `certificate/other-key` unless the certificate holds the public half of the key. */
export function requireSameKey(key: Key, certificate: CertificateRecord): void {
  if (certificate.publicKeySha256 === key.record.publicKeySha256) return;
  throw new AppError(
    'certificate/other-key',
    `the certificate "${certificate.subjectText}" was made for another key`,
  );
}
