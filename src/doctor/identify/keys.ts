/** Keys, certificates, requests and keystores, in whatever file or text they come. */
import type { Bytes } from '../../core/bytes.ts';
import { identifyBlock } from '../../core/key-kind.ts';
import { javaKeystoreKind } from '../../core/keystore/jks.ts';
import { readPemBlocks, type PemBlock, type PemFault } from '../../core/pem.ts';
import type { Finding } from '../finding.ts';
import type { Takeable } from '../taking.ts';
import { say } from '../words-keys.ts';
import { ALONE, standingsOf } from './certificates.ts';
import { readBinary } from './key-binary.ts';
import { readBlock, type Part } from './key-blocks.ts';
import type { Place } from './key-facts.ts';
import { damagedThing, requireOfData } from './key-plain.ts';
import { readKeyText } from './key-texts.ts';
import { readKeystore } from './keystores.ts';
import type { WholeRecogniser } from './recogniser.ts';

/** More blocks are a store of authorities. */
const MOST = 50;
/** Of a label that is ours; PGP, age and others have labels of their own. */
const OURS =
  /^(?:|.* )(?:PRIVATE KEY|PUBLIC KEY|CERTIFICATE|REQUEST|PARAMETERS|CRL)$|^(?:PKCS7|CMS|PKCS12|)$/;
/** What was done to read it and harms no program that reads PEM. */
const HARMLESS = [
  'Read Windows line breaks (CRLF).',
  'Left out the text around the PEM.',
  'Left out the name before it.',
];
const BASE64 = 'Decoded the base64 around it.';

export const identifyKeys: WholeRecogniser = async ({
  bytes,
  text,
  from,
  mended,
  now,
  passphrase,
}) => {
  const place: Place = {
    from,
    mended,
    now,
    findings: onMending(mended),
    ...(passphrase && { passphrase: new TextDecoder().decode(passphrase) }),
  };
  const java = javaKeystoreKind(bytes);
  if (java !== null) {
    return tryRead(() => readKeystore(bytes, java, place), 'KEYSTORE', place);
  }
  const special = text === null ? await readBinary(bytes, place) : await readKeyText(text, place);
  return special ?? readBlocks(bytes, place);
};

/** What the mending says of the place where the text came from. */
function onMending(mended: readonly string[]): Finding[] {
  const harm = mended.filter((sentence) => !HARMLESS.includes(sentence));
  if (harm.length === 0) return [];
  if (harm.every((sentence) => sentence === BASE64)) {
    return [say({ code: 'inspect/base64', severity: 'note' })];
  }
  return [say({ code: 'inspect/mended', severity: 'fault' })];
}

async function readBlocks(bytes: Bytes, place: Place): Promise<Takeable[] | null> {
  let blocks: (PemBlock | PemFault)[];
  let mended: readonly string[];
  try {
    const file = readPemBlocks(bytes);
    blocks = file.blocks.filter(isOurs);
    mended = [...new Set([...place.mended, ...file.mended])];
  } catch (thrown) {
    requireOfData(thrown);
    return null;
  }
  // A text may only speak of PEM.
  const real = blocks.filter((block) => !('fault' in block) || holdsKey(block, bytes));
  if (real.length === 0) return null;
  const here = { ...place, mended, findings: onMending(mended) };
  const certificates = real.filter(({ label }) => label === 'CERTIFICATE').length;
  if (certificates > MOST) return bundle(certificates, here);
  return readParts(real.slice(0, MOST), here);
}

async function readParts(
  blocks: readonly (PemBlock | PemFault)[],
  place: Place,
): Promise<Takeable[] | null> {
  const parts = blocks.map((block) =>
    'fault' in block ? block : { block, kind: identifyBlock(block) },
  );
  const standings = standingsOf(
    parts.flatMap((part) =>
      !('fault' in part) && part.kind.name === 'certificate' ? [part.block.der] : [],
    ),
  );
  const things: Takeable[] = [];
  for (const part of parts) {
    if ('fault' in part) {
      const thing = damagedThing(part, place);
      if (thing) things.push(thing);
      continue;
    }
    const standing = standings.get(part.block.der) ?? ALONE;
    const read = () => readBlock(part, standing, place);
    // By itself a file promises nothing, except a keystore, which is told by its first bytes.
    const label = part.kind.name === 'pkcs12' ? 'PKCS12' : part.block.label;
    things.push(...((await tryRead(read, label, place, part)) ?? []));
  }
  if (things.length === 0) return null;
  return things.map((thing, at) => withTogether(thing, at, things, place));
}

/** What was promised and cannot be read is damaged, where a label promised it. */
async function tryRead(
  read: () => Promise<Takeable[]>,
  label: string,
  place: Place,
  part?: Part,
): Promise<Takeable[] | null> {
  try {
    const things = await read();
    if (things.length > 0 || part?.kind.name !== 'broken') return things;
    throw new Error(part.kind.fault);
  } catch (fault) {
    const thing = damagedThing({ label, fault }, place);
    return thing && [thing];
  }
}

function isOurs({ label }: PemBlock | PemFault): boolean {
  return OURS.test(label);
}

/** A run of base64 that no word is, or a text that begins with the block. */
function holdsKey({ inside }: PemFault, bytes: Bytes): boolean {
  const start = new TextDecoder().decode(bytes.subarray(0, 200));
  return /[A-Za-z0-9+/]{40}/.test(inside) || /^[\s"'`\ufeff]*-{2,6}(?:BEGIN|END)/.test(start);
}

function bundle(count: number, { from, mended, findings }: Place): Takeable[] {
  const finding = say({ code: 'inspect/bundle', severity: 'note' }, { count });
  const thing: Takeable = {
    kind: 'certificate/bundle',
    title: `${count} certificates in one file`,
    from,
    secret: false,
    facts: [],
    mended,
    findings: [finding, ...findings],
    forms: [],
  };
  return [thing];
}

/** What can be said of a thing only beside the others of its file. */
function withTogether(
  thing: Takeable,
  at: number,
  things: readonly Takeable[],
  { from }: Place,
): Takeable {
  const isPrivate = ({ kind }: Takeable) => kind.startsWith('private-key/');
  const keys = things.filter(isPrivate);
  const halves = new Set(keys.flatMap(({ publicKey }) => publicKey ?? []));
  const first = things.findIndex(isPrivate) === at;
  // A key that is locked or damaged may be the one of the certificate.
  const isKnown = keys.length > 0 && keys.every(({ publicKey }) => publicKey !== undefined);
  const isOdd =
    isKnown &&
    !things.some(
      ({ kind, publicKey = '' }) => kind === 'certificate/x509' && halves.has(publicKey),
    );
  const more = [
    first &&
      halves.size > 1 &&
      say({ code: 'inspect/several-keys', severity: 'risk' }, { count: halves.size }),
    first &&
      /\.(?:crt|cer|cert)$/i.test(from) &&
      say({ code: 'inspect/key-in-certificate', severity: 'fault' }),
    keys.length === 0 &&
      at === 0 &&
      !thing.findings.some(({ code }) => code === 'inspect/certificate-as-key') &&
      /(?:\.key|\bid_rsa)$/i.test(from) &&
      say({ code: 'inspect/certificate-as-key', severity: 'fault' }),
    thing.kind === 'certificate/x509' &&
      isOdd &&
      say({ code: 'inspect/pair-differs', severity: 'fault' }),
  ].filter((finding) => finding !== false);
  if (more.length === 0) return thing;
  const kept = thing.findings.filter(({ severity }) => severity !== 'good');
  return { ...thing, findings: [...more, ...kept] };
}
