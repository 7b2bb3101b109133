import { createHash } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { readFingerprints } from '../../src/core/fingerprint.ts';
import { bashSecretCheck, powershellSecretCheck } from '../../src/kit/secret-check.ts';
import { temporaryFolder } from '../_files.ts';
import { needTool, run, runAsync } from '../_tools.ts';
import { thrown } from '../_thrown.ts';

const openssl = needTool('openssl');
const folder = temporaryFolder();

let pkcs8 = '';
let pkcs1 = '';
let encrypted = '';
let expected = '';

beforeAll(() => {
  if (!openssl) return;
  // Made by openssl, and hashed by node: nothing of ours on either side.
  pkcs8 = run('openssl', [
    'genpkey',
    '-algorithm',
    'RSA',
    '-pkeyopt',
    'rsa_keygen_bits:2048',
  ]).stdout;
  pkcs1 = run('openssl', ['rsa', '-traditional'], { input: pkcs8 }).stdout;
  encrypted = run('openssl', ['pkcs8', '-topk8', '-passout', 'pass:plum'], { input: pkcs8 }).stdout;
  const der = run('openssl', ['pkey', '-pubout'], { input: pkcs8 }).stdout;
  const body = Buffer.from(der.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  expected = createHash('sha256').update(body).digest('hex').toUpperCase().match(/../g)!.join(':');
});

async function check(value: string, flags: readonly string[] = ['-eu', '-o', 'pipefail']) {
  const command = bashSecretCheck({ variable: 'SF_JWT_KEY' });
  return runAsync('bash', [...flags, '-c', command], {
    cwd: folder.path,
    env: { ...process.env, SF_JWT_KEY: value },
  });
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

test.skipIf(!openssl).each([
  ['a PEM', () => pkcs8],
  ['a PEM in PKCS#1', () => pkcs1],
  ['a PEM without its last line break', () => pkcs8.trimEnd()],
  ['a PEM with Windows line breaks', () => pkcs8.replaceAll('\n', '\r\n')],
  ['a PEM with \\n for its line breaks', () => pkcs8.replaceAll('\n', '\\n')],
  ['base64 of the PEM on one line', () => base64(pkcs8)],
  ['base64 of the PEM on many lines', () => base64(pkcs8).replace(/.{76}/g, '$&\n')],
])('bash prints the fingerprint of %s', async (_, value) => {
  const { status, stdout, stderr } = await check(value());
  expect(stderr).toBe('');
  expect(readFingerprints(stdout)).toEqual([expected]);
  expect(status).toBe(0);
});

test.skipIf(!openssl)('bash reads the file whose path the variable holds', async () => {
  const path = folder.write('a key.pem', pkcs8);
  expect(readFingerprints((await check(path)).stdout)).toEqual([expected]);
});

test.skipIf(!openssl).each(['server.key', 'it’s $(touch pwned) "a" key.pem'])(
  'bash prints the fingerprint of the file %s',
  async (file) => {
    folder.write(file, pkcs8);
    const { stdout } = await runAsync('bash', ['-eu', '-c', bashSecretCheck({ file })], {
      cwd: folder.path,
    });
    expect(readFingerprints(stdout)).toEqual([expected]);
  },
);

test.skipIf(!openssl).each([
  ['an empty secret', () => ''],
  ['an encrypted key', () => encrypted],
  ['a key that was cut short', () => pkcs8.slice(0, 700)],
  ['a public key', () => run('openssl', ['pkey', '-pubout'], { input: pkcs8 }).stdout],
])('bash prints no fingerprint of %s, and fails', async (_, value) => {
  for (const flags of [['-eu', '-o', 'pipefail'], []]) {
    const { status, stdout, stderr } = await check(value(), flags);
    expect(stdout).toBe('');
    expect(stderr).not.toBe('');
    expect(status).not.toBe(0);
  }
});

test.skipIf(!openssl)('a job that traces its commands prints nothing of the key', async () => {
  const { stdout, stderr } = await check(pkcs8, ['-x']);
  expect(readFingerprints(stdout)).toEqual([expected]);
  const lines = pkcs8.split('\n').filter((line) => line.length > 20 && !line.startsWith('-'));
  for (const line of lines) expect(stdout + stderr).not.toContain(line);
});

test.each(['', 'A B', 'A;touch pwned', '$(id)', '1A', 'Ä', 'a'.repeat(300)])(
  'a variable cannot be called %s',
  async (variable) => {
    for (const write of [bashSecretCheck, powershellSecretCheck]) {
      expect((await thrown(() => write({ variable }))).code).toBe('command/not-quotable');
    }
  },
);

test('PowerShell takes a path with quotes as one text', () => {
  expect(powershellSecretCheck({ file: "it's ’ $(id).pem" })).toContain(
    "-LiteralPath 'it''s ’’ $(id).pem';",
  );
});

test('PowerShell prints the hash of the public key and nothing else', () => {
  const command = powershellSecretCheck({ variable: 'SF_JWT_KEY' });
  const statements = command.split(/[;{}]/).map((one) => one.trim());
  const printing = statements.filter(
    (one) => one !== '' && !/^(\$\w+ =|if |& ?$|\$r\.Import)/.test(one),
  );
  expect(printing).toEqual([
    '[Convert]::ToHexString([Security.Cryptography.SHA256]::HashData($r.ExportSubjectPublicKeyInfo()))',
  ]);
});
