/** The practice org's own endpoint: what an admin does in Setup, in one request. */
import { importVerifier } from '../core/assertion.ts';
import { json, readText, refusal } from './answer.ts';
import { SWITCHES_OFF, type Registered, type Switches } from './app.ts';
import { recordId, remember, type Store } from './store.ts';

/** Of the uploaded certificate (help: remoteaccess_oauth_jwt_flow). */
const CERTIFICATE_LIMIT = 4096;

/**
 * Registers an app or replaces the one with the same consumer key; sessions stay, and so does the user's
 * own approval, until somebody switches approvals.
 */
export async function register(
  request: Request,
  { store, origin }: { store: Store; origin: string },
): Promise<Response> {
  const { certificate, consumerKey, username, switches } =
    readFields(await readText(request)) ?? {};
  if (!isName(certificate, CERTIFICATE_LIMIT)) {
    return refusal('practice/certificate', 'certificate must be a PEM of at most 4 KB');
  }
  if (!isName(consumerKey, 512)) {
    return refusal('practice/consumer-key', 'consumerKey must be a text of 1 to 512 characters');
  }
  if (!isName(username, 80)) {
    return refusal('practice/username', 'username must be a text of 1 to 80 characters');
  }
  const publicKey = await importVerifier(certificate).catch(() => null);
  if (publicKey === null || modulusBits(publicKey) < 2048) {
    return refusal('practice/certificate', 'certificate must hold an RSA key of 2048 bits or more');
  }
  const set: Switches = { ...SWITCHES_OFF };
  for (const name of Object.keys(set) as (keyof Switches)[]) {
    set[name] = isRecord(switches) && switches[name] === true;
  }
  const userId = await userIdOf(username);
  const before = store.apps.get(consumerKey);
  const approved =
    before?.approved === true &&
    before.username === username &&
    before.switches.userNotApproved === set.userNotApproved;
  const app = { consumerKey, username, userId, publicKey, switches: set, approved };
  remember(store.apps, consumerKey, app);
  const registered: Registered = {
    practice: 'This is a practice org: it only plays Salesforce.',
    loginUrl: origin,
    consumerKey,
    username,
    switches: set,
  };
  return json(200, registered);
}

/** Deletes an app, as an admin would in Setup: its consumer key is not known from then on. */
export async function unregister(request: Request, { store }: { store: Store }): Promise<Response> {
  const { consumerKey } = readFields(await readText(request)) ?? {};
  if (!isName(consumerKey, 512)) {
    return refusal('practice/consumer-key', 'consumerKey must be a text of 1 to 512 characters');
  }
  return json(200, { consumerKey, removed: store.apps.delete(consumerKey) });
}

function modulusBits(key: CryptoKey): number {
  const { modulusLength } = key.algorithm as { modulusLength?: number };
  return modulusLength ?? 0;
}

/** The same user has the same id in every app. */
async function userIdOf(username: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(username));
  const digits = Array.from(new Uint8Array(digest).subarray(0, 8), (byte) => byte % 10);
  return recordId(`005Pr00${digits.join('')}`);
}

function readFields(body: string): Record<string, unknown> | null {
  try {
    const fields: unknown = JSON.parse(body);
    return isRecord(fields) ? fields : null;
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isName(value: unknown, limit: number): value is string {
  return typeof value === 'string' && value !== '' && value.length <= limit;
}
