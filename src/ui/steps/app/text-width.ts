/** How wide a text comes out, near enough to break lines by: no drawing waits for a font. */
const NARROW = /[ijltfrI.,:;'’|!()[\]\- ]/;
const WIDE = /[mwMW@%…]/;

export type Face = 'plain' | 'bold' | 'mono';

/** In px at this size. Generous by some percent, as fonts differ: a line that is too short does no harm. */
export function widthOf(text: string, size: number, face: Face): number {
  let ems = 0;
  for (const letter of text) {
    if (face === 'mono') ems += 0.615;
    else if (NARROW.test(letter)) ems += 0.36;
    else if (WIDE.test(letter)) ems += 0.95;
    else if (/[A-Z]/.test(letter)) ems += 0.72;
    else ems += 0.57;
  }
  return ems * size * (face === 'bold' ? 1.06 : 1);
}

/** Breaks at spaces. */
export function breakLines(text: string, width: number, size: number, face: Face): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || widthOf(longer, size, face) <= width) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

/** The text, or as much of its start as fits with an ellipsis. */
export function cutTo(text: string, width: number, size: number, face: Face): string {
  if (widthOf(text, size, face) <= width) return text;
  const letters = [...text];
  while (letters.length > 0 && widthOf(`${letters.join('')}…`, size, face) > width) letters.pop();
  return `${letters.join('')}…`;
}
