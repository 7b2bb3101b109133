/** What shows that somebody sits here, and that the page has slept. */
const SIGNS = ['keydown', 'pointerdown', 'wheel', 'touchstart'] as const;

interface Listeners {
  /** A key, a click, a touch or a turn of the wheel. */
  onsign: () => void;
  /** The tab comes back to the front, out of a freeze or after the computer slept. */
  onwake: () => void;
  /** A field of this page was changed by hand. */
  ontype: () => void;
  /** The tab goes to the back. */
  onhide: () => void;
  /** The page is left, and kept by the browser to come back to. */
  onshelve: () => void;
}

/** Listens until the function it gives is called. */
export function watchPresence({ onsign, onwake, ontype, onhide, onshelve }: Listeners): () => void {
  const listening = new AbortController();
  const { signal } = listening;
  for (const sign of SIGNS) {
    addEventListener(sign, onsign, { signal, capture: true, passive: true });
  }
  addEventListener('input', ontype, { signal, capture: true });
  addEventListener('focus', onwake, { signal });
  document.addEventListener('resume', onwake, { signal });
  const turn = () => (document.visibilityState === 'hidden' ? onhide() : onwake());
  document.addEventListener('visibilitychange', turn, { signal });
  addEventListener('pagehide', ({ persisted }) => persisted && onshelve(), { signal });
  return () => listening.abort();
}

let shown: string | null = null;
let covered = '';

/** Shows a text in the tab's title, in place of the screen's own; `null` brings that back. */
export function coverTitle(text: string | null): void {
  // A screen that was opened meanwhile has set its own.
  const covers = shown !== null && document.title === shown;
  if (!covers) covered = document.title;
  if (text !== null) document.title = text;
  else if (covers) document.title = covered;
  shown = text;
}
