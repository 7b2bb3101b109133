/** All recognisers, in the order in which they are asked. */
import { findAddresses } from './addresses.ts';
import { readAnswer } from './answer.ts';
import { findAuthUrls } from './auth-url.ts';
import { findConsumerKeys, findConsumerSecrets, readConsumerSecret } from './consumer.ts';
import { findFingerprints } from './fingerprints.ts';
import { readJwtJson } from './jwt-json.ts';
import { findOrgAddress } from './org-address.ts';
import type { PartRecogniser, WholeRecogniser } from './recogniser.ts';
import { readSf } from './sf-output.ts';
import { findTokens } from './tokens.ts';

/** The first that knows the input has it alone. */
export const WHOLE: readonly WholeRecogniser[] = [
  readJwtJson,
  readAnswer,
  readSf,
  readConsumerSecret,
];

/** Each finds what is its own; what one has found, the next do not see. */
export const PARTS: readonly PartRecogniser[] = [
  findAuthUrls,
  findAddresses,
  findTokens,
  findConsumerKeys,
  findConsumerSecrets,
  findFingerprints,
  findOrgAddress,
];
