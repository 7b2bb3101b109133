import type { AppError } from '../../core/errors.ts';

export type VaultDialog = 'create' | 'unlock' | 'change' | 'delete';

/** What keeps the page's work in the open vault; loaded with the first dialog. */
export interface Keeper {
  /** Whether something is not in the vault yet. */
  readonly pending: boolean;
  /** Saves what is pending. Rejects with `vault/*` where that fails. */
  flush(): Promise<void>;
  lock(): Promise<void>;
}

/** The vault as the page sees it. Its key and what it seals are the worker's alone. */
export class VaultState {
  /** `checking` until the browser has said whether there is one. */
  status = $state.raw<'checking' | 'none' | 'locked' | 'open'>('none');
  dialog = $state.raw<VaultDialog | null>(null);
  /** Why the last save failed; what was to be saved is tried again with the next change. */
  error = $state.raw<AppError | null>(null);
  keeper: Keeper | null = null;

  /** Opens a dialog. */
  ask(dialog: VaultDialog) {
    this.dialog = dialog;
  }

  get pending(): boolean {
    return this.keeper?.pending ?? false;
  }

  async flush(): Promise<void> {
    await this.keeper?.flush();
  }

  /** Saves what is pending, ends the worker and clears the page. */
  lock = async (): Promise<void> => {
    await this.keeper?.lock();
  };
}
