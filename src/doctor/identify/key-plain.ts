/** Things that are said without being read: known by name alone, locked, or damaged. */
import type { PemFault } from '../../core/pem.ts';
import type { Finding } from '../finding.ts';
import type { Takeable } from '../taking.ts';
import { say } from '../words-keys.ts';
import { because, type Place } from './key-facts.ts';

/** A private key that is no PEM text yet. */
export function wrongForm(): Finding {
  return say({ code: 'inspect/key-form', severity: 'fault' });
}

const COMMANDS = {
  bcfks:
    'keytool -importkeystore -srckeystore store.bcfks -srcstoretype BCFKS -destkeystore store.p12 ' +
    '-deststoretype PKCS12 -providerclass org.bouncycastle.jcajce.provider.BouncyCastleFipsProvider ' +
    '-providerpath bc-fips.jar',
  pkcs7: 'openssl pkcs7 -print_certs -in file.p7b -out server.crt',
  putty: 'puttygen server.ppk -O private-openssh -o server.key',
} as const;

/** What is known by name alone, and how to convert it. */
export function convert(what: keyof typeof COMMANDS): Finding {
  return say({ code: 'inspect/convert', severity: 'fault' }, { command: COMMANDS[what] });
}

/** A thing that is known by name alone. */
export function namedThing(kind: string, title: string, place: Place, finding: Finding): Takeable {
  const { from, mended, findings } = place;
  const secret = /^(?:keystore|private-key|binary)\//.test(kind);
  const all = [finding, ...findings];
  return { kind, title, from, secret, facts: [], mended, findings: all, forms: [] };
}

/** A private key that no passphrase has opened. */
export function lockedThing(
  form: string,
  text: string,
  { from, mended, findings }: Place,
  own: readonly Finding[],
): Takeable {
  return {
    kind: `private-key/${form}`,
    title: `a private key under a passphrase (${text})`,
    from,
    secret: true,
    facts: [],
    mended,
    findings: [...own, ...findings],
    forms: [],
  };
}

/** What a label says of a block that cannot be read. */
const FAMILIES: readonly (readonly [RegExp, string, string])[] = [
  [/PRIVATE KEY$/, 'private-key', 'a private key'],
  [/PUBLIC KEY$/, 'public-key', 'a public key'],
  [/^(?:X509 |TRUSTED )?CERTIFICATE$/, 'certificate', 'a certificate'],
  [/CERTIFICATE REQUEST$/, 'request', 'a certificate request'],
  [/^(?:KEYSTORE|PKCS12)$/, 'keystore', 'a keystore'],
];

/**
 * Passes what a reader throws for bad data: errors of its own and of the platform. A TypeError or a
 * ReferenceError is a fault of this program, which no file is to be blamed for, and is thrown again.
 */
export function requireOfData(thrown: unknown): void {
  if (thrown instanceof TypeError || thrown instanceof ReferenceError) throw thrown;
}

/** A block that does not decode; `null` where its label is none of ours, such as PGP's. */
export function damagedThing(
  { label, fault }: Pick<PemFault, 'label'> & { fault: unknown },
  { from, mended, findings }: Place,
): Takeable | null {
  requireOfData(fault);
  const [, family, title] = FAMILIES.find(([pattern]) => pattern.test(label)) ?? [];
  if (family === undefined || title === undefined) return null;
  const evidence = because(fault);
  const finding = say({ code: 'inspect/damaged', severity: 'fault', evidence });
  return {
    kind: `${family}/damaged`,
    title: `${title} that is damaged`,
    from,
    secret: family === 'private-key' || family === 'keystore',
    facts: [],
    mended,
    // Nothing comes out of it that could be called mended.
    findings: [finding, ...findings.filter(({ code }) => code !== 'inspect/mended')],
    forms: [],
  };
}
