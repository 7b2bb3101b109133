/** What is read by hand, against what node reads of the same files. */
import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { identifyBlock } from '../../src/core/key-kind.ts';
import { readPem } from '../../src/core/pem.ts';
import { readPrivateKey, type PrivateForm } from '../../src/core/private-key.ts';
import { readSpki } from '../../src/core/public-key.ts';
import { isSignedBy, readX509, readX509Request } from '../../src/core/x509.ts';

const FOLDER = 'test/vectors/inspect/files';
const blocksOf = (name: string) =>
  readPem(new Uint8Array(readFileSync(`${FOLDER}/${name}`))).blocks;
const named = (pattern: RegExp) => readdirSync(FOLDER).filter((name) => pattern.test(name));
const derOf = (name: string) => blocksOf(name).at(-1)?.der ?? new Uint8Array();

test.each(named(/\.crt$|\.crt\.der$|^chain.*\.pem$|^authorities/))(
  'the certificates of %s are read as node reads them',
  async (name) => {
    const certificates = blocksOf(name).filter(
      (block) => identifyBlock(block).name === 'certificate',
    );
    expect(certificates.length).toBeGreaterThan(0);
    for (const { der } of certificates) {
      const mine = readX509(der);
      const node = new X509Certificate(der);
      expect(mine.serial).toBe(node.serialNumber);
      expect(mine.notBefore).toBe(Date.parse(node.validFrom));
      expect(mine.notAfter).toBe(Date.parse(node.validTo));
      expect(mine.isAuthority).toBe(node.ca);
      expect(mine.ownIssuer).toBe(node.subject === node.issuer);
      const spki = node.publicKey.export({ type: 'spki', format: 'der' });
      expect(Buffer.from(mine.publicKey.spki ?? []).equals(spki)).toBe(true);
      expect(mine.publicKey.bits ?? 0).toBe(sizeOf(node.publicKey));
      const commonName = /CN=(.*)/.exec(node.subject)?.[1];
      expect(mine.subject).toContain(`CN=${commonName}`);
      const judged = await isSignedBy(der, mine.publicKey);
      if (judged !== null) expect(judged).toBe(node.verify(node.publicKey));
    }
  },
);

const CURVE_BITS: Readonly<Record<string, number>> = {
  prime256v1: 256,
  secp256k1: 256,
  secp384r1: 384,
  secp521r1: 521,
};

function sizeOf({ asymmetricKeyType, asymmetricKeyDetails }: ReturnType<typeof createPublicKey>) {
  if (asymmetricKeyType === 'ed448') return 448;
  if (asymmetricKeyType === 'ed25519' || asymmetricKeyType === 'x25519') return 256;
  const { modulusLength, namedCurve = '' } = asymmetricKeyDetails ?? {};
  return modulusLength ?? CURVE_BITS[namedCurve] ?? 0;
}

const FORMS: readonly string[] = ['pkcs8', 'pkcs1', 'ec-private', 'dsa-private'];

test.each(named(/^(?:rsa|ec|ed|x|dsa|other|ssh-keygen).*\.(?:key|der)$/))(
  'the private key of %s is the kind and the key that node reads',
  (name) => {
    const block = blocksOf(name).at(-1);
    const form = block ? identifyBlock(block).name : 'broken';
    if (!block || !FORMS.includes(form)) return;
    const { publicKey } = readPrivateKey(block.der, form as PrivateForm);
    const types = { 'ec-private': 'sec1', pkcs1: 'pkcs1', pkcs8: 'pkcs8' } as const;
    const type = types[form as keyof typeof types];
    const key = type
      ? createPrivateKey({ key: Buffer.from(block.der), format: 'der', type })
      : createPrivateKey(readFileSync(`${FOLDER}/${name}`));
    const kinds = { RSA: 'rsa', 'RSA-PSS': 'rsa-pss', EC: 'ec', DSA: 'dsa' } as Record<
      string,
      string
    >;
    const { algorithm, bits, spki } = publicKey;
    expect(kinds[algorithm] ?? algorithm.toLowerCase()).toBe(key.asymmetricKeyType);
    const node = createPublicKey(key);
    if (bits !== null) expect(bits).toBe(sizeOf(node));
    if (spki !== null) {
      const wanted = node.export({ type: 'spki', format: 'der' });
      expect(Buffer.from(spki).toString('hex')).toBe(wanted.toString('hex'));
      expect(readSpki(spki)).toMatchObject({ algorithm, bits });
    }
  },
);

test.each(['rsa.csr', 'rsa.csr.der', 'rsa.newhdr.csr', 'ec.csr'])(
  'the request %s holds the public key of its key',
  (name) => {
    const { publicKey, subject } = readX509Request(derOf(name));
    const key = readFileSync(`${FOLDER}/${name.startsWith('ec') ? 'ec-P-256' : 'rsa.pkcs8'}.key`);
    const wanted = createPublicKey(key).export({ type: 'spki', format: 'der' });
    expect(Buffer.from(publicKey.spki ?? []).equals(wanted)).toBe(true);
    expect(subject).toBe('CN=pipeline, OU=CI, O=Example, L=Berlin, ST=Berlin, C=DE');
  },
);

test('a certificate that another key signed is told from one that its own key signed', async () => {
  const [mine, other] = [derOf('rsa.crt'), derOf('other.crt')];
  expect(await isSignedBy(mine, readX509(mine).publicKey)).toBe(true);
  expect(await isSignedBy(mine, readX509(other).publicKey)).toBe(false);
  expect(await isSignedBy(mine, readX509(derOf('ec.crt')).publicKey)).toBe(null);
});
