/** The vault itself: a header with the ways in, and sealed records. format.ts says how it lies there. */
import type { Bytes } from '../core/bytes.ts';
import { AppError } from '../core/errors.ts';
import type { Cost } from './argon2.ts';
import { randomBytes, randomId, VERSION } from './format.ts';
import {
  deriveKeys,
  openContent,
  recordId,
  sealContent,
  type Content,
  type VaultKeys,
} from './record.ts';
import type { Header, Store } from './store.ts';
import { damagedHeader, requirePassphrase, unwrapKey, wrapKey } from './wrap.ts';

/** What is in a vault. One damaged record does not hide the others: it comes as an error. */
export interface Opened {
  keys: VaultKeys;
  /** Without their secrets. */
  contents: Content[];
  damaged: AppError[];
}

type Name = Pick<Content, 'kind' | 'id'>;

/**
 * Makes a vault that the passphrase opens, with these contents in it from the beginning. Throws
 * `vault/exists`, `vault/passphrase-short`, `vault/derivation`, `vault/storage`.
 */
export async function createVault(
  store: Store,
  passphrase: string,
  { contents = [], cost }: { contents?: readonly Content[]; cost?: Cost } = {},
): Promise<VaultKeys> {
  if ((await store.readHeader()) !== null) throw exists();
  const vaultId = randomId();
  const vaultKey = randomBytes(32);
  try {
    const wrap = await wrapKey(vaultKey, { vaultId, passphrase, ...(cost && { cost }) });
    const keys = await deriveKeys(vaultId, vaultKey);
    const records = await Promise.all(contents.map((content) => sealContent(keys, content, 1)));
    const header: Header = { version: VERSION, vaultId, revision: 1, wraps: [wrap] };
    if (!(await store.create({ header, records }))) throw exists();
    return keys;
  } finally {
    vaultKey.fill(0);
  }
}

/**
 * Opens the vault and all that is in it. Throws `vault/none`, `vault/version`, `vault/damaged`,
 * `vault/parameters`, `vault/derivation`, `vault/passphrase-wrong`, `vault/storage`.
 */
export async function unlockVault(store: Store, passphrase: string): Promise<Opened> {
  const { vaultId, wraps } = requireHeader(await store.readHeader());
  // Read while the passphrase is being worked on: a thousand records take a moment, too.
  const reading = store.readAll();
  reading.catch(() => {});
  const { vaultKey } = await enter({ vaultId, wraps, passphrase });
  const keys = await deriveKeys(vaultId, vaultKey).finally(() => vaultKey.fill(0));

  const copy = await reading;
  if (copy === null || requireHeader(copy.header).vaultId !== vaultId) throw gone();
  const contents: Content[] = [];
  const damaged: AppError[] = [];
  const opened = await Promise.allSettled(
    byId(copy.records).map((revisions) => openNewest(keys, revisions)),
  );
  for (const one of opened) {
    if (one.status === 'fulfilled') contents.push(one.value);
    else damaged.push(AppError.from(one.reason));
  }
  return { keys, contents, damaged };
}

/**
 * Wraps the vault key anew; no record changes. Throws what `unlockVault` throws, and
 * `vault/passphrase-short`.
 */
export async function changePassphrase(
  store: Store,
  { present, next }: { present: string; next: string },
  cost?: Cost,
): Promise<void> {
  requirePassphrase(next);
  for (;;) {
    const header = requireHeader(await store.readHeader());
    const { vaultId, wraps } = header;
    const { vaultKey, used } = await enter({ vaultId, wraps, passphrase: present });
    const options = { vaultId, passphrase: next, ...(cost && { cost }) };
    const wrap = await wrapKey(vaultKey, options).finally(() => vaultKey.fill(0));
    const written = await store.replace({
      ...header,
      revision: header.revision + 1,
      wraps: wraps.map((one) => (one === used ? wrap : one)),
    });
    if (written === 'gone') throw gone();
    if (written === 'written') return;
  }
}

/**
 * Saves contents as the next revisions of their records, all or none. Throws `vault/none` where the
 * vault was deleted meanwhile, and `vault/storage`.
 */
export async function saveContents(
  store: Store,
  keys: VaultKeys,
  contents: readonly Content[],
): Promise<void> {
  const ids = await Promise.all(contents.map((content) => recordId(keys, content)));
  for (;;) {
    const stored = await store.readRecords(ids);
    const put = await Promise.all(
      contents.map((content, at) => sealContent(keys, content, revisionOf(stored[at]?.[0]) + 1)),
    );
    const written = await store.write({ vaultId: keys.vaultId, put });
    if (written === 'gone') throw gone();
    if (written === 'written') return;
    // Another tab wrote between reading and writing: seal again on top of that.
  }
}

/** Throws `vault/none` where the vault was deleted meanwhile, and `vault/storage`. */
export async function deleteContents(
  store: Store,
  keys: VaultKeys,
  names: readonly Name[],
): Promise<void> {
  const ids = await Promise.all(names.map((name) => recordId(keys, name)));
  for (;;) {
    const stored = await store.readRecords(ids);
    const remove = ids.flatMap((id, at) =>
      stored[at]?.length ? [{ id, revision: revisionOf(stored[at][0]) }] : [],
    );
    const written = await store.write({ vaultId: keys.vaultId, remove });
    if (written === 'gone') throw gone();
    if (written === 'written') return;
  }
}

/**
 * One content with its secret, which the caller zeroes; `null` where it is not there. Throws
 * `vault/damaged`, `vault/version`, `vault/storage`.
 */
export async function readContent(
  store: Store,
  keys: VaultKeys,
  name: Name,
): Promise<Content | null> {
  const [revisions = []] = await store.readRecords([await recordId(keys, name)]);
  return revisions.length === 0 ? null : openNewest(keys, revisions, { secret: true });
}

/** Of several revisions, the newest first, the first that opens. Two lie there during a write. */
async function openNewest(
  keys: VaultKeys,
  revisions: readonly unknown[],
  options?: { secret: boolean },
): Promise<Content> {
  let failure: unknown;
  for (const record of revisions) {
    try {
      return await openContent(keys, record, options);
    } catch (thrown) {
      failure ??= thrown;
    }
  }
  throw failure;
}

/** The records of each id, the newest first; what has no id stands alone. */
function byId(records: readonly unknown[]): unknown[][] {
  const groups = new Map<unknown, unknown[]>();
  for (const record of records) {
    const { id } = Object(record) as { id?: unknown };
    const key = typeof id === 'string' ? id : Symbol('no id');
    groups.set(key, [...(groups.get(key) ?? []), record]);
  }
  return [...groups.values()].map((group) =>
    group.sort((one, other) => revisionOf(other) - revisionOf(one)),
  );
}

function revisionOf(stored: unknown): number {
  const { revision } = Object(stored) as { revision?: unknown };
  return Number.isSafeInteger(revision) ? Number(revision) : 0;
}

/** Tries each way in by a passphrase; those of other kinds stay untouched. */
async function enter(options: {
  vaultId: string;
  wraps: readonly unknown[];
  passphrase: string;
}): Promise<{ vaultKey: Bytes; used: unknown }> {
  let failure: unknown = damagedHeader('the vault’s header has no way in');
  for (const used of options.wraps) {
    if ((Object(used) as { kind?: unknown }).kind !== 'passphrase') continue;
    try {
      return { vaultKey: await unwrapKey(used, options), used };
    } catch (thrown) {
      failure = thrown;
    }
  }
  throw failure;
}

function requireHeader(stored: unknown): Header {
  if (stored === null) throw new AppError('vault/none', 'this browser holds no vault');
  const { version, vaultId, revision, wraps } = Object(stored) as Partial<Header>;
  if (typeof version === 'number' && version !== VERSION) {
    throw new AppError('vault/version', 'the vault was made by another version');
  }
  if (
    version !== VERSION ||
    typeof vaultId !== 'string' ||
    typeof revision !== 'number' ||
    !Number.isSafeInteger(revision) ||
    !Array.isArray(wraps)
  ) {
    throw damagedHeader('the vault’s header is damaged');
  }
  return { version, vaultId, revision, wraps };
}

function exists(): AppError {
  return new AppError('vault/exists', 'this browser holds a vault already');
}

function gone(): AppError {
  return new AppError('vault/none', 'the vault that was open is no longer there');
}
