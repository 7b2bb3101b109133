/** What stands within a text, one kind after the other, and whether others may have read it there. */
import type { Takeable } from '../taking.ts';
import { worded } from '../words.ts';
import { INSPECT } from '../words-inspect.ts';
import type { Input, PartRecogniser } from './recogniser.ts';
import { PARTS } from './registry.ts';

/** Things of one text: more than anybody looks through. */
const MOST = 50;
/** Matches of one recogniser that are looked at; all that follow are taken for what they seem. */
const MOST_READ = 2_000;

/** The things in a text, in the order in which they stand there, and what it says without its secrets. */
export async function readParts(
  text: string,
  input: Input,
): Promise<{ things: Takeable[]; says: string }> {
  const found: Part[] = [];
  const hidden: Stretch[] = [];
  let rest = text;
  for (const recogniser of PARTS) {
    const { parts, stretches } = await findParts(rest, recogniser, input);
    found.push(...parts);
    hidden.push(...stretches.filter((stretch) => stretch.hidden));
    rest = replace(rest, stretches, (part) => ' '.repeat(part.length));
  }
  hidden.sort((a, b) => a.start - b.start);
  const says = replace(text, hidden, standIn);
  const first = found.sort((a, b) => a.start - b.start).slice(0, MOST);
  if (!hasWords(rest)) return { things: first.map(({ thing }) => thing), says };
  const places = placesOf(
    first.map(({ start }) => start),
    text,
  );
  const things = first.map(({ thing }, at) =>
    thing.secret ? exposed(thing, places[at] ?? '') : thing,
  );
  return { things, says };
}

interface Part {
  thing: Takeable;
  start: number;
}

interface Stretch {
  start: number;
  end: number;
  /** It is secret, or explained by itself. */
  hidden: boolean;
}

/** Each thing once, however often a log repeats it, and every stretch of the text that is one. */
async function findParts(text: string, { pattern, read }: PartRecogniser, input: Input) {
  const parts: Part[] = [];
  const stretches: Stretch[] = [];
  const known = new Map<string, Takeable | null>();
  for (const match of text.matchAll(pattern)) {
    const [whole] = match;
    const start = match.index;
    let thing = known.get(whole);
    if (thing === undefined && parts.length < MOST && known.size < MOST_READ) {
      thing = await read(match, input);
      if (thing !== null) parts.push({ thing, start });
      known.set(whole, thing);
    }
    if (thing === null) continue;
    const hidden = thing === undefined || thing.secret || thing.says !== undefined;
    stretches.push({ start, end: start + whole.length, hidden });
  }
  return { parts, stretches };
}

/** The text with something else in those stretches, which rise. */
function replace(
  text: string,
  stretches: readonly Stretch[],
  by: (part: string) => string,
): string {
  let rest = '';
  let at = 0;
  for (const { start, end } of stretches) {
    rest += text.slice(at, start) + by(text.slice(start, end));
    at = end;
  }
  return rest + text.slice(at);
}

/** What stands in the place of a secret: whose it is counts where an error is told by its surroundings. */
function standIn(secret: string): string {
  if (/^https?:/i.test(secret)) return secret.replace(/[?#].*$/s, '');
  return /^(?:00D|5Aep|force:)/.test(secret) ? 'salesforce' : '…';
}

/** More than a name, a label or a header before the thing. */
function hasWords(rest: string): boolean {
  let words = 0;
  for (const _ of rest.matchAll(/[A-Za-z]{2,40}/g)) {
    words += 1;
    if (words > 4) return true;
  }
  return false;
}

/** In which line each place of a text stands; the places rise. */
function placesOf(starts: readonly number[], text: string): string[] {
  const ends: number[] = [];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) ends.push(at);
  let line = 0;
  return starts.map((start) => {
    while ((ends[line] ?? Infinity) < start) line += 1;
    return `it stands in line ${line + 1} of ${ends.length + 1}`;
  });
}

// A number that openssl prints in bytes has colons, too.
const TIME = /(?<![\da-f:])\d{2}:\d{2}:\d{2}(?![\da-f:])/i;

/** Private keys round which a log stands; what openssl writes beside a PEM is none. */
export function exposedIn(rest: string, things: readonly Takeable[]): Takeable[] {
  if (!TIME.test(rest)) return [...things];
  return things.map((thing) =>
    thing.secret ? exposed(thing, 'lines with times of day stand round it') : thing,
  );
}

function exposed(thing: Takeable, evidence: string): Takeable {
  const finding = worded(INSPECT, {
    code: 'inspect/in-a-text',
    severity: 'risk',
    certainty: 'likely',
    evidence: [{ text: evidence }],
  });
  return { ...thing, findings: [...thing.findings, finding] };
}
