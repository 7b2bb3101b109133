import { tick } from 'svelte';

/** Takes the reader to a part of the page: its heading gets the focus and the top of the view. */
export function focusHeading(part: Element): void {
  const heading = part.querySelector('h2');
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  heading.scrollIntoView({ block: 'start' });
}

/** Focuses what an id names; `false` where that is not on the page. */
export function focusId(id: string): boolean {
  const target = document.getElementById(id);
  target?.focus({ preventScroll: true });
  target?.scrollIntoView({ block: 'center' });
  return target !== null;
}

/** Whether a dialog lies over the page, which takes nothing then. */
export function isCovered(): boolean {
  return document.querySelector('dialog:modal') !== null;
}

/** Goes to the screen's heading. */
export async function focusTop(options?: FocusOptions): Promise<void> {
  (await heading())?.focus(options);
}

/** The same, but only where what had the focus is gone from the page. */
export async function focusTopIfLost(): Promise<void> {
  await tick();
  if (document.activeElement === document.body) await focusTop();
}

/** A screen that loads a part of its own shows its heading a moment later. */
async function heading(): Promise<HTMLElement | null> {
  for (let frames = 0; frames < 30; frames += 1) {
    const found = document.querySelector<HTMLElement>('main h1');
    if (found) return found;
    await new Promise(requestAnimationFrame);
  }
  return null;
}
