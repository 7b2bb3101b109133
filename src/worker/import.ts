import {
  readCertificateBlock,
  requireOwnSignature,
  requireSameKey,
  type CertificateRecord,
} from '../core/certificate.ts';
import { AppError } from '../core/errors.ts';
import { importKeyBlock, type Key } from '../core/key.ts';
import { identifyBlock, requirePrivateKey, type BlockKind } from '../core/key-kind.ts';
import { MAX_INPUT, readPem, type PemBlock } from '../core/pem.ts';
import type { ImportFile } from './protocol.ts';

interface Part {
  block: PemBlock;
  kind: BlockKind;
}

export interface Found {
  key?: Key;
  certificate?: CertificateRecord;
  mended: string[];
  findings: string[];
}

/** Blocks in all files: more is a store of authorities, and each block costs time. */
const MOST_BLOCKS = 50;
/** Salesforce's limit for an uploaded certificate. */
const MAX_CERTIFICATE = 4096;

/**
 * Reads files together: at most one key and the certificate that goes with it, in any order and any
 * distribution over the files. `existing` is the key that a certificate without a key must belong to.
 * Throws the first reason why they cannot be used; nothing is taken then.
 */
export async function readFiles(
  files: readonly ImportFile[],
  options: { passphrase?: string; existing?: Key; now: Date },
): Promise<Found> {
  const mended: string[] = [];
  const parts: Part[] = [];
  for (const file of files) {
    parts.push(...(await readParts(file, files.length > 1, mended)));
    if (parts.length > MOST_BLOCKS) {
      throw new AppError('input/too-large', `there are more than ${MOST_BLOCKS} blocks in it`, {
        hint: 'Choose only the key and its certificate.',
      });
    }
  }
  const [first] = parts;
  if (first === undefined) throw new AppError('input/empty', 'no file was chosen');

  const keys = parts.filter(({ kind }) => kind.private);
  const certificates = parts.filter(isCertificate);
  // The key that a certificate belongs to may be in the keystore beside it.
  const store = parts.find(({ kind }) => kind.name === 'pkcs12');
  if (keys.length === 0 && (certificates.length === 0 || store)) {
    const { kind } = store ?? first;
    if (kind.name !== 'broken') requirePrivateKey(kind);
    throw new AppError('input/not-recognised', `this is ${kind.text}`);
  }
  const key = await readKey(keys, options);
  const certificate = await readMatching(certificates, key ?? options.existing);
  return {
    ...(key && { key }),
    ...(certificate && { certificate }),
    mended: unique(mended),
    findings: unique([
      ...(key ? [`RSA key OK, ${key.record.bits} bits.`] : []),
      ...(certificate
        ? describeCertificate(
            certificate,
            certificates.length,
            key ?? options.existing,
            options.now,
          )
        : []),
      ...parts.filter(isLeftOut).map(({ kind }) => `Left out ${kind.text}.`),
    ]),
  };
}

async function readParts(
  { name, content }: ImportFile,
  several: boolean,
  mended: string[],
): Promise<Part[]> {
  // Before anything looks at the content.
  if (content.size > MAX_INPUT) {
    throw new AppError('input/too-large', `${name} has ${content.size} bytes, more than 1 MB`);
  }
  try {
    const file = readPem(new Uint8Array(await content.arrayBuffer()));
    const subject = several ? `${name}: ` : '';
    mended.push(...file.mended.map((sentence) => subject + sentence));
    return file.blocks.map((block) => ({ block, kind: identifyBlock(block) }));
  } catch (cause) {
    if (!several || !(cause instanceof AppError)) throw cause;
    throw new AppError(cause.code, `${name}: ${cause.message}`, { cause, hint: cause.hint });
  }
}

async function readKey(
  parts: readonly Part[],
  options: { passphrase?: string; now: Date },
): Promise<Key | undefined> {
  let found: Key | undefined;
  for (const { block, kind } of parts) {
    const key = await importKeyBlock(block, kind, options);
    if (found !== undefined && found.record.publicKeySha256 !== key.record.publicKeySha256) {
      throw new AppError('input/several-keys', 'there are two different private keys in it');
    }
    found = key;
  }
  return found;
}

/** The certificate of the key; without a key the one that stands first, where chains put the leaf. */
async function readMatching(
  parts: readonly Part[],
  key: Key | undefined,
): Promise<CertificateRecord | undefined> {
  const records: CertificateRecord[] = [];
  let failure: unknown;
  for (const { block } of parts) {
    try {
      records.push(await readCertificateBlock(block));
    } catch (cause) {
      // In a chain an issuer may be of a kind that we do not read; it matters only if no other is left.
      failure ??= cause;
    }
  }
  const [first] = records;
  if (first === undefined) {
    if (failure !== undefined) throw failure;
    return undefined;
  }
  const own = records.filter(
    ({ publicKeySha256 }) => publicKeySha256 === key?.record.publicKeySha256,
  );
  const latest = own.toSorted((a, b) => b.notAfter - a.notAfter)[0] ?? first;
  if (key !== undefined) requireSameKey(key, latest);
  await requireOwnSignature(latest);
  return latest;
}

function describeCertificate(
  certificate: CertificateRecord,
  count: number,
  key: Key | undefined,
  now: Date,
): string[] {
  const day = (time: number) => new Date(time).toISOString().slice(0, 10);
  const { notBefore, notAfter, bits, pemBytes, derBytes } = certificate;
  const findings: [boolean, string][] = [
    [count > 1 && key !== undefined, `Of ${count} certificates, took the one made for this key.`],
    [count > 1 && key === undefined, `Of ${count} certificates, took the first.`],
    [key !== undefined, 'The certificate belongs to this key.'],
    [key === undefined, `Certificate read: ${certificate.subjectText || 'without a subject'}.`],
    [notAfter < now.getTime(), `The certificate ran out on ${day(notAfter)}: renew it.`],
    [notBefore > now.getTime(), `The certificate is valid only from ${day(notBefore)} on.`],
    [bits < 2048, `The certificate’s key has only ${bits} bits: make a new key.`],
    [
      pemBytes > MAX_CERTIFICATE,
      `The certificate has ${pemBytes} bytes as PEM, more than Salesforce’s 4 KB: ` +
        (derBytes > MAX_CERTIFICATE
          ? 'make a shorter one.'
          : `upload it as DER (${derBytes} bytes).`),
    ],
  ];
  return findings.filter(([holds]) => holds).map(([, sentence]) => sentence);
}

/** A damaged block counts where its label says that it was one. */
function isCertificate({ block, kind }: Part): boolean {
  return (
    kind.name === 'certificate' || (kind.name === 'broken' && /\bCERTIFICATE$/.test(block.label))
  );
}

function isLeftOut(part: Part): boolean {
  const { kind } = part;
  return !kind.private && !isCertificate(part) && kind.name !== 'parameters';
}

function unique(sentences: readonly string[]): string[] {
  return [...new Set(sentences)];
}
