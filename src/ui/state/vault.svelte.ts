import type { AppError } from '../../core/errors.ts';
import type { KeyRecord } from '../../core/key.ts';
import type { Passkey, Proof, VaultStatus } from '../../worker/protocol.ts';
import { errorOf } from './error-of.ts';
import type { Kept } from './kept.ts';
import type { Proving } from './proof.svelte.ts';
import { readSentinel, setSentinel } from './sentinel.ts';
import { openTabs, type Tabs } from './tabs.ts';

/** What opens a vault besides its passphrase. */
export type Ways = Pick<VaultStatus, 'recovery' | 'passkeys'>;

export type VaultDialog =
  | 'create'
  | 'unlock'
  | 'change'
  | 'recover'
  | 'recovery'
  | 'passkey'
  | 'passkeyRemove'
  | 'prove'
  | 'restore';

/** What the vault keeps for its user, besides connections. */
export interface Settings {
  /** The vault locks itself after so long without a sign of its user; 1 to 60. */
  idleMinutes: number;
  /** When a backup was saved last, in milliseconds. */
  backupAt: number | null;
}

export const SETTINGS: Settings = { idleMinutes: 15, backupAt: null };

/** What keeps the page's work in the open vault; it comes with the first dialog. */
export interface Keeper {
  /** Whether something is not in the vault yet. */
  readonly pending: boolean;
  /** Saves what is pending. Rejects with `vault/*` where that fails. */
  flush(): Promise<void>;
  /** Locks, in this tab. */
  lock(): Promise<void>;
  /** Another tab has seen the user. */
  active(at: number): void;
}

/** The name of its database, which the page may look for and never opens. */
const DATABASE = 'keybearer';

/** The vault as the page sees it. Its key and what it seals are the worker's alone. */
export class VaultState {
  /** `checking` until it is known whether this browser holds one; `evicted`: it should, and does not. */
  status = $state.raw<'checking' | 'none' | 'locked' | 'open' | 'evicted'>('none');
  dialog = $state.raw<VaultDialog | null>(null);
  saving = $state.raw(false);
  settings = $state.raw(SETTINGS);
  /** It locks itself in less than a minute. */
  ending = $state.raw(false);
  /** The newest key is in no backup yet. */
  backupDue = $state.raw(false);
  /** Whether the browser has promised not to drop what this site stores. */
  kept = $state.raw(false);
  /** Why the last save failed; what was to be saved is tried again a little later. */
  error = $state.raw<AppError | null>(null);
  /** Records that did not open at the last unlocking, an error each. */
  damaged = $state.raw<readonly AppError[]>([]);
  /** The passphrase was changed since the vault was opened. */
  changed = $state.raw(false);
  /** One was deleted that can still be put back. */
  deleted = $state.raw(false);
  /** What opens it besides the passphrase, once that was asked for. */
  ways = $state.raw<Ways | null>(null);
  /** Ids of the keys in it that are sealed. */
  sealed = $state.raw<ReadonlySet<string>>(new Set());
  /** The keys that lay in it when it was opened or changed by another tab. */
  keys = $state.raw<readonly KeyRecord[]>([]);
  keeper: Keeper | null = null;
  /** What the dialog that is open is about, for those that are about something. */
  proving: Proving | null = null;
  removing: Passkey | null = null;
  restoring: File | null = null;
  /** What a lock could not save is still in the page; this knows what it is based on. */
  left: { vaultId: string; kept: Kept } | null = null;
  tabs: Tabs | null = null;

  /** Begins to listen to other tabs, and looks for a vault. */
  start() {
    this.status = 'checking';
    this.tabs = openTabs((word) => {
      if (word.say === 'lock') void this.keeper?.lock();
      else if (word.say === 'active') this.keeper?.active(word.at);
      else if (!this.keeper) void this.look();
    });
    void this.look();
  }

  /** Looks for a vault. A browser that has none starts no worker for it. */
  async look(): Promise<void> {
    try {
      // Without this list (Firefox before 126) only the worker can tell.
      const databases = await indexedDB.databases?.();
      const likely = databases?.some(({ name }) => name === DATABASE) ?? true;
      const found = likely && (await (await import('./vault-work.ts')).hasVault());
      if (this.keeper) return;
      this.status = found ? 'locked' : readSentinel() === null ? 'none' : 'evicted';
      if (found) this.deleted = false;
    } catch (thrown) {
      this.error = await errorOf(thrown);
      const gone = this.error.code === 'vault/emptied' ? 'evicted' : 'locked';
      // One that cannot be looked at is not gone.
      this.status = readSentinel() === null ? 'none' : gone;
    }
  }

  get pending(): boolean {
    return this.keeper?.pending ?? false;
  }

  /** Opens a dialog. */
  ask(dialog: VaultDialog) {
    this.changed = false;
    this.dialog = dialog;
  }

  /** Does what may need proof that it is the user who asks for it. Throws `vault/proof-cancelled`. */
  async proved<T>(work: (proof?: Proof) => Promise<T>): Promise<T> {
    return (await import('./proof.svelte.ts')).proved(this, work);
  }

  set(patch: Partial<Settings>) {
    this.settings = { ...this.settings, ...patch };
  }

  /** Gives up a vault that the browser has dropped. */
  startAnew() {
    setSentinel(null);
    this.status = 'none';
    this.tabs?.tell({ say: 'look' });
  }

  async flush(): Promise<void> {
    await this.keeper?.flush();
  }

  /** Saves what is pending, ends the worker and clears the page, in every tab. */
  lock = async (): Promise<void> => {
    this.tabs?.tell({ say: 'lock' });
    await this.keeper?.lock();
  };
}
