/** What stands within a text, one kind after the other, and whether others may have read it there. */
import type { Thing } from '../thing.ts';
import { worded } from '../words.ts';
import { INSPECT } from '../words-inspect.ts';
import type { Input, Part } from './recogniser.ts';
import { PARTS } from './registry.ts';

/** More than anybody looks through; a text that repeats one thing names it once. */
const MOST = 50;

/** The things in a text, in the order in which they stand there, and the text without them. */
export async function readParts(
  text: string,
  input: Input,
): Promise<{ things: Thing[]; rest: string }> {
  const found: Part[] = [];
  let rest = text;
  for (const recognise of PARTS) {
    const parts = await recognise(rest, input);
    found.push(...parts);
    rest = blank(rest, parts);
  }
  const alone = !hasWords(rest);
  const things = unique(
    found.sort((a, b) => a.start - b.start),
    text,
  )
    .slice(0, MOST)
    .map((part) => (alone || !part.thing.secret ? part.thing : exposed(part, text)));
  return { things, rest };
}

/** The text with those stretches empty, so that every other place in it stays what it was. */
function blank(text: string, parts: readonly Part[]): string {
  let rest = '';
  let at = 0;
  for (const { start, end } of [...parts].sort((a, b) => a.start - b.start)) {
    rest += text.slice(at, start) + ' '.repeat(end - start);
    at = end;
  }
  return rest + text.slice(at);
}

/** More than a name, a label or a header before the thing. */
function hasWords(rest: string): boolean {
  return (rest.match(/[A-Za-z]{2,40}/g) ?? []).length > 4;
}

function exposed({ thing, start }: Part, text: string): Thing {
  const line = text.slice(0, start).split('\n').length;
  const evidence = [{ text: `it stands in line ${line} of ${text.split('\n').length}` }];
  const finding = worded(INSPECT, {
    code: 'inspect/in-a-text',
    severity: 'risk',
    certainty: 'likely',
    evidence,
  });
  return { ...thing, findings: [...thing.findings, finding] };
}

/** A token that a log repeats is one thing. */
function unique(parts: readonly Part[], text: string): Part[] {
  const seen = new Set<string>();
  return parts.filter(({ thing, start, end }) => {
    const key = `${thing.kind} ${text.slice(start, end)}`;
    return !seen.has(key) && seen.add(key);
  });
}
