/** Text as a search and a sorted list see it. */

/** Letters that are no plain letter with a mark to take off. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

/** Without case, accents and the differences between a letter's forms: "Zürich" and "ZURICH" are one. */
export function folded(text: string): string {
  // Most text is plain: it is the same in every form.
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[ßæœøłđðþı]/g, (letter) => LETTERS[letter] ?? letter);
}

/** Folded, with every number as long as the longest: plain comparison puts 2 before 10. */
export function ordered(text: string): string {
  return folded(text).replaceAll(/\d+/g, (digits) => digits.padStart(15, '0'));
}

/** The words of a search. */
export function wordsOf(search: string): string[] {
  return folded(search).split(/\s+/).filter(Boolean);
}
