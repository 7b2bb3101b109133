/** Fingerprints as openssl, keytool, this page and the check of a CI secret print them. */
import { isSha256, readFingerprints } from '../../core/fingerprint.ts';
import { worded } from '../words.ts';
import { INSPECT } from '../words-inspect.ts';
import { rows } from './facts.ts';
import type { PartRecogniser } from './recogniser.ts';

const read: PartRecogniser['read'] = ([, printed = ''], { from, mended }) => {
  const [fingerprint] = readFingerprints(printed);
  if (fingerprint === undefined) return null;
  const sha256 = isSha256(fingerprint);
  const name = sha256 ? 'SHA-256' : 'SHA-1';
  return {
    kind: sha256 ? 'fingerprint/sha-256' : 'fingerprint/sha-1',
    title: `a ${name} fingerprint`,
    from,
    mended,
    secret: false,
    facts: rows({ [name]: fingerprint }),
    findings: [worded(INSPECT, { code: 'fingerprint/compare', severity: 'note' })],
    forms: [],
    // Of a certificate or of a public key: what it matches tells.
    ...(sha256 ? { publicKey: fingerprint } : {}),
  };
};

/** Hexadecimal digits are anything (a commit, a lock file's hash): what stands before them decides. */
export const FINGERPRINTS: readonly PartRecogniser[] = [
  {
    pattern:
      /(?:\bsha-?(?:256|1)\b|\bfingerprint\b)[^\n]{0,40}?((?:[0-9a-f]{2}:){19,31}[0-9a-f]{2})(?![\w:])/gi,
    read,
  },
  { pattern: /\bSHA(?:2-)?(?:256|1)\([^)\n]{0,80}\)=\s{0,3}([0-9a-f]{40,64})(?!\w)/gi, read },
  { pattern: /^\s*((?:[0-9a-f]{2}:){19,31}[0-9a-f]{2})\s*$/gi, read },
];
