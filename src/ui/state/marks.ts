/** Texts in which `**` marks an exact label of Setup, and a backtick what is typed as it stands. */

export interface MarkedPart {
  text: string;
  mark: 'label' | 'typed' | null;
}

/** The parts of a text. `fill` puts in values, in which the same signs mark nothing. */
export function readMarks(text: string, fill = (part: string) => part): MarkedPart[] {
  return text
    .split(/(\*\*.*?\*\*|`.*?`)/)
    .filter((part) => part !== '')
    .map((part) => {
      if (part.startsWith('**')) return { text: fill(part.slice(2, -2)), mark: 'label' };
      if (part.startsWith('`')) return { text: fill(part.slice(1, -1)), mark: 'typed' };
      return { text: fill(part), mark: null };
    });
}
