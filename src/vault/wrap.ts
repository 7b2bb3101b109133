/** Ways into the vault: each wraps the vault key and the export key for itself (format.ts, 1 to 3). */
import { base64url, concat, equal, utf8, type Bytes } from '../core/bytes.ts';
import { AppError } from '../core/errors.ts';
import type { Cost } from './argon2.ts';
import { POINT_BYTES, type ExportPair } from './export-key.ts';
import {
  contextBytes,
  deriveAesKey,
  isBytes,
  IV_BYTES,
  KEY_BYTES,
  open,
  randomId,
  seal,
  TAG_BYTES,
  VERSION,
  type Context,
} from './format.ts';

export const SALT_BYTES = 16;

export interface Kdf extends Cost {
  name: 'argon2id';
  salt: Bytes;
}

interface Sealed {
  id: string;
  sealed: Bytes;
  proof: Bytes;
  check: Bytes;
}

export type PassphraseWrap = Sealed & { kind: 'passphrase'; kdf: Kdf };
export type RecoveryWrap = Sealed & { kind: 'recovery' };
export type PasskeyWrap = Sealed & {
  kind: 'passkey';
  credentialId: Bytes;
  /** What the PRF is asked with. */
  salt: Bytes;
  label: string;
};
export type Wrap = PassphraseWrap | RecoveryWrap | PasskeyWrap;

/** What is to be known of a way in before it is made. */
export type NewWrap =
  | { kind: 'passphrase'; kdf: Kdf }
  | { kind: 'recovery' }
  | { kind: 'passkey'; credentialId: Bytes; salt: Bytes; label: string };
type Head = NewWrap & { id: string };

/** What the ways in open. The caller zeroes all of it. */
export interface Secrets extends ExportPair {
  vaultKey: Bytes;
}

/** Wraps the secrets under 32 bytes of material. Both stay as they are: the caller zeroes them. */
export async function wrapSecrets(
  { vaultKey, publicBytes, privateBytes }: Secrets,
  { vaultId, material, way }: { vaultId: string; material: Bytes; way: NewWrap },
): Promise<Wrap> {
  const head: Head = { ...way, id: randomId() };
  const plain = concat(vaultKey, publicBytes);
  try {
    const [sealed, proof] = await Promise.all([
      seal(await keyOf(material, head, 'sealed'), contextOf('wrap', vaultId, head), plain),
      seal(await keyOf(material, head, 'proof'), contextOf('proof', vaultId, head), privateBytes),
    ]);
    return { ...head, sealed, proof, check: await checksum(vaultId, head, sealed, proof) };
  } finally {
    plain.fill(0);
  }
}

/** Throws `vault/damaged` where a wrap's check does not fit: before anything is derived. */
export async function requireWhole(wrap: Wrap, vaultId: string): Promise<void> {
  if (!equal(wrap.check, await checksum(vaultId, wrap, wrap.sealed, wrap.proof))) {
    throw damagedHeader('the vault’s header was changed');
  }
}

/** Vault key and public export key, which the caller zeroes. Rejects where the material does not open it. */
export async function openSealed(
  wrap: Wrap,
  vaultId: string,
  material: Bytes,
): Promise<Omit<Secrets, 'privateBytes'>> {
  const key = await keyOf(material, wrap, 'sealed');
  const plain = await open(key, contextOf('wrap', vaultId, wrap), wrap.sealed);
  const parts = { vaultKey: plain.slice(0, KEY_BYTES), publicBytes: plain.slice(KEY_BYTES) };
  plain.fill(0);
  return parts;
}

/** The private export key, which the caller zeroes. Rejects where the material does not open it. */
export async function openProof(wrap: Wrap, vaultId: string, material: Bytes): Promise<Bytes> {
  const key = await keyOf(material, wrap, 'proof');
  return open(key, contextOf('proof', vaultId, wrap), wrap.proof);
}

/** What comes from the disk may be anything. */
export function isWrap(value: unknown): value is Wrap {
  const { id, kind, sealed, proof, check, ...rest } = Object(value) as Record<string, unknown>;
  return (
    typeof id === 'string' &&
    isBytes(sealed, IV_BYTES + KEY_BYTES + POINT_BYTES + TAG_BYTES) &&
    isBytes(proof) &&
    proof.length > IV_BYTES + TAG_BYTES &&
    isBytes(check, 32) &&
    (kind === 'recovery' ||
      (kind === 'passphrase' && isKdf(rest.kdf)) ||
      (kind === 'passkey' &&
        isBytes(rest.credentialId) &&
        isBytes(rest.salt) &&
        typeof rest.label === 'string'))
  );
}

export function isKdf(value: unknown): value is Kdf {
  const { name, salt, memory, passes, lanes } = Object(value) as Record<string, unknown>;
  const numbers = [memory, passes, lanes].every((part) => typeof part === 'number');
  return name === 'argon2id' && numbers && isBytes(salt, SALT_BYTES);
}

/** Nothing opens without the header, other than with one record. */
export function damagedHeader(message: string): AppError {
  const hint = 'Restore a backup, or delete the vault and begin again from your key files.';
  return new AppError('vault/damaged', message, { hint });
}

function keyOf(material: Bytes, { id, kind }: Head, part: 'sealed' | 'proof'): Promise<CryptoKey> {
  return deriveAesKey(material, utf8(id), `keybearer/${kind}/${part}`);
}

function contextOf(what: 'wrap' | 'proof', vaultId: string, head: Head): Context {
  return [`keybearer/${what}`, VERSION, vaultId, head.id, head.kind, ...particulars(head)];
}

function particulars(head: Head): Context {
  if (head.kind === 'recovery') return [];
  if (head.kind === 'passkey') {
    return [base64url(head.credentialId), base64url(head.salt), head.label];
  }
  const { name, memory, passes, lanes, salt } = head.kdf;
  return [name, memory, passes, lanes, base64url(salt)];
}

async function checksum(vaultId: string, head: Head, ...parts: Bytes[]): Promise<Bytes> {
  const all = concat(contextBytes(contextOf('wrap', vaultId, head)), ...parts);
  return new Uint8Array(await crypto.subtle.digest('SHA-256', all));
}
