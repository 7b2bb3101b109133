import type { SignedAssertion } from '../core/assertion.ts';
import { generateKey, type Key, type KeyRecord } from '../core/key.ts';
import type { Cost } from '../vault/argon2.ts';
import type { Store } from '../vault/store.ts';
import { createBackupHandlers } from './backup-handlers.ts';
import { createBatchHandlers } from './batch-handlers.ts';
import { createEntryHandlers } from './entry-handlers.ts';
import { createInspectHandlers } from './inspect-handlers.ts';
import { fileUrl, keyFile, requireFormat, takeKey } from './key-files.ts';
import { addKeys, createShelf, findKey, removeKey } from './key-shelf.ts';
import type { Operations, WorkerEvent } from './protocol.ts';
import { createQueue } from './queue.ts';
import { endOnLock, listen, type Pages, type Tabs } from './tabs.ts';
import { createVaultHandlers } from './vault-handlers.ts';
import { createWayHandlers } from './way-handlers.ts';

export type Handlers = {
  [Name in keyof Operations]: (
    options: Parameters<Operations[Name]>[0],
  ) => Promise<ReturnType<Operations[Name]>>;
};

/** What the handlers need of the world around them. */
export interface Surroundings {
  /** Where the vault lies: in IndexedDB unless given. */
  openStore?: () => Promise<Store>;
  /** Hears what the worker says by itself. */
  tell?: (event: WorkerEvent) => void;
  /** The workers of other tabs over the same store. */
  tabs?: Tabs;
  /** Where pages say that the vault is to be locked. */
  pages?: Pages;
  /** Ends the worker. */
  end?: () => void;
  /** Milliseconds. */
  now?: () => number;
  /** What a derivation costs: 0.3 to 1 s unless given. */
  cost?: Cost;
}

// pkijs with asn1js is 20 KB: loaded at first use, and while a key is made, which needs none of it.
const certificates = () => import('../core/certificate.ts');

/** Where the vault lies in a browser, which may have crashed while it was written to. */
async function openIdbStore(): Promise<Store> {
  const [{ createIdbStore }, { settle }] = await Promise.all([
    import('../vault/idb-store.ts'),
    import('../vault/settle.ts'),
  ]);
  await settle();
  return createIdbStore();
}

/** The full table over one set of keys, which nothing else can reach. */
export function createHandlers({
  openStore = openIdbStore,
  tell = () => {},
  tabs,
  pages,
  end = () => {},
  now = Date.now,
  cost,
}: Surroundings = {}): Handlers {
  const shelf = createShelf({
    openStore,
    now,
    wrote: ({ open }, ids) => tabs?.postMessage({ vaultId: open?.keys.vaultId ?? '', ids }),
  });
  if (tabs) listen(shelf, tabs, tell);
  if (pages) {
    endOnLock(shelf, pages, () => {
      tell({ event: 'ended' });
      end();
    });
  }
  // Each proof takes all that a derivation may take: two at once would only be slower.
  const proving = createQueue();
  const today = () => new Date(now());

  const addKey = async (key: Key): Promise<KeyRecord> => {
    const [record = key.record] = await addKeys(shelf, [key]);
    return record;
  };

  return {
    async createKey({ bits }) {
      const [key] = await Promise.all([generateKey(bits, today()), certificates()]);
      return addKey(key);
    },
    async createCertificate({ keyId, subject, days }) {
      const { createSelfSigned } = await certificates();
      return createSelfSigned({
        keys: await findKey(shelf, keyId),
        subject,
        days,
        now: today(),
      });
    },
    async createRequest({ keyId, subject }) {
      const { createRequest } = await certificates();
      return createRequest(await findKey(shelf, keyId), subject);
    },
    async checkPair({ keyId, certificate }) {
      const { checkPair } = await certificates();
      return checkPair(await findKey(shelf, keyId), certificate);
    },
    async importFiles({ files, passphrase = '', keyId }) {
      const { readAnyFiles } = await import('./import-any.ts');
      const existing = keyId === undefined ? {} : { existing: await findKey(shelf, keyId) };
      const { key, ...rest } = await readAnyFiles(files, { passphrase, ...existing, now: today() });
      return { ...rest, ...(key && { key: await addKey(key) }) };
    },
    async exportKey({ keyId, format, passphrase, proof }) {
      requireFormat(format, passphrase);
      const key = await takeKey(shelf, proving, { keyId, ...(proof && { proof }) });
      return fileUrl(await keyFile(key, format, passphrase), 'application/x-pem-file');
    },
    async exportBundle({ keyId, keyFormat, passphrase = '', proof, ...rest }) {
      requireFormat(keyFormat, passphrase);
      const { createBundle } = await import('../kit/bundle.ts');
      const key = await takeKey(shelf, proving, { keyId, ...(proof && { proof }) });
      const pem = await keyFile(key, keyFormat, passphrase);
      const bundle = createBundle({ ...rest, key: { pem, encrypted: passphrase !== '' } });
      return fileUrl(bundle, 'application/zip');
    },
    async signAssertion({ keyId, claims }): Promise<SignedAssertion> {
      const { signAssertion } = await import('../core/assertion.ts');
      return signAssertion(claims, (await findKey(shelf, keyId)).privateKey);
    },
    async tryAssertion({ keyId, claims, certificate }) {
      const { tryAssertion } = await import('../core/assertion.ts');
      return tryAssertion(claims, (await findKey(shelf, keyId)).privateKey, certificate);
    },
    deleteKey: ({ keyId }) => removeKey(shelf, keyId),
    ...createVaultHandlers(shelf, cost && { cost }),
    ...createEntryHandlers(shelf),
    ...createWayHandlers(shelf),
    ...createBackupHandlers(shelf, proving, cost && { cost }),
    ...createBatchHandlers(shelf, proving, tell),
    ...createInspectHandlers(shelf),
  };
}
