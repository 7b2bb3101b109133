/**
 * Says what an input is: a key, a token, an answer, a log, or several of them, by what is in it. Runs
 * in the worker; what it hands back holds no secret except masked.
 */
import { utf8, type Bytes } from '../../core/bytes.ts';
import { AppError } from '../../core/errors.ts';
import { MAX_INPUT } from '../../core/pem.ts';
import type { Finding } from '../finding.ts';
import type { Thing } from '../thing.ts';
import { layersOf } from './layers.ts';
import { readParts } from './parts.ts';
import type { Input } from './recogniser.ts';
import { WHOLE } from './registry.ts';

export interface IdentifyOptions {
  /** The file's name, and the path inside a folder; '' for a pasted text. */
  from?: string;
  /** UTF-8, for whatever in it is protected. */
  passphrase?: Bytes;
  /** Milliseconds. */
  now?: number;
  /** explainText of failures.ts, where errors in a text are to be explained as well. */
  explain?: (text: string) => Finding[];
}

/** `[]` where nothing in it is known. Throws `input/too-large`, and nothing else. */
export async function identify(
  input: Bytes | string,
  options: IdentifyOptions = {},
): Promise<Thing[]> {
  const { from = '', passphrase, now = Date.now(), explain = () => [] } = options;
  if (input.length > MAX_INPUT) {
    throw new AppError('input/too-large', `this has ${input.length} bytes, more than 1 MB`);
  }
  const bytes = typeof input === 'string' ? utf8(input) : input;
  const known = { from, now, explain, ...(passphrase && { passphrase }) };
  for (const layer of layersOf(bytes)) {
    const things = await readLayer({ ...known, ...layer });
    if (things.length > 0) return things;
  }
  return [];
}

async function readLayer(input: Input): Promise<Thing[]> {
  const whole = await readWhole(input);
  const { text } = input;
  if (text === null || (whole.length > 0 && !text.includes(BEGIN))) return whole;
  // A PEM stands in logs and settings as well: what else is in those counts, too.
  const rest = whole.length > 0 ? withoutBlocks(text) : text;
  return [...whole, ...readParts(rest, input)];
}

async function readWhole(input: Input): Promise<Thing[]> {
  for (const recognise of WHOLE) {
    const things = await recognise(input);
    if (things !== null) return [...things];
  }
  return [];
}

const BEGIN = '-----BEGIN ';
const END = '-----END ';

/** The text with its PEM blocks empty; one without an end reaches to the end of the text. */
function withoutBlocks(text: string): string {
  let rest = '';
  let at = 0;
  for (let begin = text.indexOf(BEGIN); begin !== -1; begin = text.indexOf(BEGIN, at)) {
    const end = text.indexOf(END, begin);
    const dashes = end === -1 ? -1 : text.indexOf('-----', end + END.length);
    const next = dashes === -1 ? text.length : dashes + 5;
    rest += text.slice(at, begin) + ' '.repeat(next - begin);
    at = next;
  }
  return rest + text.slice(at);
}
