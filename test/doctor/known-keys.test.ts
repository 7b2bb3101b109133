import { expect, test } from 'vitest';
import { explainSecret, whoHas, type KnownKey } from '../../src/doctor/known-keys.ts';
import { thrown } from '../_thrown.ts';

const print = (digit: string, bytes = 32) => Array(bytes).fill(digit.repeat(2)).join(':');
const known: KnownKey[] = [
  { name: 'Old', role: 'former', publicKey: print('B') },
  {
    name: 'Acme',
    role: 'present',
    publicKey: print('A'),
    certificate: { sha256: print('C'), sha1: print('D', 20) },
  },
  { name: 'Acme UAT', role: 'present', publicKey: print('A') },
  { name: 'Acme', role: 'next', publicKey: print('E') },
  { name: 'Beta', role: 'former', publicKey: print('E') },
  { name: 'server.key', role: 'file', publicKey: print('A') },
  { name: 'laptop.key', role: 'file', publicKey: print('1') },
];

test('a fingerprint is looked for among keys and certificates, present ones first', () => {
  expect(whoHas(print('A'), known).map(({ key, of }) => [key.name, of])).toEqual([
    ['Acme', 'key'],
    ['Acme UAT', 'key'],
    ['server.key', 'key'],
  ]);
  expect(whoHas(print('E'), known).map(({ key }) => key.role)).toEqual(['next', 'former']);
  expect(whoHas(print('D', 20), known)).toMatchObject([{ of: 'certificate' }]);
  expect(whoHas(print('F'), known)).toEqual([]);
});

test.each([
  ['A', 'ci/present', 'good', 'Acme, Acme UAT'],
  ['B', 'ci/former', 'fault', 'Old'],
  ['C', 'ci/certificate', 'note', 'Acme'],
  ['E', 'ci/next', 'note', 'Acme'],
  ['1', 'ci/file', 'good', 'laptop.key'],
  ['F', 'ci/unknown', 'risk', 'not here'],
])('what openssl printed for %s is %s', (digit, code, severity, title) => {
  const digits = print(digit).replaceAll(':', '').toLowerCase();
  const [finding, ...more] = explainSecret(
    `2026-11-22T08:00:01Z SHA2-256(stdin)= ${digits}\n`,
    known,
  );
  expect(finding).toMatchObject({ code, severity, certainty: 'certain' });
  expect(finding?.title).toContain(title);
  expect(finding?.evidence[0]?.text).toContain(print(digit));
  expect(more).toEqual([]);
});

test('a SHA-1 that is nobody’s is not called a key', () => {
  expect(explainSecret(print('A', 20), known)).toMatchObject([
    { code: 'ci/sha1', severity: 'note' },
  ]);
});

test('two pipelines’ lines are two findings', () => {
  const codes = explainSecret(`${print('A')}\n${print('B')}`, known).map(({ code }) => code);
  expect(codes).toEqual(['ci/present', 'ci/former']);
});

test.each([
  ['nothing', '', 'rotation/no-fingerprint'],
  ['openssl’s error', 'Could not read key from <stdin>', 'rotation/no-fingerprint'],
  ['the key itself', '-----BEGIN PRIVATE KEY-----\nMIIE', 'rotation/private-key'],
  ['a whole log', 'x'.repeat(300_000), 'input/too-large'],
])('%s pasted is refused with a code', async (_, text, code) => {
  expect((await thrown(() => explainSecret(text, known))).code).toBe(code);
});
