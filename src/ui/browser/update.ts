/** The page's side of the service worker: registers it, and learns of newer versions. */
import type { Message } from '../../sw/build.ts';
import type { UpdateState } from '../state/update.svelte.ts';
import { scriptUrl } from './script-url.ts';

const HOUR = 3_600_000;

/**
 * Registers sw.js beside the page when the browser is idle, then follows it. Rejects where the browser
 * refuses or the file is not there.
 */
export async function watch(update: UpdateState): Promise<void> {
  await new Promise((idle) => (globalThis.requestIdleCallback ?? setTimeout)(idle));
  const registration = await navigator.serviceWorker.register(scriptUrl('sw.js'));

  const look = async () => {
    // Without an active one, what waits is the first.
    if (!registration.waiting || !registration.active) return;
    const { default: Bar } = await import('../UpdateBar.svelte');
    update.takeOver = () => takeOver(registration);
    update.Bar = Bar;
  };
  const follow = () => registration.installing?.addEventListener('statechange', look);
  registration.addEventListener('updatefound', follow);
  follow();
  await look();

  checkHourly(registration);
  const { active } = await navigator.serviceWorker.ready;
  update.offlineReady = true;
  active?.postMessage('opened' satisfies Message);
}

/** Where another tab has updated already there is nothing to wait for but the reload. */
async function takeOver({ waiting }: ServiceWorkerRegistration): Promise<void> {
  if (waiting) {
    const changed = new Promise((done) => waiting.addEventListener('statechange', done));
    waiting.postMessage('take-over' satisfies Message);
    await changed;
  }
  location.reload();
}

/** The browser itself looks for a newer version at each start; a page that stays open looks too. */
function checkHourly(registration: ServiceWorkerRegistration) {
  let checked = Date.now();
  const check = () => {
    if (document.hidden || Date.now() - checked < HOUR) return;
    checked = Date.now();
    // Offline there is no answer, and none is needed.
    registration.update().catch(() => undefined);
  };
  document.addEventListener('visibilitychange', check);
  setInterval(check, HOUR);
}
