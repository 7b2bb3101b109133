/** The blocks of a PEM or DER file, each by what it holds. */
import type { Bytes } from '../../core/bytes.ts';
import { readChildren, readDer, TAG } from '../../core/der.ts';
import { AppError } from '../../core/errors.ts';
import type { BlockKind } from '../../core/key-kind.ts';
import { decryptKey, describeKeyEncryption } from '../../core/keystore/pkcs12-key.ts';
import type { PemBlock } from '../../core/pem.ts';
import { readPrivateKey, rsaKey } from '../../core/private-key.ts';
import { readPkcs1Public, readSpki } from '../../core/public-key.ts';
import { readOpensshKey } from '../../core/ssh.ts';
import type { Finding } from '../finding.ts';
import type { Takeable } from '../taking.ts';
import { say } from '../words-keys.ts';
import { certificateThing, requestThing, type Standing } from './certificates.ts';
import { rows } from './facts.ts';
import { because, type Place } from './key-facts.ts';
import { convert, lockedThing, namedThing, wrongForm } from './key-plain.ts';
import { readKeystore } from './keystores.ts';
import { asItWas, privateKeyThing } from './private-keys.ts';
import { publicKeyThing } from './public-keys.ts';

export interface Part {
  block: PemBlock;
  kind: BlockKind;
}

/** By the name of the kind: the labels it may stand under, and its form in words. */
const LABELS: Partial<Record<BlockKind['name'], readonly string[]>> = {
  pkcs8: ['PRIVATE KEY'],
  pkcs1: ['RSA PRIVATE KEY'],
  'encrypted-pkcs8': ['ENCRYPTED PRIVATE KEY'],
  'ec-private': ['EC PRIVATE KEY'],
  certificate: ['CERTIFICATE', 'X509 CERTIFICATE', 'TRUSTED CERTIFICATE'],
  request: ['CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST'],
};

/** The things in one block. Throws plain errors and `key/*` for what its structure promises and does not hold. */
export async function readBlock(
  { block, kind }: Part,
  standing: Standing,
  place: Place,
): Promise<Takeable[]> {
  const { der, label } = block;
  const wanted = LABELS[kind.name];
  const findings = [...place.findings];
  if (label !== '' && wanted !== undefined && !wanted.includes(label)) {
    findings.push(wrongLabel(label, kind.text));
  }
  if (label.endsWith('PRIVATE KEY') && !kind.private && kind.name !== 'broken') {
    findings.push(say({ code: 'inspect/certificate-as-key', severity: 'fault' }));
  }
  const here = { ...place, findings };
  const pem = { label: wanted?.[0] ?? label, der };
  const isFile = label === '';
  switch (kind.name) {
    case 'pkcs8':
    case 'pkcs1':
    case 'ec-private':
    case 'dsa-private': {
      const key = readPrivateKey(der, kind.name);
      const text = FORMS[kind.name] + (isFile ? ', DER' : '');
      const form = kind.name === 'ec-private' ? 'sec1' : kind.name.replace('-private', '');
      // What is no PEM yet is not read by sf, whatever is in it.
      const judged = isFile && place.mended.length === 0 ? [wrongForm(), ...findings] : findings;
      return [await privateKeyThing(key, { form, text, pem }, { ...here, findings: judged })];
    }
    case 'encrypted-pkcs8':
      return [await encryptedThing(der, pem, here)];
    case 'legacy-encrypted':
      // Nothing of it was decoded that could be taken away mended.
      return [
        lockedThing('legacy-encrypted', 'OpenSSL’s old form', { ...here, findings: [] }, [
          say({ code: 'inspect/key-legacy-encrypted', severity: 'fault' }),
        ]),
      ];
    case 'openssh-private':
      return [await opensshThing(der, here)];
    case 'public-key':
      return [await publicThing(der, label, here)];
    case 'certificate':
      return [await certificateThing(der, standing, here)];
    case 'request':
      return [await requestThing(der, here)];
    case 'pkcs12':
      return readKeystore(der, 'PKCS#12', { ...here, findings: carried(here) });
    case 'bcfks':
      return [namedThing('keystore/bcfks', kind.text, here, convert('bcfks'))];
    case 'pkcs7':
      return [namedThing('certificate/pkcs7', kind.text, here, convert('pkcs7'))];
    case 'crl':
      return [
        namedThing('crl/x509', kind.text, here, say({ code: 'inspect/crl', severity: 'note' })),
      ];
    case 'parameters':
    case 'other':
    case 'broken':
      return [];
  }
}

const FORMS = {
  pkcs8: 'PKCS#8',
  pkcs1: 'PKCS#1',
  'ec-private': 'SEC 1',
  'dsa-private': 'OpenSSL’s own form',
};
async function encryptedThing(
  der: Bytes,
  pem: { label: string; der: Bytes },
  place: Place,
): Promise<Takeable> {
  const form = 'encrypted-pkcs8';
  const encrypted = say({ code: 'inspect/key-encrypted', severity: 'fault' });
  let encryption = '';
  try {
    encryption = describeKeyEncryption(der);
    if (place.passphrase !== undefined) {
      const key = readPrivateKey(await decryptKey(der, place.passphrase), 'pkcs8');
      const facts = rows({ Encryption: encryption }, ['Encryption']);
      const file = { form, text: 'PKCS#8, encrypted', facts };
      return await privateKeyThing(key, file, {
        ...place,
        findings: [encrypted, ...place.findings],
      });
    }
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    if (thrown.code === 'key/encryption-unsupported') {
      const evidence = because(thrown);
      const own = [say({ code: 'inspect/encryption-unread', severity: 'fault', evidence })];
      return lockedThing(form, 'PKCS#8', place, own);
    }
    if (thrown.code !== 'key/passphrase-wrong') throw thrown;
  }
  const asked =
    place.passphrase === undefined
      ? say({ code: 'inspect/passphrase-needed', severity: 'note' })
      : say({ code: 'inspect/passphrase-wrong', severity: 'fault' });
  return {
    ...lockedThing(form, 'PKCS#8', place, [encrypted, asked]),
    facts: rows({ Encryption: encryption }, ['Encryption']),
    ...asItWas({ pem }, place.mended, place.findings, place.from),
    locked: true,
  };
}

async function opensshThing(der: Bytes, place: Place): Promise<Takeable> {
  const { publicKey, cipher, numbers } = readOpensshKey(der);
  const facts = rows({ Comment: publicKey.comment, Encryption: cipher === 'none' ? '' : cipher });
  const findings = [
    cipher === 'none'
      ? wrongForm()
      : say({ code: 'inspect/key-openssh-encrypted', severity: 'fault' }),
    ...place.findings,
  ];
  const key = numbers ? rsaKey(numbers) : { publicKey };
  const file = {
    form: 'openssh',
    text: cipher === 'none' ? 'OpenSSH' : 'OpenSSH, encrypted',
    facts,
    pem: { label: 'OPENSSH PRIVATE KEY', der },
  };
  return privateKeyThing(key, file, { ...place, findings });
}

async function publicThing(der: Bytes, label: string, place: Place): Promise<Takeable> {
  const isSpki = readChildren(readDer(der))[0]?.tag === TAG.sequence;
  const key = isSpki ? readSpki(der) : readPkcs1Public(der);
  const file = isSpki ? { form: 'spki', text: 'SPKI' } : { form: 'pkcs1', text: 'PKCS#1' };
  const wanted = isSpki ? 'PUBLIC KEY' : 'RSA PUBLIC KEY';
  const findings =
    label === '' || label === wanted
      ? place.findings
      : [...place.findings, wrongLabel(label, `${file.text}, which ${wanted} stands for`)];
  return publicKeyThing(key, file, { ...place, findings });
}

function wrongLabel(label: string, is: string): Finding {
  const evidence = [{ text: `it says ${label}, and is ${is}` }];
  return say({ code: 'inspect/wrong-label', severity: 'fault', evidence });
}

/** A keystore is often carried as base64: nothing is damaged then. */
function carried({ mended, findings }: Place): readonly Finding[] {
  const isBase64 = mended.some((sentence) => /\bbase64\b/.test(sentence));
  return isBase64 ? [say({ code: 'inspect/base64', severity: 'note' })] : findings;
}
