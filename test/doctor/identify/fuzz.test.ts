import fc from 'fast-check';
import { expect, test } from 'vitest';
import { utf8 } from '../../../src/core/bytes.ts';
import { identify } from '../../../src/doctor/identify/identify.ts';
import { maskText } from '../../../src/doctor/mask.ts';
import { reportMarkdown } from '../../../src/doctor/report-markdown.ts';
import { amount } from '../../_tools.ts';
import { expectQuick } from '../../_cpu.ts';
import { hostile, MEGABYTE, mutatedOf, noise, WHOLE } from './_hostile.ts';
import { ACCESS_TOKEN, inspect, NOW } from './_samples.ts';

const RUNS = amount('inputs of each property of identify', 40, 1_000);
/** What is measured is the same in every `npm test`; the full run looks further. */
const SEED = RUNS > 40 ? {} : { seed: 22 };

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

test('a sample with something cut out or put in is read without an error, and reported', async () => {
  await fc.assert(
    fc.asyncProperty(mutatedOf(WHOLE), async (text) => {
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
