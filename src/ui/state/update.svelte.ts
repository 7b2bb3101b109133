import type { Component } from 'svelte';
import type { App } from './app.svelte.ts';

/** The first view comes first: nothing else is fetched until it has settled. */
const SETTLED = 2_000;

/** What the page knows of its own version. */
export class UpdateState {
  /** Whether the whole app is kept in this browser and opens without a network. */
  offlineReady = $state.raw(false);
  /** Offers a newer version; `null` while there is none, and after "Later". */
  Bar = $state.raw<Component<{ app: App }> | null>(null);
  /** The user agreed to a reload: the browser need not ask again. */
  agreed = false;
  /** Goes over to the newer version; there as soon as `Bar` is. */
  takeOver: () => Promise<void> = async () => undefined;

  /** Registers the service worker when the page has loaded. */
  start() {
    if (!import.meta.env.PROD || !navigator.serviceWorker) return;
    const watch = async () => (await import('../browser/update.ts')).watch(this);
    // A browser that refuses has no offline use, and says nothing here that helps.
    addEventListener('load', () => setTimeout(() => watch().catch(() => undefined), SETTLED));
  }
}
