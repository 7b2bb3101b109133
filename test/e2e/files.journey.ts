/** An empty profile, a new connection, a key: and programs nobody here wrote accept every file. */
import { X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { amount, needTool, python, run } from '../_tools.ts';
import { CHECKERS, openssl, paths, wants } from './_checkers.ts';
import { button, download, field, generate, NAMES, newConnection, select } from './_do.ts';
import { expect, test } from './_fixtures.ts';

test.use({ kept: false });

for (const bits of [2048, 3072, 4096] as const) {
  test.describe(`RSA ${bits}`, () => {
    // In order, in one worker: the first test leaves the files that the others read.
    test.describe.configure({ mode: 'default' });
    const folder = join('test-results', `bundle-${bits}`);

    test(`a bundle of ${bits} bits comes from an empty profile`, async ({ page }) => {
      await newConnection(page);
      await generate(page, bits);
      const bundle = await download(page, NAMES.key.downloadBundle);
      expect(bundle.name).toMatch(/\.zip$/);
      rmSync(folder, { recursive: true, force: true });
      unpack(bundle.bytes, folder);

      // The single downloads hold the same key and certificate as the bundle, in the other forms too.
      const { key, certificate, request } = paths(folder);
      const same = (path: string) => readFileSync(path, 'utf8');
      expect((await download(page, NAMES.key.downloadKey)).bytes.toString()).toBe(same(key));
      expect((await download(page, NAMES.key.downloadCertificate)).bytes.toString()).toBe(
        same(certificate),
      );
      expect((await download(page, NAMES.key.downloadRequest)).bytes.toString()).toBe(
        same(request),
      );
      await select(page, NAMES.key.keyFormat).selectOption({ label: 'PKCS#1' });
      await select(page, NAMES.key.certificateFormat).selectOption({ label: 'DER' });
      writeFileSync(join(folder, 'pkcs1.key'), (await download(page, NAMES.key.downloadKey)).bytes);
      const der = await download(page, NAMES.key.downloadCertificate);
      writeFileSync(join(folder, 'server.der'), der.bytes);
      expect(new X509Certificate(der.bytes).fingerprint256).toBe(
        new X509Certificate(readFileSync(certificate)).fingerprint256,
      );
    });

    for (const { name, tool, check } of CHECKERS) {
      test(`${name} accepts every file of ${bits} bits`, () => {
        test.skip(tool !== undefined && !needTool(tool), `${tool} is not installed here`);
        expect(check(folder, bits)).toEqual([]);
      });
    }

    test(`openssl reads PKCS#1 and DER of ${bits} bits`, () => {
      test.skip(!needTool('openssl'), 'openssl is not installed here');
      const pkcs1 = join(folder, 'pkcs1.key');
      expect(readFileSync(pkcs1, 'utf8')).toContain('BEGIN RSA PRIVATE KEY');
      expect(wants(openssl('rsa', '-in', pkcs1, '-check', '-noout'), /RSA key ok/)).toEqual([]);
      const publics = [
        openssl('pkey', '-in', pkcs1, '-pubout').stdout,
        openssl('x509', '-inform', 'DER', '-in', join(folder, 'server.der'), '-noout', '-pubkey')
          .stdout,
      ];
      expect(publics[0]).toBe(publics[1]);
    });
  });
}

const SUBJECTS = ['A/S Maersk', 'Müller GmbH', 'The "Best" Co', 'Cash$HOME Ltd', '株式会社'];

test('every Unicode subject is read back exactly', async ({ page }, info) => {
  await newConnection(page);
  for (const [at, name] of SUBJECTS.entries()) {
    await field(page, NAMES.key.organization).fill(name);
    await field(page, NAMES.key.commonName).fill(`${name} login`);
    if (at === 0) await generate(page);
    else await button(page, NAMES.key.renew).click();
    await expect(page.getByRole('list', { name: NAMES.key.list, exact: true })).toContainText(
      `O=${name}`,
    );
    const pem = (await download(page, NAMES.key.downloadCertificate)).bytes;
    const request = (await download(page, NAMES.key.downloadRequest)).bytes;
    const files = [info.outputPath(`${at}.crt`), info.outputPath(`${at}.csr`)] as const;
    writeFileSync(files[0], pem);
    writeFileSync(files[1], request);

    const legacy = new X509Certificate(pem).toLegacyObject().subject as unknown as Record<
      string,
      string
    >;
    expect([legacy.O, legacy.CN]).toEqual([name, `${name} login`]);
    if (needTool('python3-cryptography')) {
      const program = [
        'import sys',
        'from cryptography import x509',
        'from cryptography.x509.oid import NameOID',
        'for load, path in ((x509.load_pem_x509_certificate, 1), (x509.load_pem_x509_csr, 2)):',
        '  subject = load(open(sys.argv[path], "rb").read()).subject',
        '  for oid in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME):',
        '    sys.stdout.buffer.write(subject.get_attributes_for_oid(oid)[0].value.encode() + b"\\n")',
      ].join('\n');
      const { stdout } = run(python() ?? '', ['-c', program, ...files]);
      expect(stdout).toBe(`${name}\n${name} login\n`.repeat(2));
    }
    if (needTool('openssl')) {
      const { stdout } = openssl(
        ...['x509', '-in', files[0], '-noout', '-subject', '-nameopt', 'utf8,sep_multiline'],
      );
      expect(stdout.split('\n').map((line) => line.trim())).toContain(`O=${name}`);
    }
  }
});

test('keys made one after another all differ and all check', async ({ page }) => {
  test.skip(!needTool('openssl'), 'openssl is not installed here');
  const count = amount('keys made in the page one after another', 3, 50);
  await newConnection(page);
  const seen = new Set<string>();
  for (let made = 0; made < count; made += 1) {
    if (made === 0) await generate(page);
    else {
      await button(page, NAMES.key.generate).click();
      await page
        .getByRole('dialog')
        .getByRole('button', { name: NAMES.key.makeNew, exact: true })
        .click();
      await expect(page.getByRole('dialog')).toBeHidden();
    }
    await expect(async () => {
      const pem = (await download(page, NAMES.key.downloadKey)).bytes.toString();
      expect(seen.has(pem)).toBe(false);
      expect(run('openssl', ['pkey', '-check', '-noout'], { input: pem }).stdout).toContain(
        'valid',
      );
      seen.add(pem);
    }).toPass();
  }
  expect(seen.size).toBe(count);
});

function unpack(zip: Uint8Array, folder: string): void {
  for (const [name, bytes] of Object.entries(unzipSync(zip))) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  }
}
