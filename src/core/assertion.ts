/**
 * The JWT that logs in (RFC 7523 section 3, help: remoteaccess_oauth_jwt_flow): built, signed, read
 * and verified. Salesforce documents RS256 only.
 */
import {
  SignJWT,
  compactVerify,
  decodeJwt,
  decodeProtectedHeader,
  errors,
  importSPKI,
  importX509,
} from 'jose';
import { AppError } from './errors.ts';

const ALGORITHM = 'RS256';
/**
 * Seconds. The page offers 300 at most and a jwt.json may hold more, but an assertion is a password for
 * as long as it is good: a day is the most that is signed.
 */
const LONGEST = 86_400;

/** Times are in seconds since 1970. */
export interface Claims {
  iss: string;
  sub: string;
  aud: string;
  exp: number;
  iat: number;
  jti?: string;
}

export interface SignedAssertion {
  jwt: string;
  header: Record<string, unknown>;
  claims: Claims;
}

export interface ClaimsInput {
  consumerKey: string;
  username: string;
  audience: string;
  /** Seconds. */
  lifetime: number;
  now: Date;
  /** Only on request: Salesforce is said to refuse a value it has seen before. */
  jti?: string;
}

interface RsaAlgorithm {
  name: string;
  hash?: { name: string };
  modulusLength?: number;
}

/** The claims as they will be signed, in the order in which Salesforce's help lists them. */
export function buildClaims(input: ClaimsInput): Claims {
  const { consumerKey, username, audience, lifetime, now, jti } = input;
  if (!Number.isSafeInteger(lifetime) || lifetime < 1) {
    throw new AppError('details/lifetime', `a lifetime of ${lifetime} seconds is not possible`);
  }
  const iat = Math.floor(now.getTime() / 1000);
  const claims: Claims = {
    iss: consumerKey,
    sub: username,
    aud: audience,
    exp: iat + lifetime,
    iat,
  };
  return jti === undefined ? claims : { ...claims, jti };
}

/**
 * Signs with an RSASSA-PKCS1-v1_5 SHA-256 key. Throws `key/not-rsa`, `key/too-short`, and
 * `details/lifetime` for claims that are good for more than a day.
 */
export async function signAssertion(claims: Claims, key: CryptoKey): Promise<SignedAssertion> {
  const { name, hash, modulusLength = 0 } = key.algorithm as RsaAlgorithm;
  if (name !== 'RSASSA-PKCS1-v1_5' || hash?.name !== 'SHA-256') {
    throw new AppError('key/not-rsa', `a ${name} key cannot sign with ${ALGORITHM}`);
  }
  if (modulusLength < 2048) {
    throw new AppError(
      'key/too-short',
      `an RSA key of ${modulusLength} bits is too short to sign with`,
    );
  }
  const lifetime = claims.exp - claims.iat;
  if (!(lifetime <= LONGEST)) {
    throw new AppError('details/lifetime', `a lifetime of ${lifetime} seconds is more than a day`);
  }
  const header = { alg: ALGORITHM, typ: 'JWT' };
  const jwt = await new SignJWT({ ...claims }).setProtectedHeader(header).sign(key);
  return { jwt, header, claims };
}

/**
 * The two readable parts of a JWT, whoever made it; the signature is not looked at. White space
 * around it, which copying adds, is ignored. Throws `assertion/malformed`.
 */
export function readAssertion(jwt: string): {
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
} {
  const plain = jwt.trim();
  try {
    if (plain.split('.').length !== 3) throw malformed('it has not three parts joined by dots');
    return { header: { ...decodeProtectedHeader(plain) }, claims: { ...decodeJwt(plain) } };
  } catch (cause) {
    // jose's own error is left out: a parser's message can quote what it parsed.
    throw cause instanceof AppError ? cause : malformed('its header or its claims cannot be read');
  }
}

function malformed(why: string): AppError {
  return new AppError('assertion/malformed', `the text is no assertion: ${why}`);
}

/**
 * Whether the RS256 signature is good under this public key: a CryptoKey, or a certificate or
 * public key in PEM. Claims are not checked. Throws `assertion/malformed`, `certificate/unreadable`.
 */
export async function verifyAssertion(jwt: string, key: CryptoKey | string): Promise<boolean> {
  const { header } = readAssertion(jwt);
  const verifier = typeof key === 'string' ? await importVerifier(key) : key;
  if (header['alg'] !== ALGORITHM) return false;
  try {
    await compactVerify(jwt.trim(), verifier, { algorithms: [ALGORITHM] });
    return true;
  } catch (cause) {
    if (cause instanceof errors.JOSEError || cause instanceof TypeError) return false;
    throw cause;
  }
}

/** What a verifier that has only the certificate sees of an assertion. */
export interface Trial {
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
  /** The RS256 signature is good under the certificate's public key. */
  verified: boolean;
}

/**
 * Signs an assertion, then reads and verifies it as Salesforce would, with nothing but the certificate
 * (PEM). It is not handed out. Throws what signAssertion and verifyAssertion throw.
 */
export async function tryAssertion(
  claims: Claims,
  key: CryptoKey,
  certificate: string,
): Promise<Trial> {
  const { jwt } = await signAssertion(claims, key);
  return { ...readAssertion(jwt), verified: await verifyAssertion(jwt, certificate) };
}

/** The public key of a certificate or public key in PEM. Throws `certificate/unreadable`. */
export async function importVerifier(pem: string): Promise<CryptoKey> {
  try {
    const read = pem.includes('BEGIN CERTIFICATE') ? importX509 : importSPKI;
    return await read(pem, ALGORITHM);
  } catch (cause) {
    throw new AppError('certificate/unreadable', 'no RSA public key can be read from it', {
      cause,
    });
  }
}
