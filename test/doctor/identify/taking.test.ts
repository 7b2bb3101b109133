/** What is taken away: openssl accepts it, and it is the same key. */
import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Takeable } from '../../../src/doctor/taking.ts';
import { temporaryFolder } from '../../_files.ts';
import { thrown } from '../../_thrown.ts';
import { needTool, run } from '../../_tools.ts';
import { load, look, NAMES } from './_corpus.ts';

const folder = temporaryFolder();
const PASS = 'secret12';
const text = (name: string) => Buffer.from(load(name)).toString('utf8');

async function take(thing: Takeable, form: string, passphrase?: string): Promise<string> {
  const content = (await thing.take?.(form, passphrase)) ?? '';
  return typeof content === 'string' ? content : Buffer.from(content).toString('latin1');
}

/** What openssl has said of a text: the same key comes out of many files, letter for letter. */
const moduli = new Map<string, string>();

function modulus(pem: string, ...options: string[]): string {
  const asked = JSON.stringify([pem, ...options]);
  const known = moduli.get(asked) ?? askModulus(pem, options);
  moduli.set(asked, known);
  return known;
}

/** As openssl prints it. */
function askModulus(pem: string, options: readonly string[]): string {
  const path = folder.write('taken.pem', pem);
  const { status, stdout, stderr } = run('openssl', [
    'rsa',
    '-in',
    path,
    '-noout',
    '-modulus',
    '-check',
    ...options,
  ]);
  expect(`${status} ${stderr}`).toMatch(/^0 /);
  expect(stdout).toContain('RSA key ok');
  return /Modulus=(\w+)/.exec(stdout)?.[1] ?? '';
}

const MINE = text('rsa.pkcs8.key');
/** Files that hold the key of rsa.pkcs8.key, in whatever form. */
const SAME = NAMES.filter((name) =>
  /^(?:rsa\.(?:pkcs|encrypted(?!-(?:des3|scrypt)))|store\.(?!ec|bcfks|generated|cut|mangled|jceks|key-p|cert)|key\.(?!openssh)|der\.)/.test(
    name,
  ),
);

test.skipIf(!needTool('openssl')).each(SAME)(
  'what is taken out of %s is accepted by openssl and is the same key',
  async (name) => {
    const things = await look(name, PASS);
    const mine = things.filter(({ forms }) => forms.some(({ form }) => form === 'pkcs8'));
    for (const thing of mine) {
      const pkcs8 = await take(thing, 'pkcs8');
      expect(pkcs8).toBe(MINE);
      expect(modulus(pkcs8)).toBe(modulus(MINE));
      expect(modulus(await take(thing, 'pkcs1'))).toBe(modulus(MINE));
    }
    const isLost = /one-bit|cut-off|missing|bad-character|empty|legacy-one|ec-one|mangled/;
    expect(mine.length).toBe(isLost.test(name) ? 0 : 1);
  },
);

test.skipIf(!needTool('openssl'))('PKCS#1 is taken away as openssl writes it', async () => {
  const [thing] = await look('rsa.pkcs8.key');
  expect(await take(thing!, 'pkcs1')).toBe(text('rsa.pkcs1.key'));
});

test('base64 and the one line give back the key', async () => {
  const [thing] = await look('rsa.pkcs1.key');
  const base64 = await take(thing!, 'base64');
  expect(base64).toMatch(/^[A-Za-z0-9+/=]+$/);
  expect(Buffer.from(base64, 'base64').toString()).toBe(MINE);
  const line = await take(thing!, 'one-line');
  expect(line).not.toContain('\n');
  expect(`${line.replaceAll('\\n', '\n')}\n`).toBe(MINE);
});

test('the public key is the one that openssl computes', async () => {
  const [thing] = await look('rsa.pkcs8.key');
  expect(await take(thing!, 'public-key')).toBe(text('rsa.public.pem'));
});

test.skipIf(!needTool('openssl'))('a passphrase protects what is taken away', async () => {
  const [thing] = await look('rsa.openssh');
  const sealed = await take(thing!, 'pkcs8', 'another1');
  expect(sealed).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----/);
  expect(modulus(sealed, '-passin', 'pass:another1')).toBe(modulus(await take(thing!, 'pkcs8')));
  const error = await thrown(() => thing!.take?.('pkcs1', 'another1'));
  expect(error.code).toBe('key/passphrase-format');
});

test.skipIf(!needTool('openssl')).each([
  ['rsa.openssh', 'rsa.openssh.pub'],
  ['rsa.jwk.json', 'rsa.public.jwk.json'],
  ['chromium.pkcs8.der', 'chromium.spki.der'],
])('%s becomes a key that openssl accepts, the private half of %s', async (name, half) => {
  const [thing] = await look(name);
  const [open] = await look(half);
  const pem = await take(thing!, 'pkcs8');
  expect(modulus(pem)).toMatch(/^\w{512}$/);
  const spki = createPublicKey(createPrivateKey(pem)).export({ type: 'spki', format: 'pem' });
  expect(await take(open!, 'public-key')).toBe(spki);
  expect(thing!.publicKey).toBe(open!.publicKey);
});

test.each([
  'rsa.crt',
  'rsa.crt.der',
  'certificate.one-line',
  'certificate.request-label',
  'key-in.crt',
])('the certificate of %s is the same in PEM and in DER', async (name) => {
  const thing = (await look(name)).find(({ kind }) => kind === 'certificate/x509');
  const wanted = new X509Certificate(load('rsa.crt'));
  const pem = await take(thing!, 'pem');
  expect(new X509Certificate(pem).fingerprint256).toBe(wanted.fingerprint256);
  const der = Buffer.from(await take(thing!, 'der'), 'latin1');
  expect(der.equals(wanted.raw)).toBe(true);
  const facts = Object.fromEntries(thing!.facts.map((fact) => [fact.name, fact.value]));
  expect(facts).toMatchObject({
    'SHA-256': wanted.fingerprint256,
    'SHA-1': wanted.fingerprint,
    'Serial number': wanted.serialNumber,
    'Valid until': expect.stringContaining(
      new Date(wanted.validTo).toISOString().slice(0, 16).replace('T', ' '),
    ) as string,
  });
});

test('an EC key that was damaged comes back as it was, byte for byte', async () => {
  const [thing] = await look('key.ec-one-line');
  expect(thing?.forms.map(({ form }) => form)).toEqual(['pem']);
  expect(await take(thing!, 'pem')).toBe(text('ec-P-256.key'));
});

test.each([
  ['key.cut-off'],
  ['key.bad-character'],
  ['key.one-bit'],
  ['key.first-lines-missing'],
  ['store.cut-off.p12'],
  ['der.mangled'],
  ['openssh.cut-off'],
])('nothing can be taken out of %s: what is lost is not guessed', async (name) => {
  const things = await look(name, PASS);
  expect(things.flatMap(({ forms }) => forms)).toEqual([]);
});

test('what belongs together shares the public key’s fingerprint, whatever the file', async () => {
  const names = ['rsa.pkcs1.der', 'rsa.crt', 'rsa.csr', 'rsa.public-pkcs1.pem', 'leaf.crt'];
  const prints = await Promise.all(names.map(async (name) => (await look(name))[0]?.publicKey));
  const { stdout } = run('openssl', [
    'dgst',
    '-sha256',
    '-c',
    'test/vectors/inspect/files/rsa.public.der',
  ]);
  const wanted = /= ([0-9a-f:]{95})/.exec(stdout)?.[1]?.toUpperCase();
  expect(new Set(prints)).toEqual(new Set([wanted]));
});

test.each([
  ['rsa.openssh', 'rsa.openssh.pub', 'rsa.rfc4716.pub'],
  ['ed25519.openssh', 'ed25519.openssh.pub'],
  ['ecdsa.openssh', 'ecdsa.openssh.pub'],
  ['rsa-passphrase.openssh'],
  ['ec.jwk.json'],
  ['dsa.traditional.key', 'dsa.public.pem'],
])('%s and its public half share their fingerprint', async (...names) => {
  const prints = await Promise.all(names.map(async (name) => (await look(name))[0]?.publicKey));
  expect(prints[0]).toMatch(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  expect(new Set(prints).size).toBe(1);
});

test('the fingerprint of an SSH key is what ssh-keygen prints', async () => {
  const { stdout } = run('ssh-keygen', ['-l', '-f', 'test/vectors/inspect/files/rsa.openssh.pub']);
  const [thing] = await look('rsa.openssh.pub');
  const shown = thing?.facts.find(({ name }) => name === 'SSH fingerprint')?.value ?? 'none';
  expect(stdout).toContain(shown);
});
