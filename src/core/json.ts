/** An answer and a jwt.json are flat; much deeper texts exhaust the stack of what walks them later. */
const DEEPEST = 64;

/**
 * JSON.parse for texts from outside. Throws a SyntaxError for what is not JSON and a RangeError for
 * lists and objects more than 64 deep, which JSON.parse reads and JSON.stringify breaks down on.
 */
export function parseJson(text: string): unknown {
  const json: unknown = JSON.parse(text);
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]/g)) {
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    if (depth > DEEPEST) throw new RangeError(`more than ${DEEPEST} lists within each other`);
  }
  return json;
}
