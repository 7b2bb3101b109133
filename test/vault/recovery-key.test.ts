import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { utf8 } from '../../src/core/bytes.ts';
import {
  generateRecoveryKey,
  readRecoveryKey,
  writeRecoveryKey,
} from '../../src/vault/recovery-key.ts';
import { amount } from '../_tools.ts';
import { codeOf } from './_vault.ts';

const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((one) => new Uint8Array(one));
const runs = { numRuns: amount('recovery keys written and read', 200, 10_000) };

test('a key is 14 groups of 4 characters, without any that is taken for another', async () => {
  const { bytes: made, text } = await generateRecoveryKey();
  expect(made).toHaveLength(32);
  expect(text).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){13}[0-9A-HJKMNP-TV-Z]{4}$/);
  expect(await readRecoveryKey(utf8(text))).toEqual(made);
});

test('what is written is what the definition says, counted another way', async () => {
  await fc.assert(
    fc.asyncProperty(bytes, async (key) => {
      const sum = createHash('sha256').update(key).digest().subarray(0, 3);
      const bits = [...key, ...sum].map((byte) => byte.toString(2).padStart(8, '0')).join('');
      const characters = (bits.match(/.{5}/g) ?? []).map((five) =>
        '0123456789ABCDEFGHJKMNPQRSTVWXYZ'.charAt(Number.parseInt(five, 2)),
      );
      const groups = characters.join('').match(/.{4}/g) ?? [];
      expect(await writeRecoveryKey(key)).toBe(groups.join('-'));
    }),
    runs,
  );
});

test.each<[string, (text: string) => string]>([
  ['in lower case', (text) => text.toLowerCase()],
  ['without groups', (text) => text.replaceAll('-', '')],
  ['with spaces and line ends', (text) => ` ${text.replaceAll('-', ' \r\n\t')} `],
  ['with dashes of print', (text) => text.replaceAll('-', '–')],
  ['with no-break spaces', (text) => text.replaceAll('-', '\u00a0')],
  ['with O for 0', (text) => text.replaceAll('0', 'O')],
  ['with o for 0', (text) => text.replaceAll('0', 'o')],
  ['with I for 1', (text) => text.replaceAll('1', 'I')],
  ['with l for 1', (text) => text.replaceAll('1', 'l')],
])('a key typed %s is read', async (_, type) => {
  await fc.assert(
    fc.asyncProperty(bytes, async (key) => {
      const text = await writeRecoveryKey(key);
      expect(await readRecoveryKey(utf8(type(text)))).toEqual(key);
    }),
    { numRuns: 50 },
  );
});

test('a wrong character anywhere is a typo, whichever it is', async () => {
  const { text } = await generateRecoveryKey();
  const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  const codes = new Set<string>();
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '-') continue;
    for (const other of alphabet) {
      if (other === text[at]) continue;
      const typed = text.slice(0, at) + other + text.slice(at + 1);
      codes.add(await codeOf(() => readRecoveryKey(utf8(typed))));
    }
  }
  expect([...codes]).toEqual(['vault/recovery-typo']);
});

test.each<[string, (text: string) => string]>([
  ['nothing', () => ''],
  ['a group too few', (text) => text.slice(0, -5)],
  ['a character too few', (text) => text.slice(1)],
  ['a character too many', (text) => `${text}0`],
  ['two groups the other way round', (text) => text.replace(/^(.{4})-(.{4})/, '$2-$1')],
  ['a U, which stands in none', (text) => `U${text.slice(1)}`],
  ['a ligature of two letters', (text) => `ﬆ${text.slice(1)}`],
  ['a passphrase', () => 'correct horse battery staple'],
])('%s is a typo', async (_, type) => {
  // Groups that differ, so that exchanging them changes something.
  const text = await writeRecoveryKey(new Uint8Array(32).map((_one, at) => at * 7));
  expect(await codeOf(() => readRecoveryKey(utf8(type(text))))).toBe('vault/recovery-typo');
});
