import { createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import {
  checkPair,
  createRequest,
  createSelfSigned,
  readCertificate,
  type CertificateRecord,
} from '../../src/core/certificate.ts';
import { readChildren, readDer, TAG, writeDer, writeInteger } from '../../src/core/der.ts';
import { AppError } from '../../src/core/errors.ts';
import {
  exportPkcs8,
  generateKey,
  importPrivateKey,
  KEY_SIZES,
  type Key,
  type KeySize,
} from '../../src/core/key.ts';
import { readPem, writePem } from '../../src/core/pem.ts';
import {
  checkSubject,
  cleanSubject,
  SUBJECT_DEFAULTS,
  type Subject,
} from '../../src/core/subject.ts';
import { temporaryFolder } from '../_files.ts';
import { thrown } from '../_thrown.ts';
import { amount, needTool, python, run } from '../_tools.ts';

const NOW = new Date();
const DAY = 86_400_000;
/** For tests whose full count takes minutes. */
const LONG = 600_000;
const folder = temporaryFolder();
const keys = new Map<KeySize, Key>();
const UNICODE = ['A/S Maersk', 'Müller GmbH', 'The "Best" Co', 'Cash$HOME Ltd', '株式会社'];
const FULL: Subject = {
  commonName: 'salesforce-jwt',
  organization: 'Müller GmbH',
  organizationalUnit: 'The "Best" Co',
  city: 'Zürich',
  state: '株式会社',
  country: 'CH',
  email: 'ci@acme.example',
};

beforeAll(async () => {
  for (const bits of KEY_SIZES) keys.set(bits, await generateKey(bits, NOW));
});

function keyOf(bits: KeySize): Key {
  const key = keys.get(bits);
  if (!key) throw new Error(`no key of ${bits} bits`);
  return key;
}

function make(subject: Partial<Subject> = {}, days = 365, now = NOW): Promise<CertificateRecord> {
  return createSelfSigned({
    keys: keyOf(2048),
    subject: { ...SUBJECT_DEFAULTS, ...subject },
    days,
    now,
  });
}

const derOf = (pem: string) => readPem(pem).blocks[0]?.der ?? new Uint8Array();
const openssl = (args: string[], input?: string) =>
  run('openssl', args, input === undefined ? {} : { input });
const withOpenssl = test.skipIf(!needTool('openssl'));
const withPython = test.skipIf(!needTool('python3-cryptography'));
const withCerttool = test.skipIf(!needTool('certtool'));
const withKeytool = test.skipIf(!needTool('keytool'));

withOpenssl.each(KEY_SIZES)(
  'openssl verifies the certificate of a key of %i bits strictly, and its CSR',
  async (bits) => {
    const key = keyOf(bits);
    const { pem } = await createSelfSigned({ keys: key, subject: FULL, days: 365, now: NOW });
    const file = folder.write(`${bits}.crt`, pem);
    const verified = openssl(['verify', '-x509_strict', '-CAfile', file, file]);
    expect(verified.stdout, verified.stderr).toBe(`${file}: OK\n`);

    const request = await createRequest(key, FULL);
    const checked = openssl(['req', '-verify', '-noout'], request.pem);
    expect(checked.status, checked.stderr).toBe(0);
    expect(checked.stdout + checked.stderr).toMatch(/verify OK/);

    const publicKeys = [
      openssl(['x509', '-noout', '-pubkey'], pem),
      openssl(['req', '-noout', '-pubkey'], request.pem),
      openssl(['pkey', '-pubout'], await exportPkcs8(key)),
    ];
    expect(publicKeys[0]?.stdout).toMatch(/^-----BEGIN PUBLIC KEY/);
    expect(new Set(publicKeys.map(({ stdout }) => stdout)).size).toBe(1);
  },
);

withPython.each(KEY_SIZES)(
  'Python reads certificate and CSR of a key of %i bits and agrees on all numbers',
  async (bits) => {
    const key = keyOf(bits);
    const { pem } = await createSelfSigned({ keys: key, subject: FULL, days: 365, now: NOW });
    const script = `
import sys, json
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.serialization import load_pem_private_key
crt = x509.load_pem_x509_certificate(open(sys.argv[1], "rb").read())
csr = x509.load_pem_x509_csr(open(sys.argv[2], "rb").read())
key = load_pem_private_key(open(sys.argv[3], "rb").read(), None)
public = key.public_key().public_numbers()
assert crt.public_key().public_numbers() == public
assert csr.public_key().public_numbers() == public
crt.public_key().verify(crt.signature, crt.tbs_certificate_bytes, PKCS1v15(), crt.signature_hash_algorithm)
assert csr.is_signature_valid and csr.subject == crt.subject == crt.issuer
assert all(len(rdn) == 1 for rdn in crt.subject.rdns)
print(json.dumps([[a.oid.dotted_string, a.value] for a in crt.subject]))`;
    const files = [
      folder.write(`py-${bits}.crt`, pem),
      folder.write(`py-${bits}.csr`, (await createRequest(key, FULL)).pem),
      folder.write(`py-${bits}.key`, await exportPkcs8(key)),
    ];
    const { status, stdout, stderr } = run(python() ?? '', [
      '-W',
      'ignore',
      '-c',
      script,
      ...files,
    ]);
    expect(status, stderr).toBe(0);
    expect(JSON.parse(stdout)).toEqual([
      ['2.5.4.6', 'CH'],
      ['2.5.4.8', '株式会社'],
      ['2.5.4.7', 'Zürich'],
      ['2.5.4.10', 'Müller GmbH'],
      ['2.5.4.11', 'The "Best" Co'],
      ['2.5.4.3', 'salesforce-jwt'],
      ['1.2.840.113549.1.9.1', 'ci@acme.example'],
    ]);
  },
);

// certtool --verify wants a CA, which this certificate must not be; reading is what GnuTLS can check.
withCerttool.each(KEY_SIZES)(
  'GnuTLS reads the certificate of a key of %i bits and verifies its CSR',
  async (bits) => {
    const key = keyOf(bits);
    const { pem, sha256 } = await createSelfSigned({
      keys: key,
      subject: FULL,
      days: 365,
      now: NOW,
    });
    const certificate = run('certtool', ['--certificate-info'], { input: pem });
    expect(certificate.status, certificate.stderr).toBe(0);
    expect(certificate.stdout).toContain(sha256.replaceAll(':', '').toLowerCase());
    const request = run('certtool', ['--crq-info'], {
      input: (await createRequest(key, FULL)).pem,
    });
    expect(request.stdout + request.stderr).toContain('Self signature: verified');
    const publicKey = (text: string) => /Public Key ID:\s+sha1:(\w+)/.exec(text)?.[1];
    expect(publicKey(certificate.stdout)).toMatch(/^[0-9a-f]{40}$/);
    expect(publicKey(request.stdout)).toBe(publicKey(certificate.stdout));
  },
);

withKeytool('Java reads the certificate', async () => {
  const { pem, sha256 } = await make(FULL);
  const { status, stdout } = run('keytool', ['-printcert', '-J-Duser.language=en'], { input: pem });
  expect(status, stdout).toBe(0);
  expect(stdout).toContain(sha256);
  expect(stdout).toContain('SHA256withRSA');
});

test.each(KEY_SIZES)('Node agrees on every field of a certificate for %i bits', async (bits) => {
  const key = keyOf(bits);
  const record = await createSelfSigned({ keys: key, subject: FULL, days: 365, now: NOW });
  const node = new X509Certificate(record.pem);
  expect(node.verify(node.publicKey)).toBe(true);
  expect(node.ca).toBe(false);
  expect(record).toMatchObject({
    sha256: node.fingerprint256,
    sha1: node.fingerprint,
    serial: node.serialNumber,
    derBytes: node.raw.length,
    pemBytes: record.pem.length,
    version: 3,
    bits,
    selfSigned: true,
    subject: FULL,
    publicKeySha256: key.record.publicKeySha256,
  });
  expect(new Date(node.validFrom).getTime()).toBe(record.notBefore);
  expect(new Date(node.validTo).getTime()).toBe(record.notAfter);
  expect(record.pemBytes).toBeLessThan(4096);
});

withOpenssl(
  'the extensions are the four of the profile, and the algorithm has its NULL',
  async () => {
    const { pem } = await make();
    const names = [
      'subjectKeyIdentifier',
      'authorityKeyIdentifier',
      'basicConstraints',
      'keyUsage',
    ];
    const { stdout } = openssl(['x509', '-noout', '-ext', names.join(',')], pem);
    const identifier = /Subject Key Identifier: \n +([0-9A-F:]{59})/.exec(stdout)?.[1];
    expect(identifier).toBeDefined();
    expect(stdout).toContain(`Authority Key Identifier: \n    ${identifier}`);
    expect(stdout).toContain('Basic Constraints: critical\n    CA:FALSE');
    expect(stdout).toContain('Key Usage: critical\n    Digital Signature\n');
    expect(openssl(['x509', '-noout', '-text'], pem).stdout.match(/X509v3 .*:/g)).toHaveLength(5);
    const parsed = openssl(['asn1parse'], pem).stdout;
    expect(parsed.match(/:sha256WithRSAEncryption\n.*NULL/g)).toHaveLength(2);
    expect(openssl(['asn1parse'], (await createRequest(keyOf(2048), FULL)).pem).stdout).toMatch(
      /:sha256WithRSAEncryption\n.*NULL/,
    );
  },
);

withOpenssl('each attribute stands in its own RDN with the string type of RFC 5280', async () => {
  const { stdout } = openssl(['asn1parse'], (await make(FULL)).pem);
  const types = [...stdout.matchAll(/SET.*\n.*SEQUENCE.*\n.*OBJECT +:(\w+)\n.*prim: (\w+)/g)];
  const name = [
    ['countryName', 'PRINTABLESTRING'],
    ['stateOrProvinceName', 'UTF8STRING'],
    ['localityName', 'UTF8STRING'],
    ['organizationName', 'UTF8STRING'],
    ['organizationalUnitName', 'UTF8STRING'],
    ['commonName', 'UTF8STRING'],
    ['emailAddress', 'IA5STRING'],
  ];
  expect(types.map(([, type, string]) => [type, string])).toEqual([...name, ...name]);
});

withOpenssl.each(UNICODE)(
  '%s reads back exactly in openssl, Node and our own reader',
  async (value) => {
    const record = await make({ organization: value, commonName: value });
    const options = ['-nameopt', 'utf8,sep_multiline,lname'];
    for (const [command, pem] of [
      ['x509', record.pem],
      [
        'req',
        (await createRequest(keyOf(2048), { ...FULL, organization: value, commonName: value })).pem,
      ],
    ] as const) {
      const { stdout } = openssl([command, '-noout', '-subject', ...options], pem);
      expect(stdout).toContain(`organizationName=${value}\n`);
      expect(stdout).toContain(`commonName=${value}\n`);
    }
    const legacy = new X509Certificate(record.pem).toLegacyObject();
    expect(legacy.subject).toMatchObject({ O: value, CN: value });
    expect(record.subject).toEqual({ ...SUBJECT_DEFAULTS, organization: value, commonName: value });
  },
);

withPython.each(UNICODE)('%s reads back exactly in Python', async (value) => {
  const script = `
import sys
from cryptography import x509
crt = x509.load_pem_x509_certificate(sys.stdin.buffer.read())
sys.stdout.buffer.write("|".join(a.value for a in crt.subject).encode())`;
  const { pem } = await make({ organization: value, city: value });
  const { stdout } = run(python() ?? '', ['-c', script], { input: pem });
  expect(stdout).toBe(`${value}|${value}|salesforce-jwt`);
});

test('absent fields leave no attribute behind', async () => {
  const { pem, subjectText } = await make();
  expect(new X509Certificate(pem).subject).toBe('CN=salesforce-jwt');
  expect(subjectText).toBe('CN=salesforce-jwt');
});

test.each([1, 365, 3650])(
  '%i days span exactly that, in whole seconds, and hold now',
  async (days) => {
    const { notBefore, notAfter } = await make({}, days);
    expect(notAfter - notBefore).toBe(days * DAY);
    expect(notBefore % 1000).toBe(0);
    expect(notBefore).toBeLessThanOrEqual(NOW.getTime());
    expect(NOW.getTime() - notBefore).toBeLessThanOrEqual(5 * 60_000 + 1000);
  },
);

withOpenssl('a time is UTCTime up to 2049 and GeneralizedTime from 2050 on', async () => {
  // Both ends are chosen with the five minutes of leeway for clocks in mind.
  const now = new Date('2049-12-31T00:04:59Z');
  const { pem, notAfter } = await make({}, 1, now);
  expect(new Date(notAfter).toISOString()).toBe('2049-12-31T23:59:59.000Z');
  expect(openssl(['asn1parse'], pem).stdout).toMatch(
    /UTCTIME +:491230235959Z\n.*UTCTIME +:491231235959Z/,
  );
  const later = await make({}, 1, new Date(now.getTime() + 1000));
  expect(openssl(['asn1parse'], later.pem).stdout).toMatch(
    /UTCTIME +:491231000000Z\n.*GENERALIZEDTIME +:20500101000000Z/,
  );
});

test(
  'serial numbers are positive, 16 bytes long and never repeat',
  async () => {
    const serials = new Set<string>();
    for (let count = 0; count < amount('serial numbers', 40, 2000); count += 1) {
      const { serial } = await make();
      expect(serial).toMatch(/^[4-7][0-9A-F]{31}$/);
      expect(serials.has(serial)).toBe(false);
      serials.add(serial);
    }
  },
  LONG,
);

test.each<[Partial<Subject>, number, string]>([
  [{ commonName: '' }, 365, 'subject/empty'],
  [{ country: 'CHE' }, 365, 'subject/country'],
  [{ organization: 'x'.repeat(65) }, 365, 'subject/too-long'],
  [{}, 0, 'certificate/days'],
  [{}, 3651, 'certificate/days'],
])('%j for %i days is refused', async (subject, days, code) => {
  expect((await thrown(() => make(subject, days))).code).toBe(code);
});

test(
  'any subject that passes the checks comes back from the certificate unchanged',
  async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 64 });
    const subjects = fc.record({
      commonName: text,
      organization: text,
      organizationalUnit: text,
      city: text,
      state: text,
      country: fc.constantFrom('', 'CH', 'us'),
      email: fc.constantFrom('', 'a@b.example', "o'hara+x/=?@b.example"),
    });
    await fc.assert(
      fc.asyncProperty(subjects, async (subject) => {
        fc.pre(checkSubject(subject) === null);
        const record = await make(subject);
        expect(record.subject).toEqual(cleanSubject(subject));
        // OpenSSL, through Node, reads the same.
        const legacy = new X509Certificate(record.pem).toLegacyObject().subject;
        expect(legacy.CN).toBe(cleanSubject(subject).commonName);
        expect(legacy.O ?? '').toBe(cleanSubject(subject).organization);
      }),
      { numRuns: amount('random subjects', 60, 2000) },
    );
  },
  LONG,
);

test('a key and its certificate are stated to belong together', async () => {
  const { pem } = await make();
  expect(await checkPair(keyOf(2048), pem)).toEqual({
    statement:
      'RSA key OK, 2048 bits. The certificate belongs to this key, and its signature is good.',
    signedWith: 'SHA-256',
  });
  expect((await thrown(() => checkPair(keyOf(3072), pem))).code).toBe('certificate/other-key');
});

test('a certificate altered in its dates, its key identifier or its signature fails the check', async () => {
  const { pem } = await make();
  const der = derOf(pem);
  // Validity begins five minutes back, which near midnight is the day before.
  const begun = new Date(NOW.getTime() - 5 * 60_000).toISOString();
  const date = Buffer.from(der).indexOf(begun.slice(2, 10).replaceAll('-', ''));
  const keyIdentifier = Buffer.from(der).indexOf(Uint8Array.of(0x55, 0x1d, 0x0e)) + 8;
  for (const at of [date + 8, keyIdentifier, der.length - 5]) {
    const changed = Uint8Array.from(der);
    changed[at] = (changed[at] ?? 0) ^ 1;
    const error = await thrown(() => checkPair(keyOf(2048), writePem('CERTIFICATE', changed)));
    expect(error.code).toBe('certificate/check-failed');
  }
});

withOpenssl(
  'certificates that openssl makes are read: v1, multi-valued, odd attributes, SHA-1',
  async () => {
    const key = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const file = folder.write(
      'other.key',
      String(key.privateKey.export({ type: 'pkcs8', format: 'pem' })),
    );
    const request = (...args: string[]) => openssl(['req', '-new', '-key', file, ...args]).stdout;
    const v1 = openssl(
      ['x509', '-req', '-signkey', file, '-days', '30'],
      request('-subj', '/CN=old'),
    ).stdout;
    expect(await readCertificate(v1)).toMatchObject({
      version: 1,
      selfSigned: true,
      subjectText: 'CN=old',
    });

    const subject = '/C=US/O=Acme+OU=One+OU=Two/CN=multi/DC=example/pseudonym=thing/serialNumber=7';
    const many = request(
      '-x509',
      '-subj',
      subject,
      '-multivalue-rdn',
      '-sha1',
      '-set_serial',
      '-5',
    );
    expect(await readCertificate(many)).toMatchObject({
      subjectText:
        'CN=multi, OU=One, OU=Two, O=Acme, C=US, DC=example, 2.5.4.65=thing, serialNumber=7',
      serial: '-05',
      selfSigned: true,
      publicKeySha256: (
        await importPrivateKey(String(key.privateKey.export({ type: 'pkcs1', format: 'pem' })), {
          now: NOW,
        })
      ).record.publicKeySha256,
    });
    const config = folder.write(
      'bmp.cnf',
      '[req]\nstring_mask=pkix\ndistinguished_name=dn\n[dn]\n',
    );
    const bmp = request('-x509', '-subj', '/CN=Müller/O=株', '-utf8', '-config', config);
    expect(openssl(['asn1parse'], bmp).stdout).toContain('BMPSTRING');
    expect((await readCertificate(bmp)).subjectText).toBe('CN=Müller, O=株');
    const empty = request('-x509', '-subj', '/');
    expect((await readCertificate(empty)).subjectText).toBe('');
  },
);

test('a certificate comes from DER, from base64 and from the middle of a file', async () => {
  const { pem, sha256 } = await make();
  const key = await exportPkcs8(keyOf(2048));
  for (const input of [
    derOf(pem),
    Buffer.from(pem).toString('base64'),
    `${key}${pem}`,
    pem.replaceAll('\n', '\\n'),
  ]) {
    expect((await readCertificate(input)).sha256).toBe(sha256);
  }
});

test('what is no certificate is named', async () => {
  const key = await exportPkcs8(keyOf(2048));
  expect(await thrown(() => readCertificate(key))).toMatchObject({
    code: 'certificate/not-a-certificate',
    message: 'this is a private key (PKCS#8)',
  });
  const request = await createRequest(keyOf(2048), SUBJECT_DEFAULTS);
  expect((await thrown(() => readCertificate(request.pem))).message).toBe(
    'this is a certificate request (CSR)',
  );
});

withOpenssl('an EC certificate is refused as not RSA', async () => {
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const file = folder.write('ec.key', String(ec.export({ type: 'pkcs8', format: 'pem' })));
  const { stdout } = openssl(['req', '-x509', '-new', '-key', file, '-subj', '/CN=ec']);
  expect((await thrown(() => readCertificate(stdout))).code).toBe('certificate/not-rsa');
});

test(
  'hostile DER is read or refused with a code: cut at any length, any byte changed, random',
  async () => {
    const der = derOf((await make(FULL)).pem);
    const attempt = async (bytes: Uint8Array) => {
      try {
        await readCertificate(writePem('CERTIFICATE', bytes));
      } catch (error) {
        expect(error).toBeInstanceOf(AppError);
        expect((error as AppError).code).toMatch(/^(certificate|input)\//);
      }
    };
    const step = amount('hostile certificates, one in', 5, 1);
    for (let at = 0; at < der.length; at += step) {
      await attempt(der.slice(0, at));
      for (const value of [0x00, 0x80, 0xff, (der[at] ?? 0) ^ 1]) {
        await attempt(Uint8Array.from(der, (byte, index) => (index === at ? value : byte)));
      }
    }
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), attempt), {
      numRuns: amount('random certificates', 200, 5000),
    });
    const nested = Array.from({ length: 20_000 }, () => [0x30, 0x83, 0, 0, 0]).flat();
    await attempt(Uint8Array.from(nested));
  },
  LONG,
);

test('a certificate of absurd size, or with an absurd key, is refused before any work on it', async () => {
  const der = derOf((await make()).pem);
  const [tbs, algorithm, signature] = readChildren(readDer(der));
  const parts = tbs ? readChildren(tbs).map(({ bytes }) => bytes) : [];
  const rebuild = (at: number, part: Uint8Array) =>
    writeDer(
      TAG.sequence,
      writeDer(TAG.sequence, ...parts.with(at, Uint8Array.from(part))),
      algorithm?.bytes ?? new Uint8Array(),
      signature?.bytes ?? new Uint8Array(),
    );
  const serial = writeDer(TAG.integer, new Uint8Array(700_000).fill(0x41));
  const key = writeDer(TAG.sequence, writeInteger((1n << 100_000n) + 1n), writeInteger(65537n));
  const [keyAlgorithm] = readChildren(readDer(parts[6] ?? new Uint8Array()));
  const spki = writeDer(
    TAG.sequence,
    keyAlgorithm?.bytes ?? new Uint8Array(),
    writeDer(TAG.bitString, Uint8Array.of(0), key),
  );
  for (const [bytes, words] of [
    [rebuild(1, serial), /it has 70\d{4} bytes/],
    [rebuild(6, spki), /its public key has more than 16384 bits/],
  ] as const) {
    const error = await thrown(() => readCertificate(bytes));
    expect(error.code).toBe('certificate/unreadable');
    expect(error.message).toMatch(words);
  }
});

test('the public key of a certificate is the one Node sees', async () => {
  const { pem } = await make();
  const spki = createPublicKey(pem).export({ type: 'spki', format: 'der' });
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(spki)));
  const text = [...digest]
    .map((byte) => byte.toString(16).padStart(2, '0').toUpperCase())
    .join(':');
  expect((await readCertificate(pem)).publicKeySha256).toBe(text);
});
