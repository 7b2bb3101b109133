import { SUBJECT_DEFAULTS } from '../../src/core/subject-defaults.ts';
import { Connections, type Connection } from '../../src/ui/state/connections.svelte.ts';

/** A connection as the page makes it, with what a test needs to be different. */
export function connection(given: Partial<Connection> = {}): Connection {
  return new Connections().create(given);
}

export const COMPLETE: Partial<Connection> = {
  loginUrl: 'https://acme--uat.sandbox.my.salesforce.com',
  consumerKey: '3MVG9AbcdefghijklmnopQRSTuvwxyz0123456789',
  username: 'deploy@acme.example.uat',
};

export const PRACTICE = 'http://localhost:3132';
const DAY = 86_400_000;
export const NOW = Date.UTC(2026, 10, 21, 14, 2);

/** A key set whose certificate ends in so many days. */
export function keySet(days: number): NonNullable<Connection['current']> {
  return {
    key: { id: 'k1', bits: 2048, createdAt: NOW, origin: 'generated', publicKeySha256: 'AA:BB' },
    certificate: {
      pem: '',
      subject: { ...SUBJECT_DEFAULTS, commonName: 'acme-uat-deploy' },
      subjectText: 'CN=acme-uat-deploy',
      serial: '01',
      notBefore: NOW - 5 * 60_000,
      notAfter: NOW - 5 * 60_000 + days * DAY,
      sha256: 'AA',
      sha1: 'BB',
      pemBytes: 1100,
      derBytes: 800,
      bits: 2048,
      publicKeySha256: 'AA:BB',
      version: 3,
      selfSigned: true,
    },
  };
}
