import { expect, test } from 'vitest';
import { utf8 } from '../../src/core/bytes.ts';
import { createHandlers } from '../../src/worker/handlers.ts';
import { thrown } from '../_thrown.ts';
import { connect } from './_client.ts';

test('a failure crosses with its code, its message and its hint', async () => {
  const { client } = connect();
  const error = await thrown(() => client.call('checkPair', { keyId: 'gone', certificate: '' }));
  expect(error).toMatchObject({
    code: 'key/unknown',
    message: 'this key is no longer open',
    hint: 'Make or import the key again.',
  });
  client.stop();
});

test('what was thrown without a code crosses as unexpected', async () => {
  const handlers = createHandlers();
  handlers.deleteKey = async () => {
    throw new RangeError('out of range');
  };
  const { client } = connect({ handlers });
  expect(await thrown(() => client.call('deleteKey', { keyId: 'x' }))).toMatchObject({
    code: 'unexpected',
    message: 'out of range',
  });
  client.stop();
});

test('answers find their calls although the second is quicker than the first', async () => {
  const handlers = createHandlers();
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  handlers.exportKey = async ({ keyId }) => {
    if (keyId === 'slow') await held;
    return keyId;
  };
  const { client } = connect({ handlers });
  const slow = client.call('exportKey', { keyId: 'slow', format: 'pkcs8' });
  expect(await client.call('exportKey', { keyId: 'quick', format: 'pkcs8' })).toBe('quick');
  release();
  expect(await slow).toBe('slow');
  client.stop();
});

test('an operation that is not in the table is refused, inherited names too', async () => {
  const { client } = connect();
  for (const name of ['steal', 'toString', 'constructor']) {
    const error = await thrown(() => client.call(name as 'deleteKey', { keyId: 'x' }));
    expect(error.message).toBe(`there is no operation ${name}`);
  }
  client.stop();
});

test('stopping rejects what waits and all that follows', async () => {
  const { client } = connect();
  const waiting = thrown(() => client.call('createKey', { bits: 4096 }));
  client.stop();
  expect((await waiting).code).toBe('worker/stopped');
  const after = await thrown(() => client.call('createKey', { bits: 2048 }));
  expect(after.code).toBe('worker/stopped');
});

test('a worker that breaks down rejects what waits', async () => {
  const { client, crash } = connect();
  const waiting = thrown(() => client.call('createKey', { bits: 4096 }));
  crash();
  expect(await waiting).toMatchObject({
    code: 'worker/stopped',
    message: 'the worker failed to start or broke down',
  });
});

test('options that cannot be cloned reject their own call only', async () => {
  const { client } = connect();
  const uncloneable = { keyId: (() => '') as unknown as string };
  expect((await thrown(() => client.call('deleteKey', uncloneable))).code).toBe('unexpected');
  await client.call('deleteKey', { keyId: 'x' });
  client.stop();
});

test('stopping names the calls that were cut off, and nothing arrives after it', async () => {
  const handlers = createHandlers();
  let say = (_: string) => {};
  handlers.exportKey = () => new Promise((resolve) => (say = resolve));
  const { client, events } = connect({ handlers });
  const waiting = [
    thrown(() => client.call('exportKey', { keyId: 'x', format: 'pkcs8' })),
    thrown(() => client.call('createKey', { bits: 4096 })),
  ];
  await client.call('deleteKey', { keyId: 'x' });
  expect(client.stop()).toEqual(['exportKey', 'createKey']);
  say('blob:late');
  for (const one of waiting) expect((await one).code).toBe('worker/stopped');
  expect(client.stop()).toEqual([]);
  expect(events).toEqual([]);
});

test('secret bytes are gone from the page, and zeroed in the worker once their call is answered', async () => {
  const handlers = createHandlers();
  const seen: Uint8Array[] = [];
  const texts: string[] = [];
  const take = (bytes: Uint8Array) => {
    seen.push(bytes);
    texts.push(new TextDecoder().decode(bytes));
  };
  handlers.changePassphrase = async ({ present, next }) => [present, next].forEach(take);
  handlers.addPasskey = async ({ proof, prf, salt, credentialId }) => {
    [...('passphrase' in proof ? [proof.passphrase] : []), prf].forEach(take);
    throw new RangeError(`${salt.length} ${credentialId.length}`);
  };
  const { client } = connect({ handlers });
  const bytes = {
    present: utf8('present'),
    next: utf8('next'),
    passphrase: utf8('proof'),
    prf: utf8('prf'),
    salt: utf8('salt'),
    credentialId: utf8('id'),
  };
  const { present, next, passphrase, prf, salt, credentialId } = bytes;
  await client.call('changePassphrase', { present, next });
  const adding = { proof: { passphrase }, prf, salt, credentialId, label: '' };
  // Where it fails as well.
  expect((await thrown(() => client.call('addPasskey', adding))).message).toBe('4 2');
  expect(texts).toEqual(['present', 'next', 'proof', 'prf']);
  await expect.poll(() => seen.every((one) => one.every((byte) => byte === 0))).toBe(true);
  expect(Object.values(bytes).map(({ length }) => length)).toEqual([0, 0, 0, 0, 4, 2]);
  client.stop();
  const late = { present: utf8('late'), next: utf8('late') };
  await thrown(() => client.call('changePassphrase', late));
  expect([...late.present, ...late.next].every((byte) => byte === 0)).toBe(true);
});
