/** What is said of any key, private or public, and by whatever file it came. */
import { publicKeyFingerprint } from '../../core/key.ts';
import type { PublicKey } from '../../core/public-key.ts';
import type { Evidence, Finding } from '../finding.ts';
import type { Fact } from '../thing.ts';
import { say } from '../words-keys.ts';
import { rows } from './facts.ts';
import type { Input } from './recogniser.ts';

/** Where something was found, and what that says about it. */
export type Place = Pick<Input, 'from' | 'mended' | 'now'> & {
  passphrase?: string;
  /** Findings on the text that it stands in, or on the form that it has. */
  findings: readonly Finding[];
};

/** `RSA`, `EC (P-256)`: for titles, after "an" or "a". */
export function algorithmText({ algorithm, curve }: PublicKey): string {
  return curve === undefined ? algorithm : `${algorithm} (${curve})`;
}

/** With its article: `an RSA private key`, `a DSA public key`. */
export function keyTitle(key: PublicKey, half: 'private' | 'public', form: string): string {
  const name = algorithmText(key);
  // R, E and X are spoken with a vowel.
  const article = /^[AEFHILMNORSX]/.test(name) && !name.startsWith('ssh') ? 'an' : 'a';
  return `${article} ${name} ${half} key (${form})`;
}

/** Size, exponent where it is unusual, fingerprint. */
export async function keyRows(key: PublicKey): Promise<Fact[]> {
  const { bits, exponent } = key;
  return rows(
    {
      Algorithm: algorithmText(key),
      Size: bits === null ? '' : `${bits} bits`,
      'Public exponent': exponent === undefined || exponent === 65537n ? '' : String(exponent),
      'Public key SHA-256': key.spki ? await publicKeyFingerprint(key.spki) : '',
    },
    ['Algorithm', 'Size', 'Public exponent'],
  );
}

interface Rule {
  (key: PublicKey): Finding | null;
}

const wrongKind: Rule = (key) => {
  const { algorithm } = key;
  if (algorithm === 'RSA') return null;
  if (algorithm === 'RSA-PSS') return say({ code: 'inspect/key-pss', severity: 'fault' });
  const kind = keyTitle(key, 'public', '').replace(/ public.*/, ' key');
  return say({ code: 'inspect/key-not-rsa', severity: 'fault' }, { kind });
};

const tooShort: Rule = ({ algorithm, bits }) =>
  algorithm.startsWith('RSA') && bits !== null && bits < 2048
    ? say({ code: 'inspect/key-short', severity: 'fault' }, { bits })
    : null;

const veryLong: Rule = ({ algorithm, bits }) => {
  if (algorithm !== 'RSA' || bits === null || bits <= 4096) return null;
  // Beyond 8192 bits nothing here signs with it.
  const severity = bits > 8192 ? 'fault' : 'risk';
  return say({ code: 'inspect/key-long', severity, certainty: 'possible' }, { bits });
};

const oddExponent: Rule = ({ exponent }) =>
  exponent !== undefined && exponent !== 65537n
    ? say(
        { code: 'inspect/key-exponent', severity: 'note', certainty: 'possible' },
        { exponent: String(exponent) },
      )
    : null;

/** What is wrong with a key by its kind and size alone. A rule more is a line more. */
const RULES: readonly Rule[] = [wrongKind, tooShort, veryLong, oddExponent];

/** Whether Salesforce could use such a key; `[]` where nothing speaks against it. */
export function judgeKey(key: PublicKey): Finding[] {
  return RULES.map((rule) => rule(key)).filter((finding) => finding !== null);
}

/** The message of what core threw, as evidence. */
export function because(thrown: unknown): Evidence[] {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return text === '' ? [] : [{ text }];
}

/** What stands inside something else, by its own name. */
export function insideOf(from: string, name: string): string {
  return [from, name].filter((part) => part !== '').join(': ');
}

/** A file's name without folders and ending, for the names of what is made from it. */
export function baseName(from: string): string {
  const name = from.split(/[/\\:]/).at(-1) ?? '';
  const base = name
    .trim()
    .replace(/\.[A-Za-z0-9]{1,10}$/, '')
    .replace(/[^\w.@-]+/g, '-');
  return base.replace(/^[.-]+/, '').slice(0, 60) || 'server';
}
