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

/** Goes to the screen's heading, where what had the focus is gone. */
export function focusTop(): void {
  document.querySelector<HTMLElement>('main h1')?.focus();
}
