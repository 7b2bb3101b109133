import { statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cpuOf, LIMIT } from '../../_cpu.ts';
import { EXPECTED, OPENED_BY_PASSPHRASE, type Expected } from '../../vectors/inspect/expected.ts';
import { load, look, lookAnew, NAMES } from './_corpus.ts';

test('the corpus has 100 files or more, each with an expectation, and weighs under 1 MB', () => {
  expect(NAMES.length).toBeGreaterThanOrEqual(100);
  expect(Object.keys(EXPECTED).sort()).toEqual(NAMES);
  expect(NAMES).toEqual(expect.arrayContaining(Object.keys(OPENED_BY_PASSPHRASE)));
  const sizes = NAMES.map((name) => statSync(`test/vectors/inspect/files/${name}`).size);
  expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(1_000_000);
});

/** A thing a line, its codes in order, in no order among themselves. */
function lines(expected: Expected): string[] {
  return expected
    .map(([kind, ...codes]) => [kind, ...codes.map((code) => `inspect/${code}`).sort()].join(' '))
    .sort();
}

async function found(name: string, passphrase?: string): Promise<string[]> {
  const things = await look(name, passphrase);
  return (
    things
      // The text round a PEM, in which the page looks for errors.
      .filter(({ kind }) => kind !== 'text')
      .map(({ kind, findings }) => [kind, ...findings.map(({ code }) => code).sort()].join(' '))
      .sort()
  );
}

test.each(NAMES)('%s is what it is', async (name) => {
  expect(await found(name)).toEqual(lines(EXPECTED[name] ?? []));
});

test.each(Object.keys(OPENED_BY_PASSPHRASE))('%s opens with its passphrase', async (name) => {
  expect(await found(name, 'secret12')).toEqual(lines(OPENED_BY_PASSPHRASE[name] ?? []));
});

test.each(Object.keys(OPENED_BY_PASSPHRASE))(
  'another passphrase opens no key in %s, and is said to be wrong',
  async (name) => {
    const things = await look(name, 'secret13');
    const [first] = things;
    expect(things.filter(({ forms }) => forms.some(({ form }) => form === 'pkcs8'))).toEqual([]);
    const codes = first?.findings.map(({ code }) => code);
    const unread = ['inspect/encryption-unread', 'inspect/passphrase-wrong'];
    expect(unread.some((code) => codes?.includes(code))).toBe(true);
  },
);

test('a file is known by its content: under another name it is the same', async () => {
  const { identify } = await import('../../../src/doctor/identify/identify.ts');
  for (const name of ['rsa.pkcs8.key', 'store.jks', 'rsa.csr.der', 'rsa.jwk.json']) {
    const [thing] = await identify(load(name), { from: 'holiday.jpg' });
    expect(thing?.kind).toBe(EXPECTED[name]?.[0]?.[0]);
  }
});

test('no part of a private key stands in what is said of it', async () => {
  for (const name of NAMES.filter((one) => !one.includes('public'))) {
    const things = await look(name, 'secret12');
    const said = JSON.stringify(things);
    expect(said).not.toContain('PRIVATE KEY-----');
    expect(said).not.toContain('secret12');
    // A prime in decimal or base64 would be a long run; fingerprints have colons.
    for (const { facts } of things.filter(({ secret }) => secret)) {
      for (const { value } of facts) expect(value).not.toMatch(/[A-Za-z0-9+/=_-]{60}/);
    }
  }
});

test('each file is recognised within 100 ms', async () => {
  await look('rsa.pkcs8.key');
  const slow: string[] = [];
  for (const name of NAMES) {
    const time = await cpuOf(() => lookAnew(name));
    if (time > LIMIT) slow.push(`${name}: ${Math.round(time)} ms`);
  }
  expect(slow).toEqual([]);
});
