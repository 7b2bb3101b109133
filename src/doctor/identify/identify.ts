/**
 * Says what an input is: a key, a token, an answer, a log, or several of them, by what is in it. Runs
 * in the worker; what it hands back holds no secret except masked.
 */
import { utf8, type Bytes } from '../../core/bytes.ts';
import { AppError } from '../../core/errors.ts';
import { MAX_INPUT } from '../../core/pem.ts';
import { replaceBlocks } from '../mask.ts';
import type { Thing } from '../thing.ts';
import { textThing } from './explain.ts';
import { layersOf } from './layers.ts';
import { readParts } from './parts.ts';
import type { Input, Known } from './recogniser.ts';
import { WHOLE } from './registry.ts';
import { isZip } from './zip-entries.ts';
import { readZip } from './zip.ts';

export interface IdentifyOptions extends Partial<Known> {
  /** The file's name, and the path inside a folder; '' for a pasted text. */
  from?: string;
}

/**
 * Everything in it that is known, a zip's files included. What has `says` is for explainThings, which the
 * page calls; before that a text of which nothing is known is one thing of the kind `text`. `[]` for bytes
 * of which nothing is known. Throws `input/too-large`, and nothing else.
 */
export async function identify(
  input: Bytes | string,
  options: IdentifyOptions = {},
): Promise<Thing[]> {
  const { from = '', now = Date.now(), zone = 'UTC', ...rest } = options;
  const bytes = typeof input === 'string' ? utf8(input) : input;
  const known = { ...rest, from, now, zone };
  if (isZip(bytes)) return readZip(bytes, known, readFile);
  return readFile(bytes, known);
}

async function readFile(bytes: Bytes, known: Known & { from: string }): Promise<Thing[]> {
  if (bytes.length > MAX_INPUT) {
    throw new AppError('input/too-large', `this has ${bytes.length} bytes, more than 1 MB`);
  }
  const texts: string[] = [];
  for (const layer of layersOf(bytes)) {
    const { things, rest } = await readLayer({ ...known, ...layer });
    if (/\S/.test(rest)) texts.push(rest);
    if (things.length > 0) {
      return /[A-Za-z]{3}/.test(rest) ? [...things, textThing(rest, known.from)] : things;
    }
  }
  return texts.length === 0 ? [] : [textThing(texts.join('\n'), known.from)];
}

/** What is known of one layer, and the text that is left beside it. */
async function readLayer(input: Input): Promise<{ things: Thing[]; rest: string }> {
  const whole = await readWhole(input);
  const { text } = input;
  if (text === null) return { things: whole, rest: '' };
  if (whole.length > 0 && !text.includes('-----BEGIN ')) return { things: whole, rest: '' };
  // A PEM stands in logs and settings as well: what else is in those counts, too.
  const { things, rest } = await readParts(
    replaceBlocks(text, (block) => ' '.repeat(block.length)),
    input,
  );
  return { things: [...whole, ...things], rest };
}

async function readWhole(input: Input): Promise<Thing[]> {
  for (const recognise of WHOLE) {
    const things = await recognise(input);
    if (things !== null) return [...things];
  }
  return [];
}
