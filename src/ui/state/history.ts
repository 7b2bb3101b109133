/**
 * What has happened to a connection, for its user to look up. It is kept with the connection, so in the
 * vault where there is one, and holds no secret: no token, assertion, passphrase or consumer key.
 */

export const DEEDS = {
  made: 'Key and certificate made',
  certified: 'Certificate made for the key',
  renewed: 'Certificate renewed',
  imported: 'Imported',
  exported: 'Downloaded',
  reused: 'Earlier key used again',
  deleted: 'Earlier key deleted',
  sealed: 'Key sealed',
  restored: 'Restored from a backup',
  token: 'Token obtained',
  refused: 'Token refused',
  revoked: 'Token revoked',
  began: 'Rotation begun',
  proved: 'Rotation, proved',
  abandoned: 'Rotation abandoned',
  rotated: 'Rotation finished',
  repairing: 'Repair after a refresh begun',
  mended: 'Repair, proved',
  unrepaired: 'Repair abandoned',
  repaired: 'Repair after a refresh finished',
} as const;

export type Deed = keyof typeof DEEDS;

export interface PastDeed {
  /** Milliseconds. */
  at: number;
  what: Deed;
  /** A few words: which file, which host, which code. No secret. */
  detail?: string;
}

/** As many of the newest deeds are kept. */
export const MOST_DEEDS = 200;

/** The history with one more deed; newest last, the oldest goes when there are more than 200. */
export function withDeed(
  history: readonly PastDeed[],
  at: number,
  what: Deed,
  detail = '',
): readonly PastDeed[] {
  const deed: PastDeed = detail === '' ? { at, what } : { at, what, detail };
  return [...history, deed].slice(-MOST_DEEDS);
}

/** How a key was taken away, for the detail of its deed. */
export function protectionText(passphrase: string): string {
  return passphrase ? 'under a passphrase' : 'without a passphrase';
}

/** "2026-11-21 14:02:09 UTC". */
export function momentText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** A sentence's start for one deed. One that a later version wrote is named as it stands. */
export function deedText(what: string): string {
  return Object.entries(DEEDS).find(([name]) => name === what)?.[1] ?? what;
}

/** Everything as text, a line each, newest first. */
export function historyText(history: readonly PastDeed[]): string {
  return history
    .toReversed()
    .map(({ at, what, detail }) => {
      return `${momentText(at)}  ${deedText(what)}${detail ? `: ${detail}` : ''}\n`;
    })
    .join('');
}
