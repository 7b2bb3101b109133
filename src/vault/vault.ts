/** The vault itself: a header with the ways in, and sealed records. format.ts says how it lies there. */
import type { Bytes } from '../core/bytes.ts';
import { AppError } from '../core/errors.ts';
import { requireLength } from '../core/passphrase.ts';
import type { Cost } from './argon2.ts';
import { sealKey } from './contents.ts';
import { COST, raisedCost } from './cost.ts';
import { enter, forget, withSecrets, type Entered, type Way } from './enter.ts';
import { generateExportPair } from './export-key.ts';
import { KEY_BYTES, randomBytes, randomId, VERSION } from './format.ts';
import { gone, isThere, readHeader, requireHeader } from './header.ts';
import { openAll, type Item, type Items } from './items.ts';
import { deriveKeys, type VaultKeys } from './keys.ts';
import { wrapPassphrase } from './passphrase.ts';
import { sealContent, type Content } from './record.ts';
import type { Header, Revision, Store } from './store.ts';
import { raise } from './version-1.ts';

/** What is in a vault. */
export interface Opened extends Items {
  keys: VaultKeys;
  /** As it lay there when it was opened. */
  header: Header;
}

/**
 * Makes a vault that the passphrase (UTF-8; the caller zeroes it) opens, with these contents in it from the
 * beginning. Without a cost the derivation is made to take 0.3 to 1 s here. Throws `vault/exists`,
 * `vault/passphrase-short`, `vault/derivation`, and what the store throws.
 */
export async function createVault(
  store: Store,
  passphrase: Bytes,
  { contents = [], cost }: { contents?: readonly Content[]; cost?: Cost } = {},
): Promise<Opened> {
  requireLength(passphrase);
  if (await isThere(store)) throw exists();
  const vault = await makeVault(passphrase, {
    contents: contents.map((content) => ({ content, revision: 1 })),
    ...(cost && { cost }),
  });
  const records = vault.items.map(({ record }) => record);
  if (!(await store.create({ header: vault.header, records }))) throw exists();
  return vault;
}

/** As `createVault`, without a store: with the contents as these revisions. */
export async function makeVault(
  passphrase: Bytes,
  { contents, cost }: { contents: readonly { content: Content; revision: number }[]; cost?: Cost },
): Promise<Opened> {
  requireLength(passphrase);
  const vaultId = randomId();
  const secrets = { vaultKey: randomBytes(KEY_BYTES), ...(await generateExportPair()) };
  try {
    const wrap = await wrapPassphrase(secrets, { vaultId, passphrase, cost });
    const keys = await deriveKeys(vaultId, secrets.vaultKey, secrets.publicBytes);
    const items = await Promise.all(
      contents.map(async ({ content: { secret, ...content }, revision }) => {
        const whole = secret ? { ...content, secret } : content;
        return { content, revision, record: await sealContent(keys, whole, revision) };
      }),
    );
    const header: Header = { version: VERSION, vaultId, revision: 1, wraps: [wrap] };
    return { keys, header, items, damaged: [] };
  } finally {
    secrets.vaultKey.fill(0);
    secrets.privateBytes.fill(0);
  }
}

/**
 * Opens the vault and all that is in it. One of version 1 becomes one of this version, and a passphrase
 * whose derivation is cheaper than `cost`, today's least, is wrapped anew; neither keeps anybody out where
 * it cannot be written. Throws what `enter` throws, `vault/none`, `vault/version`, and what the store throws.
 */
export async function unlockVault(
  store: Store,
  way: Way,
  { cost = COST }: { cost?: Cost } = {},
): Promise<Opened> {
  const header = await readHeader(store);
  // Read while the passphrase is being worked on: a thousand records take a moment, too.
  const reading = store.readAll();
  reading.catch(() => {});
  const entered = await enter(header, way);
  try {
    const copy = await reading;
    if (copy === null || requireHeader(copy.header).vaultId !== header.vaultId) throw gone();
    const opened = await openRecords(header, copy.records, entered);
    const raised = await raiseVersion(store, opened, entered);
    if (raised === null) return await unlockVault(store, way, { cost });
    const items = await finishSealing(store, raised, copy.records);
    return {
      ...raised,
      items,
      header: await raiseCost(store, raised.header, { way, entered, cost }),
    };
  } finally {
    forget(entered);
  }
}

/** Opens records with what was entered with. */
export async function openRecords(
  header: Header,
  records: readonly unknown[],
  { vaultKey, publicBytes }: Entered,
): Promise<Opened> {
  const keys = await deriveKeys(header.vaultId, vaultKey, publicBytes);
  return { keys, header, ...(await openAll(keys, records)) };
}

/**
 * A write that was cut off leaves what it was to remove, which of a key that was sealed is its copy: that
 * goes with another write.
 */
async function finishSealing(
  store: Store,
  { keys, items }: Opened,
  records: readonly unknown[],
): Promise<Item[]> {
  const lying = (id: string) => records.filter((one) => (Object(one) as Revision).id === id).length;
  return Promise.all(
    items.map(async (item) => {
      const { content, record } = item;
      if (content.local !== true || lying(record.id) < 2) return item;
      // There is another time for that.
      return sealKey(store, keys, content.id).catch(() => item);
    }),
  );
}

/** `null` where another tab wrote meanwhile. */
async function raiseVersion(
  store: Store,
  opened: Opened,
  entered: Entered,
): Promise<Opened | null> {
  const { used, vaultKey, material } = entered;
  if (opened.header.version === VERSION || used.kind !== 'passphrase') return opened;
  const way = { vaultKey, material, kdf: used.kdf, ...opened };
  const { change, ...raised } = await raise(opened.header, way);
  try {
    const written = await store.replace(raised.header, change);
    if (written === 'gone') throw gone();
    return written === 'written' ? { ...opened, ...raised } : null;
  } catch (thrown) {
    const failure = AppError.from(thrown);
    if (failure.code === 'vault/none') throw failure;
    return { ...opened, damaged: [...opened.damaged, failure] };
  }
}

/** The header as it is then. */
async function raiseCost(
  store: Store,
  header: Header,
  { way, entered, cost: least }: { way: Way; entered: Entered; cost: Cost },
): Promise<Header> {
  const { used, milliseconds } = entered;
  if (header.version !== VERSION || used.kind !== 'passphrase' || !('passphrase' in way)) {
    return header;
  }
  const cost = raisedCost(used.kdf, milliseconds, least);
  if (cost === null) return header;
  try {
    const { vaultId } = header;
    const { passphrase } = way;
    return await withSecrets(header, way, async (secrets, before) => {
      const wrap = await wrapPassphrase(secrets, { vaultId, passphrase, cost });
      const wraps = header.wraps.map((one) => (one === before ? wrap : one));
      const raised = { ...header, revision: header.revision + 1, wraps };
      return (await store.replace(raised)) === 'written' ? raised : header;
    });
  } catch {
    // There is another time for that.
    return header;
  }
}

function exists(): AppError {
  return new AppError('vault/exists', 'this browser holds a vault already');
}
