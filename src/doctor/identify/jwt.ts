/** JWTs, by themselves or within a text; what is in them is read in ../jwt/. */
import { readJwt } from '../jwt/read.ts';
import { findJwt, LONGEST_JWT } from '../jwt/text.ts';
import { jwtThing } from '../jwt/thing.ts';
import { requireOfData } from './key-plain.ts';
import type { Thing } from '../thing.ts';
import type { Input, PartRecogniser, WholeRecogniser } from './recogniser.ts';

/** One that stands in other text or in a form is found there, beside all else that is in it. */
export const readWholeJwt: WholeRecogniser = async (input) => {
  const text = input.text ?? '';
  if (text.length > 2 * LONGEST_JWT) return null;
  const found = findJwt(text);
  if (found === null || found.damage.includes('around') || found.damage.includes('field')) {
    return null;
  }
  const thing = await read(text, input);
  return thing && [thing];
};

/** A header and claims: both begin with a brace. Nothing before it that could belong to it. */
export const JWTS: PartRecogniser = {
  pattern: /(?<![\w.-])eyJ[\w-]{8,8192}\.e[yw][\w-]{4,32768}\.[\w-]{0,8192}/g,
  read: ([jwt], input) => read(jwt, input),
};

async function read(
  jwt: string,
  { from, mended, now, zone, keys, practice }: Input,
): Promise<Thing | null> {
  try {
    const options = { now, ...(keys && { keys }), ...(practice !== undefined && { practice }) };
    return { ...jwtThing(await readJwt(jwt, options), from, { now, zone }), mended };
  } catch (thrown) {
    requireOfData(thrown);
    return null;
  }
}
