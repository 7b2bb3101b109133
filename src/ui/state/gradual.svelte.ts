import { untrack } from 'svelte';

/** Rows that a frame has time for. */
const STEP = 20;
/** Rows that are shown without being asked for, and how many more come each time. */
const WINDOW = 100;

/**
 * How many rows of a long list to show: a window of them, which grows when somebody gets near its end. It
 * fills over several frames, so that no frame has to make all rows. Made by a component, and ends with it.
 */
export class Gradual {
  shown = $state.raw(STEP);
  #most = $state.raw(WINDOW);

  constructor(count: () => number) {
    $effect(() => {
      if (this.shown >= Math.min(count(), this.#most)) return;
      const frame = requestAnimationFrame(() => (this.shown += STEP));
      return () => cancelAnimationFrame(frame);
    });
  }

  /** Widens the window; one that is still filling stays as it is. */
  more = () => {
    if (this.shown >= this.#most) this.#most = this.shown + WINDOW;
  };

  /** Begins anew: other rows are shown. */
  reset() {
    this.shown = STEP;
    this.#most = WINDOW;
  }
}

/** Milliseconds that the first slice may take, with which a list of a thousand is done, and later ones. */
const FIRST = 24;
const LATER = 12;

/**
 * A list whose items have to be worked on before they can be shown. A long one is worked on in slices, so
 * that nothing else waits for it; meanwhile the list as it was before stands.
 */
export class Prepared<Item> {
  list = $state.raw<readonly Item[]>([]);

  constructor(source: () => readonly Item[], prepare: (item: Item) => void) {
    const slice = (items: readonly Item[], from: number, budget: number): number => {
      const end = performance.now() + budget;
      for (let at = from; at < items.length; at += 1) {
        prepare(items[at] as Item);
        // Looking at the clock takes time, too.
        if (at % 16 === 15 && performance.now() > end) return at + 1;
      }
      return items.length;
    };
    const first = untrack(source);
    const begun = slice(first, 0, FIRST);
    if (begun === first.length) this.list = first;
    $effect(() => {
      const items = source();
      let at = items === first ? begun : 0;
      let sliced = false;
      let timer: ReturnType<typeof setTimeout> | undefined;
      const go = () => {
        at = slice(items, at, LATER);
        if (at < items.length) timer = setTimeout(go);
        // What follows from a whole list takes a task of its own.
        else if (sliced) timer = setTimeout(() => (this.list = items));
        else this.list = items;
        sliced = true;
      };
      go();
      return () => clearTimeout(timer);
    });
  }
}
