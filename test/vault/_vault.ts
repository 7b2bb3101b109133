import { utf8, type Bytes } from '../../src/core/bytes.ts';
import type { Way } from '../../src/vault/enter.ts';
import type { Content } from '../../src/vault/record.ts';
import type { Store } from '../../src/vault/store.ts';
import { createVault, unlockVault } from '../../src/vault/vault.ts';
import { thrown } from '../_thrown.ts';
import { memoryStore } from './_memory-store.ts';

/** The least that is accepted: derivations are the slow part. */
export const cost = { memory: 19_456, passes: 2, lanes: 1 };
export const PASSPHRASE = 'correct horse battery';

/** In `npm run test:full` the bulk takes minutes. */
export const BULK = 1_800_000;

export const by = (passphrase: string): Way => ({ passphrase: utf8(passphrase) });
export const entry = (id: string, value: unknown): Content => ({ kind: 'connection', id, value });
export const keyOf = (id: string, secret: Bytes): Content => ({
  kind: 'key',
  id,
  value: { bits: 2048 },
  secret,
});
/** 1,218 bytes, as the PKCS#8 of a key of 2048 bits. */
export const randomSecret = () => crypto.getRandomValues(new Uint8Array(1218));
export const codeOf = async (call: () => Promise<unknown>) => (await thrown(call)).code;

export async function freshVault(contents: Content[] = []) {
  const store = memoryStore();
  const { keys, header, items } = await createVault(store, utf8(PASSPHRASE), { contents, cost });
  return { store, keys, header, items };
}

/** Unlocks without raising the cost. */
export const unlock = (store: Store, way: Way = by(PASSPHRASE)) =>
  unlockVault(store, way, { cost });

/** What is in it, by id. */
export async function contentsIn(store: Store, passphrase = PASSPHRASE): Promise<Content[]> {
  const { items } = await unlock(store, by(passphrase));
  const contents = items.map(({ content }) => content);
  return contents.toSorted((one, other) => (one.id < other.id ? -1 : 1));
}
