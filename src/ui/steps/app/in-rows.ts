/** Puts an element in these rows of its grid: a directive for it would cost the first view a kilobyte. */
export function inRows(from: number, rows = 1) {
  return (element: HTMLElement) => {
    element.style.gridRow = `${from} / span ${rows}`;
  };
}
