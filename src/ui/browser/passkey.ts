/**
 * Passkeys as a way into the vault. The PRF extension (Web Authentication Level 3, section 10.1.4)
 * makes 32 bytes of a passkey and a salt, which nothing but that passkey can make again. Nothing else
 * of it is used: there is no server that would check a signature.
 */
import { base64url, type Bytes } from '../../core/bytes.ts';
import { AppError, type ErrorCode } from '../../core/errors.ts';

/** What finds a passkey again; none of it is secret. */
export interface KnownPasskey {
  credentialId: Bytes;
  salt: Bytes;
}

export interface MadePasskey extends KnownPasskey {
  /** 32 bytes: as secret as the vault's key. */
  prf: Bytes;
}

/** A person looks for a phone or a key in a drawer. */
const PATIENCE = 180_000;

/**
 * Whether this page can have passkeys, or the sentence that says why not. They belong to a host name: an
 * address in figures has none (Web Authentication, section 5.1.2).
 */
export function passkeysMissing(): string | null {
  if (!isSecureContext) return 'Passkeys need a page that came over https, or from localhost.';
  if (/^[\d.]+$|^\[/.test(location.hostname))
    return 'Passkeys belong to a name: open this page by one, such as localhost.';
  if (typeof PublicKeyCredential === 'undefined') return 'This browser has no passkeys.';
  return null;
}

/**
 * Makes a passkey that gives bytes for a new salt. Where making it gives none, as with most security
 * keys, it is asked for them once. `known` are those the vault has: an authenticator with one of them
 * makes no second. Throws `passkey/no-prf` where it gives none at all, and has the browser forget it
 * again; `passkey/*` for the rest.
 */
export async function makePasskey(
  label: string,
  known: readonly KnownPasskey[],
): Promise<MadePasskey> {
  const salt = random(32);
  const made = await asked(() =>
    navigator.credentials.create({
      publicKey: {
        rp: { id: location.hostname, name: 'Keybearer' },
        user: { id: random(32), name: label, displayName: label },
        challenge: random(32),
        // Ed25519, ES256 and RS256: whichever an authenticator has, nothing is ever signed with it.
        pubKeyCredParams: [-8, -7, -257].map((alg) => ({ type: 'public-key', alg })),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        excludeCredentials: known.map(({ credentialId: id }) => ({ type: 'public-key', id })),
        timeout: PATIENCE,
        // Without `eval` Windows Hello refuses to make one at all.
        extensions: { prf: { eval: { first: salt } } },
      },
    }),
  );
  const credentialId = new Uint8Array(made.rawId);
  const { prf } = made.getClientExtensionResults();
  const first = bytesOf(prf?.results?.first);
  if (first) return { credentialId, salt, prf: first };
  try {
    if (prf?.enabled === false) throw noBytes();
    return { credentialId, salt, prf: (await askPasskey([{ credentialId, salt }])).prf };
  } catch (thrown) {
    await forgetPasskey(credentialId);
    throw thrown;
  }
}

/**
 * Asks for one of these passkeys, with the user verified. `at` says which one it was.
 * Throws `passkey/no-prf`, `passkey/cancelled`, `passkey/failed`.
 */
export async function askPasskey(
  known: readonly KnownPasskey[],
): Promise<{ at: number; prf: Bytes }> {
  const [one] = known;
  if (!one) throw new AppError('passkey/failed', 'this vault has no passkey');
  const byId = known.map(({ credentialId, salt }) => [base64url(credentialId), { first: salt }]);
  const got = await asked(() =>
    navigator.credentials.get({
      publicKey: {
        rpId: location.hostname,
        challenge: random(32),
        allowCredentials: known.map(({ credentialId: id }) => ({ type: 'public-key', id })),
        userVerification: 'required',
        timeout: PATIENCE,
        extensions: {
          prf: { eval: { first: one.salt }, evalByCredential: Object.fromEntries(byId) },
        },
      },
    }),
  );
  const id = base64url(new Uint8Array(got.rawId));
  const at = known.findIndex(({ credentialId }) => base64url(credentialId) === id);
  const prf = bytesOf(got.getClientExtensionResults().prf?.results?.first);
  if (at < 0 || !prf) throw noBytes();
  return { at, prf };
}

/**
 * Tells whoever keeps the passkey that it opens nothing any more. Browsers without that call (before
 * Chrome 132 and Safari 26) leave it to the user to delete it.
 */
export async function forgetPasskey(credentialId: Bytes): Promise<void> {
  // The declaration in TypeScript has it in every browser.
  const signal: unknown = PublicKeyCredential.signalUnknownCredential;
  if (typeof signal !== 'function') return;
  await PublicKeyCredential.signalUnknownCredential({
    rpId: location.hostname,
    credentialId: base64url(credentialId),
  }).catch(() => undefined);
}

async function asked(call: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  try {
    const credential = await call();
    if (credential instanceof PublicKeyCredential) return credential;
    throw new AppError('passkey/failed', 'the browser gave no passkey');
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const [code, message] = WHY[cause instanceof Error ? cause.name : ''] ?? FAILED;
    throw new AppError(code, message, { cause });
  }
}

const FAILED: readonly [ErrorCode, string] = [
  'passkey/failed',
  'the browser or the passkey broke off',
];
const WHY: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  // Also what a browser says when none was found: it does not tell the page which it was.
  NotAllowedError: ['passkey/cancelled', 'no passkey was used: it was cancelled or took too long'],
  AbortError: ['passkey/cancelled', 'no passkey was used: it was cancelled or took too long'],
  InvalidStateError: ['passkey/exists', 'that device already holds a passkey of this vault'],
};

function noBytes(): AppError {
  return new AppError('passkey/no-prf', 'this passkey cannot open a vault: it gives no PRF bytes');
}

function random(length: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(length));
}

function bytesOf(source: BufferSource | undefined): Bytes | null {
  if (source === undefined) return null;
  const view = ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
  return Uint8Array.from(view);
}
