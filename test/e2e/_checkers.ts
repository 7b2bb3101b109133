/** Programs that nobody here wrote, asked whether they accept a key, its certificate and request. */
import { X509Certificate, createPrivateKey } from 'node:crypto';
import { join } from 'node:path';
import { python, run, type Ran, type Tool } from '../_tools.ts';
import { readFileSync } from 'node:fs';

/** A folder as the bundle unpacks to: server.key, server.crt and server.csr in `certs`. */
export type Folder = string;

export interface Checker {
  name: string;
  tool?: Tool;
  /** What is wrong, a sentence each; none when all files are accepted. */
  check(folder: Folder, bits: number): string[];
}

const RSA_OID_LINE = /Public[ -]Key Algorithm: (rsaEncryption|RSA)/;

export const CHECKERS: readonly Checker[] = [
  {
    name: 'openssl',
    tool: 'openssl',
    check(folder, bits) {
      const { key, certificate, request } = paths(folder);
      const text = openssl('x509', '-in', certificate, '-noout', '-text');
      const publics = [
        openssl('pkey', '-in', key, '-pubout'),
        openssl('x509', '-in', certificate, '-noout', '-pubkey'),
        openssl('req', '-in', request, '-noout', '-pubkey'),
      ].map(({ stdout }) => stdout);
      return [
        ...wants(openssl('pkey', '-in', key, '-check', '-noout'), /Key is valid/),
        ...wants(openssl('verify', '-x509_strict', '-CAfile', certificate, certificate), /: OK/),
        ...wants(openssl('req', '-in', request, '-verify', '-noout'), /verify OK/i),
        ...wants(text, /Version: 3/, /Signature Algorithm: sha256WithRSAEncryption/, RSA_OID_LINE),
        ...wants(text, new RegExp(`Public-Key: \\(${bits} bit\\)`), /Exponent: 65537/, /CA:FALSE/),
        ...wants(text, /Digital Signature/, /Subject Key Identifier/, /Authority Key Identifier/),
        ...(new Set(publics).size === 1 ? [] : ['the public keys differ']),
      ];
    },
  },
  {
    name: 'certtool',
    tool: 'certtool',
    check(folder, bits) {
      const { key, certificate, request } = paths(folder);
      const certtool = (...args: string[]) => run('certtool', args);
      return [
        ...wants(
          certtool('--key-info', '--infile', key),
          /Public Key Info/,
          new RegExp(`${bits} bits`),
        ),
        // No --verify: it wants an issuer that is a CA, which this certificate rightly is not.
        ...wants(
          certtool('--certificate-info', '--infile', certificate),
          /RSA-SHA256/,
          /Certificate Authority \(CA\): FALSE/,
        ),
        ...wants(certtool('--crq-info', '--infile', request), /Self signature: verified/),
      ];
    },
  },
  {
    name: "Python's cryptography",
    tool: 'python3-cryptography',
    check(folder, bits) {
      const program = [
        'import sys',
        'from cryptography import x509',
        'from cryptography.hazmat.primitives.serialization import load_pem_private_key',
        'from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15',
        'key, crt, csr = [open(path, "rb").read() for path in sys.argv[1:4]]',
        'key = load_pem_private_key(key, None)',
        'crt = x509.load_pem_x509_certificate(crt)',
        'csr = x509.load_pem_x509_csr(csr)',
        'assert key.key_size == int(sys.argv[4])',
        'numbers = key.public_key().public_numbers()',
        'assert crt.public_key().public_numbers() == numbers == csr.public_key().public_numbers()',
        'assert csr.is_signature_valid',
        'key.public_key().verify(crt.signature, crt.tbs_certificate_bytes, PKCS1v15(), crt.signature_hash_algorithm)',
        'assert crt.subject == crt.issuer == csr.subject',
        'assert all(len(rdn) == 1 for rdn in crt.subject.rdns)',
        'print("accepted")',
      ].join('\n');
      const { key, certificate, request } = paths(folder);
      const ran = run(python() ?? '', ['-c', program, key, certificate, request, String(bits)]);
      return wants(ran, /accepted/);
    },
  },
  {
    name: 'keytool',
    tool: 'keytool',
    check(folder, bits) {
      const ran = run('keytool', ['-printcert', '-file', paths(folder).certificate]);
      return wants(ran, /SHA256withRSA/, new RegExp(`${bits}-bit RSA key`), /Version: 3/);
    },
  },
  {
    name: "Node's X509Certificate",
    check(folder, bits) {
      const { key, certificate } = paths(folder);
      const read = new X509Certificate(readFileSync(certificate));
      const secret = createPrivateKey(readFileSync(key));
      return [
        ...(read.verify(read.publicKey) ? [] : ['its own signature is bad']),
        ...(read.checkPrivateKey(secret) ? [] : ['the key is another']),
        ...(secret.asymmetricKeyDetails?.modulusLength === bits ? [] : ['the size is another']),
      ];
    },
  },
];

export function openssl(...args: string[]): Ran {
  return run('openssl', args);
}

export function paths(folder: Folder): Record<'key' | 'certificate' | 'request', string> {
  return {
    key: join(folder, 'certs/server.key'),
    certificate: join(folder, 'certs/server.crt'),
    request: join(folder, 'certs/server.csr'),
  };
}

/** A program that failed, or that did not say what it should, in its own words. */
export function wants({ status, stdout, stderr }: Ran, ...patterns: RegExp[]): string[] {
  const said = `${stdout}${stderr}`;
  if (status !== 0) return [`exit ${status}: ${said}`];
  return patterns.filter((one) => !one.test(said)).map((one) => `no ${one.source} in: ${said}`);
}
