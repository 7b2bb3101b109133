/** Which of the keys known here a fingerprint belongs to: "Which secret is in CI?" */
import { AppError } from '../core/errors.ts';
import { isSha256, readFingerprints } from '../core/fingerprint.ts';
import type { Finding } from './finding.ts';
import { checkText } from './text.ts';
import { CI_WORDS } from './words-ci.ts';
import { worded, type Values } from './words.ts';

/** A key of a connection, or of a file that was inspected. */
export interface KnownKey {
  /** What the user calls the connection, or the file. */
  name: string;
  /** The connection's one in use, one on its way in, or one that was replaced; a file's. */
  role: 'present' | 'next' | 'former' | 'file';
  /** SHA-256 of the public key (its SubjectPublicKeyInfo), as `AA:BB`. */
  publicKey: string;
  /** Both fingerprints of its certificate. */
  certificate?: { sha256: string; sha1: string };
}

export interface Holder {
  key: KnownKey;
  /** What the fingerprint is one of. */
  of: 'key' | 'certificate';
}

/** Who has this fingerprint (`AA:BB`), present keys first. One key may serve several connections. */
export function whoHas(fingerprint: string, known: readonly KnownKey[]): Holder[] {
  const ORDER = ['present', 'next', 'former', 'file'];
  return known
    .flatMap((key): Holder[] => {
      if (key.publicKey === fingerprint) return [{ key, of: 'key' }];
      const { sha256, sha1 } = key.certificate ?? {};
      return sha256 === fingerprint || sha1 === fingerprint ? [{ key, of: 'certificate' }] : [];
    })
    .sort((a, b) => ORDER.indexOf(a.key.role) - ORDER.indexOf(b.key.role));
}

/**
 * What a pipeline's secret is, by what the check of kit/secret-check.ts printed there: one finding a
 * fingerprint. Throws `input/too-large`, `rotation/private-key`, and `rotation/no-fingerprint` where
 * nothing in the text is a fingerprint.
 */
export function explainSecret(text: string, known: readonly KnownKey[]): Finding[] {
  const long = checkText(text);
  if (long) throw long;
  if (/-BEGIN [A-Z ]{0,30}PRIVATE KEY-/.test(text)) {
    throw new AppError('rotation/private-key', 'this holds a private key', {
      hint: 'Paste only what the check printed. If the key stands in a log, make a new one.',
    });
  }
  const found = readFingerprints(text);
  if (found.length === 0) {
    throw new AppError('rotation/no-fingerprint', 'there is no fingerprint in it', {
      hint: 'Paste the whole line that was printed; if it is an error, inspect it above.',
    });
  }
  return found.map((fingerprint) => explainOne(fingerprint, whoHas(fingerprint, known)));
}

function explainOne(fingerprint: string, holders: readonly Holder[]): Finding {
  const keys = holders.filter(({ of }) => of === 'key').map(({ key }) => key);
  const best = keys[0]?.role;
  const fitting = keys.filter(({ role }) => role === best);
  const evidence = [{ text: `the fingerprint is ${fingerprint}` }];
  const names = (of: readonly KnownKey[]): Values => ({
    names: [...new Set(of.map(({ name }) => name))].join(', '),
  });
  if (best !== undefined) {
    const code = `ci/${best}` as const;
    const SEVERITY = { present: 'good', next: 'note', former: 'fault', file: 'good' } as const;
    return worded(CI_WORDS, { code, severity: SEVERITY[best], evidence }, names(fitting));
  }
  if (holders.length > 0) {
    const values = names(holders.map(({ key }) => key));
    return worded(CI_WORDS, { code: 'ci/certificate', severity: 'note', evidence }, values);
  }
  const code = isSha256(fingerprint) ? 'ci/unknown' : 'ci/sha1';
  return worded(CI_WORDS, { code, severity: code === 'ci/unknown' ? 'risk' : 'note', evidence });
}
