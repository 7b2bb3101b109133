/** What is left of the secrets in the page's memory and on the disk once the vault is locked. */
import { generateKeyPairSync } from 'node:crypto';
import {
  button,
  CONSUMER_KEY,
  copied,
  createVault,
  field,
  fillDetails,
  goTo,
  lock,
  NAMES,
  newConnection,
  PASSPHRASE,
  secret,
  the,
  unlock,
} from './_do.ts';
import { expect, test } from './_fixtures.ts';
import { searchHeap } from './_heap.ts';
import { keyNeedles, makeProfile, search, textNeedles } from './_profile.ts';

const KEY_TEXT = 'Key or certificate as text';

test('a locked page holds no secret in its heap, and neither does the profile', async ({
  app,
  wire,
}) => {
  test.slow();
  const profile = await makeProfile({ baseURL: `${app.app}/`, proxy: wire.url });
  try {
    const context = await profile.start();
    const page = context.pages()[0] ?? (await context.newPage());
    const { privateKey: pem } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    const key = keyNeedles(pem);
    const consumerKey = textNeedles('consumer key', CONSUMER_KEY);
    const passphrase = textNeedles('passphrase', PASSPHRASE);

    await newConnection(page);
    await page.locator('summary', { hasText: NAMES.key.paste }).click();
    await field(page, KEY_TEXT).fill(pem);
    // The search finds what a page holds.
    expect(await searchHeap(page, key)).not.toEqual([]);
    await button(page, NAMES.key.pasteRead).click();
    await button(page, NAMES.key.certify).click();
    await expect(the(page, 'list', NAMES.key.list)).toBeVisible();
    await fillDetails(page, { loginUrl: app.practice });
    await createVault(page);
    await goTo(page, 'token');
    await button(page, NAMES.token.get).click();
    const result = the(page, 'region', NAMES.token.result);
    await button(result, NAMES.token.reveal).click();
    const token = await result.locator('code', { hasText: /^00D/ }).first().innerText();
    const jwt = await copied(page, NAMES.token.copyAssertion);
    const bearer = [
      ...textNeedles('token', token),
      ...textNeedles('assertion', jwt.split('.')[2] ?? ''),
      ...textNeedles('assertion, its claims', jwt.split('.')[1] ?? ''),
    ];
    const before = (await searchHeap(page, [...consumerKey, ...bearer])).join('\n');
    for (const what of ['consumer key', 'token', 'assertion']) expect(before).toContain(what);
    await lock(page);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('The vault is locked');
    await button(page, NAMES.vault.unlock).click();
    await secret(page, NAMES.vault.passphrase).fill(PASSPHRASE);
    expect(await searchHeap(page, passphrase)).not.toEqual([]);
    await button(page, NAMES.vault.cancel).click();
    await unlock(page);
    await expect(button(page, NAMES.vault.lock)).toBeVisible();
    await goTo(page, 'details');
    await expect(field(page, NAMES.details.consumerKey)).toHaveValue(CONSUMER_KEY);
    await lock(page);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('The vault is locked');
    // The worker's memory goes with the worker.
    await expect.poll(() => page.workers().length).toBe(0);
    const all = [...key, ...passphrase, ...consumerKey, ...bearer];
    expect(await searchHeap(page, all)).toEqual([]);
    await context.close();
    expect(await search(profile.folder, all)).toEqual([]);
  } finally {
    await profile.remove();
  }
});
