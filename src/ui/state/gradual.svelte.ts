/** Rows that a frame has time for. */
const STEP = 25;

/**
 * How many rows of a long list to show: more with every frame, so that no frame has to make them all.
 * Made by a component, and ends with it.
 */
export class Gradual {
  shown = $state.raw(STEP);

  constructor(count: () => number) {
    $effect(() => {
      if (this.shown >= count()) return;
      const frame = requestAnimationFrame(() => (this.shown += STEP));
      return () => cancelAnimationFrame(frame);
    });
  }
}
