/** Makes backups of a vault, and opens them (backup-file.ts). */
import type { Bytes } from '../core/bytes.ts';
import type { Cost } from './argon2.ts';
import { damaged, readFile, writeFile } from './backup-file.ts';
import { enter, forget, type Way } from './enter.ts';
import type { ExportKey } from './export-key.ts';
import { VERSION } from './format.ts';
import { requireHeader } from './header.ts';
import type { Item } from './items.ts';
import type { VaultKeys } from './keys.ts';
import { isRecord, takeOut } from './record.ts';
import type { Copy } from './store.ts';
import { makeVault, openRecords, type Opened } from './vault.ts';
import { raise } from './version-1.ts';

export interface Backup {
  /** The file. */
  text: string;
  records: number;
  /** Sealed keys, and what is not a record any more. */
  leftOut: number;
}

export interface OpenedBackup extends Opened {
  made: Date;
  /** Whether it was made by an open vault, so that nobody can have left out or put back a record. */
  vouched: boolean;
}

/**
 * A backup under the vault's own ways in. It needs no store: a vault that is open can be saved from what is
 * in memory, one that is locked from what lies there (`keys` is `null`). Throws `vault/damaged`,
 * `vault/version`.
 */
export async function writeBackup(
  { header, records }: Copy,
  { keys, made }: { keys: VaultKeys | null; made: Date },
): Promise<Backup> {
  const whole = records.filter(isRecord);
  // With what lies there beside it of a write that was cut off: that has the key's copy still.
  const local = new Set(whole.flatMap(({ id, local }) => (local === true ? [id] : [])));
  const taken = whole.filter(({ id }) => !local.has(id));
  const text = await writeFile({ made, header: requireHeader(header), records: taken }, keys);
  return { text, records: taken.length, leftOut: records.length - taken.length };
}

/**
 * A backup under a passphrase of its own (UTF-8; the caller zeroes it): another vault with the same
 * contents and revisions. Keys are taken out by their copies, so a way in must have been shown again
 * (`prove`). Throws `vault/passphrase-short`, `vault/derivation`, `vault/damaged`.
 */
export async function writeBackupUnder(
  passphrase: Bytes,
  {
    keys,
    items,
    exportKey,
    made,
    cost,
  }: {
    keys: VaultKeys;
    items: readonly Item[];
    exportKey: ExportKey;
    made: Date;
    cost?: Cost;
  },
): Promise<Backup> {
  const secrets: Bytes[] = [];
  try {
    const taken = items.filter(({ content }) => content.local !== true);
    const contents = await Promise.all(
      taken.map(async ({ content, record }) => {
        const { revision } = record;
        if (content.kind !== 'key') return { content, revision };
        const secret = await takeOut(keys, exportKey, record);
        secrets.push(secret);
        return { content: { ...content, secret }, revision };
      }),
    );
    const vault = await makeVault(passphrase, { contents, ...(cost && { cost }) });
    const records = vault.items.map(({ record }) => record);
    const backup = await writeBackup({ header: vault.header, records }, { keys: vault.keys, made });
    return { ...backup, leftOut: items.length - taken.length };
  } finally {
    for (const secret of secrets) secret.fill(0);
  }
}

/**
 * Opens a backup of any released format by one of its ways in; a vault of version 1 in it is raised, in
 * memory. Nothing is written. Throws `backup/not-recognised`, `backup/version`, `backup/damaged`,
 * and what `enter` throws.
 */
export async function openBackup(text: string, way: Way): Promise<OpenedBackup> {
  const { made, header, records, mac } = await readFile(text);
  const entered = await enter(header, way);
  try {
    const opened = await openRecords(header, records, entered);
    if (mac && !(await crypto.subtle.verify('HMAC', opened.keys.backup, mac.is, mac.over))) {
      throw damaged('this backup was changed by somebody, or a record in it is from another one');
    }
    const rest = { made, vouched: mac !== null };
    const { used, vaultKey, material } = entered;
    if (header.version === VERSION || used.kind !== 'passphrase') return { ...opened, ...rest };
    const { change: _, ...raised } = await raise(header, {
      vaultKey,
      material,
      kdf: used.kdf,
      ...opened,
    });
    return { ...opened, ...raised, ...rest };
  } finally {
    forget(entered);
  }
}
