/** Whether a JWT was signed by a key that is known here. */
import { verifyAssertion } from '../../core/assertion.ts';
import { AppError } from '../../core/errors.ts';
import type { Parts } from './parts.ts';

/** A public key to check with. */
export interface KeyAtHand {
  /** What the user calls it: the connection's name. */
  name: string;
  /** A certificate or a public key in PEM. */
  pem: string;
  /** The consumer key of the app that holds it, where that is known. */
  consumerKey?: string;
  /** Where that app is logged in at, as typed. */
  loginUrl?: string;
}

export type Checked =
  | { state: 'good'; key: KeyAtHand }
  /** None of these made it; `expected` are those of the app that it names. */
  | { state: 'bad'; tried: number; expected: readonly KeyAtHand[] }
  /** Only RS256 is checked. */
  | { state: 'unchecked'; why: 'no-key' | 'algorithm' | 'unsigned' | 'damaged' };

/** Checks an RS256 signature with the keys at hand, those first whose app the JWT names. */
export async function checkSignature(
  jwt: string,
  { header, claims, signature, count }: Parts,
  keys: readonly KeyAtHand[],
): Promise<Checked> {
  if (count === 2 || (count === 3 && signature?.length === 0)) {
    return { state: 'unchecked', why: 'unsigned' };
  }
  if (!header || !claims || !signature) return { state: 'unchecked', why: 'damaged' };
  if (header['alg'] !== 'RS256') return { state: 'unchecked', why: 'algorithm' };
  const expected = keys.filter(({ consumerKey }) => consumerKey && consumerKey === claims['iss']);
  const others = keys.filter((key) => !expected.includes(key));
  let tried = 0;
  const seen = new Set<string>();
  for (const key of [...expected, ...others]) {
    // Connections often share a certificate.
    if (seen.has(key.pem)) continue;
    seen.add(key.pem);
    const good = await isBy(jwt, key.pem);
    if (good === true) return { state: 'good', key };
    if (good === false) tried += 1;
  }
  return tried === 0 ? { state: 'unchecked', why: 'no-key' } : { state: 'bad', tried, expected };
}

/** `null` for a certificate that holds no RSA key. */
async function isBy(jwt: string, pem: string): Promise<boolean | null> {
  try {
    return await verifyAssertion(jwt, pem);
  } catch (thrown) {
    if (AppError.from(thrown).code === 'certificate/unreadable') return null;
    throw thrown;
  }
}
