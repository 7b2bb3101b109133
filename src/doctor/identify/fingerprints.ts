/** Fingerprints as openssl, keytool, this page and the check of a CI secret print them. */
import { isSha256, readFingerprints } from '../../core/fingerprint.ts';
import { worded } from '../words.ts';
import { INSPECT } from '../words-inspect.ts';
import { rows } from './facts.ts';
import type { Part, PartRecogniser } from './recogniser.ts';

// Hexadecimal digits are anything (a commit, a lock file's hash): what stands before them decides.
const PAIRS =
  /(?:\bsha-?(?:256|1)\b|\bfingerprint\b)[^\n]{0,40}?((?:[0-9a-f]{2}:){19,31}[0-9a-f]{2})(?![\w:])/gi;
const DIGEST = /\bSHA(?:2-)?(?:256|1)\([^)\n]{0,80}\)=\s{0,3}([0-9a-f]{40,64})(?!\w)/gi;
const ALONE = /^\s{0,80}((?:[0-9a-f]{2}:){19,31}[0-9a-f]{2})\s{0,80}$/gi;

export const findFingerprints: PartRecogniser = (text, { from, mended }) =>
  [PAIRS, DIGEST, ALONE].flatMap((pattern) =>
    [...text.matchAll(pattern)].flatMap((match): Part[] => {
      const [whole, printed = ''] = match;
      const [fingerprint] = readFingerprints(printed);
      if (fingerprint === undefined) return [];
      const sha256 = isSha256(fingerprint);
      const name = sha256 ? 'SHA-256' : 'SHA-1';
      return [
        {
          thing: {
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
          },
          start: match.index,
          end: match.index + whole.length,
        },
      ];
    }),
  );
