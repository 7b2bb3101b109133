import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { concat, type Bytes } from '../../src/core/bytes.ts';
import { createSelfSigned } from '../../src/core/certificate.ts';
import { readConfig, type JwtConfig } from '../../src/core/config.ts';
import { exportPkcs8, generateKey } from '../../src/core/key.ts';
import { SUBJECT_DEFAULTS } from '../../src/core/subject.ts';
import { createBatchZip, folderNames } from '../../src/kit/batch.ts';
import { needTool, python, run } from '../_tools.ts';

const DATE = new Date('2026-11-21T22:30:10Z');
const CONFIG: JwtConfig = {
  consumerKey: '3MVG9.secretish',
  subject: 'ci@acme.example',
  sandbox: false,
  expiresIn: 180,
  privateKeyFile: './certs/server.key',
  loginUrl: 'https://acme.my.salesforce.com',
  rest: {},
};
/** Unpacks with Python's own reader, which checks sums and lengths, and sets modes and times. */
const UNPACK = `import calendar, os, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as file:
    assert file.testzip() is None
    for one in file.infolist():
        assert not one.is_dir() and one.create_system == 3, one
        path = file.extract(one, sys.argv[2])
        os.chmod(path, one.external_attr >> 16 & 0o777)
        os.utime(path, (calendar.timegm(one.date_time),) * 2)`;

const whole = needTool('openssl') && needTool('python3-cryptography');
const folder = mkdtempSync(join(tmpdir(), 'keybearer-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A zip of three connections, unpacked. */
beforeAll(async () => {
  if (!whole) return;
  const key = await generateKey(2048, DATE);
  const certificate = await createSelfSigned({
    keys: key,
    subject: SUBJECT_DEFAULTS,
    days: 365,
    now: DATE,
  });
  const chunks: Bytes[] = [];
  const zip = createBatchZip({ date: DATE, encrypted: false }, (chunk) => chunks.push(chunk));
  const names = ['Acme “Prod”', '=cmd|1', 'Zürich/../..'];
  const folders = folderNames(names);
  for (const [at, name] of names.entries()) {
    zip.add({
      name,
      folder: folders[at] ?? '',
      key: await exportPkcs8(key),
      certificate,
      ...(at === 0 && { config: CONFIG }),
    });
  }
  zip.end();
  writeFileSync(join(folder, 'batch.zip'), concat(...chunks));
  const { status, stderr } = run(python() ?? '', ['-c', UNPACK, 'batch.zip', 'out'], {
    cwd: folder,
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});

const out = (path: string) => join(folder, 'out', path);
const read = (path: string) => readFileSync(out(path), 'utf8');
const openssl = (...args: string[]) => execFileSync('openssl', args, { encoding: 'utf8' });

test.skipIf(!whole)(
  'openssl finds the key of each folder whole, and its certificate made for it',
  () => {
    for (const name of ['Acme-Prod', 'cmd-1', 'Zürich-..-']) {
      const path = name.replace(/[.-]+$/, '');
      expect(openssl('pkey', '-in', out(`${path}/server.key`), '-check', '-noout')).toContain(
        'Key is valid',
      );
      const ofKey = openssl('pkey', '-in', out(`${path}/server.key`), '-pubout');
      expect(openssl('x509', '-in', out(`${path}/server.crt`), '-noout', '-pubkey')).toBe(ofKey);
    }
  },
);

test.skipIf(!whole)('a private key is its owner’s alone, the rest may be read', () => {
  expect(statSync(out('Acme-Prod/server.key')).mode & 0o777).toBe(0o600);
  expect(statSync(out('Acme-Prod/server.crt')).mode & 0o777).toBe(0o644);
  expect(statSync(out('index.csv')).mode & 0o777).toBe(0o644);
  expect(statSync(out('index.csv')).mtime).toEqual(DATE);
});

test.skipIf(!whole)(
  'jwt.json stands where the details are known, and names the key beside it',
  () => {
    const { config } = readConfig(read('Acme-Prod/jwt.json'));
    expect(config).toMatchObject({ ...CONFIG, privateKeyFile: './server.key' });
    expect(() => statSync(out('cmd-1/jwt.json'))).toThrow('ENOENT');
  },
);

test.skipIf(!whole)(
  'python’s csv reads the table back, and it holds neither key nor consumer key',
  () => {
    const script = `import csv, json, sys
print(json.dumps(list(csv.DictReader(open(sys.argv[1], newline='', encoding='utf-8')))))`;
    const { stdout } = run(python() ?? '', ['-c', script, out('index.csv')]);
    const rows = JSON.parse(stdout) as Record<string, string>[];
    expect(rows).toMatchObject([
      {
        Folder: 'Acme-Prod',
        Name: 'Acme “Prod”',
        'Login URL': 'https://acme.my.salesforce.com',
        Username: 'ci@acme.example',
        'Valid until': '2027-11-21',
      },
      { Folder: 'cmd-1', Name: `'=cmd|1`, 'Login URL': '' },
      { Folder: 'Zürich', Name: 'Zürich/../..' },
    ]);
    const print = openssl(
      'x509',
      '-in',
      out('cmd-1/server.crt'),
      '-noout',
      '-fingerprint',
      '-sha256',
    );
    expect(print.trim().endsWith(`=${rows[1]?.['Certificate SHA-256']}`)).toBe(true);
    expect(read('index.csv')).not.toContain('secretish');
    expect(read('index.csv')).not.toContain('PRIVATE');
  },
);

test.skipIf(!whole)('git leaves every key out', () => {
  expect(read('.gitignore')).toContain('*.key');
  expect(read('README.md')).toContain('are not encrypted');
});

test.each([
  [
    ['Acme', 'acme', 'ACME'],
    ['Acme', 'acme-2', 'ACME-3'],
  ],
  [
    ['a', 'a', 'a-2'],
    ['a', 'a-2', 'a-2-2'],
  ],
  [
    ['../../etc/passwd', '/abs', 'C:\\x'],
    ['etc-passwd', 'abs', 'C-x'],
  ],
  [
    ['', '   ', '...'],
    ['connection', 'connection-2', 'connection-3'],
  ],
  [
    ['con', 'NUL.txt', 'com1', 'console'],
    ['_con', '_NUL.txt', '_com1', 'console'],
  ],
  [
    ['Zu\u0308rich', 'Z\u00fcrich'],
    ['Zürich', 'Zürich-2'],
  ],
  [
    ['a\u0000b\nc', '\u202eevil'],
    ['a-b-c', 'evil'],
  ],
  [['x'.repeat(300)], ['x'.repeat(60)]],
])('folders for %j are %j', (names, folders) => {
  expect(folderNames(names)).toEqual(folders);
});
