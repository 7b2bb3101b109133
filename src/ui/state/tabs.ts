import { LOCK, PAGE_CHANNEL } from '../../worker/page-channel.ts';

/**
 * What the tabs of this site tell each other: that the vault is to be locked, that the user is there, and
 * that a vault was made or is gone. Nothing of what is in it.
 */
export type Word =
  | { say: typeof LOCK }
  /** `at`: when a key was pressed last, in milliseconds. */
  | { say: 'active'; at: number }
  | { say: 'look' };

export interface Tabs {
  /** To all other tabs, not to this one. */
  tell(word: Word): void;
  close(): void;
}

export function openTabs(hear: (word: Word) => void): Tabs {
  const channel = new BroadcastChannel(PAGE_CHANNEL);
  channel.onmessage = ({ data }: MessageEvent<Word>) => hear(data);
  return { tell: (word) => channel.postMessage(word), close: () => channel.close() };
}
