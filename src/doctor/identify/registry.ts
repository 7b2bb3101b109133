/** All recognisers, in the order in which they are asked. */
import { ADDRESSES } from './addresses.ts';
import { readAnswer } from './answer.ts';
import { AUTH_URLS } from './auth-url.ts';
import { CONSUMER_KEYS, CONSUMER_SECRETS, readConsumerSecret } from './consumer.ts';
import { FINGERPRINTS } from './fingerprints.ts';
import { JWTS, readWholeJwt } from './jwt.ts';
import { readJwtJson } from './jwt-json.ts';
import { BASE64_PEMS } from './key-parts.ts';
import { identifyKeys } from './keys.ts';
import { ORG_ADDRESS } from './org-address.ts';
import type { PartRecogniser, WholeRecogniser } from './recogniser.ts';
import { readSf } from './sf-output.ts';
import { ACCESS_TOKENS, REFRESH_TOKENS } from './tokens.ts';

/** The first that knows the input has it alone. */
export const WHOLE: readonly WholeRecogniser[] = [
  identifyKeys,
  readWholeJwt,
  readJwtJson,
  readAnswer,
  readSf,
  readConsumerSecret,
];

/** Each finds what is its own; what one has found, the next do not see. */
export const PARTS: readonly PartRecogniser[] = [
  BASE64_PEMS,
  AUTH_URLS,
  ADDRESSES,
  JWTS,
  ACCESS_TOKENS,
  REFRESH_TOKENS,
  CONSUMER_KEYS,
  CONSUMER_SECRETS,
  ...FINGERPRINTS,
  ORG_ADDRESS,
];
