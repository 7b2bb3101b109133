import { readFileSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { identify } from '../../../src/doctor/identify/identify.ts';
import { connect } from '../../worker/_client.ts';

const content = (name: string) =>
  new Uint8Array(readFileSync(`test/vectors/inspect/files/${name}`));

/** As a slip of ours would look: a step that all kinds take fails, and not over the file. */
const fail = (error: Error) => vi.spyOn(crypto.subtle, 'digest').mockRejectedValue(error);
afterEach(() => vi.restoreAllMocks());

const FILES = [
  'rsa.pkcs8.key',
  'rsa.crt',
  'store.open.p12',
  'store.jks',
  'rsa.jwk.json',
  'putty-3.ppk',
];
const MENDED = ['der.line-break', 'store.nss.p12', 'rsa.openssh.pub', 'rsa.rfc4716.pub'];

test.each([...FILES, ...MENDED])(
  'a fault of ours while %s is read is not its damage',
  async (name) => {
    const fault = new TypeError('x.at is not a function');
    fail(fault);
    const passphrase = new TextEncoder().encode('secret12');
    await expect(identify(content(name), { from: name, passphrase })).rejects.toBe(fault);
  },
);

test('what the platform says of the data is its damage as ever', async () => {
  fail(new DOMException('The operation failed', 'OperationError'));
  const [thing] = await identify(content('rsa.crt'), { from: 'rsa.crt' });
  expect(thing?.kind).toBe('certificate/damaged');
});

test('a fault of ours in one file of many hides none of the others, and is called what it is', async () => {
  const { client } = connect();
  fail(new TypeError('x.at is not a function'));
  const file = (name: string) => ({ name, content: new Blob([content(name)]) });
  const { things } = await client.call('inspect', {
    files: ['rsa.crt', 'rsa.legacy-aes.key'].map(file),
  });
  client.stop();
  expect(things.map(({ kind }) => kind)).toEqual(['file/left-out', 'private-key/legacy-encrypted']);
  expect(things[0]?.findings[0]?.code).toBe('unexpected');
});
