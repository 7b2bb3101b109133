import fc from 'fast-check';
import { expect, test } from 'vitest';
import { utf8, type Bytes } from '../../../src/core/bytes.ts';
import { identify } from '../../../src/doctor/identify/identify.ts';
import { maskText } from '../../../src/doctor/mask.ts';
import { reportMarkdown } from '../../../src/doctor/report-markdown.ts';
import { amount } from '../../_tools.ts';
import { expectQuick } from './_cpu.ts';
import {
  ACCESS_TOKEN,
  AUTH_URL,
  AUTHORIZE,
  CALLBACK,
  CONFIG,
  CONSUMER_KEY,
  CONSUMER_SECRET,
  FRONTDOOR,
  inspect,
  JWT,
  NOW,
  REFUSED,
  SF_ORG,
  TOKEN_ANSWER,
} from './_samples.ts';

const MEGABYTE = 1024 * 1024;
const RUNS = amount('inputs of each property of identify', 60, 1_000);
/** What is measured is the same in every `npm test`; the full run looks further. */
const SEED = RUNS > 60 ? {} : { seed: 22 };

const WHOLE = [
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
const PIECES = [
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

const hostile = fc
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

test('a piece repeated to a megabyte takes no more than 100 ms, whatever piece', async () => {
  await fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      await expectQuick(() => identify(text, { now: NOW }));
    }),
    { numRuns: RUNS, ...SEED },
  );
}, 300_000);

test.each([
  ['blank lines after what sf prints', `"instanceUrl":${'\n'.repeat(MEGABYTE - 20)}`],
  ['blank lines after a table', `Username\nClient Id ${'\r\n'.repeat(MEGABYTE / 2 - 20)}`],
  ['a run of blanks', `${' '.repeat(MEGABYTE - 1)}x`],
  ['a hundred thousand words', 'word '.repeat(MEGABYTE / 5)],
  ['one token on every line', `${ACCESS_TOKEN}\n`.repeat(MEGABYTE / 113)],
  ['another address on every line', many((at) => `https://a.b/secur/frontdoor.jsp?sid=${at}`)],
  ['another token on every line', many((at) => `00D5e0000${at}!AQ4AQBfake.token_value`)],
  ['another consumer key on every line', many((at) => `3MVG9fakeConsumerKey.${at}`)],
  ['lists in each other', '['.repeat(MEGABYTE / 2) + ']'.repeat(MEGABYTE / 2)],
  ['quotes', '"'.repeat(MEGABYTE)],
  ['backslashes', `{\\"${'\\'.repeat(MEGABYTE - 3)}`],
])('%s, a megabyte in all, takes no more than 100 ms', async (_, text) => {
  await expectQuick(() => identify(text.slice(0, MEGABYTE), { now: NOW }));
});

function many(line: (number: number) => string): string {
  const lines: string[] = [];
  for (let at = 100_000, length = 0; length < MEGABYTE; at += 1) {
    lines.push(line(at));
    length += line(at).length + 1;
  }
  return lines.join('\n');
}

const mutated = fc
  .record({
    text: fc.constantFrom(...WHOLE),
    at: fc.nat(),
    cut: fc.nat({ max: 40 }),
    put: fc.oneof(fc.constantFrom('', ...PIECES), fc.string({ unit: 'binary', maxLength: 20 })),
  })
  .map(({ text, at, cut, put }) => {
    const place = at % text.length;
    return text.slice(0, place) + put + text.slice(place + cut);
  });

test('a sample with something cut out or put in is read without an error, and reported', async () => {
  await fc.assert(
    fc.asyncProperty(mutated, async (text) => {
      const things = await inspect(text);
      expect(reportMarkdown({ things, now: NOW })).toContain('# What the doctor found');
    }),
    { numRuns: RUNS * 10 },
  );
}, 120_000);

test('random bytes and random text are read without an error', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.uint8Array({ maxLength: 5_000 }),
        fc.string({ unit: 'binary', maxLength: 2_000 }).map(utf8),
        fc.json().map(utf8),
      ),
      async (bytes) => {
        for (const thing of await inspect(new Uint8Array(bytes))) {
          expect(thing.kind).toMatch(/^[\w-]+(?:\/[\w.-]+)?$/);
        }
      },
    ),
    { numRuns: RUNS * 10 },
  );
}, 120_000);

test('a megabyte of random bytes takes no more than 100 ms, with any beginning', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(),
      fc.constantFrom(
        ...[[], [0x30, 0x82], [0x50, 0x4b, 3, 4], [0xfe, 0xed], [0xff, 0xfe], [0x7b]],
      ),
      async (seed, start) => {
        const bytes = noise(seed, MEGABYTE);
        bytes.set(start);
        await expectQuick(() => identify(bytes, { now: NOW }));
      },
    ),
    { numRuns: Math.ceil(RUNS / 4), ...SEED },
  );
}, 120_000);

test('masking a text takes time in proportion to its length', async () => {
  await fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      const part = text.slice(0, 65_536);
      await expectQuick(() => maskText(part));
    }),
    { numRuns: RUNS, ...SEED },
  );
}, 120_000);

/** Bytes that no one has thought out (xorshift32). */
function noise(seed: number, length: number): Bytes {
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
