/** What may be known of a login that was refused, besides the answer. */
import type { Org } from '../../core/org.ts';
import type { Past } from '../past.ts';

/** What is absent is simply not known. Times are in milliseconds. */
export interface RefusalFacts extends Past {
  org?: Org;
  /** The `aud` that was refused. */
  audience?: string;
  username?: string;
  /** An External Client App, or an older Connected App. */
  app?: 'external' | 'connected';
  appMadeAt?: number;
  /** Seconds by which this device's clock is ahead of the server's. */
  clockAhead?: number;
  /** The certificate's last moment, and the moment of the refusal. */
  notAfter?: number;
  now?: number;
  /** Whether the steps that approve the user, and the one that adds the scopes, are ticked in the guide. */
  approved?: boolean;
  scoped?: boolean;
  /** What the token was sent for, where a call with a token was refused. */
  call?: 'userinfo' | 'singleaccess' | 'revoke';
  /** Whether the same token has named its user before: then it was a good one. */
  named?: boolean;
  /** What the user has answered: by question, the answer's id. */
  answers?: Answers;
}

export type Answers = Readonly<Record<string, string>>;
