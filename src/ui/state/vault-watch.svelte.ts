/** What an open vault's keeper listens to: the user, the clock, and the worker. */
import type { Changes } from '../../worker/protocol.ts';
import { coverTitle, watchPresence } from '../browser/presence.ts';
import { hearWorker, workedAt } from '../browser/worker.ts';
import type { App } from './app.svelte.ts';
import { createIdle, timeLeftText } from './idle.ts';
import { showKeys } from './lone-keys.ts';
import { isBackupDue } from './storage-facts.ts';

interface Listeners {
  ontype: () => void;
  onhide: () => void;
  onidle: () => void;
  /** The page is left and kept by the browser, to come back to. */
  onshelve: () => void;
  onchanged: (changes: Changes) => void;
  ongone: () => void;
}

export interface Watch {
  /** Another tab has seen the user. */
  active(at: number): void;
  stop(): void;
}

/** Other tabs are told of the user's signs no more often, in milliseconds. */
const TELL = 1_000;
/** A tab that wakes hears first what the others have told it meanwhile. */
const HEAR_FIRST = 100;
/** A key that another tab has made is in one of its connections by then, in milliseconds. */
const SETTLED = 60_000;

export function watchVault(app: App, listeners: Listeners): Watch {
  const { ontype, onhide, onidle, onshelve, onchanged, ongone } = listeners;
  const { vault, meter, connections } = app;
  let told = 0;

  const idle = createIdle({
    minutes: () => vault.settings.idleMinutes,
    worked: () => Math.max(workedAt(), meter.departures.at(-1)?.at ?? 0),
    onending(seconds) {
      coverTitle(seconds === null ? null : `${timeLeftText(seconds)} until Keybearer locks`);
      vault.ending = seconds !== null;
    },
    onlock: onidle,
  });

  function seen() {
    idle.active();
    const at = Date.now();
    if (vault.keeper === null || at - told < TELL) return;
    told = at;
    vault.tabs?.tell({ say: 'active', at });
  }

  const unwatch = watchPresence({
    onsign: seen,
    onwake: () => setTimeout(idle.check, HEAR_FIRST),
    ontype,
    onhide,
    onshelve,
  });
  const unsettle = $effect.root(() => {
    // A shorter time holds at once.
    $effect(() => {
      if (vault.settings.idleMinutes) idle.check();
    });
    $effect(() => {
      vault.backupDue = isBackupDue(connections.list, vault.settings.backupAt, vault.sealed);
    });
  });
  const deaf = hearWorker((event) => {
    if (event.event === 'changed') {
      showKeys(app, event.keys, Date.now() - SETTLED);
      onchanged(event);
    }
    if (event.event === 'vaultGone') ongone();
  });

  return {
    active: idle.active,
    stop() {
      deaf();
      unwatch();
      unsettle();
      idle.stop();
    },
  };
}
