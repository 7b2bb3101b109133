/** Workers over one disk, as tabs and reloads make them, with a derivation that tests can afford. */
import { afterEach, beforeEach, vi } from 'vitest';
import { utf8, type Bytes } from '../../src/core/bytes.ts';
import { FLOOR } from '../../src/vault/cost.ts';
import type { WorkerClient } from '../../src/worker/client.ts';
import type { Surroundings } from '../../src/worker/handlers.ts';
import type { Entry, WorkerEvent } from '../../src/worker/protocol.ts';
import { thrown } from '../_thrown.ts';
import { memoryStore } from '../vault/_memory-store.ts';
import { connect } from './_client.ts';

export const PASSPHRASE = 'correct horse battery';
/** Anew for each call: what is sent is gone. */
export const passphrase = (text = PASSPHRASE): Bytes => utf8(text);
export const proof = (text = PASSPHRASE) => ({ passphrase: passphrase(text) });

const CLAIMS = { iss: 'key', sub: 'ci@acme.example', aud: 'https://a.example', exp: 2, iat: 1 };

export interface Tab {
  client: WorkerClient;
  events: WorkerEvent[];
  channel: BroadcastChannel;
}

/** What every test of a file begins with: an empty disk, and one tab. */
export const at = {
  store: memoryStore(),
  client: null as WorkerClient | null,
  /** Milliseconds that all clocks are ahead. */
  ahead: 0,
};

const tabs: Tab[] = [];
let disks = 0;

export function openTab(surroundings: Surroundings = {}): Tab {
  const channel = new BroadcastChannel(`keybearer-test-${process.pid}-${disks}`);
  const { store } = at;
  const tab = connect({
    openStore: async () => store,
    tabs: channel,
    now: () => Date.now() + at.ahead,
    cost: FLOOR,
    ...surroundings,
  });
  tabs.push({ ...tab, channel });
  return { ...tab, channel };
}

/** Another worker over the same disk, as after a reload. */
export const start = (surroundings?: Surroundings): WorkerClient => openTab(surroundings).client;

export function beginAnew(): void {
  beforeEach(() => {
    disks += 1;
    at.store = memoryStore();
    at.ahead = 0;
    at.client = start();
  });
  afterEach(() => {
    vi.restoreAllMocks();
    for (const { client, channel } of tabs.splice(0)) {
      client.stop();
      channel.close();
    }
  });
}

export function first(): WorkerClient {
  if (at.client === null) throw new Error('beginAnew was not called');
  return at.client;
}

export const entry = (id: string, value: unknown, revision = 0): Entry => ({
  id,
  kind: 'connection',
  value,
  revision,
});
export const codeOf = async (call: () => Promise<unknown>) => (await thrown(call)).code;
export const createVault = (by = first()) => by.call('createVault', { passphrase: passphrase() });
export const unlock = (by = first()) => by.call('unlockVault', proof());
export const createKey = (by = first()) => by.call('createKey', { bits: 2048 });
export const status = (by = first()) => by.call('vaultStatus', {});
export const sign = (keyId: string, by = first()) =>
  by.call('signAssertion', { keyId, claims: CLAIMS });
export const save = (entries: Entry[], by = first()) => by.call('saveEntries', { entries });
export const textAt = async (url: string) => (await fetch(url)).text();
/** The key file; with proof unless that is left out. */
export const pem = async (keyId: string, by = first(), proved = true) =>
  textAt(await by.call('exportKey', { keyId, format: 'pkcs8', ...(proved && { proof: proof() }) }));
