/** What a connection's history says of its key and of the last token, for the doctor. */
import type { Past } from '../../doctor/past.ts';
import type { PastDeed } from './history.ts';

/** Deeds that a token came with. */
const PROVED: readonly string[] = ['token', 'proved', 'rotated'];

const bringsKey = ({ what, detail = '' }: PastDeed) =>
  what === 'made' || what === 'reused' || (what === 'imported' && detail.startsWith('RSA'));

/**
 * Tokens from before `since`, in milliseconds, are left out: one that an org gave before it was refreshed
 * was for an app that is gone.
 */
export function pastOf(history: readonly PastDeed[], since = -Infinity): Past {
  const after = history.filter(({ at }) => at >= since);
  const keyFrom = history.findLast(bringsKey)?.at;
  const tokenAt = after.findLast(({ what }) => PROVED.includes(what))?.at;
  const tokenHost = after.findLast(({ what }) => what === 'token')?.detail;
  return {
    ...(keyFrom !== undefined && { keyFrom }),
    ...(tokenAt !== undefined && { tokenAt }),
    ...(tokenHost && { tokenHost }),
  };
}
