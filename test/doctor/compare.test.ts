import { expect, test } from 'vitest';
import { compareThings } from '../../src/doctor/compare.ts';
import type { Thing } from '../../src/doctor/thing.ts';

const KEY = 'AA:BB';
function thing(change: Partial<Thing>): Thing {
  return {
    kind: 'private-key/pkcs8',
    title: 'an RSA private key (PKCS#8)',
    from: '',
    secret: true,
    facts: [{ name: 'Size', value: '2048 bits' }],
    mended: [],
    findings: [],
    publicKey: KEY,
    forms: [],
    ...change,
  };
}
const certificate = (change: Partial<Thing> = {}) =>
  thing({
    kind: 'certificate/x509',
    title: 'a certificate',
    facts: [
      { name: 'Subject', value: 'CN=ci' },
      { name: 'Size', value: '2048 bits' },
    ],
    ...change,
  });

test('a key and its certificate belong together', () => {
  const { publicKey, says, rows } = compareThings(thing({}), certificate());
  expect(publicKey).toBe('same');
  expect(says).toBe(
    'An RSA private key (PKCS#8) and a certificate have the same public key: they belong together.',
  );
  expect(rows).toEqual([
    { name: 'Size', one: '2048 bits', other: '2048 bits', differs: false },
    { name: 'Subject', one: null, other: 'CN=ci', differs: true },
  ]);
});

test('two keys of the same size are still different keys', () => {
  const { publicKey, says, rows } = compareThings(thing({}), thing({ publicKey: 'CC:DD' }));
  expect(publicKey).toBe('different');
  expect(says).toContain('they do not belong together');
  expect(rows.some(({ differs }) => differs)).toBe(false);
});

test('the same thing twice is the same', () => {
  expect(compareThings(certificate(), certificate()).says).toBe(
    'A certificate and a certificate are the same in all that is shown here.',
  );
});

test('a thing that is locked asks for its passphrase, one without a key says so', () => {
  const { publicKey: _, ...locked } = thing({ title: 'an encrypted key', locked: true });
  expect(compareThings(locked, certificate()).says).toBe(
    'To compare the keys, an encrypted key has to be opened with its passphrase.',
  );
  const { publicKey: __, ...jwt } = thing({ title: 'an access token' });
  expect(compareThings(certificate(), jwt)).toMatchObject({
    publicKey: 'unknown',
    says: 'An access token has no public key to compare.',
  });
  expect(compareThings(jwt, jwt).says).toBe(
    'An access token and an access token have no public key to compare.',
  );
});

test('of masked values that look alike nothing is said', () => {
  const masked = (value: string) => thing({ facts: [{ name: 'Token', value }] });
  const differs = (one: string, other: string) =>
    compareThings(masked(one), masked(other)).rows[0]?.differs;
  expect(differs('00D…', '00D…')).toBeNull();
  expect(differs('00D…', '00E…')).toBe(true);
  expect(differs('00D', '00D')).toBe(false);
});

test('a fact that comes twice is paired in turn', () => {
  const names = (...values: string[]) =>
    thing({ facts: values.map((value) => ({ name: 'SAN', value })) });
  expect(compareThings(names('a', 'b'), names('a')).rows).toEqual([
    { name: 'SAN', one: 'a', other: 'a', differs: false },
    { name: 'SAN', one: 'b', other: null, differs: true },
  ]);
});
