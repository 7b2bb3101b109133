const BLANK = /[\s\p{Cc}]/u;
const MARKS = '\\`*_{}[]<>|~&#!';
const [SPACE, BACKSLASH] = [0x20, 0x5c];

/** By character code: whether it is a blank, or needs a backslash. Of more than one byte only blanks are either. */
const KINDS = Array.from({ length: 256 }, (_, code) => {
  const character = String.fromCharCode(code);
  return BLANK.test(character) ? 'blank' : MARKS.includes(character) ? 'mark' : 'plain';
});
const kindOf = (code: number) =>
  KINDS[code] ?? (BLANK.test(String.fromCharCode(code)) ? 'blank' : 'plain');

/**
 * Text from outside as one line of GitHub Flavored Markdown: no markup, link or HTML of its own. Written code
 * by code: replacing takes ten times as long where every second character is one to replace.
 */
export function markdownText(text: string): string {
  const line = new Uint16Array(2 * text.length);
  let length = 0;
  let apart = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const kind = kindOf(code);
    if (kind === 'blank') {
      apart = length > 0;
      continue;
    }
    if (apart) line[length++] = SPACE;
    apart = false;
    if (kind === 'mark') line[length++] = BACKSLASH;
    line[length++] = code;
  }
  return new TextDecoder('utf-16le').decode(line.subarray(0, length));
}
