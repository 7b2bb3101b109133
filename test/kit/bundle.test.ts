import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { beforeAll, expect, test } from 'vitest';
import type { JwtConfig } from '../../src/core/config.ts';
import { createRequest, createSelfSigned } from '../../src/core/certificate.ts';
import { exportPkcs1, exportPkcs8, generateKey, type Key } from '../../src/core/key.ts';
import { SUBJECT_DEFAULTS } from '../../src/core/subject.ts';
import { createBundle, type BundleInput } from '../../src/kit/bundle.ts';
import { needTool, python, run } from '../_tools.ts';

const DATE = new Date('2026-11-21T22:30:10Z');
const CONFIG: JwtConfig = {
  consumerKey: '3MVG9.key',
  subject: 'ci@acme.example',
  sandbox: false,
  expiresIn: 180,
  privateKeyFile: './certs/server.key',
  loginUrl: 'https://acme.my.salesforce.com',
  rest: {},
};

let key: Key;
let whole: BundleInput;

beforeAll(async () => {
  key = await generateKey(2048, DATE);
  const { pem: certificate } = await createSelfSigned({
    keys: key,
    subject: SUBJECT_DEFAULTS,
    days: 365,
    now: DATE,
  });
  const { pem: request } = await createRequest(key, SUBJECT_DEFAULTS);
  whole = {
    key: { pem: await exportPkcs8(key), encrypted: false },
    certificate,
    request,
    config: CONFIG,
    date: DATE,
  };
});

const textsIn = (input: BundleInput) =>
  Object.fromEntries(
    Object.entries(unzipSync(createBundle(input))).map(([name, bytes]) => [name, strFromU8(bytes)]),
  );

async function inFolder<T>(use: (folder: string) => T | Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'keybearer-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function unpack(input: BundleInput, folder: string): void {
  for (const [name, text] of Object.entries(textsIn(input))) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

test('every file is in it, as it was given', () => {
  const texts = textsIn(whole);
  expect(Object.keys(texts).sort()).toEqual([
    '.gitignore',
    'README.md',
    'certs/server.crt',
    'certs/server.csr',
    'certs/server.key',
    'jwt.json',
  ]);
  expect(texts['certs/server.key']).toBe(whole.key.pem);
  expect(texts['certs/server.crt']).toBe(whole.certificate);
  expect(texts['certs/server.csr']).toBe(whole.request);
  expect(JSON.parse(texts['jwt.json']!)).toMatchObject({
    loginUrl: CONFIG.loginUrl,
    expiresIn: 180,
  });
});

test('what is absent is neither a file nor a word in the README', () => {
  const texts = textsIn({ key: whole.key, certificate: whole.certificate, date: DATE });
  expect(Object.keys(texts)).not.toContain('jwt.json');
  expect(Object.keys(texts)).not.toContain('certs/server.csr');
  expect(texts['README.md']).not.toMatch(/jwt\.json|server\.csr|passphrase/);
});

test('the README speaks of the bundle it is in', async () => {
  const plain = textsIn(whole)['README.md']!;
  expect(plain).toContain('is not encrypted');
  expect(plain).toMatch(/openssl pkey -in certs\/server\.key -check/);
  const sealed = textsIn({
    ...whole,
    key: { pem: await exportPkcs8(key, 'secret'), encrypted: true },
  })['README.md']!;
  expect(plain).toContain('sf org login jwt --username');
  expect(sealed).toContain('encrypted with the passphrase');
  expect(sealed).toContain('--jwt-key-file server-plain.key');
  expect(sealed).not.toContain('is not encrypted');
  const old = textsIn({ ...whole, key: { pem: await exportPkcs1(key), encrypted: false } })[
    'README.md'
  ]!;
  expect(old).toContain('openssl rsa -in certs/server.key -check');
  const elsewhere = textsIn({ ...whole, config: { ...CONFIG, privateKeyFile: '/ci/key.pem' } })[
    'README.md'
  ]!;
  expect(elsewhere).toContain('change `privateKeyFile`');
  for (const text of [plain, sealed, old]) expect(text).not.toMatch(/PRIVATE KEY-----|3MVG9/);
});

test('another zip reader sees the same files, the key readable by its owner only', async () => {
  if (!needTool('python3-cryptography')) return;
  await inFolder((folder) => {
    const path = join(folder, 'bundle.zip');
    writeFileSync(path, createBundle(whole));
    const program = `import sys, zipfile, json
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
print(json.dumps({i.filename: [oct(i.external_attr >> 16), i.create_system, list(i.date_time)] for i in z.infolist()}))`;
    const { stdout, stderr } = run(python()!, ['-c', program, path]);
    expect(stderr).toBe('');
    const files = JSON.parse(stdout) as Record<string, [string, number, number[]]>;
    expect(files['certs/server.key']).toEqual(['0o100600', 3, [2026, 11, 21, 22, 30, 10]]);
    expect(files['certs/server.crt']![0]).toBe('0o100644');
    expect(Object.keys(files)).toHaveLength(6);
  });
});

test('the same input makes the same bytes in every time zone, another date makes others', () => {
  const before = process.env.TZ;
  const inZone = (zone: string, date = DATE) => {
    process.env.TZ = zone;
    return Buffer.from(createBundle({ ...whole, date })).toString('base64');
  };
  try {
    const all = ['UTC', 'America/Los_Angeles', 'Asia/Kolkata', 'Pacific/Kiritimati'].map((zone) =>
      inZone(zone),
    );
    expect(new Set(all).size).toBe(1);
    expect(inZone('UTC', new Date('2026-11-22T00:00:00Z'))).not.toBe(all[0]);
  } finally {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  }
});

test.each(['1970-01-01', '2150-06-01'])(
  'a clock at %s, which no zip can hold, breaks nothing',
  (day) => {
    expect(Object.keys(unzipSync(createBundle({ ...whole, date: new Date(day) })))).toHaveLength(6);
  },
);

test('git keeps the key out, and only the key', async () => {
  await inFolder((folder) => {
    unpack(whole, folder);
    const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8' });
    git('init', '-q');
    git('add', '-A');
    expect(git('ls-files').trim().split('\n').sort()).toEqual([
      '.gitignore',
      'README.md',
      'certs/server.crt',
      'certs/server.csr',
      'jwt.json',
    ]);
    expect(git('check-ignore', 'certs/server.key').trim()).toBe('certs/server.key');
  });
});

test.each(['pkcs8', 'pkcs1'])(
  'the commands of the README run and accept the files (%s)',
  async (format) => {
    if (!needTool('openssl')) return;
    const pem = format === 'pkcs8' ? whole.key.pem : await exportPkcs1(key);
    await inFolder((folder) => {
      unpack({ ...whole, key: { pem, encrypted: false } }, folder);
      const readme = readFileSync(join(folder, 'README.md'), 'utf8');
      const commands = [...readme.matchAll(/^ {4}(openssl .*)$/gm)].map(([, command]) => command!);
      expect(commands.length).toBeGreaterThanOrEqual(5);
      const outputs = commands.map((command) => {
        const { status, stdout, stderr } = run('bash', ['-c', command], { cwd: folder });
        expect([command, status, stderr.includes('rror')]).toEqual([command, 0, false]);
        return stdout;
      });
      const [, , fromKey, fromCertificate] = outputs;
      expect(fromKey).toMatch(/BEGIN PUBLIC KEY/);
      expect(fromKey).toBe(fromCertificate);
    });
  },
);
