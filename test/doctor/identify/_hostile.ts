/** Texts and bytes that nobody would paste, and that a reader has to survive. */
import fc from 'fast-check';
import { utf8, type Bytes } from '../../../src/core/bytes.ts';
import {
  ACCESS_TOKEN,
  AUTH_URL,
  AUTHORIZE,
  CALLBACK,
  CONFIG,
  CONSUMER_KEY,
  CONSUMER_SECRET,
  FRONTDOOR,
  JWT,
  REFUSED,
  SF_ORG,
  TOKEN_ANSWER,
} from './_samples.ts';

export const MEGABYTE = 1024 * 1024;

/** Texts of the kinds that people paste. */
export const WHOLE: readonly string[] = [
  ACCESS_TOKEN,
  AUTH_URL,
  AUTHORIZE,
  CALLBACK,
  CONSUMER_KEY,
  CONSUMER_SECRET,
  FRONTDOOR,
  JWT,
  JSON.stringify(CONFIG, null, 2),
  JSON.stringify({ status: 0, result: SF_ORG }, null, 2),
  JSON.stringify(TOKEN_ANSWER),
  JSON.stringify([REFUSED]),
  '│ Username │ a@b.c │\n│ Instance Url │ https://a.my.salesforce.com │\n',
];

// What every recogniser begins with, ends with and stumbles over.
export const PIECES: readonly string[] = [
  ...WHOLE.map((text) => text.slice(0, 40)),
  ...['{', '}', '[', ']', '"', '\\"', '\\n', "'", '`', '“', '=', ':', ' ', '\n', '\r\n', '\t'],
  ...['eyJ', '.', '-', '_', '%', '%21', '%2E', '&amp;', '&', '?', '#', '@', '!', '\\', '\u0000'],
  ...['00D', '3MVG9', '5Aep', 'aPrx', 'force://', 'https://', 'http:', 'code=', 'sid=', 'state='],
  ...['client_secret', 'password: "', 'Username ', 'Access Token ', '"instanceUrl":', '"error":'],
  ...['-----BEGIN ', '-----END ', 'PRIVATE KEY-----', 'SHA256', 'fingerprint', 'AA:', 'ab', '0'],
  ...[
    '{"kty":"RSA","n":"',
    '"keys":[',
    'ssh-rsa AAAA',
    'PuTTY-User-Key-File-3: ',
    'MII',
    '---- BEGIN SSH2',
  ],
  ...['HTTP/1.1 200', 'Error (1): ', '\u001b[31m', '\ufeff', 'a@b.', '.my.salesforce.com', 'A B'],
];

/** A piece repeated, with a beginning and an end, up to a megabyte as UTF-8. */
export const hostile = fc
  .record({
    before: fc.constantFrom('', ...PIECES),
    repeated: fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 4 }),
    after: fc.constantFrom('', ...PIECES),
    size: fc.constantFrom(1_000, 65_536, 262_144, MEGABYTE),
  })
  .map(({ before, repeated, after, size }) => {
    const piece = repeated.join('');
    const text = before + piece.repeat(Math.ceil(size / piece.length));
    return text.slice(0, size - after.length * 3) + after;
  })
  .filter((text) => utf8(text).length <= MEGABYTE);

/** A sample with something cut out and put in. */
export const mutatedOf = (samples: readonly string[]) =>
  fc
    .record({
      text: fc.constantFrom(...samples),
      at: fc.nat(),
      cut: fc.nat({ max: 40 }),
      put: fc.oneof(fc.constantFrom('', ...PIECES), fc.string({ unit: 'binary', maxLength: 20 })),
    })
    .map(({ text, at, cut, put }) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + put + text.slice(place + cut);
    });

/** Bytes that no one has thought out (xorshift32). */
export function noise(seed: number, length: number): Bytes {
  const words = new Uint32Array(length / 4);
  let state = seed || 1;
  for (let at = 0; at < words.length; at += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[at] = state;
  }
  return new Uint8Array(words.buffer);
}
