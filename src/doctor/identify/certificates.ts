/** Certificates, alone or in a chain, and requests. */
import { fingerprintText, type Bytes } from '../../core/bytes.ts';
import { writePem } from '../../core/pem.ts';
import { isSignedBy, readX509, readX509Request, type X509 } from '../../core/x509.ts';
import type { Finding } from '../finding.ts';
import type { Takeable } from '../taking.ts';
import { say } from '../words-keys.ts';
import { moment, rows } from './facts.ts';
import { baseName, judgeKey, keyRows, type Place } from './key-facts.ts';

/** Salesforce's limit for an uploaded certificate, in bytes. */
const MAX_CERTIFICATE = 4096;
const SOON = 30 * 86_400_000;

/** Its place among the certificates it came with. */
export interface Standing {
  place: 'alone' | 'leaf' | 'issuer';
  count: number;
}

export const ALONE: Standing = { place: 'alone', count: 1 };

interface Read {
  der: Bytes;
  facts: X509;
  now: number;
}

type Rule = (certificate: Read) => Finding | null | Promise<Finding | null>;

const expired: Rule = ({ facts: { notAfter }, now }) =>
  notAfter < now
    ? say({ code: 'inspect/certificate-expired', severity: 'risk' }, { date: moment(notAfter) })
    : null;

const expiring: Rule = ({ facts: { notAfter }, now }) =>
  notAfter >= now && notAfter - now < SOON
    ? say({ code: 'inspect/certificate-expiring', severity: 'risk' }, { date: moment(notAfter) })
    : null;

const early: Rule = ({ facts: { notBefore }, now }) =>
  notBefore > now
    ? say({ code: 'inspect/certificate-early', severity: 'risk' }, { date: moment(notBefore) })
    : null;

const large: Rule = ({ der }) => {
  const size = writePem('CERTIFICATE', der).length;
  if (size <= MAX_CERTIFICATE) return null;
  const text = `it has ${size} bytes as PEM and ${der.length} as DER`;
  return say({ code: 'inspect/certificate-large', severity: 'fault', evidence: [{ text }] });
};

const weak: Rule = ({ facts: { signature } }) =>
  /^(?:MD5|SHA-1) /.test(signature)
    ? say(
        { code: 'inspect/certificate-weak', severity: 'risk', certainty: 'possible' },
        { signature },
      )
    : null;

const altered: Rule = async ({ der, facts: { ownIssuer, publicKey } }) =>
  ownIssuer && (await isSignedBy(der, publicKey)) === false
    ? say({ code: 'inspect/certificate-altered', severity: 'fault' })
    : null;

/** What can be wrong with a certificate by itself. A rule more is a line more. */
const RULES: readonly Rule[] = [altered, large, expired, expiring, early, weak];

/** Throws plain errors for what cannot be read. */
export async function certificateThing(
  der: Bytes,
  { place, count }: Standing,
  { from, mended, now, findings }: Place,
): Promise<Takeable> {
  const facts = readX509(der);
  const { publicKey } = facts;
  const judged = [
    ...judgeKey(publicKey),
    ...(await Promise.all(RULES.map((rule) => rule({ der, facts, now })))),
    place === 'leaf' ? say({ code: 'inspect/chain', severity: 'risk' }, { count }) : null,
  ].filter((finding) => finding !== null);
  // Of an issuer's certificate nothing matters to Salesforce.
  const wrong = [...(place === 'issuer' ? [] : judged), ...findings];
  const isGood = place !== 'issuer' && !wrong.some(({ severity }) => severity !== 'note');
  const good = say(
    { code: 'inspect/certificate-good', severity: 'good' },
    { bits: publicKey.bits ?? 0 },
  );
  const keys = await keyRows(publicKey);
  const print = keys.find(({ name }) => name === 'Public key SHA-256')?.value;
  return {
    kind: place === 'issuer' ? 'certificate/issuer' : 'certificate/x509',
    title: place === 'issuer' ? 'the certificate of an issuer' : 'a certificate',
    from,
    secret: false,
    facts: [...(await certificateRows(der, facts)), ...keys],
    mended,
    findings: [...wrong, ...(isGood ? [good] : [])],
    ...(print === undefined ? {} : { publicKey: print }),
    ...certificateForms('CERTIFICATE', der, `${baseName(from)}.crt`),
  };
}

async function certificateRows(der: Bytes, facts: X509) {
  const digest = async (hash: string) =>
    fingerprintText(new Uint8Array(await crypto.subtle.digest(hash, der)));
  return rows(
    {
      Subject: facts.subject,
      Issuer: facts.ownIssuer ? 'itself' : facts.issuer,
      'Serial number': facts.serial,
      'Valid from': moment(facts.notBefore),
      'Valid until': moment(facts.notAfter),
      'SHA-256': await digest('SHA-256'),
      'SHA-1': await digest('SHA-1'),
      Signature: facts.signature,
      Version: String(facts.version),
      'For an authority': facts.isAuthority ? 'yes' : '',
      'Size of the file': `${writePem('CERTIFICATE', der).length} bytes as PEM, ${der.length} as DER`,
    },
    ['Valid from', 'Valid until', 'Signature', 'Version', 'For an authority', 'Size of the file'],
  );
}

/** A certificate request. Throws plain errors for what cannot be read. */
export async function requestThing(
  der: Bytes,
  { from, mended, findings }: Place,
): Promise<Takeable> {
  const { subject, signature, publicKey } = readX509Request(der);
  const keys = await keyRows(publicKey);
  const print = keys.find(({ name }) => name === 'Public key SHA-256')?.value;
  return {
    kind: 'request/pkcs10',
    title: 'a certificate request (CSR)',
    from,
    secret: false,
    facts: [...rows({ Subject: subject, Signature: signature }, ['Signature']), ...keys],
    mended,
    findings: [
      say({ code: 'inspect/request', severity: 'fault' }),
      ...judgeKey(publicKey),
      ...findings,
    ],
    ...(print === undefined ? {} : { publicKey: print }),
    ...certificateForms('CERTIFICATE REQUEST', der, `${baseName(from)}.csr`),
  };
}

function certificateForms(
  label: string,
  der: Bytes,
  file: string,
): Pick<Takeable, 'forms' | 'take'> {
  return {
    forms: [
      { form: 'pem', title: 'PEM', file, secret: false },
      { form: 'der', title: 'DER', file: `${file}.der`, secret: false },
    ],
    take: async (form) => (form === 'der' ? der : writePem(label, der)),
  };
}

/**
 * The place of each among certificates that stand together: a chain has one that issued none of the
 * others, its leaf. What cannot be read has none.
 */
export function standingsOf(certificates: readonly Bytes[]): Map<Bytes, Standing> {
  const read = new Map(
    certificates.flatMap((der) => {
      const facts = tryRead(der);
      return facts ? [[der, facts] as const] : [];
    }),
  );
  const issuers = new Set(
    [...read.values()].filter(({ ownIssuer }) => !ownIssuer).map(({ issuer }) => issuer),
  );
  const leaves = [...read.values()].filter(({ subject }) => !issuers.has(subject)).length;
  const count = read.size;
  const isChain = count > 1 && leaves === 1;
  return new Map(
    [...read].map(([der, { subject }]) => {
      const place = issuers.has(subject) ? 'issuer' : 'leaf';
      return [der, isChain ? { place, count } : ALONE];
    }),
  );
}

function tryRead(der: Bytes): X509 | null {
  try {
    return readX509(der);
  } catch {
    return null;
  }
}
