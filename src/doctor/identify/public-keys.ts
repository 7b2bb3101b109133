/** A public key by itself. */
import { writePem } from '../../core/pem.ts';
import type { PublicKey } from '../../core/public-key.ts';
import type { Takeable } from '../taking.ts';
import type { Fact } from '../thing.ts';
import { say } from '../words-keys.ts';
import { baseName, judgeKey, keyRows, keyTitle, type Place } from './key-facts.ts';

export async function publicKeyThing(
  key: PublicKey,
  file: { form: string; text: string; facts?: readonly Fact[] },
  { from, mended, findings }: Place,
): Promise<Takeable> {
  const facts = await keyRows(key);
  const print = facts.find(({ name }) => name === 'Public key SHA-256')?.value;
  const alone = say({ code: 'inspect/public-key', severity: 'note' });
  return {
    kind: `public-key/${file.form}`,
    title: keyTitle(key, 'public', file.text),
    from,
    secret: false,
    facts: [...facts, ...(file.facts ?? [])],
    mended,
    findings: [...judgeKey(key), ...findings, alone],
    ...(print === undefined ? {} : { publicKey: print }),
    ...publicForms(key, from),
  };
}

function publicForms({ spki }: PublicKey, from: string): Pick<Takeable, 'forms' | 'take'> {
  if (spki === null) return { forms: [] };
  const file = `${baseName(from)}.pub`;
  return {
    forms: [
      { form: 'public-key', title: 'Public key (PEM)', file: `${file}.pem`, secret: false },
      { form: 'der', title: 'Public key (DER)', file: `${file}.der`, secret: false },
    ],
    take: async (form) => (form === 'der' ? spki : writePem('PUBLIC KEY', spki)),
  };
}
