/** What the check of a connection is told: plain values, each of them optional. */
import type { CertificateRecord } from '../../core/certificate.ts';
import type { Trial } from '../../core/assertion.ts';
import type { WireError } from '../../core/errors.ts';
import type { KeyRecord } from '../../core/key.ts';
import type { Org } from '../../core/org.ts';
import type { WellKnown } from '../../core/well-known.ts';
import type { Finding } from '../finding.ts';
import type { Past } from '../past.ts';

/** Why something could not be read or done: an AppError, or what crossed from the worker. */
export type Failed = Pick<WireError, 'message' | 'hint'>;

/** This device's clock beside another one, in seconds; or why there is none to compare it with. */
export type ClockFacts =
  | {
      /** Negative where this device is behind. */
      ahead: number;
      /** How far off the comparison itself may be. */
      within: number;
      /** Whose clock it is, as in "the clock of {from}". */
      from: string;
      /** It runs on this very device, so that agreement proves nothing. */
      ownDevice?: boolean;
    }
  | { unknown: string };

/** What the token will be used for, as far as it takes more than a login. */
export type Want = 'scratch' | 'open' | 'page';

/** The last token, as far as it says what the next one will be like. */
export interface TokenFacts {
  /** `undefined` where the answer named none. */
  scopes?: readonly string[] | undefined;
  /** It is a JSON Web Token, which is for the REST APIs alone. */
  jwt?: boolean;
}

/** What is absent is not known, and then nothing is said of it; `null` is known to be missing. */
export interface ConnectionFacts extends Past {
  /** Milliseconds, by this device's clock. */
  now?: number;
  key?: Pick<KeyRecord, 'bits' | 'publicKeySha256'> | null;
  certificate?: Pick<
    CertificateRecord,
    'pemBytes' | 'derBytes' | 'notBefore' | 'notAfter' | 'version' | 'publicKeySha256' | 'subject'
  > | null;
  /** What core's checkPair found. */
  pair?: { statement: string; signedWith: string } | { error: Failed };
  /** An assertion that was signed and verified in the worker, and went nowhere. */
  trial?: Trial | { error: Failed };
  /** The org that the login URL names, or why it names none. */
  org?: Org | { error: Failed };
  /** As typed. */
  consumerKey?: string;
  username?: string;
  lifetime?: string;
  /** The `aud` that is sent first. */
  audience?: string;
  appKind?: 'external' | 'connected';
  way?: 'straight' | 'proxy' | 'command';
  /** Why the proxy cannot be used. */
  proxyError?: Failed | null;
  wants?: readonly Want[];
  /** The `sandbox` of the jwt.json that this was filled from. */
  configSandbox?: boolean;
  /** The last token got with the details as they are. */
  token?: TokenFacts | null;
  /** An answer to the last assertion came, and the page could not read it. */
  unreadable?: boolean;
  /** Steps of the guide that are not ticked, by id. */
  openTicks?: readonly string[];
  clock?: ClockFacts;
  /** What the org's well-known document said, where it was asked. */
  wellKnown?: WellKnown;
}

/** One thing that is looked at. It says nothing where what it needs is not known. */
export type Rule = (facts: ConnectionFacts) => Finding | readonly Finding[] | null;

/** The org, where the login URL names one. */
export function orgIn({ org }: ConnectionFacts): Org | null {
  return org === undefined || 'error' in org ? null : org;
}
