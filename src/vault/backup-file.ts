/**
 * A backup's file, version 1: a whole vault (format.ts) as text, so that it can be mailed and looked at. Two
 * lines, each with a line feed at its end.
 *
 *     {"format":"keybearer/backup","version":1,"made":"2026-11-22T04:00:00.000Z","header":{…},"records":[…]}
 *     sum.mac
 *
 * 1. The first line is JSON without spaces. Header, wraps and records have the fields and the order of
 *    format.ts, bytes are base64url without padding. It is canonical: written anew it is the same text.
 *    Records that are `local` are left out. So is what is damaged, as far as that can be told: an open
 *    vault leaves out what does not open, a locked one only what is no record any more.
 * 2. `sum` is base64url of SHA-256 of the first line with its line feed: it finds what got lost on the way,
 *    before a passphrase is asked for.
 * 3. `mac` is base64url of HMAC-SHA-256 under the backup key over everything before the dot. It says that
 *    nobody has left out or put back a record. A locked vault cannot make it: then the line is `sum` alone,
 *    and each record still vouches for itself only.
 *
 * Under the vault's own ways in the records are as they lie there. Under a passphrase of its own it is
 * another vault, with the same contents and revisions.
 */
import { base64url, fromBase64, utf8, type Bytes } from '../core/bytes.ts';
import { AppError } from '../core/errors.ts';
import { requireHeader } from './header.ts';
import type { VaultKeys } from './keys.ts';
import { isRecord, type SealedRecord } from './record.ts';
import type { Header } from './store.ts';
import { isOldWrap, type OldWrap } from './version-1.ts';
import { isWrap, type Wrap } from './wrap.ts';

const FORMAT = 'keybearer/backup';
const FILE_VERSION = 1;
/** The fields that hold bytes. */
const BYTES = new Set(['sealed', 'proof', 'check', 'salt', 'credentialId']);

/** What a file holds, unopened. */
export interface BackupFile {
  made: Date;
  header: Header;
  records: SealedRecord[];
  /** What `mac` is made over, and what is said to be it; `null` where it was made by a locked vault. */
  mac: { over: Bytes; is: Bytes } | null;
}

/** The text of a file; without keys, of a vault that is locked, it has no `mac`. */
export async function writeFile(
  { made, header, records }: Omit<BackupFile, 'mac'>,
  keys: VaultKeys | null,
): Promise<string> {
  const first = firstLine({ made, header, records });
  const before = first + base64url(await sha256(first));
  if (keys === null) return `${before}\n`;
  const mac = await crypto.subtle.sign('HMAC', keys.backup, utf8(before));
  return `${before}.${base64url(new Uint8Array(mac))}\n`;
}

/**
 * Reads a file; its `mac` is not looked at yet. Throws `backup/not-recognised` for something else,
 * `backup/version`, and `backup/damaged` where as much as a bit was changed or cut off.
 */
export async function readFile(text: string): Promise<BackupFile> {
  if (!text.startsWith(`{"format":"${FORMAT}",`)) {
    throw new AppError('backup/not-recognised', 'this is not a backup of Keybearer');
  }
  const end = text.indexOf('\n') + 1;
  const [sum = '', mac = null, ...more] = text.slice(end, -1).split('.');
  const whole = text.endsWith('\n') && end < text.length && more.length === 0;
  const first = text.slice(0, end);
  if (!whole || sum !== base64url(await sha256(first))) {
    throw damaged('a part of this backup was changed or is missing');
  }
  const file = parse(first);
  if (firstLine(file) !== first) throw damaged('this backup is not written as Keybearer writes it');
  if (mac === null) return { ...file, mac: null };
  const is = fromBase64(mac);
  if (is === null || base64url(is) !== mac)
    throw damaged('the last line of this backup was changed');
  return { ...file, mac: { over: utf8(first + sum), is } };
}

function firstLine({ made, header, records }: Omit<BackupFile, 'mac'>): string {
  const { version, vaultId, revision, wraps } = header;
  const known: (Wrap | OldWrap)[] = version === 1 ? wraps.filter(isOldWrap) : wraps.filter(isWrap);
  const file = {
    format: FORMAT,
    version: FILE_VERSION,
    made: made.toISOString(),
    header: { version, vaultId, revision, wraps: known.map(ordered) },
    records: records.map((record) => ({
      version: record.version,
      id: record.id,
      revision: record.revision,
      ...(record.version !== 1 && { local: record.local }),
      sealed: record.sealed,
    })),
  };
  const write = (_: string, value: unknown) =>
    value instanceof Uint8Array ? base64url(value) : value;
  return `${JSON.stringify(file, write)}\n`;
}

/** A wrap with its fields in the order of format.ts, and none besides. */
function ordered(wrap: Wrap | OldWrap): object {
  const { id, kind, sealed, check } = wrap;
  const rest = { sealed, ...('proof' in wrap && { proof: wrap.proof }), check };
  if (wrap.kind === 'passphrase') {
    const { name, memory, passes, lanes, salt } = wrap.kdf;
    return { id, kind, kdf: { name, memory, passes, lanes, salt }, ...rest };
  }
  if (wrap.kind === 'recovery') return { id, kind, ...rest };
  const { credentialId, salt, label } = wrap;
  return { id, kind, credentialId, salt, label, ...rest };
}

function parse(line: string): Omit<BackupFile, 'mac'> {
  let file: unknown;
  try {
    file = JSON.parse(line, (name, value: unknown) =>
      BYTES.has(name) && typeof value === 'string' ? (fromBase64(value) ?? value) : value,
    );
  } catch (cause) {
    throw damaged('this backup cannot be read', cause);
  }
  const { version, made, header, records } = Object(file) as Record<string, unknown>;
  if (typeof version === 'number' && version !== FILE_VERSION) {
    throw new AppError('backup/version', 'this backup was made by a newer Keybearer');
  }
  const date = new Date(String(made));
  if (Number.isNaN(date.getTime()) || !Array.isArray(records) || !records.every(isRecord)) {
    throw damaged('this backup cannot be read');
  }
  return { made: date, header: requireHeader(header), records };
}

async function sha256(text: string): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(text)));
}

export function damaged(message: string, cause?: unknown): AppError {
  return new AppError('backup/damaged', message, { cause });
}
