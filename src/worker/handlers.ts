import type { SignedAssertion } from '../core/assertion.ts';
import { AppError } from '../core/errors.ts';
import { exportPkcs1, exportPkcs8, generateKey, type Key } from '../core/key.ts';
import { addKey, createShelf, findKey, removeKey } from './key-shelf.ts';
import type { KeyFormat, Operations } from './protocol.ts';
import { createVaultHandlers, openIdbStore } from './vault-handlers.ts';

export type Handlers = {
  [Name in keyof Operations]: (
    options: Parameters<Operations[Name]>[0],
  ) => Promise<ReturnType<Operations[Name]>>;
};

/** A blob URL made here holds a key: it dies after a minute, or with the worker. */
const FILE_LIFETIME = 60_000;

// pkijs is 70 KB: loaded at first use, and while a key is made, which needs none of it.
const certificates = () => import('../core/certificate.ts');

/**
 * The full table over one set of keys, which nothing else can reach. The vault lies in IndexedDB, or
 * in the store given.
 */
export function createHandlers(openStore = openIdbStore): Handlers {
  const shelf = createShelf(openStore);

  return {
    async createKey({ bits }) {
      const [key] = await Promise.all([generateKey(bits, new Date()), certificates()]);
      return addKey(shelf, key);
    },
    async createCertificate({ keyId, subject, days }) {
      const { createSelfSigned } = await certificates();
      return createSelfSigned({
        keys: await findKey(shelf, keyId),
        subject,
        days,
        now: new Date(),
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
      const { readFiles } = await import('./import.ts');
      const existing = keyId === undefined ? {} : { existing: await findKey(shelf, keyId) };
      const { key, ...rest } = await readFiles(files, { passphrase, ...existing, now: new Date() });
      return { ...rest, ...(key && { key: await addKey(shelf, key) }) };
    },
    async exportKey({ keyId, format, passphrase = '' }) {
      const pem = await keyFile(await findKey(shelf, keyId), format, passphrase);
      return fileUrl(pem, 'application/x-pem-file');
    },
    async exportBundle({ keyId, keyFormat, passphrase = '', ...rest }) {
      const { createBundle } = await import('../kit/bundle.ts');
      const pem = await keyFile(await findKey(shelf, keyId), keyFormat, passphrase);
      const bundle = createBundle({ ...rest, key: { pem, encrypted: passphrase !== '' } });
      return fileUrl(bundle, 'application/zip');
    },
    async signAssertion({ keyId, claims }): Promise<SignedAssertion> {
      const { signAssertion } = await import('../core/assertion.ts');
      return signAssertion(claims, (await findKey(shelf, keyId)).privateKey);
    },
    deleteKey: ({ keyId }) => removeKey(shelf, keyId),
    ...createVaultHandlers(shelf),
  };
}

async function keyFile(key: Key, format: KeyFormat, passphrase: string): Promise<string> {
  if (format === 'pkcs8') return exportPkcs8(key, passphrase);
  if (passphrase === '') return exportPkcs1(key);
  throw new AppError(
    'key/passphrase-format',
    'a PKCS#1 file cannot be protected by a passphrase here',
  );
}

function fileUrl(content: BlobPart, type: string): string {
  const url = URL.createObjectURL(new Blob([content], { type }));
  setTimeout(() => URL.revokeObjectURL(url), FILE_LIFETIME);
  return url;
}
