import { BitString, Integer, OctetString } from 'asn1js';
import {
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  CertificationRequest,
  Extension,
  PublicKeyInfo,
  Time,
  TimeType,
} from 'pkijs';
import type { Bytes } from '../bytes.ts';
import { AppError } from '../errors.ts';
import { checkDays, checkSubject, cleanSubject, type Subject } from '../subject.ts';
import { writeName } from './name.ts';
import { sha256WithRsa, sign, verify } from './sign.ts';

const DAY = 86_400_000;
/**
 * The validity begins five minutes before now, so that a machine whose clock is a little behind does not
 * call a fresh certificate "not yet valid"; it still spans the whole number of days.
 */
const CLOCK_SKEW = 5 * 60_000;

/** DER of an X.509 v3 certificate (RFC 5280) for signing. Throws `subject/*` and `certificate/days`. */
export async function buildSelfSigned(
  keys: CryptoKeyPair,
  { subject, days, now }: { subject: Subject; days: number; now: Date },
): Promise<Bytes> {
  const fault = checkSubject(subject) ?? checkDays(days);
  if (fault) throw fault;
  const name = writeName(cleanSubject(subject));
  const certificate = new Certificate({ version: 2, serialNumber: randomSerial() });
  certificate.subject = name;
  certificate.issuer = name;
  // Times have whole seconds (RFC 5280 section 4.1.2.5).
  const notBefore = Math.floor((now.getTime() - CLOCK_SKEW) / 1000) * 1000;
  certificate.notBefore = time(notBefore);
  certificate.notAfter = time(notBefore + days * DAY);
  const publicKey = await publicKeyInfo(keys.publicKey);
  certificate.subjectPublicKeyInfo = publicKey;
  const keyBits = new Uint8Array(publicKey.subjectPublicKey.valueBlock.valueHexView);
  certificate.extensions = extensions(await crypto.subtle.digest('SHA-1', keyBits));
  certificate.signature = sha256WithRsa();
  await sign(certificate, keys.privateKey);
  return new Uint8Array(certificate.toSchema(true).toBER());
}

/** DER of a PKCS#10 request (RFC 2986) with the same subject. Throws `subject/*`. */
export async function buildRequest(keys: CryptoKeyPair, subject: Subject): Promise<Bytes> {
  const fault = checkSubject(subject);
  if (fault) throw fault;
  const request = new CertificationRequest({ subject: writeName(cleanSubject(subject)) });
  request.subjectPublicKeyInfo = await publicKeyInfo(keys.publicKey);
  // Present although empty: the field is not optional.
  request.attributes = [];
  await sign(request, keys.privateKey);
  if (!(await verify(request))) {
    throw new AppError('certificate/check-failed', 'the signature of the new CSR does not verify');
  }
  return new Uint8Array(request.toSchema(true).toBER());
}

async function publicKeyInfo(key: CryptoKey): Promise<PublicKeyInfo> {
  return PublicKeyInfo.fromBER(await crypto.subtle.exportKey('spki', key));
}

/** 128 random bits; the top two are set to 01, so that it is positive and always 16 bytes long. */
function randomSerial(): Integer {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return new Integer({ valueHex: bytes.buffer });
}

/** UTCTime up to 2049, GeneralizedTime from 2050 on (RFC 5280 section 4.1.2.5). */
function time(value: number): Time {
  const date = new Date(value);
  const type = date.getUTCFullYear() < 2050 ? TimeType.UTCTime : TimeType.GeneralizedTime;
  return new Time({ type, value: date });
}

function extensions(keyHash: ArrayBuffer): Extension[] {
  const keyIdentifier = new OctetString({ valueHex: keyHash });
  const authority = new AuthorityKeyIdentifier({ keyIdentifier });
  return [
    extension('2.5.29.14', false, keyIdentifier.toBER()),
    extension('2.5.29.35', false, authority.toSchema().toBER()),
    // Critical, though RFC 5280 section 4.2.1.9 leaves it open here: who cannot read this extension must
    // not take the certificate for a CA's.
    extension('2.5.29.19', true, new BasicConstraints({ cA: false }).toSchema().toBER()),
    // digitalSignature is bit 0; seven bits of the byte are unused.
    extension(
      '2.5.29.15',
      true,
      new BitString({ valueHex: Uint8Array.of(0x80).buffer, unusedBits: 7 }).toBER(),
    ),
  ];
}

function extension(extnID: string, critical: boolean, extnValue: ArrayBuffer): Extension {
  return new Extension({ extnID, critical, extnValue });
}
