import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { utf8 } from '../../src/core/bytes.ts';
import { memoryStore } from '../vault/_memory-store.ts';
import { thrown } from '../_thrown.ts';
import { cost } from '../vault/_vault.ts';
import { connect } from './_client.ts';

const { client } = connect();
afterAll(() => client.stop());

const corpus = (name: string) => ({
  name,
  content: new Blob([readFileSync(`test/vectors/inspect/files/${name}`)]),
});
const pasted = (text: string) => ({ name: '', content: new Blob([text]) });
const download = async (url: string) => {
  expect(url).toMatch(/^blob:/);
  return (await fetch(url)).text();
};
const KEY = readFileSync('test/vectors/inspect/files/rsa.pkcs8.key', 'utf8');

test('a damaged key comes back mended, as a file with a name', async () => {
  const { things } = await client.call('inspect', { files: [corpus('key.one-line')] });
  const [thing] = things;
  expect(thing).toMatchObject({ kind: 'private-key/pkcs8', from: 'key.one-line', secret: true });
  expect(thing?.mended).toEqual(['Restored the line breaks.']);
  const taken = await client.call('inspectTake', { id: thing!.id, form: 'pkcs8' });
  expect(await download(taken.url)).toBe(KEY);
  expect(taken.name).toMatch(/^[\w.-]+\.key$/);
});

test('what belongs together is said by place, over all files', async () => {
  const names = ['ec.crt', 'rsa.crt', 'rsa.jwk.json', 'rsa.pkcs1.der', 'rsa.csr'];
  const { things, groups } = await client.call('inspect', { files: names.map(corpus) });
  expect(things.map(({ from }) => from)).toEqual(names);
  expect(groups).toEqual([{ publicKey: things[1]?.publicKey, things: [1, 3, 4] }]);
});

test('no answer holds a private key or a function', async () => {
  const files = ['rsa.pkcs8.key', 'store.jks', 'rsa.openssh'].map(corpus);
  const answer = await client.call('inspect', { files, passphrase: utf8('secret12') });
  const said = JSON.stringify(answer);
  const { d = '', p = '' } = createPrivateKey(KEY).export({ format: 'jwk' });
  for (const secret of [d, p, Buffer.from(d, 'base64url').toString('base64')]) {
    expect(said).not.toContain(secret.slice(4, 40));
  }
  expect(answer.things.map(({ kind }) => kind)).toContain('keystore/jks');
  expect(answer.things.every((thing) => !('take' in thing))).toBe(true);
});

test('a passphrase opens what is locked, and protects what is taken away', async () => {
  const [locked] = (await client.call('inspect', { files: [corpus('store.p12')] })).things;
  expect(locked).toMatchObject({ kind: 'keystore/pkcs12', locked: true, forms: [] });
  const passphrase = utf8('secret12');
  const { things } = await client.call('inspect', { files: [corpus('store.p12')], passphrase });
  // The page's own copy went with the call.
  expect(passphrase.length).toBe(0);
  const key = things.find(({ kind }) => kind === 'private-key/pkcs8');
  const taken = await client.call('inspectTake', {
    id: key!.id,
    form: 'pkcs8',
    passphrase: utf8('another1'),
  });
  const sealed = await download(taken.url);
  expect(sealed).toContain('BEGIN ENCRYPTED PRIVATE KEY');
  const opened = createPrivateKey({ key: sealed, passphrase: 'another1' });
  expect(opened.export({ type: 'pkcs8', format: 'pem' })).toBe(KEY);
});

test('nothing inspected becomes a key of the worker', async () => {
  const { things } = await client.call('inspect', { files: [corpus('rsa.pkcs8.key')] });
  const sign = { keyId: things[0]!.id, claims: { iss: 'a', sub: 'b', aud: 'c', iat: 1, exp: 1 } };
  expect((await thrown(() => client.call('signAssertion', sign))).code).toBe('key/unknown');
});

test('what was forgotten, and a form that a thing does not have, are refused by name', async () => {
  const { things } = await client.call('inspect', { files: [corpus('rsa.pkcs8.key')] });
  const id = things[0]!.id;
  const take = (form: string) => thrown(() => client.call('inspectTake', { id, form }));
  expect((await take('der')).code).toBe('inspect/forgotten');
  await client.call('inspectForget', {});
  expect((await take('pkcs8')).code).toBe('inspect/forgotten');
});

test('the first of many things stays at hand, whether they came at once or one by one', async () => {
  const files = Array.from({ length: 60 }, () => corpus('rsa.pkcs8.key'));
  const { things } = await client.call('inspect', { files });
  for (const file of files) await client.call('inspect', { files: [file] });
  for (const at of [0, 59]) {
    const { url } = await client.call('inspectTake', { id: things[at]!.id, form: 'pkcs8' });
    expect(url).toMatch(/^blob:/);
  }
});

test('a file that is too large is refused alone, and named among others', async () => {
  const large = { name: 'disk.img', content: new Blob([new Uint8Array(2 * 1024 * 1024)]) };
  const alone = await thrown(() => client.call('inspect', { files: [large] }));
  expect(alone.code).toBe('input/too-large');
  const { things } = await client.call('inspect', { files: [large, corpus('rsa.crt')] });
  expect(things.map(({ kind }) => kind)).toEqual(['file/left-out', 'certificate/x509']);
  expect(things[0]?.findings[0]?.code).toBe('input/too-large');
});

test('closing the vault forgets what was inspected', async () => {
  const store = memoryStore();

  const { client: owner } = connect({ openStore: async () => store, cost });
  await owner.call('createVault', { passphrase: utf8('a long passphrase') });
  const { things } = await owner.call('inspect', { files: [pasted(KEY)] });
  const take = () => owner.call('inspectTake', { id: things[0]!.id, form: 'pkcs8' });
  expect((await take()).name).toBe('server.key');
  await owner.call('deleteVault', {});
  expect((await thrown(take)).code).toBe('inspect/forgotten');
  owner.stop();
});

test('a key that was inspected is taken in with its certificate, and signs', async () => {
  const files = ['rsa.crt', 'rsa.pkcs8.key'].map(corpus);
  const { things } = await client.call('inspect', { files });
  const [certificate, key] = things;
  const used = await client.call('inspectUse', {
    key: key!.id,
    certificates: [certificate!.id],
  });
  expect(used.key.publicKeySha256).toBe(key?.publicKey);
  const print = certificate?.facts.find(({ name }) => name === 'SHA-256')?.value;
  expect(used.certificate?.sha256).toBe(print);
  const claims = { iss: 'a', sub: 'b', aud: 'c', iat: 1, exp: 1 };
  const signed = await client.call('signAssertion', { keyId: used.key.id, claims });

  // Afterwards the certificate verifies what the key has signed, in whatever order they came.
  const jwt = (await client.call('inspect', { files: [pasted(signed.jwt)] })).things;
  expect(jwt[0]?.findings.map(({ code }) => code)).toContain('jwt/signature-good');
});

test('a key that no file could hold is taken in, and one that was forgotten is not', async () => {
  const passphrase = utf8('secret12');
  const { things } = await client.call('inspect', { files: [corpus('store.p12')], passphrase });
  const key = things.find(({ kind }) => kind.startsWith('private-key/'));
  const use = () => client.call('inspectUse', { key: key!.id, certificates: [] });
  expect((await use()).key).toMatchObject({ bits: 2048, publicKeySha256: key?.publicKey });
  await client.call('inspectForget', {});
  expect((await thrown(use)).code).toBe('inspect/forgotten');
});
