/** What the practice org remembers: apps, sessions and one-time links, each bounded. */
import type { Switches } from './app.ts';

/** An app as it stands in the org: one certificate, one approved user. */
export interface PracticeApp {
  consumerKey: string;
  username: string;
  userId: string;
  publicKey: CryptoKey;
  switches: Switches;
  /** The user has approved it, in a browser. */
  approved: boolean;
}

/** An authorization code, before it is redeemed. */
export interface Code {
  consumerKey: string;
  callback: string;
  /** The PKCE challenge. */
  challenge: string;
  madeAt: number;
}

export interface Session {
  token: string;
  consumerKey: string;
  username: string;
  userId: string;
  issuedAt: number;
  /** Separated by spaces, as in the token answer. */
  scope: string;
}

export interface Store {
  apps: Map<string, PracticeApp>;
  sessions: Map<string, Session>;
  /** One-time passwords of frontdoor links. */
  links: Map<string, { session: Session; path: string; madeAt: number }>;
  codes: Map<string, Code>;
}

const LIMIT = 200;

/** An empty one. */
export function createStore(): Store {
  return { apps: new Map(), sessions: new Map(), links: new Map(), codes: new Map() };
}

/** Adds an entry as the newest; the oldest goes when there are more than 200. */
export function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= LIMIT) return;
    map.delete(oldest);
  }
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._';

/** A random secret in the letters of Salesforce's tokens; 64 letters, so none is likelier. */
export function randomLetters(count: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(count));
  return Array.from(bytes, (byte) => ALPHABET[byte % 64]).join('');
}

/**
 * A Salesforce record id in its 18-character form: three more letters say which of the first 15 are
 * capitals. (dev: Object Reference, ID field type.)
 */
export function recordId(fifteen: string): string {
  const suffix = [0, 5, 10].map((start) => {
    const bits = [...fifteen.slice(start, start + 5)].map((char) => Number(/[A-Z]/.test(char)));
    const value = bits.reduce((sum, bit, at) => sum + (bit << at), 0);
    return 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'[value];
  });
  return fifteen + suffix.join('');
}

export const ORG_ID = recordId('00DPr0000000001');
