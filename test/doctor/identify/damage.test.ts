/** Files that are almost something: what is wrong with them is said once, and no more than is so. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { base64url, utf8 } from '../../../src/core/bytes.ts';
import { codesOf, inspect, kindsOf } from './_samples.ts';

const KEY = readFileSync('test/vectors/inspect/files/rsa.pkcs8.key', 'utf8');
const CERTIFICATE = readFileSync('test/vectors/inspect/files/rsa.crt', 'utf8');
const codes = async (...given: Parameters<typeof inspect>) =>
  (await inspect(...given)).flatMap(codesOf);
const derOf = (pem: string) =>
  Uint8Array.from(Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64'));

test('a key that is cut off is not said to be mended, whatever else could be undone', async () => {
  const cut = `${KEY.slice(0, 900).replaceAll('\n', '\\n')}\\n-----END PRIVATE KEY-----`;
  const found = await codes(cut);
  expect(found).toContain('inspect/damaged');
  expect(found).not.toContain('inspect/mended');
});

test.each(['OPENSSH PRIVATE KEY', 'DSA PRIVATE KEY', 'EC PRIVATE KEY'])(
  'a sound RSA key under the header %s is the key that it is',
  async (label) => {
    const wrong = KEY.replaceAll('PRIVATE KEY', label);
    expect(await kindsOf(wrong)).toEqual(['private-key/pkcs8']);
    expect(await codes(wrong)).toContain('inspect/wrong-label');
  },
);

test('a certificate in place of a key is said once', async () => {
  const found = await codes(CERTIFICATE.replaceAll('CERTIFICATE', 'PRIVATE KEY'), {
    from: 'server.key',
  });
  expect(found.filter((code) => code === 'inspect/certificate-as-key')).toHaveLength(1);
});

test('a line break after DER is left out, and a last byte that looks like one is not', async () => {
  const der = derOf(CERTIFICATE);
  for (const last of [0x0d, 0x0a]) {
    // The last byte of the signature, which nothing here verifies.
    const ending = Uint8Array.from([...der.subarray(0, -1), last]);
    for (const tail of [[0x0a], [0x0d, 0x0a]]) {
      expect(await kindsOf(Uint8Array.from([...ending, ...tail]))).toEqual(['certificate/x509']);
    }
  }
});

test('a JWT whose claims are objects is a JWT still', async () => {
  const part = (value: unknown) => base64url(utf8(JSON.stringify(value)));
  const odd = { toString: 1 };
  const text = [part({ alg: 'RS256', typ: odd }), part({ iss: odd, sub: odd, aud: [odd] }), 'AAAA'];
  const [thing] = await inspect(text.join('.'));
  expect(thing?.kind).toMatch(/^jwt\//);
});
