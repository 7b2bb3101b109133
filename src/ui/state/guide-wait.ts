/**
 * How long a new app needs until the token endpoint knows it. Salesforce writes "a few minutes" (DX
 * guide, sfdx_dev_troubleshoot_auth_errors); 2 to 10 minutes are commonly reported.
 */
import type { Connection } from './connections.svelte.ts';

export const WAIT = { least: 2 * 60_000, most: 10 * 60_000 } as const;

/** The tick after which the app exists. */
const CREATED = 'A8';

export type Wait =
  | { name: 'not-begun' }
  /** Milliseconds until a try makes sense, and until the wait is over. */
  | { name: 'early' | 'worth-a-try'; toTry: number; toEnd: number }
  | { name: 'over' };

/** Where the wait stands. A clock that was set back meanwhile makes it begin again, never longer. */
export function waitAt(createdAt: number | null, now: number): Wait {
  if (createdAt === null) return { name: 'not-begun' };
  const gone = Math.max(0, now - createdAt);
  if (gone >= WAIT.most) return { name: 'over' };
  const name = gone < WAIT.least ? 'early' : 'worth-a-try';
  return { name, toTry: Math.max(0, WAIT.least - gone), toEnd: WAIT.most - gone };
}

/** "1:05": minutes and seconds, the begun second counted whole. */
export function clockText(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** What setting or taking away a tick changes: the wait begins with the app. */
export function tickPatch(
  connection: Pick<Connection, 'ticks' | 'createdAppAt'>,
  tick: { id: string; on: boolean; now: number },
): Partial<Connection> {
  const rest = connection.ticks.filter((one) => one !== tick.id);
  const ticks = tick.on ? [...rest, tick.id] : rest;
  if (tick.id !== CREATED) return { ticks };
  return { ticks, createdAppAt: tick.on ? (connection.createdAppAt ?? tick.now) : null };
}
