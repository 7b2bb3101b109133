/**
 * Says what an input is: a key, a token, an answer, a log, or several of them, by what is in it. Runs
 * in the worker; what it hands back holds no secret except masked.
 */
import { utf8, type Bytes } from '../../core/bytes.ts';
import { AppError } from '../../core/errors.ts';
import { MAX_INPUT } from '../../core/pem.ts';
import { replaceBlocks } from '../mask.ts';
import type { Takeable } from '../taking.ts';
import { textThing } from './explain.ts';
import { layersOf } from './layers.ts';
import { exposedIn, readParts } from './parts.ts';
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
 * of which nothing is known. Throws `input/too-large`; all else it throws is a fault of this program.
 */
export async function identify(
  input: Bytes | string,
  options: IdentifyOptions = {},
): Promise<Takeable[]> {
  const { from = '', now = Date.now(), zone = 'UTC', ...rest } = options;
  const bytes = typeof input === 'string' ? utf8(input) : input;
  const known = { ...rest, from, now, zone };
  if (isZip(bytes)) return readZip(bytes, known, readFile);
  return readFile(bytes, known);
}

async function readFile(bytes: Bytes, known: Known & { from: string }): Promise<Takeable[]> {
  if (bytes.length > MAX_INPUT) {
    throw new AppError('input/too-large', `this has ${bytes.length} bytes, more than 1 MB`);
  }
  const layers = [...layersOf(bytes)].map((layer): Input => ({ ...known, ...layer }));
  // A JSON in quotes as a whole comes before the parts that can be seen through the quotes.
  for (const layer of layers) {
    const things = await readWhole(layer);
    if (things.length > 0) return withTheRest(things, layer);
  }
  const texts: string[] = [];
  for (const layer of layers) {
    if (layer.text === null) continue;
    const { things, says } = await readParts(layer.text, layer);
    texts.push(says);
    if (things.length > 0) return [...things, ...textThings([says], known.from)];
  }
  return textThings(texts, known.from);
}

/** A PEM stands in logs and settings as well: what else is in those counts, too. */
async function withTheRest(whole: readonly Takeable[], input: Input): Promise<Takeable[]> {
  const { text, from } = input;
  if (text === null || !text.includes('-----BEGIN ')) return [...whole];
  const beside = replaceBlocks(text, (block) => ' '.repeat(block.length));
  const { things, says } = await readParts(beside, input);
  return [...exposedIn(beside, whole), ...things, ...textThings([says], from)];
}

/** What is left, where it could say anything. */
function textThings(texts: readonly string[], from: string): Takeable[] {
  const said = texts.join('\n');
  return /[A-Za-z]{3}/.test(said) ? [textThing(said, from)] : [];
}

async function readWhole(input: Input): Promise<Takeable[]> {
  for (const recognise of WHOLE) {
    const things = await recognise(input);
    if (things !== null) return [...things];
  }
  return [];
}
