/** The key, and whether the certificate is its own. */
import type { Rule } from './facts.ts';
import { foreseen, good, say, seen, wrong } from './said.ts';

/** Reported as needed (salesforce.md 1.4); the Salesforce CLI's library refuses less. */
const LEAST_BITS = 2048;
const USUAL_BITS = 4096;

const strength: Rule = ({ key }) => {
  if (key === undefined) return null;
  if (key === null) return say({ code: 'check/key-missing', severity: 'fault' });
  const has = `it is an RSA key of ${key.bits} bits`;
  if (key.bits < LEAST_BITS) return foreseen('client/key-short', 'fault', 'certain', has);
  if (key.bits <= USUAL_BITS) return good('check/key', has);
  return say({
    code: 'check/key-long',
    severity: 'note',
    certainty: 'possible',
    evidence: seen(has),
  });
};

const pair: Rule = ({ key, certificate, pair }) => {
  if (key && certificate && key.publicKeySha256 !== certificate.publicKeySha256) {
    const start = (sha256: string) => sha256.slice(0, 11);
    return say({
      code: 'check/other-key',
      severity: 'fault',
      evidence: seen(
        `the SHA-256 of the key’s public half begins with ${start(key.publicKeySha256)}`,
        `that of the certificate’s public key begins with ${start(certificate.publicKeySha256)}`,
      ),
    });
  }
  if (pair === undefined) return null;
  if ('error' in pair) return wrong('check/pair-failed', pair.error);
  return good('check/pair', pair.statement.replace(/\.$/, ''));
};

export const KEY: readonly Rule[] = [strength, pair];
