/** Whatever the bytes: every reader of keys ends soon, with a result or a plain error. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { concat, utf8, type Bytes } from '../../src/core/bytes.ts';
import { writeDer } from '../../src/core/der.ts';
import { readJwks } from '../../src/core/jwk.ts';
import { decryptPkcs8, describeEncryption } from '../../src/core/key-encryption.ts';
import { identifyBlock } from '../../src/core/key-kind.ts';
import { toDer } from '../../src/core/keystore/ber.ts';
import { javaKeystoreKind, readJks } from '../../src/core/keystore/jks.ts';
import { readPkcs12 } from '../../src/core/keystore/pkcs12.ts';
import { readPemBlocks } from '../../src/core/pem.ts';
import { readPrivateKey } from '../../src/core/private-key.ts';
import { readPkcs1Public, readSpki } from '../../src/core/public-key.ts';
import { readBlob, readOpensshKey, readSsh2, readSshLine } from '../../src/core/ssh.ts';
import { isSignedBy, readX509, readX509Request } from '../../src/core/x509.ts';
import { identify } from '../../src/doctor/identify/identify.ts';
import { cpuOf, LIMIT } from '../_cpu.ts';
import { amount } from '../_tools.ts';

const LONG = 600_000;
const FOLDER = 'test/vectors/inspect/files';
const SAMPLES = readdirSync(FOLDER).map(
  (name) => new Uint8Array(readFileSync(`${FOLDER}/${name}`)),
);
const text = (bytes: Bytes) => new TextDecoder('latin1').decode(bytes);
/** Binary forms, and what is inside the PEM files and the lines of SSH. */
const BINARY: Bytes[] = SAMPLES.flatMap((bytes) => {
  const [, blob] = /^(?:ssh|ecdsa)-\S+ (\S+)/.exec(text(bytes)) ?? [];
  if (blob !== undefined) return [bytes, Uint8Array.from(Buffer.from(blob, 'base64'))];
  try {
    return readPemBlocks(bytes).blocks.flatMap((block) => ('der' in block ? [block.der] : []));
  } catch {
    return [bytes];
  }
});
const open = { algorithm: 'RSA', bits: null, spki: null };

/** By name, so that a failure says which one it was. */
const READERS: Readonly<Record<string, (bytes: Bytes) => unknown>> = {
  identifyBlock: (der) => identifyBlock({ label: '', der, headers: '' }),
  readSpki,
  readPkcs1Public,
  'readPrivateKey of PKCS#8': (der) => readPrivateKey(der, 'pkcs8'),
  'readPrivateKey of PKCS#1': (der) => readPrivateKey(der, 'pkcs1'),
  'readPrivateKey of SEC 1': (der) => readPrivateKey(der, 'ec-private'),
  'readPrivateKey of DSA': (der) => readPrivateKey(der, 'dsa-private'),
  describeEncryption,
  readX509,
  readX509Request,
  isSignedBy: (der) => isSignedBy(der, open),
  readOpensshKey,
  readBlob,
  readSshLine: (bytes) => readSshLine(text(bytes)),
  readSsh2: (bytes) => readSsh2(text(bytes)),
  readJwks: (bytes) => readJwks(text(bytes)),
  toDer,
  readPkcs12: (der) => readPkcs12(der),
  readJks: (bytes) => readJks(bytes, 'secret12'),
  javaKeystoreKind,
  readPemBlocks,
  identify: (bytes) => identify(bytes),
};
/** These promise never to throw. */
const NEVER = ['identifyBlock', 'readJwks', 'javaKeystoreKind', 'identify'];

async function tryReader(name: string, bytes: Bytes): Promise<void> {
  try {
    await READERS[name]?.(bytes);
  } catch (thrown) {
    // A TypeError or RangeError is a case that nobody thought of.
    expect(thrown, name).toSatisfy(isMeant);
    expect(NEVER, `${name}: ${String(thrown)}`).not.toContain(name);
  }
}

function isMeant(thrown: unknown): boolean {
  return thrown instanceof Error && ['Error', 'AppError'].includes(thrown.constructor.name);
}

/** The samples that a reader reads: damage to them leads deeper into it than damage to any file. */
async function ownSamples(name: string): Promise<Bytes[]> {
  if (name === 'identify') return BINARY;
  const own: Bytes[] = [];
  for (const bytes of BINARY) {
    try {
      if ((await READERS[name]?.(bytes)) !== null) own.push(bytes);
    } catch {
      // Not one of its own.
    }
  }
  return own.length === 0 ? BINARY : own;
}

function hostile(own: readonly Bytes[]) {
  const sample = fc.oneof(fc.constantFrom(...own), fc.constantFrom(...BINARY));
  const changes = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), { maxLength: 6 });
  const mutated = fc.tuple(sample, changes).map(([bytes, places]) => {
    const copy = bytes.slice();
    // Half of them where the structure is: at its beginning.
    for (const [at, mask] of places) {
      const place = (at % 2 === 0 ? at : at % 64) % copy.length;
      copy[place] = (copy[place] ?? 0) ^ mask;
    }
    return copy;
  });
  const truncated = fc
    .tuple(sample, fc.nat())
    .map(([bytes, at]) => bytes.slice(0, at % bytes.length));
  const spliced = fc
    .tuple(sample, sample, fc.nat())
    .map(([one, other, at]) =>
      concat(one.subarray(0, at % one.length), other.subarray(at % other.length)),
    );
  const random = fc.uint8Array({ maxLength: 400 }).map((bytes) => Uint8Array.from(bytes));
  return fc.oneof(mutated, truncated, spliced, random);
}

test.each(Object.keys(READERS))(
  '%s ends with a result or a plain error, whatever the bytes',
  async (name) => {
    const runs = amount(`hostile inputs for ${name}`, name === 'identify' ? 150 : 300, 5000);
    await fc.assert(
      fc.asyncProperty(hostile(await ownSamples(name)), (bytes) => tryReader(name, bytes)),
      { numRuns: runs },
    );
  },
  LONG,
);

const MB = 1024 * 1024 - 64;
const filled = (bytes: readonly number[]) =>
  Uint8Array.from({ length: MB }, (_, at) => bytes[at % bytes.length] ?? 0);
const sequence = (inside: Bytes) => writeDer(0x30, inside);
const nested = (depth: number) => {
  let der: Bytes = new Uint8Array();
  for (let level = 0; level < depth; level += 1) der = writeDer(0x30, der);
  return der;
};
const repeated = (piece: string) => utf8(piece.repeat(Math.floor(MB / piece.length)));

/** Each has, or has nearly, a megabyte, and was thought out against one of the readers. */
const HUGE: Readonly<Record<string, Bytes>> = {
  'two-byte elements': sequence(filled([5, 0])),
  'two-byte elements in a certificate': sequence(
    concat(sequence(filled([5, 0])), sequence(new Uint8Array()), writeDer(3)),
  ),
  'one integer': sequence(concat(writeDer(2, filled([0x7f])))),
  'an integer where the version stands': sequence(
    concat(writeDer(2, filled([1])), sequence(new Uint8Array())),
  ),
  'one object identifier': sequence(concat(writeDer(6, filled([1])), writeDer(0xa0))),
  'an RSA key of a megabyte': sequence(
    concat(
      writeDer(2, Uint8Array.of(0)),
      writeDer(2, filled([0x41])),
      ...Array.from({ length: 7 }, () => writeDer(2, Uint8Array.of(3))),
    ),
  ),
  'deep nesting': nested(5_000),
  'indefinite lengths within each other': filled([0x30, 0x80]),
  'pieces of nothing': concat(Uint8Array.of(0x30, 0x80, 2, 1, 3), filled([0x24, 0])),
  'a keystore of nothing': concat(
    Uint8Array.of(0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2, 0, 0, 3, 0xe8),
    filled([0]),
  ),
  'a keystore of empty certificates': concat(
    Uint8Array.of(0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 1, 0, 0, 3, 0xe8),
    filled([0, 0, 0, 2, 0, 1, 97, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
  ),
  'OpenSSH’s magic and a long number': concat(utf8('openssh-key-v1\0'), filled([0, 0, 0, 4])),
  zeros: filled([0]),
  'SSH lines': repeated('ssh-rsa AAAAB3NzaC1yc2E= x\n'),
  'one SSH line': utf8(`ssh-rsa ${'A'.repeat(MB)}`),
  'SSH2 beginnings': repeated('---- BEGIN SSH2 PUBLIC KEY ----'),
  'SSH2 headers': utf8(
    `---- BEGIN SSH2 PUBLIC KEY ----\n${'Comment: a\\\n'.repeat(80_000)}---- END SSH2 PUBLIC KEY ----`,
  ),
  'PuTTY headers': utf8(`PuTTY-User-Key-File-2: ssh-rsa\n${'Public-Lines: 9\n'.repeat(60_000)}`),
  'a JWK set of many keys': utf8(`{"keys":[${'{"kty":"oct"},'.repeat(70_000)}{"kty":"oct"}]}`),
  'a JWK of a megabyte': utf8(`{"kty":"RSA","n":"${'A'.repeat(MB - 60)}","e":"AQAB"}`),
  'BEGIN lines': repeated('-----BEGIN PRIVATE KEY-----\n'),
  'blocks of nothing': repeated('-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n'),
  base64: repeated('MIIEvgIBADANBgkqhkiG9w0BAQEFAASC'),
  'replacement characters': concat(Uint8Array.of(0x30), filled([0xef, 0xbf, 0xbd])),
  'DER as UTF-8': concat(Uint8Array.of(0x30, 0xc2, 0x83), filled([0xc2, 0x80])),
};

test.each(Object.keys(READERS))(
  '%s takes under 100 ms for a megabyte, whatever is in it',
  async (name) => {
    await tryReader(name, BINARY[0] ?? new Uint8Array());
    const slow: string[] = [];
    for (const [what, bytes] of Object.entries(HUGE)) {
      const time = await cpuOf(() => tryReader(name, bytes));
      if (time > LIMIT) slow.push(`${what}: ${Math.round(time)} ms`);
    }
    expect(slow).toEqual([]);
  },
  LONG,
);

test('a wrong passphrase for mutated encrypted keys ends with a code', async () => {
  const sealed = SAMPLES[readdirSync(FOLDER).indexOf('rsa.encrypted.der')] ?? new Uint8Array();
  for (let at = 0; at < 120; at += 3) {
    const changed = sealed.slice();
    changed[at] = (changed[at] ?? 0) ^ 0x10;
    const thrown: unknown = await decryptPkcs8(changed, 'secret12').catch(
      (error: unknown) => error,
    );
    if (!(thrown instanceof Uint8Array)) expect(thrown).toSatisfy(isMeant);
  }
});
