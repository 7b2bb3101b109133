/** Records that say of themselves whether they are whole, and what lies in a store of them. */
import type { SealedRecord } from '../../../src/vault/record.ts';
import type { Header, Store } from '../../../src/vault/store.ts';

/** Which revision of what there is; `null` where there is no vault. */
export interface Model {
  header: number;
  records: Readonly<Record<string, number>>;
}

export const VAULT = 'vault-of-this-test';

export function header(revision: number): Header {
  return { version: 1, vaultId: VAULT, revision, wraps: [{ salt: bytesOf(`header/${revision}`) }] };
}

export function record(id: string, revision: number): SealedRecord {
  return { version: 1, id, revision, sealed: bytesOf(`${id}/${revision}`) };
}

/** Some hundred bytes that only this text has. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  let state = [...text].reduce((sum, c) => Math.imul(sum, 31) + c.charCodeAt(0), 7) | 1;
  return Uint8Array.from({ length: 300 + (Math.abs(state) % 1500) }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state;
  });
}

/** What lies there as it counts: of each id the newest revision. Throws where anything is torn. */
export async function modelOf(store: Store): Promise<Model | null> {
  const copy = await store.readAll();
  if (copy === null) return null;
  const lying = copy.header as Header;
  requireWhole(lying, header(lying.revision));
  const records: Record<string, number> = {};
  for (const one of copy.records as SealedRecord[]) {
    requireWhole(one, record(one.id, one.revision));
    records[one.id] = Math.max(one.revision, records[one.id] ?? 0);
  }
  return { header: lying.revision, records };
}

export function sameModel(one: Model | null, other: Model | null): boolean {
  return textOf(one) === textOf(other);
}

export function textOf(model: Model | null): string {
  if (model === null) return 'no vault';
  const records = Object.entries(model.records).sort(([a], [b]) => (a < b ? -1 : 1));
  return `header ${model.header}, ${records.map(([id, revision]) => `${id} ${revision}`).join(', ')}`;
}

function requireWhole(stored: object, expected: object): void {
  if (canonical(stored) !== canonical(expected)) throw new Error(`torn: ${canonical(stored)}`);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) =>
    one instanceof Uint8Array ? Array.from(one).join() : one,
  );
}
