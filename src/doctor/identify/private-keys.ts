/** A private key that was read, whatever its file was: what it is good for, and what it can become. */
import { base64, utf8, type Bytes } from '../../core/bytes.ts';
import { AppError } from '../../core/errors.ts';
import { importPrivateKey } from '../../core/key.ts';
import { encryptPkcs8 } from '../../core/key-encryption.ts';
import { writePkcs1, writePkcs8, writeSpki, type RsaNumbers } from '../../core/key-numbers.ts';
import { writePem } from '../../core/pem.ts';
import type { PrivateKey } from '../../core/private-key.ts';
import type { Finding } from '../finding.ts';
import type { Take, Takeable } from '../taking.ts';
import type { Fact, Form } from '../thing.ts';
import { say } from '../words-keys.ts';
import { baseName, because, judgeKey, keyRows, keyTitle, type Place } from './key-facts.ts';
import { requireOfData } from './key-plain.ts';

/** How it came. */
export interface PrivateFile {
  /** The second half of the kind. */
  form: string;
  /** The form in words, for the title. */
  text: string;
  facts?: readonly Fact[];
  /** What its PEM should have been, for keys that are mended and not converted. */
  pem?: { label: string; der: Bytes };
}

export async function privateKeyThing(
  { publicKey, numbers }: PrivateKey,
  file: PrivateFile,
  { from, mended, now, findings }: Place,
): Promise<Takeable> {
  const judged = judgeKey(publicKey);
  const isRsa = publicKey.algorithm === 'RSA' && numbers !== undefined;
  const isHopeless = judged.some(({ severity }) => severity === 'fault');
  const broken = isRsa && !isHopeless ? await tryKey(numbers, now) : [];
  // What is no RSA key is not worth another form.
  const form = isRsa ? findings : findings.filter(({ code }) => code !== 'inspect/key-form');
  const wrong = [...broken, ...judged, ...form];
  const good =
    isRsa && !wrong.some(({ severity }) => severity === 'fault')
      ? [say({ code: 'inspect/key-good', severity: 'good' }, { bits: publicKey.bits ?? 0 })]
      : [];
  const rows = await keyRows(publicKey);
  const print = rows.find(({ name }) => name === 'Public key SHA-256')?.value;
  const converts = isRsa && broken.length === 0;
  return {
    kind: `private-key/${file.form}`,
    title: keyTitle(publicKey, 'private', file.text),
    from,
    secret: true,
    facts: [...rows, ...(file.facts ?? [])],
    mended,
    findings: [...wrong, ...good],
    forms: [],
    ...(print === undefined ? {} : { publicKey: print }),
    ...(isRsa ? {} : asItWas(file, mended, findings, from)),
    ...(converts ? { forms: rsaForms(baseName(from)), take: rsaTake(numbers) } : {}),
  };
}

/** What an RSA key's numbers say of it; `[]` where it signs. */
async function tryKey(numbers: RsaNumbers, now: number): Promise<Finding[]> {
  try {
    await importPrivateKey(writePkcs8(numbers), { now: new Date(now) });
    return [];
  } catch (thrown) {
    requireOfData(thrown);
    const evidence = because(thrown);
    return [say({ code: 'inspect/key-inconsistent', severity: 'fault', evidence })];
  }
}

function rsaForms(base: string): Form[] {
  const secret = true;
  return [
    { form: 'pkcs8', title: 'PKCS#8 (PEM)', file: `${base}.key`, secret },
    { form: 'pkcs1', title: 'PKCS#1 (PEM)', file: `${base}.pkcs1.key`, secret },
    { form: 'base64', title: 'Base64, for a CI variable', file: `${base}.key.b64`, secret },
    {
      form: 'one-line',
      title: 'One line with \\n, for a CI variable',
      file: `${base}.key.txt`,
      secret,
    },
    { form: 'public-key', title: 'Public key (PEM)', file: `${base}.pub.pem`, secret: false },
  ];
}

function rsaTake(numbers: RsaNumbers): Take {
  return async (form, passphrase = '') => {
    if (form === 'pkcs8' && passphrase !== '') {
      return writePem('ENCRYPTED PRIVATE KEY', await encryptPkcs8(writePkcs8(numbers), passphrase));
    }
    if (passphrase !== '' && form !== 'public-key') {
      throw new AppError('key/passphrase-format', 'only PKCS#8 can be protected by a passphrase');
    }
    const pem = writePem('PRIVATE KEY', writePkcs8(numbers));
    if (form === 'pkcs8') return pem;
    if (form === 'pkcs1') return writePem('RSA PRIVATE KEY', writePkcs1(numbers));
    if (form === 'base64') return base64(utf8(pem));
    if (form === 'one-line') return pem.trimEnd().replaceAll('\n', '\\n');
    return publicPem(numbers);
  };
}

function publicPem({ n, e }: RsaNumbers): string {
  return writePem('PUBLIC KEY', writeSpki(n, e));
}

/** The same bytes under the right label, where the text round them was damaged. */
export function asItWas(
  { pem }: Pick<PrivateFile, 'pem'>,
  mended: readonly string[],
  findings: readonly Finding[],
  from: string,
): Pick<Takeable, 'forms' | 'take'> {
  const isDamaged =
    mended.length > 0 || findings.some(({ code }) => code === 'inspect/wrong-label');
  if (pem === undefined || !isDamaged) return { forms: [] };
  const file = `${baseName(from)}.pem`;
  return {
    forms: [{ form: 'pem', title: 'Mended (PEM)', file, secret: pem.label.includes('PRIVATE') }],
    take: async () => writePem(pem.label, pem.der),
  };
}
