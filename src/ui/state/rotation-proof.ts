/** What a pasted text, a file or a refusal proves of a rotation. */
import { fingerprintText, type Bytes } from '../../core/bytes.ts';
import { AppError } from '../../core/errors.ts';
import { isSha256, readFingerprints } from '../../core/fingerprint.ts';
import { readPem, type PemBlock } from '../../core/pem.ts';
import type { Refusal } from '../../core/token.ts';
import type { Connection, KeySet } from './connections.svelte.ts';

/**
 * Whether what was uploaded is the new certificate: the file itself, or its fingerprint. Throws
 * `rotation/*`, naming what it is instead.
 */
export async function requireUploaded(
  connection: Connection,
  input: Bytes | string,
): Promise<string> {
  const { current, rotation } = connection;
  const found = await fingerprintsIn(input);
  const own = printsOf(rotation?.next);
  if (found.some((one) => own.includes(one))) return found.find((one) => own.includes(one)) ?? '';
  const old = printsOf(current);
  if (found.some((one) => old.includes(one)))
    throw new AppError('rotation/still-old', 'this is the present certificate, not the new one');
  throw new AppError('rotation/neither', 'this is neither the new certificate nor the present one');
}

/**
 * Whether the pipeline holds the new key, by the SHA-256 of its public key that it has printed. Throws
 * `rotation/*`, naming which key it holds instead.
 */
export function requireInCi(connection: Connection, text: string): string {
  const first = printedKey(text);
  const { current, former, rotation } = connection;
  if (first === rotation?.next?.key.publicKeySha256) return first;
  if (first === current?.key.publicKeySha256)
    throw new AppError('rotation/still-old', 'the pipeline still holds the old key');
  const earlier = former.find(({ key }) => key.publicKeySha256 === first);
  if (earlier)
    throw new AppError('rotation/neither', 'the pipeline holds an earlier key of this connection');
  if ([...printsOf(rotation?.next), ...printsOf(current)].includes(first))
    throw new AppError(
      'rotation/neither',
      'this is the fingerprint of a certificate, not of a key',
    );
  throw new AppError('rotation/neither', 'the pipeline holds neither the new key nor the old one');
}

/** The one SHA-256 that a pipeline has printed of its key. Throws `rotation/*` for any other text. */
export function printedKey(text: string): string {
  refusePrivate(text);
  const [first, ...others] = readFingerprints(text).filter(isSha256);
  if (!first) throw noFingerprint();
  if (others.length > 0)
    throw new AppError('rotation/no-fingerprint', 'there is more than one fingerprint in it');
  return first;
}

/**
 * Whether a refusal says that the old key is worth nothing: its app is gone, or checks what it is sent
 * with another certificate. Others, such as a user who is not approved, can be lifted again and say
 * nothing of the key. (salesforce.md 2.1: `invalid_client_id`, `app_not_found`, `invalid assertion`.)
 */
export function retires({ error, description }: Refusal): boolean {
  if (error === 'invalid_client_id' || error === 'app_not_found') return true;
  return error === 'invalid_grant' && /^invalid assertion\b/i.test(description.trim());
}

function printsOf(set: KeySet | null | undefined): string[] {
  const { certificate } = set ?? {};
  return certificate ? [certificate.sha256, certificate.sha1] : [];
}

async function fingerprintsIn(input: Bytes | string): Promise<string[]> {
  const blocks = blocksIn(input);
  if (blocks) {
    const certificate = blocks.find(({ label }) => label === '' || /CERTIFICATE$/.test(label));
    if (!certificate) throw noFingerprint();
    const digest = await crypto.subtle.digest('SHA-256', certificate.der);
    return [fingerprintText(new Uint8Array(digest))];
  }
  const found = typeof input === 'string' ? readFingerprints(input) : [];
  if (found.length === 0) throw noFingerprint();
  return found;
}

/** The blocks of a certificate file; `null` for a text that is none. */
function blocksIn(input: Bytes | string): PemBlock[] | null {
  if (typeof input === 'string') {
    refusePrivate(input);
    if (!/-BEGIN /.test(input)) return null;
  }
  const { blocks } = readPem(input);
  if (blocks.some(({ label }) => /PRIVATE KEY$/.test(label))) throw holdsKey();
  return blocks;
}

function refusePrivate(text: string) {
  if (/-BEGIN [A-Z ]{0,30}PRIVATE KEY-/.test(text)) throw holdsKey();
}

function holdsKey(): AppError {
  return new AppError('rotation/private-key', 'this holds a private key');
}

function noFingerprint(): AppError {
  return new AppError('rotation/no-fingerprint', 'there is no fingerprint or certificate in it');
}
