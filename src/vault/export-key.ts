/** The export key and the copies that it opens (format.ts, 8): keys go in without proof, and come out with it. */
import { concat, type Bytes } from '../core/bytes.ts';
import { deriveAesKey, open, seal, type Context } from './format.ts';

const P256 = { name: 'ECDH', namedCurve: 'P-256' } as const;
/** An uncompressed point. */
export const POINT_BYTES = 65;

/** Both halves as bytes; the caller zeroes the private one, which is PKCS#8. */
export interface ExportPair {
  publicBytes: Bytes;
  privateBytes: Bytes;
}

/** What copies are opened with. It cannot be read out again. */
export interface ExportKey {
  privateKey: CryptoKey;
  publicBytes: Bytes;
}

export async function generateExportPair(): Promise<ExportPair> {
  const { publicKey, privateKey } = await crypto.subtle.generateKey(P256, true, ['deriveBits']);
  const [point, pkcs8] = await Promise.all([
    crypto.subtle.exportKey('raw', publicKey),
    crypto.subtle.exportKey('pkcs8', privateKey),
  ]);
  return { publicBytes: new Uint8Array(point), privateBytes: new Uint8Array(pkcs8) };
}

/** The pair stays as it is: the caller zeroes it. */
export async function importExportKey({
  publicBytes,
  privateBytes,
}: ExportPair): Promise<ExportKey> {
  const privateKey = await crypto.subtle.importKey('pkcs8', privateBytes, P256, false, [
    'deriveBits',
  ]);
  return { privateKey, publicBytes };
}

/** A secret, sealed for the export key: an ephemeral public key and a ciphertext. */
export async function sealCopy(
  publicBytes: Bytes,
  context: Context,
  secret: Bytes,
): Promise<Bytes> {
  const [recipient, ephemeral] = await Promise.all([
    importPoint(publicBytes),
    crypto.subtle.generateKey(P256, false, ['deriveBits']),
  ]);
  const point = new Uint8Array(await crypto.subtle.exportKey('raw', ephemeral.publicKey));
  const key = await agree(ephemeral.privateKey, recipient, concat(point, publicBytes));
  return concat(point, await seal(key, context, secret));
}

/** The secret of a copy, which the caller zeroes. Rejects where it does not open. */
export async function openCopy(
  { privateKey, publicBytes }: ExportKey,
  context: Context,
  copy: Bytes,
): Promise<Bytes> {
  const point = copy.slice(0, POINT_BYTES);
  const key = await agree(privateKey, await importPoint(point), concat(point, publicBytes));
  return open(key, context, copy.subarray(POINT_BYTES));
}

async function agree(own: CryptoKey, other: CryptoKey, salt: Bytes): Promise<CryptoKey> {
  const bits = await crypto.subtle.deriveBits({ name: 'ECDH', public: other }, own, 256);
  const shared = new Uint8Array(bits);
  return deriveAesKey(shared, salt, 'keybearer/copy').finally(() => shared.fill(0));
}

function importPoint(bytes: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', bytes, P256, false, []);
}
