/** What Chromium itself does to the vault's store, and what is said of it. */
import type { Page } from '@playwright/test';
import { expect, test } from './_store-page.ts';

test.beforeEach(async ({ page, address }) => {
  await page.goto(address);
});

/** A store with a vault in it, which the page goes on with as `store`. */
function begin(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const store = storePage.createIdbStore('vault', { ...storePage.PATIENCE, blocked: 200 });
    Object.assign(globalThis, { store });
    return store.create({ header: storePage.header(1), records: storePage.FIRST });
  });
}

/** What the store answers to one more revision of `a`, or the code of its error. */
function write(page: Page, revision = 2): Promise<unknown> {
  return page.evaluate(
    (revision) =>
      store
        .write({ vaultId: storePage.VAULT, put: [storePage.record('a', revision)] })
        .catch(({ code, message }) => ({ code, message })),
    revision,
  );
}

const model = (page: Page) =>
  page.evaluate(() => storePage.modelOf(store).catch(({ code }) => code as string));

test('a vault of before revisions were kept is raised whole, its damaged records with it', async ({
  page,
}) => {
  const lying = await page.evaluate(async () => {
    await storePage.makeVersion1('old');
    await new Promise((resolve, reject) => {
      const opening = indexedDB.open('old', 1);
      opening.onsuccess = () => {
        const change = opening.result.transaction('records', 'readwrite');
        const records = change.objectStore('records');
        records.put({ id: 'no revision', sealed: new Uint8Array(3) });
        records.put({ id: 'a text', revision: 'one', sealed: 'gone' });
        records.put({ id: 'later', revision: 7, version: 1, sealed: new Uint8Array([7]) });
        change.onabort = reject;
        change.oncomplete = resolve;
        opening.result.close();
      };
    });
    const [one, other] = [storePage.createIdbStore('old'), storePage.createIdbStore('old')];
    const both = await Promise.all([one.readAll(), other.readAll()]);
    const later = await one.readRecords(['later', 'a text', 'none']);
    return { both, later };
  });
  const [one, other] = lying.both;
  expect(one).toEqual(other);
  const records = one?.records as { id: string; revision: unknown }[];
  expect(records.map(({ id, revision }) => [id, revision])).toEqual([
    ['a', 1],
    ['a text', 0],
    ['b', 1],
    ['c', 1],
    ['later', 7],
    ['no revision', 0],
  ]);
  expect(records[1]).toMatchObject({ sealed: 'gone' });
  expect(lying.later.map((revisions) => revisions.length)).toEqual([1, 1, 0]);
});

test('an older tab that holds the vault is named, and the vault opens once it has gone', async ({
  page,
  context,
  address,
}) => {
  const older = await context.newPage();
  await older.goto(address);
  await older.evaluate(async () => {
    await storePage.makeVersion1('vault');
    await new Promise((resolve) => {
      const opening = indexedDB.open('vault', 1);
      opening.onsuccess = () => resolve(Object.assign(globalThis, { held: opening.result }));
    });
  });
  await page.evaluate(() => {
    const store = storePage.createIdbStore('vault', { ...storePage.PATIENCE, blocked: 200 });
    Object.assign(globalThis, { store });
  });
  expect(await model(page)).toBe('vault/blocked');
  expect(await write(page)).toEqual({
    code: 'vault/blocked',
    message: 'another tab with an older Keybearer holds the vault',
  });
  await older.close();
  expect(await write(page)).toBe('written');
  expect(await model(page)).toEqual({ header: 1, records: { a: 2, b: 1, c: 1 } });
});

test('a newer Keybearer is let in, and this one says that it has used the vault', async ({
  page,
  context,
  address,
}) => {
  await begin(page);
  const newer = await context.newPage();
  await newer.goto(address);
  await newer.evaluate(
    () =>
      new Promise((resolve) => {
        indexedDB.open('vault', 99).onsuccess = resolve;
      }),
  );
  expect(await write(page)).toMatchObject({ code: 'vault/version' });
});

test('a store that the browser emptied is told from one that a tab deleted', async ({
  page,
  context,
  address,
}) => {
  await begin(page);
  const cdp = await context.newCDPSession(page);
  const { origin } = new URL(address);
  await cdp.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' });
  expect(await write(page)).toEqual({
    code: 'vault/emptied',
    message: 'the vault is no longer in the browser’s store',
  });
  expect(await model(page)).toBe('vault/emptied');
  // What the page still has can be put back.
  expect(await begin(page)).toBe(true);
  expect(await write(page)).toBe('written');

  const other = await context.newPage();
  await other.goto(address);
  await other.evaluate(() => storePage.createIdbStore('vault').destroy());
  expect(await write(page, 3)).toBe('gone');
  expect(await model(page)).toBeNull();
  expect(await begin(page)).toBe(true);
});

test('records without a header are a vault that was emptied, until there is another', async ({
  page,
}) => {
  await begin(page);
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        const opening = indexedDB.open('vault');
        opening.onsuccess = () => {
          const change = opening.result.transaction('header', 'readwrite');
          change.objectStore('header').clear();
          change.oncomplete = resolve;
          opening.result.close();
        };
      }),
  );
  for (const anew of [false, true]) {
    if (anew) {
      await page.evaluate(() =>
        Object.assign(globalThis, { store: storePage.createIdbStore('vault') }),
      );
    }
    expect(await model(page)).toBe('vault/emptied');
    expect(await write(page)).toMatchObject({ code: 'vault/emptied' });
  }
  expect(await begin(page)).toBe(true);
  expect(await model(page)).toEqual({ header: 1, records: { a: 1, b: 1, c: 1 } });
});

test('what does not read back as it was written is said, and the former revision stays', async ({
  page,
}) => {
  await begin(page);
  await page.evaluate(() => {
    const { put } = IDBObjectStore.prototype;
    Object.assign(globalThis, { put });
    IDBObjectStore.prototype.put = function (value, key) {
      const bad = structuredClone(value);
      if (bad.sealed) bad.sealed[5] ^= 1;
      if (bad.wraps) bad.wraps = [];
      return key === undefined ? put.call(this, bad) : put.call(this, bad, key);
    };
  });
  const said = {
    code: 'vault/read-back',
    message: 'what was saved did not read back as it was written',
  };
  expect(await write(page)).toEqual(said);
  const replaced = page.evaluate(() =>
    store
      .replace(storePage.header(2), { remove: [{ id: 'b', revision: 1 }] })
      .catch(({ code, message }) => ({ code, message })),
  );
  expect(await replaced).toEqual(said);
  await page.evaluate(() => {
    IDBObjectStore.prototype.put = (globalThis as unknown as { put: IDBObjectStore['put'] }).put;
  });
  // The record that was to be removed was put back, too, though by the same bad hand.
  const { header, records } = await page.evaluate(async () => {
    const copy = await store.readAll();
    return { header: copy?.header, records: copy?.records as { id: string; revision: number }[] };
  });
  expect(header).toMatchObject({ revision: 1 });
  expect(records.map(({ id, revision }) => [id, revision])).toEqual([
    ['a', 1],
    ['b', 1],
    ['c', 1],
  ]);
  expect(await write(page)).toBe('written');
});

test('a tab that hangs in the middle of a write does not hold up the others for long', async ({
  page,
  context,
  address,
}) => {
  await begin(page);
  const hanging = await context.newPage();
  await hanging.goto(address);
  await hanging.evaluate(
    () =>
      new Promise<void>((resolve) => {
        navigator.locks.request('vault/write', () => {
          resolve();
          return new Promise(() => {});
        });
      }),
  );
  const written = await page.evaluate(() =>
    storePage
      .createIdbStore('vault', { ...storePage.PATIENCE, lock: 300 })
      .write({ vaultId: storePage.VAULT, put: [storePage.record('a', 2)] }),
  );
  expect(written).toBe('written');
  await hanging.close();
  expect(await write(page, 3)).toBe('written');
});

test('a full disk is named, nothing of the change stays, and with room it is saved', async ({
  page,
  context,
  address,
}) => {
  const cdp = await context.newCDPSession(page);
  const { origin } = new URL(address);
  const room = (quotaSize: number) =>
    cdp.send('Storage.overrideQuotaForOrigin', { origin, quotaSize });
  await room(500_000);
  await begin(page);
  const save = () =>
    page.evaluate(() =>
      store
        .write({
          vaultId: storePage.VAULT,
          put: [
            storePage.record('a', 2),
            { ...storePage.record('big', 1), sealed: new Uint8Array(3_000_000) },
          ],
        })
        .catch(({ code, message }) => ({ code, message })),
    );
  expect(await save()).toEqual({
    code: 'vault/quota',
    message: 'there is no room left to save this',
  });
  expect(await model(page)).toEqual({ header: 1, records: { a: 1, b: 1, c: 1 } });
  await room(500_000_000);
  // Chromium remembers for a while how much there was room for.
  await expect.poll(save, { timeout: 60_000 }).toBe('written');
});

test('what is added is written with strict durability', async ({ page }) => {
  await begin(page);
  const durabilities = await page.evaluate(async () => {
    const { put } = IDBObjectStore.prototype;
    const seen: string[] = [];
    IDBObjectStore.prototype.put = function (value, key) {
      seen.push(this.transaction.durability);
      return key === undefined ? put.call(this, value) : put.call(this, value, key);
    };
    await store.write({ vaultId: storePage.VAULT, put: [storePage.record('a', 2)] });
    await store.replace(storePage.header(2), { put: [storePage.record('b', 2)] });
    await storePage
      .createIdbStore('another')
      .create({ header: storePage.header(1), records: storePage.FIRST });
    return seen;
  });
  expect(durabilities).toHaveLength(7);
  expect(new Set(durabilities)).toEqual(new Set(['strict']));
});
