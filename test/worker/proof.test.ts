import { createPrivateKey, X509Certificate } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { SUBJECT_DEFAULTS } from '../../src/core/subject.ts';
import { utf8 } from '../../src/core/bytes.ts';
import {
  at,
  beginAnew,
  codeOf,
  createKey,
  createVault,
  first,
  openTab,
  passphrase,
  pem,
  proof,
  sign,
  start,
  status,
  textAt,
  unlock,
} from './_workers.ts';

beginAnew();

const TWO_MINUTES = 120_000;
const PRF = () => new Uint8Array(32).fill(7);
const without = (keyId: string) => pem(keyId, first(), false);
const makeRecovery = () => first().call('makeRecoveryKey', { proof: proof() });
const addPasskey = () =>
  first().call('addPasskey', {
    proof: proof(),
    credentialId: utf8('credential'),
    salt: utf8('salt'),
    prf: PRF(),
    label: 'Laptop',
  });

test('within two minutes of making a key its file needs no proof, and then it does', async () => {
  await createVault();
  const { id } = await createKey();
  const before = await without(id);
  at.ahead = TWO_MINUTES - 5_000;
  expect(await without(id)).toBe(before);
  at.ahead = TWO_MINUTES;
  expect(await codeOf(() => without(id))).toBe('vault/proof-needed');
  // The file is the same, and openssl's library takes it for the key of the certificate.
  const after = await pem(id);
  expect(after).toBe(before);
  const certificate = await first().call('createCertificate', {
    keyId: id,
    subject: SUBJECT_DEFAULTS,
    days: 1,
  });
  const belongs = new X509Certificate(certificate.pem).checkPrivateKey(createPrivateKey(after));
  expect(belongs).toBe(true);
});

test('a clock that is set back does not lengthen the two minutes', async () => {
  await createVault();
  const { id } = await createKey();
  at.ahead = -60 * TWO_MINUTES;
  expect(await codeOf(() => without(id))).toBe('vault/proof-needed');
});

test('an imported key is fresh, too, and one from before a reload is not', async () => {
  const { id } = await createKey();
  const file = await pem(id, first(), false);
  at.client = start();
  await createVault();
  const files = [{ name: 'server.key', content: new Blob([file]) }];
  const { key } = await first().call('importFiles', { files });
  expect(await without(key?.id ?? '')).toBe(file);
  at.client = start();
  await unlock();
  expect(await codeOf(() => without(key?.id ?? ''))).toBe('vault/proof-needed');
});

test('without a vault, and while one is locked, a key’s file never needs proof', async () => {
  const { id } = await createKey();
  at.ahead = 100 * TWO_MINUTES;
  expect(await without(id)).toContain('BEGIN PRIVATE KEY');
  await createVault(start());
  expect(await without(id)).toContain('BEGIN PRIVATE KEY');
});

test('a key from long before the vault needs proof once it is in it', async () => {
  const { id } = await createKey();
  at.ahead = TWO_MINUTES;
  await createVault();
  expect(await codeOf(() => without(id))).toBe('vault/proof-needed');
  await sign(id);
});

test('past the two minutes nothing in the worker’s hands can be read out', async () => {
  await createVault();
  const { id } = await createKey();
  at.ahead = TWO_MINUTES;
  const signed = vi.spyOn(crypto.subtle, 'sign');
  await sign(id);
  const handle = signed.mock.calls.map(([, key]) => key).find(({ type }) => type === 'private');
  expect(handle?.extractable).toBe(false);
});

test('a wrong proof gives nothing, also many of them at once', async () => {
  await createVault();
  const { id } = await createKey();
  at.ahead = TWO_MINUTES;
  const tries = Array.from({ length: 4 }, (_, count) =>
    codeOf(() =>
      first().call('exportKey', { keyId: id, format: 'pkcs8', proof: proof(`wrong ${count}`) }),
    ),
  );
  const right = pem(id);
  expect(new Set(await Promise.all(tries))).toEqual(new Set(['vault/passphrase-wrong']));
  expect(await right).toContain('BEGIN PRIVATE KEY');
});

test('a bundle needs proof as a key does, and a wrong format is said before it is asked for', async () => {
  await createVault();
  const { id: keyId } = await createKey();
  const { pem: certificate } = await first().call('createCertificate', {
    keyId,
    subject: SUBJECT_DEFAULTS,
    days: 1,
  });
  at.ahead = TWO_MINUTES;
  const bundle = { keyId, keyFormat: 'pkcs1', certificate, date: new Date() } as const;
  const call = (more: object) => first().call('exportBundle', { ...bundle, ...more });
  expect(await codeOf(() => call({}))).toBe('vault/proof-needed');
  expect(await codeOf(() => call({ passphrase: 'of the file' }))).toBe('key/passphrase-format');
  expect(await call({ proof: proof() })).toMatch(/^blob:/);
});

test('what proves is gone from the page when it is sent', async () => {
  const sent = passphrase();
  await first().call('createVault', { passphrase: sent });
  const { id } = await createKey();
  const again = proof();
  await first().call('exportKey', { keyId: id, format: 'pkcs8', proof: again });
  expect([sent.length, again.passphrase.length]).toEqual([0, 0]);
});

test('a sealed key signs and is never taken out again, in this tab or after a reload', async () => {
  await createVault();
  const { id } = await createKey();
  await first().call('sealKey', { keyId: id });
  const both = [() => without(id), () => pem(id)];
  for (const call of both) expect(await codeOf(call)).toBe('key/sealed');
  await sign(id);
  expect(await first().call('keyStates', {})).toMatchObject([{ record: { id }, sealed: true }]);
  at.client = start();
  expect((await unlock()).keys).toMatchObject([{ record: { id }, sealed: true }]);
  for (const call of both) expect(await codeOf(call)).toBe('key/sealed');
  await sign(id);
});

test('a key that is not in an open vault cannot be sealed', async () => {
  const { id } = await createKey();
  expect(await codeOf(() => first().call('sealKey', { keyId: id }))).toBe('vault/locked');
  await createVault();
  const none = () => first().call('sealKey', { keyId: 'none' });
  expect(await codeOf(none)).toBe('key/unknown');
});

test('a sealed key is checked with its certificate although its numbers cannot be read', async () => {
  await createVault();
  const { id: keyId } = await createKey();
  const options = { keyId, subject: SUBJECT_DEFAULTS, days: 1 };
  const { pem: certificate } = await first().call('createCertificate', options);
  await first().call('sealKey', { keyId });
  const { statement } = await first().call('checkPair', { keyId, certificate });
  expect(statement).toContain('RSA key OK, 2048 bits');
});

test('a recovery key opens nothing until it is kept, and then gives a new passphrase', async () => {
  await createVault();
  const { id } = await createKey();
  const { recoveryKey } = await makeRecovery();
  expect(recoveryKey).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){13}[0-9A-HJKMNP-TV-Z]{4}$/);
  const recover = (by = start(), text = recoveryKey) =>
    by.call('recoverVault', { recovery: utf8(text), passphrase: passphrase('a new one') });
  expect(await codeOf(recover)).toBe('vault/recovery-missing');
  expect(await status()).toMatchObject({ recovery: false });

  await first().call('keepRecoveryKey', {});
  expect(await status()).toMatchObject({ recovery: true });
  const by = start();
  expect((await recover(by, recoveryKey.toLowerCase().replaceAll('-', ' '))).keys).toHaveLength(1);
  await sign(id, by);
  at.client = start();
  expect(await codeOf(unlock)).toBe('vault/passphrase-wrong');
  await first().call('unlockVault', proof('a new one'));
  // It still does: only the passphrase is another.
  expect(await status()).toMatchObject({ recovery: true });
});

test('a recovery key that is kept replaces an earlier one, and is kept once', async () => {
  const keep = () => first().call('keepRecoveryKey', {});
  await createVault();
  expect(await codeOf(keep)).toBe('vault/recovery-missing');
  const before = await makeRecovery();
  await keep();
  const after = await makeRecovery();
  await keep();
  expect(await codeOf(keep)).toBe('vault/recovery-missing');
  const recover = ({ recoveryKey }: typeof before) =>
    start().call('recoverVault', { recovery: utf8(recoveryKey), passphrase: passphrase() });
  expect(await codeOf(() => recover(before))).toBe('vault/recovery-wrong');
  expect((await recover(after)).entries).toEqual([]);
});

test('a passkey opens the vault and proves, until it is removed', async () => {
  await createVault();
  const { id } = await createKey();
  expect(await codeOf(addPasskey)).toBe('vault/recovery-missing');
  await makeRecovery();
  await first().call('keepRecoveryKey', {});
  const passkey = await addPasskey();
  at.client = start();
  const { passkeys } = await status();
  expect(passkeys).toEqual([
    { id: passkey.id, credentialId: utf8('credential'), salt: utf8('salt'), label: 'Laptop' },
  ]);
  const way = (prf = PRF()) => ({ passkey: passkey.id, prf });
  const wrong = () => first().call('unlockVault', way(new Uint8Array(32)));
  expect(await codeOf(wrong)).toBe('vault/passkey-wrong');
  await first().call('unlockVault', way());
  const url = await first().call('exportKey', { keyId: id, format: 'pkcs8', proof: way() });
  expect(await textAt(url)).toContain('BEGIN PRIVATE KEY');

  await first().call('removePasskey', { id: passkey.id, proof: proof() });
  expect((await status()).passkeys).toEqual([]);
  const proved = () => first().call('exportKey', { keyId: id, format: 'pkcs8', proof: way() });
  expect(await codeOf(proved)).toBe('vault/passkey-unknown');
});

test('a passphrase changed in one tab is the one that proves in another', async () => {
  await createVault();
  const { id } = await createKey();
  const other = openTab();
  await unlock(other.client);
  const next = passphrase('a second one');
  await first().call('changePassphrase', { present: passphrase(), next });
  const proved = (text: string) =>
    other.client.call('exportKey', { keyId: id, format: 'pkcs8', proof: proof(text) });
  await vi.waitFor(async () => expect(await proved('a second one')).toMatch(/^blob:/), 30_000);
  expect(await codeOf(() => proved('correct horse battery'))).toBe('vault/passphrase-wrong');
});
