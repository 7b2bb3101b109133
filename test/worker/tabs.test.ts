import { expect, test, vi } from 'vitest';
import type { WorkerEvent } from '../../src/worker/protocol.ts';
import {
  at,
  beginAnew,
  codeOf,
  createKey,
  createVault,
  entry,
  first,
  openTab,
  passphrase,
  pem,
  save,
  sign,
  status,
  unlock,
  type Tab,
} from './_workers.ts';

beginAnew();

type Changed = Extract<WorkerEvent, { event: 'changed' }>;

/** A second tab that has the vault open, and what it has heard since. */
async function secondTab(): Promise<Tab> {
  const tab = openTab();
  await unlock(tab.client);
  return tab;
}

const until = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 10 });
const changes = ({ events }: Tab) =>
  events.filter((one): one is Changed => one.event === 'changed');

test('what one tab saves and deletes the other hears', async () => {
  await createVault();
  await save([entry('a', 1)]);
  const other = await secondTab();
  await save([entry('a', 2, 1), entry('b', { n: 1 })]);
  await until(() => expect(changes(other)).toHaveLength(1));
  const [heard] = changes(other);
  expect(heard?.gone).toEqual([]);
  expect(heard?.entries).toHaveLength(2);
  expect(heard?.entries).toEqual(
    expect.arrayContaining([entry('a', 2, 2), entry('b', { n: 1 }, 1)]),
  );
  await first().call('deleteEntries', { entries: [{ id: 'b', revision: 1 }] });
  await until(() => expect(changes(other)).toHaveLength(2));
  expect(changes(other)[1]).toMatchObject({ entries: [], gone: ['b'] });
  // It can go on from there, without being overtaken.
  expect((await save([entry('a', 3, 2)], other.client)).overtaken).toEqual([]);
});

test('a tab does not hear itself, and not twice what it knows', async () => {
  await createVault();
  const other = await secondTab();
  await save([entry('a', 1)]);
  await until(() => expect(changes(other)).toHaveLength(1));
  await save([entry('a', 2, 1)], other.client);
  await save([entry('done', 1)]);
  await until(() => expect(changes(other)).toHaveLength(2));
  expect(changes(other).flatMap(({ entries }) => entries.map(({ id }) => id))).toEqual([
    'a',
    'done',
  ]);
});

test('a key made in one tab signs in the other, and one deleted there is gone', async () => {
  await createVault();
  const other = await secondTab();
  const { id } = await createKey();
  await until(() => expect(changes(other).at(-1)?.keys).toMatchObject([{ record: { id } }]));
  const { jwt } = await sign(id, other.client);
  expect(jwt).toBe((await sign(id)).jwt);
  await first().call('deleteKey', { keyId: id });
  await until(() => expect(changes(other).at(-1)?.keys).toEqual([]));
  expect(await codeOf(() => sign(id, other.client))).toBe('key/unknown');
});

test('a key sealed in one tab cannot be taken out of the other, where it was made a moment ago', async () => {
  await createVault();
  const other = await secondTab();
  const { id } = await createKey(other.client);
  await until(async () => expect(await first().call('keyStates', {})).toHaveLength(1));
  expect(await pem(id, other.client, false)).toContain('BEGIN PRIVATE KEY');
  await first().call('sealKey', { keyId: id });
  await until(() =>
    expect(changes(other).at(-1)?.keys).toMatchObject([{ record: { id }, sealed: true }]),
  );
  expect(await codeOf(() => pem(id, other.client, false))).toBe('key/sealed');
  await sign(id, other.client);
});

test('a vault that is deleted in one tab is closed in the other, which can put it back', async () => {
  await createVault();
  const { id } = await createKey();
  await save([entry('a', 1)]);
  const other = await secondTab();
  await first().call('deleteVault', {});
  await until(() => expect(other.events.at(-1)).toEqual({ event: 'vaultGone' }));
  expect(await status(other.client)).toMatchObject({ exists: false, open: false });
  expect(await codeOf(() => sign(id, other.client))).toBe('key/unknown');
  expect(await codeOf(() => save([], other.client))).toBe('vault/locked');
  await other.client.call('restoreVault', {});
  await sign(id, other.client);
  expect((await unlock(openTab().client)).entries).toEqual([entry('a', 1, 1)]);
});

test('another vault in its place closes the one that was open', async () => {
  await createVault();
  const other = await secondTab();
  // Without a word: the tab that deletes is of an earlier Keybearer.
  at.store.lying = null;
  const third = openTab();
  await third.client.call('createVault', { passphrase: passphrase('another passphrase') });
  await save([entry('b', 2)], third.client);
  await until(() => expect(other.events.at(-1)).toEqual({ event: 'vaultGone' }));
  // What was open is not mixed with what is there now.
  expect(await codeOf(() => other.client.call('restoreVault', {}))).toBe('vault/exists');
  expect((await unlockAs(third.client, 'another passphrase')).entries).toEqual([entry('b', 2, 1)]);
});

test('a locked tab hears nothing', async () => {
  await createVault();
  const locked = openTab();
  const open = await secondTab();
  await save([entry('a', 1)]);
  await until(() => expect(changes(open)).toHaveLength(1));
  expect(locked.events).toEqual([]);
});

test('what no worker has said is not heard, and ends none', async () => {
  const { client, channel } = openTab();
  const { id } = await createKey(client);
  const faults: unknown[] = [];
  const heard = (thrown: unknown) => faults.push(thrown);
  process.on('uncaughtException', heard);
  const forger = new BroadcastChannel(channel.name);
  for (const word of [null, 'lock', 7, {}, { ids: null }, { ids: [null] }, { ids: [['a']] }]) {
    forger.postMessage(word);
  }
  await createVault(client);
  for (const word of [null, { ids: 'all' }, { vaultId: 'x', ids: [] }, { ids: ['nothing'] }]) {
    forger.postMessage(word);
  }
  forger.close();
  const other = await secondTab();
  await save([entry('a', 1)], client);
  await until(() => expect(changes(other)).toHaveLength(1));
  process.off('uncaughtException', heard);
  expect(faults).toEqual([]);
  expect(await status(client)).toMatchObject({ open: true });
  await sign(id, client);
});

test('what the tabs tell each other holds no word of what is in the vault', async () => {
  const told: unknown[] = [];
  const ear = new BroadcastChannel(openTab().channel.name);
  ear.addEventListener('message', ({ data }) => told.push(data));
  await createVault();
  const { id } = await createKey();
  await save([entry('plain-id', { name: 'Acme production' })]);
  await first().call('sealKey', { keyId: id });
  await until(() => expect(told).toHaveLength(3));
  ear.close();
  const { vaultId } = await status();
  for (const one of told) {
    expect(one).toEqual({ vaultId, ids: [expect.stringMatching(/^[\w-]{22}$/)] });
  }
  for (const word of [id, 'plain-id', 'Acme']) expect(JSON.stringify(told)).not.toContain(word);
});

test('two tabs that write the same entries without waiting lose nothing', async () => {
  await createVault();
  const other = await secondTab();
  const count = 40;
  /** Adds one to a number that both count up, whatever the other does meanwhile. */
  async function countUp(by = first()): Promise<void> {
    let known = { value: 0, revision: 0 };
    for (let done = 0; done < count;) {
      const next = known.value + 1;
      const { saved, overtaken } = await save([entry('number', next, known.revision)], by);
      const [theirs] = overtaken;
      if (theirs) known = { value: Number(theirs.value), revision: theirs.revision ?? 0 };
      else {
        known = { value: next, revision: saved[0]?.revision ?? 0 };
        done += 1;
      }
    }
  }
  await Promise.all([countUp(), countUp(other.client)]);
  const { entries } = await unlock(openTab().client);
  expect(entries).toEqual([entry('number', 2 * count, 2 * count)]);
});

const unlockAs = (client: Tab['client'], text: string) =>
  client.call('unlockVault', { passphrase: passphrase(text) });

/** A tab whose page says nothing more, as one that a dialog blocks. */
function blockedTab() {
  const name = `keybearer-pages-${process.pid}-${crypto.randomUUID()}`;
  const [pages, others] = [new BroadcastChannel(name), new BroadcastChannel(name)];
  const end = vi.fn();
  const tab = openTab({ pages, end });
  const close = () => [pages, others].forEach((channel) => channel.close());
  return { ...tab, end, say: (say: string) => others.postMessage({ say }), close };
}

test('a worker whose page does not lock ends itself, once the page had time to save', async () => {
  await createVault();
  const tab = blockedTab();
  await unlock(tab.client);
  const key = await createKey(tab.client);
  tab.say('active');
  const told = performance.now();
  tab.say('lock');
  // Until then the page may still save.
  await save([entry('a', 'at the last moment')], tab.client);
  await until(() => expect(tab.end).toHaveBeenCalledTimes(1));
  expect(performance.now() - told).toBeGreaterThanOrEqual(200);
  await until(() => expect(tab.events.at(-1)).toEqual({ event: 'ended' }));
  expect(await codeOf(() => sign(key.id, tab.client))).toBe('key/unknown');
  expect(await codeOf(() => save([entry('a', 2, 1)], tab.client))).toBe('vault/locked');
  expect((await unlock()).entries).toEqual([entry('a', 'at the last moment', 1)]);
  tab.close();
});

test('a lock does not end a worker without an open vault, whose keys lie nowhere else', async () => {
  const tab = blockedTab();
  const key = await createKey(tab.client);
  tab.say('lock');
  // Twice the time that a page has.
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(tab.end).not.toHaveBeenCalled();
  await sign(key.id, tab.client);
  tab.close();
});
