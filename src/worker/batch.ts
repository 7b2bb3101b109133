/**
 * Keys and certificates for many connections. Generating keys is what takes long, and does not get
 * faster by doing it twice at once (facts/stack.md, 4): so one key after the other is generated without
 * a pause, while what is ready is certified, sealed and zipped.
 */
import type { CertificateRecord } from '../core/certificate.ts';
import { AppError, type WireError } from '../core/errors.ts';
import { generateKey, type Key, type KeyRecord } from '../core/key.ts';
import { keyFile, requireFormat } from './key-files.ts';
import type { BatchItem, BatchMade, BatchOptions } from './protocol.ts';
import { toWire } from './serve.ts';

/** So many keys go into the vault in one transaction. */
const GROUP = 25;

interface Ready {
  at: number;
  item: BatchItem;
  key: Key;
  certificate: CertificateRecord;
  pem: string;
}

export interface BatchResult {
  made: BatchMade[];
  zip: Blob | null;
  error: WireError | null;
}

/**
 * Makes them until all are made, one fails or it is `stopped`; what was kept by then comes back. `keep`
 * puts keys into the vault. Throws before the first key: `batch/empty`, `key/passphrase-format`,
 * `subject/*`, `certificate/days`, `key/bits`.
 */
export async function makeBatch(
  { items, bits, days, oneKey, keyFormat, passphrase = '', date }: BatchOptions,
  {
    keep,
    progress,
    stopped,
    now,
  }: {
    keep: (keys: readonly Key[]) => Promise<KeyRecord[]>;
    /** Says how many are made, and which are kept by now that were not before. */
    progress: (made: number, items: BatchMade[]) => void;
    stopped: () => boolean;
    now: () => number;
  },
): Promise<BatchResult> {
  const [{ createSelfSigned }, { checkDays, checkSubject }, { createBatchZip, folderNames }] =
    await Promise.all([
      import('../core/certificate.ts'),
      import('../core/subject.ts'),
      import('../kit/batch.ts'),
    ]);
  if (items.length === 0) throw new AppError('batch/empty', 'there is nothing to make');
  requireFormat(keyFormat, passphrase);
  for (const { subject } of items) {
    const fault = checkSubject(subject) ?? checkDays(days);
    if (fault) throw fault;
  }

  const chunks: BlobPart[] = [];
  const zip = createBatchZip({ date, encrypted: passphrase !== '' }, (chunk) => chunks.push(chunk));
  const folders = folderNames(items.map(({ name }) => name));
  const made: BatchMade[] = [];
  let count = 0;
  let error: WireError | null = null;
  const failed = (thrown: unknown) => void (error ??= toWire(thrown));
  const ended = () => error !== null || stopped();

  const generate = () => generateKey(bits, new Date(now()));
  let shared: { key: Key; pem: string } | undefined;

  async function finish(at: number, item: BatchItem, key: Key): Promise<Ready> {
    const { subject } = item;
    const [certificate, pem] = await Promise.all([
      createSelfSigned({ keys: key, subject, days, now: new Date(now()) }),
      shared?.key === key ? shared.pem : keyFile(key, keyFormat, passphrase),
    ]);
    if (oneKey) shared = { key, pem };
    return { at, item, key, certificate, pem };
  }

  /** Into the vault first: the zip holds no key that is lost. */
  async function keepGroup(group: readonly Ready[]): Promise<void> {
    const records = await keep([...new Set(group.map(({ key }) => key))]);
    const latest = group.map(({ at, item, key, certificate, pem }) => {
      const folder = folders[at] ?? '';
      const { name, config } = item;
      zip.add({ name, folder, key: pem, certificate, ...(config && { config }) });
      const record = records.find(({ id }) => id === key.record.id) ?? key.record;
      return { item: at, key: record, certificate };
    });
    made.push(...latest);
    progress(count, latest);
  }

  let next: Promise<Key> | null = generate();
  let group: Ready[] = [];
  let keeping: Promise<void> = Promise.resolve();
  for (const [at, item] of items.entries()) {
    try {
      const key: Key = await (next ?? shared?.key ?? generate());
      if (ended()) break;
      next = oneKey || at + 1 === items.length ? null : generate();
      // Looked at when its turn comes.
      next?.catch(() => {});
      group.push(await finish(at, item, key));
      count += 1;
      progress(count, []);
    } catch (thrown) {
      failed(thrown);
      break;
    }
    if (group.length === GROUP) {
      await keeping;
      const full = group;
      group = [];
      keeping = keepGroup(full).catch(failed);
    }
  }
  await keeping;
  if (group.length > 0 && error === null) await keepGroup(group).catch(failed);
  if (made.length > 0) zip.end();
  return { made, zip: made.length > 0 ? new Blob(chunks) : null, error };
}
