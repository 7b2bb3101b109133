/** When the vault locks itself: after so long without a sign of its user in any tab. */

/** Before that the time that is left is shown for so long, in milliseconds. */
const LAST_MINUTE = 60_000;

export interface Idle {
  /** A sign of the user, here or in another tab. One that comes too late does not count. */
  active(at?: number): void;
  /** Looks at the clock: after a sleep or in the background a timer comes late. */
  check(): void;
  stop(): void;
}

interface Options {
  /** Read anew each time. */
  minutes: () => number;
  /** When work went on that the user waits for, in milliseconds; now, if it still does. */
  worked?: () => number;
  now?: () => number;
  /** Whole seconds until the lock, once it is near; `null` when it is not any more. */
  onending: (seconds: number | null) => void;
  onlock: () => void;
}

export function createIdle(options: Options): Idle {
  const { minutes, worked = () => 0, now = Date.now, onending, onlock } = options;
  let last = now();
  let ending = false;
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function stop() {
    clearTimeout(timer);
    if (ending) onending(null);
    ending = false;
    stopped = true;
  }

  function check() {
    if (stopped) return;
    clearTimeout(timer);
    // Not later than now, should the clock have been set back.
    last = Math.min(Math.max(last, worked()), now());
    const limit = minutes() * 60_000;
    const left = last + limit - now();
    if (left <= 0) {
      stop();
      return onlock();
    }
    // Of a single minute half of it would be enough.
    const near = Math.min(LAST_MINUTE, limit / 2);
    if (left <= near || ending) onending(left <= near ? Math.ceil(left / 1000) : null);
    ending = left <= near;
    timer = setTimeout(check, ending ? left % 1000 || 1000 : left - near);
  }

  check();
  return {
    active(at = now()) {
      if (at - last < minutes() * 60_000) last = Math.max(last, at);
      else return check();
      if (ending) check();
    },
    check,
    stop,
  };
}

/** "0:42". */
export function timeLeftText(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
