/** Sealed records (format.ts, 4 to 9): what the vault holds, one content each. */
import { base64url, concat, utf8, type Bytes } from '../core/bytes.ts';
import { AppError } from '../core/errors.ts';
import { openCopy, POINT_BYTES, sealCopy, type ExportKey } from './export-key.ts';
import { isBytes, IV_BYTES, open, seal, TAG_BYTES, VERSION, type Context } from './format.ts';
import type { VaultKeys } from './keys.ts';

/** `local`: what it holds was sealed and stays out of backups. Records of version 1 cannot say so. */
export interface SealedRecord {
  version: number;
  id: string;
  /** Counts up with every write. */
  revision: number;
  local?: boolean;
  sealed: Bytes;
}

/** What the application knows a content by. */
export interface Name {
  kind: string;
  id: string;
}

/**
 * One thing in the vault: `value` is JSON data. A key is of the kind `key`; its `secret` is its PKCS#8,
 * which whoever asked for it zeroes.
 */
export interface Content extends Name {
  value: unknown;
  secret?: Bytes;
  /** A sealed key: it signs, but cannot be taken out again, and stays out of backups. */
  local?: boolean;
}

interface Parts {
  content: Content;
  copy: Bytes;
}

const BLOCK = 1024;
const LENGTH = 4;
const NOTHING = new Uint8Array();

/** The id of a content's record. */
export async function recordId({ name }: VaultKeys, { kind, id }: Name): Promise<string> {
  const text = utf8(`${kind === 'key' ? 'key' : 'entry'}/${id}`);
  const mac = new Uint8Array(await crypto.subtle.sign('HMAC', name, text));
  return base64url(mac.subarray(0, 16));
}

/**
 * Seals a content as one revision of its record, a key with its copy for the export key unless it is
 * `local`. The secret stays as it is: the caller zeroes it. Throws `vault/not-raised` for a key in a vault
 * that is still of version 1.
 */
export async function sealContent(
  keys: VaultKeys,
  content: Content,
  revision: number,
): Promise<SealedRecord> {
  const local = content.local === true;
  const head = { version: VERSION, id: await recordId(keys, content), revision, local };
  const { kind, secret = NOTHING } = content;
  if (kind === 'key' && secret.length === 0) throw new TypeError('a key is sealed with its secret');
  const copied = secret.length > 0 && !local;
  const copy = copied
    ? await sealCopy(exportPoint(keys), copyContext(keys, head), secret)
    : NOTHING;
  const plain = pack(content, secret, copy);
  try {
    return { ...head, sealed: await seal(keys.record, contextOf(keys, head), plain) };
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
  const { content } = await openParts(keys, record);
  if (secret) return content;
  const { secret: unwanted, ...rest } = content;
  unwanted?.fill(0);
  return rest;
}

/**
 * The secret of a key's record by its copy, which needs a way in to be shown again (`prove`); the caller
 * zeroes it. Throws `key/sealed`, `vault/damaged`, `vault/version`.
 */
export async function takeOut(
  keys: VaultKeys,
  exportKey: ExportKey,
  record: unknown,
): Promise<Bytes> {
  const { content, copy } = await openParts(keys, record);
  content.secret?.fill(0);
  if (copy.length === 0) {
    throw new AppError('key/sealed', 'this key was sealed: it signs, and cannot be taken out');
  }
  try {
    return await openCopy(exportKey, copyContext(keys, record as SealedRecord), copy);
  } catch (cause) {
    throw damaged('the copy of a key was changed', cause);
  }
}

/** What comes from the disk may be anything. */
export function isRecord(value: unknown): value is SealedRecord {
  const { version, id, revision, local, sealed } = Object(value) as Record<string, unknown>;
  return (
    (version === 1 ? local === undefined : version === VERSION && typeof local === 'boolean') &&
    typeof id === 'string' &&
    Number.isSafeInteger(revision) &&
    isBytes(sealed) &&
    sealed.length > IV_BYTES + TAG_BYTES
  );
}

async function openParts(keys: VaultKeys, record: unknown): Promise<Parts> {
  const { version } = Object(record) as Partial<SealedRecord>;
  if (typeof version === 'number' && version !== 1 && version !== VERSION) {
    throw new AppError('vault/version', 'something in the vault was saved by another version');
  }
  if (!isRecord(record)) throw damaged('something in the vault is cut off');
  let plain: Bytes | undefined;
  try {
    plain = await open(keys.record, contextOf(keys, record), record.sealed);
    const parts = unpack(plain, record);
    // The name key has the last word on what belongs under which id.
    if ((await recordId(keys, parts.content)) !== record.id) throw new RangeError('another id');
    return parts;
  } catch (cause) {
    throw damaged('something in the vault was changed', cause);
  } finally {
    plain?.fill(0);
  }
}

function contextOf({ vaultId }: VaultKeys, record: Omit<SealedRecord, 'sealed'>): Context {
  const { version, id, revision, local = false } = record;
  return ['keybearer/record', version, vaultId, id, revision, ...(version === 1 ? [] : [local])];
}

function copyContext({ vaultId }: VaultKeys, { id }: Pick<SealedRecord, 'id'>): Context {
  return ['keybearer/copy', VERSION, vaultId, id];
}

function exportPoint({ exportPoint: point }: VaultKeys): Bytes {
  if (point !== null) return point;
  throw new AppError('vault/not-raised', 'the vault could not be brought up to date for new keys');
}

function pack({ kind, id, value }: Content, secret: Bytes, copy: Bytes): Bytes {
  const json = utf8(JSON.stringify({ kind, id, value }));
  const parts = [json, secret, copy];
  const used = parts.reduce((sum, part) => sum + LENGTH + part.length, 0);
  const plain = new Uint8Array(Math.ceil(used / BLOCK) * BLOCK);
  const view = new DataView(plain.buffer);
  let at = 0;
  for (const part of parts) {
    view.setUint32(at, part.length);
    plain.set(part, at + LENGTH);
    at += LENGTH + part.length;
  }
  json.fill(0);
  return plain;
}

function unpack(plain: Bytes, { version, local }: SealedRecord): Parts {
  const [json, afterJson] = take(plain);
  const [secret, afterSecret] = take(afterJson);
  const [copy] = version === 1 ? [NOTHING] : take(afterSecret);
  if (copy.length > 0 && copy.length <= POINT_BYTES) throw new RangeError('a copy is cut off');
  const { kind, id, value } = JSON.parse(new TextDecoder().decode(json)) as Content;
  const content: Content = { kind, id, value };
  if (secret.length > 0) content.secret = concat(secret);
  if (local === true) content.local = true;
  return { content, copy: concat(copy) };
}

/** The part that begins with its length, and what follows it. Both stay where they are. */
function take(bytes: Bytes): [Bytes, Bytes] {
  const end = LENGTH + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  if (end > bytes.length) throw new RangeError('a length leads past the end');
  return [bytes.subarray(LENGTH, end), bytes.subarray(end)];
}

function damaged(message: string, cause?: unknown): AppError {
  return new AppError('vault/damaged', message, { cause });
}
