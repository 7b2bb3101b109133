/** An answer and a jwt.json are flat; much deeper texts exhaust the stack of what walks them later. */
const DEEPEST = 64;

/**
 * JSON.parse for texts from outside. Throws a SyntaxError for what is not JSON and a RangeError for
 * lists and objects more than 64 deep, which JSON.parse takes long to read and JSON.stringify breaks
 * down on.
 */
export function parseJson(text: string): unknown {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (char === QUOTE) at = endOfString(text, at);
    // Braces and brackets differ in one bit, which the lower case sets.
    else if ((char | 32) === OPEN) depth += 1;
    else if ((char | 32) === CLOSE) depth -= 1;
    if (depth > DEEPEST) throw new RangeError(`more than ${DEEPEST} lists within each other`);
  }
  return JSON.parse(text);
}

// Codes, since a megabyte is gone through: " { } \
const [QUOTE, OPEN, CLOSE, BACKSLASH] = [0x22, 0x7b, 0x7d, 0x5c];

/** Where the string that begins there ends; the end of the text where it does not. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  for (; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (char === QUOTE) break;
    if (char === BACKSLASH) at += 1;
  }
  return at;
}
