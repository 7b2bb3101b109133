/**
 * The zip of the batch that was made last, kept as long as this worker lives: who waits for a long one may
 * be elsewhere. It holds keys in clear. So with an open vault it is sealed for the export key when its keys
 * ask for proof, and only a way into this very vault opens it again.
 */
import { AppError } from '../core/errors.ts';
import type { Bytes } from '../core/bytes.ts';
import { FRESH, isFresh } from './fresh-keys.ts';
import type { KeyShelf } from './key-shelf.ts';
import { heldKey, loadVault, type OpenVault } from './open-vault.ts';
import type { Proof } from './protocol.ts';

export interface BatchZip {
  /** Bytes once it is sealed. */
  zip: Blob | Bytes;
  /** Milliseconds. */
  since: number;
  keyIds: ReadonlySet<string>;
}

export function keepZip(shelf: KeyShelf, batch: BatchZip): void {
  shelf.batch = batch;
  // Also where nobody asks for it any more.
  setTimeout(() => void sealStale(shelf).catch(() => {}), FRESH + 1000);
}

/** Throws `batch/none`, `key/sealed`, `vault/proof-needed`, `vault/damaged`, and what `prove` throws. */
export async function takeZip(shelf: KeyShelf, proof?: Proof): Promise<Blob | Bytes> {
  await sealStale(shelf);
  const { batch, open } = shelf;
  if (batch === null) throw new AppError('batch/none', 'there is no zip of a batch');
  if ([...batch.keyIds].some((id) => isSealed(shelf, id))) {
    throw new AppError('key/sealed', 'a key of this batch was sealed since');
  }
  if (batch.zip instanceof Blob) return batch.zip;
  if (open === null || proof === undefined) {
    throw new AppError('vault/proof-needed', 'keys leave the vault only by a way into it');
  }
  const { openCopy, prove } = await loadVault();
  const exportKey = await prove(open.header, proof);
  try {
    return await openCopy(exportKey, contextOf(open), batch.zip);
  } catch (cause) {
    throw new AppError('vault/damaged', 'this way in is of another vault', { cause });
  }
}

async function sealStale(shelf: KeyShelf): Promise<void> {
  const { batch, open } = shelf;
  if (open === null || !(batch?.zip instanceof Blob) || isFresh(shelf, batch.since)) return;
  const { exportPoint } = open.keys;
  if (exportPoint === null) {
    shelf.batch = null;
    return;
  }
  const { sealCopy } = await loadVault();
  const plain = new Uint8Array(await batch.zip.arrayBuffer());
  const zip = await sealCopy(exportPoint, contextOf(open), plain).finally(() => plain.fill(0));
  if (shelf.batch === batch) shelf.batch = { ...batch, zip };
}

/** Also of one that was deleted after that. */
function isSealed({ open, sealed }: KeyShelf, keyId: string): boolean {
  return sealed.has(keyId) || (open !== null && heldKey(open, keyId)?.record.local === true);
}

function contextOf({ keys }: OpenVault): string[] {
  return ['keybearer/batch', keys.vaultId];
}
