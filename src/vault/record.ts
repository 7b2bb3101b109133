/** Sealed records (format.ts, 3 to 6): what the vault holds, one content each. */
import { base64url, concat, utf8, type Bytes } from '../core/bytes.ts';
import { AppError } from '../core/errors.ts';
import { IV_BYTES, open, seal, TAG_BYTES, VERSION, type Context } from './format.ts';

export interface SealedRecord {
  version: number;
  id: string;
  /** Counts up with every write. */
  revision: number;
  sealed: Bytes;
}

/** One thing in the vault: `value` is JSON data, and `secret` holds bytes that are to be zeroed. */
export interface Content {
  kind: string;
  id: string;
  value: unknown;
  secret?: Bytes;
}

/** What opens one vault's records. Neither key can be read out again. */
export interface VaultKeys {
  vaultId: string;
  record: CryptoKey;
  name: CryptoKey;
}

const BLOCK = 1024;
const LENGTH = 4;

/** Makes the keys out of the vault key, which the caller zeroes. */
export async function deriveKeys(vaultId: string, vaultKey: Bytes): Promise<VaultKeys> {
  const base = await crypto.subtle.importKey('raw', vaultKey, 'HKDF', false, ['deriveKey']);
  const hkdf = (info: string) => ({
    name: 'HKDF',
    hash: 'SHA-256',
    salt: utf8(vaultId),
    info: utf8(info),
  });
  const [record, name] = await Promise.all([
    crypto.subtle.deriveKey(
      hkdf('keybearer/record'),
      base,
      { name: 'AES-GCM', length: 256 },
      false,
      ['encrypt', 'decrypt'],
    ),
    crypto.subtle.deriveKey(
      hkdf('keybearer/name'),
      base,
      { name: 'HMAC', hash: 'SHA-256', length: 256 },
      false,
      ['sign'],
    ),
  ]);
  return { vaultId, record, name };
}

/** The id of a content's record. */
export async function recordId(
  { name }: VaultKeys,
  { kind, id }: Pick<Content, 'kind' | 'id'>,
): Promise<string> {
  const text = utf8(`${kind === 'key' ? 'key' : 'entry'}/${id}`);
  const mac = new Uint8Array(await crypto.subtle.sign('HMAC', name, text));
  return base64url(mac.subarray(0, 16));
}

/** Seals a content as one revision of its record. Its secret stays as it is: the caller zeroes it. */
export async function sealContent(
  keys: VaultKeys,
  content: Content,
  revision: number,
): Promise<SealedRecord> {
  const record = { version: VERSION, id: await recordId(keys, content), revision };
  const plain = pack(content);
  try {
    return { ...record, sealed: await seal(keys.record, contextOf(keys, record), plain) };
  } finally {
    plain.fill(0);
  }
}

/**
 * What a record holds, without its secret unless that is asked for; whoever asks zeroes it. Throws
 * `vault/version` for a later format, and `vault/damaged` for a record that was changed by as much as
 * a bit or that belongs elsewhere.
 */
export async function openContent(
  keys: VaultKeys,
  record: unknown,
  { secret = false } = {},
): Promise<Content> {
  if (!isRecord(record)) throw new AppError('vault/damaged', 'something in the vault is cut off');
  if (record.version !== VERSION) {
    throw new AppError('vault/version', 'something in the vault was saved by another version');
  }
  let plain: Bytes | undefined;
  try {
    plain = await open(keys.record, contextOf(keys, record), record.sealed);
    return unpack(plain, secret);
  } catch (cause) {
    throw new AppError('vault/damaged', 'something in the vault was changed', { cause });
  } finally {
    plain?.fill(0);
  }
}

function contextOf({ vaultId }: VaultKeys, record: Omit<SealedRecord, 'sealed'>): Context {
  return ['keybearer/record', record.version, vaultId, record.id, record.revision];
}

function pack({ kind, id, value, secret = new Uint8Array() }: Content): Bytes {
  const json = utf8(JSON.stringify({ kind, id, value }));
  const used = 2 * LENGTH + json.length + secret.length;
  const plain = new Uint8Array(Math.ceil(used / BLOCK) * BLOCK);
  const view = new DataView(plain.buffer);
  view.setUint32(0, json.length);
  plain.set(json, LENGTH);
  view.setUint32(LENGTH + json.length, secret.length);
  plain.set(secret, 2 * LENGTH + json.length);
  json.fill(0);
  return plain;
}

function unpack(plain: Bytes, withSecret: boolean): Content {
  const [json, rest] = take(plain);
  const content = JSON.parse(new TextDecoder().decode(json)) as Content;
  const [secret] = take(rest);
  return withSecret ? { ...content, secret: concat(secret) } : content;
}

/** The part that begins with its length, and what follows it. Both stay where they are. */
function take(bytes: Bytes): [Bytes, Bytes] {
  const end = LENGTH + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  if (end > bytes.length) throw new RangeError('a length leads past the end');
  return [bytes.subarray(LENGTH, end), bytes.subarray(end)];
}

/** What comes from the disk may be anything. */
function isRecord(value: unknown): value is SealedRecord {
  const { version, id, revision, sealed } = Object(value) as Record<string, unknown>;
  return (
    typeof version === 'number' &&
    typeof id === 'string' &&
    Number.isSafeInteger(revision) &&
    sealed instanceof Uint8Array &&
    sealed.length > IV_BYTES + TAG_BYTES
  );
}
