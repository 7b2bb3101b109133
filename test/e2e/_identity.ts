import { KeyObject, webcrypto } from 'node:crypto';
import { createSelfSigned } from '../../src/core/certificate.ts';
import { SUBJECT_DEFAULTS } from '../../src/core/subject.ts';

export interface Identity {
  key: string;
  cert: string;
}

let made: Promise<Identity> | undefined;

/** A TLS key and a certificate of our own making for the hosts that `_wire.ts` stands in for. */
export function identity(): Promise<Identity> {
  return (made ??= make());
}

async function make(): Promise<Identity> {
  const keys = await webcrypto.subtle.generateKey(
    {
      name: 'RSASSA-PKCS1-v1_5',
      modulusLength: 2048,
      publicExponent: new Uint8Array([1, 0, 1]),
      hash: 'SHA-256',
    },
    true,
    ['sign', 'verify'],
  );
  const certificate = await createSelfSigned({
    keys,
    subject: SUBJECT_DEFAULTS,
    days: 2,
    now: new Date(),
  });
  const key = KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' });
  return { key: key.toString(), cert: certificate.pem };
}
