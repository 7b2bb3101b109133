import { X509Certificate, createPrivateKey } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readCertificate } from '../../src/core/certificate.ts';
import { utf8 } from '../../src/core/bytes.ts';
import { SUBJECT_DEFAULTS, type Subject } from '../../src/core/subject.ts';
import { opensslCommands } from '../../src/kit/openssl.ts';
import { needTool, python, run } from '../_tools.ts';

const NONE: Subject = { ...SUBJECT_DEFAULTS, commonName: '' };

const openssl = needTool('openssl');

function make(subject: Subject, options: { bits?: number; days?: number; times?: number } = {}) {
  const { bits = 2048, days = 365, times = 1 } = options;
  const folder = mkdtempSync(join(tmpdir(), 'keybearer-'));
  try {
    let ran = { status: null as number | null, stdout: '', stderr: '' };
    const keys = Array.from({ length: times }, () => {
      ran = run('bash', ['-eu', '-c', opensslCommands({ subject, bits, days })], { cwd: folder });
      return readFileSync(join(folder, 'certs/server.key'), 'utf8');
    });
    const [key, crt, csr] = ['server.key', 'server.crt', 'server.csr'].map((name) =>
      readFileSync(join(folder, 'certs', name), 'utf8'),
    ) as [string, string, string];
    const leaked = ['pwned', 'certs/pwned'].some((name) => existsSync(join(folder, name)));
    return { ...ran, key, keys, crt, csr, leaked };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The names as Python's cryptography reads them: every attribute in order, its type and its value. */
function namesOf(pem: string): [string, string][] {
  const program = `import sys, json
from cryptography import x509
pem = sys.stdin.buffer.read()
load = x509.load_pem_x509_csr if b'REQUEST' in pem else x509.load_pem_x509_certificate
print(json.dumps([[a.oid._name, a.value] for rdn in load(pem).subject.rdns for a in rdn]))`;
  return JSON.parse(run(python()!, ['-c', program], { input: pem }).stdout) as [string, string][];
}

test.skipIf(!openssl).each([
  ['the defaults', SUBJECT_DEFAULTS],
  ['A/S Maersk', { ...NONE, commonName: 'ci', organization: 'A/S Maersk', country: 'DK' }],
  [
    'slashes, plus signs, equals signs and backslashes',
    { ...NONE, commonName: '/CN=evil+O=x\\', organization: 'A+B=C', organizationalUnit: '\\/\\' },
  ],
  ['quotes of both kinds', { ...NONE, commonName: `The "Best" Co's`, organization: '\'\'""' }],
  [
    'what a shell would run',
    {
      ...NONE,
      commonName: '$(touch pwned)`touch pwned`',
      organization: "'; touch pwned; '",
      organizationalUnit: 'Cash$HOME Ltd',
    },
  ],
  ['the delimiter of the here document', { ...NONE, commonName: 'END', organization: 'EOF' }],
  [
    'what openssl’s configuration reads',
    { ...NONE, commonName: '#x $ENV::HOME ;', organization: '[section] a = b' },
  ],
  [
    'other scripts',
    {
      ...NONE,
      commonName: '株式会社',
      organization: 'Müller GmbH',
      organizationalUnit: 'Ελλάς',
      city: 'Reykjavík',
      state: '🗝',
    },
  ],
  [
    'history and percent signs',
    { ...NONE, commonName: '!! %PATH% ~ * ?', email: "o'neil+ci@acme.example" },
  ],
] as [string, Subject][])('the commands make a pair that reads back: %s', async (_, subject) => {
  const { status, stderr, stdout, key, crt, csr, leaked } = make(subject);
  expect([status, stderr]).toEqual([0, expect.stringContaining('verify OK')]);
  expect(stdout).toContain('The certificate belongs to the key.');
  expect(leaked).toBe(false);
  expect(new X509Certificate(crt).checkPrivateKey(createPrivateKey(key))).toBe(true);
  expect((await readCertificate(utf8(crt))).subject).toEqual(subject);
  if (needTool('python3-cryptography')) {
    const order: [string, keyof Subject][] = [
      ['countryName', 'country'],
      ['stateOrProvinceName', 'state'],
      ['localityName', 'city'],
      ['organizationName', 'organization'],
      ['organizationalUnitName', 'organizationalUnit'],
      ['commonName', 'commonName'],
      ['emailAddress', 'email'],
    ];
    const expected = order
      .filter(([, field]) => subject[field] !== '')
      .map(([name, field]) => [name, subject[field]]);
    expect(namesOf(crt)).toEqual(expected);
    expect(namesOf(csr)).toEqual(expected);
  }
});

test.skipIf(!openssl)('size, days and extensions are those of the form', () => {
  const { crt, key } = make(SUBJECT_DEFAULTS, { bits: 3072, days: 30 });
  const certificate = new X509Certificate(crt);
  const days = (Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)) / 86_400_000;
  expect(days).toBe(30);
  expect(certificate.publicKey.asymmetricKeyDetails).toMatchObject({
    modulusLength: 3072,
    publicExponent: 65537n,
  });
  expect(key).toMatch(/^-----BEGIN PRIVATE KEY-----/);
  expect(certificate.ca).toBe(false);
  const { stdout } = run(
    'openssl',
    [
      'x509',
      '-noout',
      '-ext',
      'basicConstraints,keyUsage,subjectKeyIdentifier,authorityKeyIdentifier',
    ],
    { input: crt },
  );
  expect(stdout).toMatch(/Basic Constraints: critical\s+CA:FALSE/);
  expect(stdout).toMatch(/Key Usage: critical\s+Digital Signature\n/);
  expect(stdout).toMatch(/Subject Key Identifier/);
  expect(stdout).toMatch(/Authority Key Identifier/);
});

test.skipIf(!openssl)('running them twice keeps the key', () => {
  const { keys } = make(SUBJECT_DEFAULTS, { times: 2 });
  expect(keys[1]).toBe(keys[0]);
});

test('a line break cannot be typed into the commands', () => {
  expect(() =>
    opensslCommands({ subject: { ...NONE, commonName: 'a\nrm -rf x' }, bits: 2048, days: 1 }),
  ).toThrow(expect.objectContaining({ code: 'command/not-quotable' }));
});
