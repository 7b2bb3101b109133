/**
 * The practice org's token endpoint. Refusals are Salesforce's own texts (salesforce.md 2.1 names
 * each source); their order follows the CLI's reports, Salesforce documents none.
 */
import { readAssertion, verifyAssertion } from '../core/assertion.ts';
import { GRANT_TYPE } from '../core/grant.ts';
import { json, readForm, refusal } from './answer.ts';
import { answerCode } from './authorize.ts';
import { ORG_ID, randomLetters, remember, type PracticeApp, type Store } from './store.ts';

export interface TokenContext {
  store: Store;
  origin: string;
  now: () => Date;
  /** A public key that belongs to no certificate here. */
  strangerKey: () => Promise<CryptoKey>;
}

/** The answer, and the app it was about where the assertion names one. */
export interface TokenAnswer {
  response: Response;
  app?: PracticeApp;
}

const REFUSALS = {
  grantType: ['unsupported_grant_type', 'grant type not supported'],
  assertion: ['invalid_grant', 'invalid assertion'],
  appMissing: ['app_not_found', 'External client app is not installed in this org'],
  consumerKey: ['invalid_client_id', 'client identifier invalid'],
  audience: ['invalid_grant', 'audience is invalid'],
  expired: ['invalid_grant', 'expired authorization code'],
  approval: ['invalid_grant', "user hasn't approved this consumer"],
} as const satisfies Record<string, readonly [error: string, description: string]>;

/** Checks one assertion as Salesforce does and hands out a token for it; or redeems a code. */
export async function answerToken(request: Request, context: TokenContext): Promise<TokenAnswer> {
  const form = await readForm(request);
  if (form.get('grant_type') === 'authorization_code') return answerCode(form, context);
  if (form.get('grant_type') !== GRANT_TYPE) return refuse('grantType');
  const jwt = form.get('assertion') ?? '';
  const claims = readClaims(jwt);
  if (claims === null) return refuse('assertion');

  const app = context.store.apps.get(String(claims['iss']));
  if (app === undefined) return refuse('consumerKey');
  const refused = await findRefusal(jwt, claims, app, context);
  return refused === null
    ? { app, response: issueToken(app, context) }
    : { app, ...refuse(refused) };
}

async function findRefusal(
  jwt: string,
  claims: Record<string, unknown>,
  { publicKey, username, switches, approved }: PracticeApp,
  { origin, now, strangerKey }: TokenContext,
): Promise<keyof typeof REFUSALS | null> {
  if (switches.appMissing) return 'appMissing';
  const key = switches.anotherCertificate ? await strangerKey() : publicKey;
  if (!(await verifyAssertion(jwt, key))) return 'assertion';
  // An org takes its own address and that of its environment; `test` is for sandboxes.
  if (claims['aud'] !== origin && claims['aud'] !== 'https://login.salesforce.com') {
    return 'audience';
  }
  // A number in a string is taken, and no upper bound is enforced: the CLI sends milliseconds.
  const expires = Number(claims['exp'] ?? Number.NaN);
  if (!Number.isFinite(expires)) return 'assertion';
  if (expires * 1000 <= now().getTime()) return 'expired';
  // The older name of the claim wins. A user who is unknown here has approved nothing either.
  const user = claims['prn'] ?? claims['sub'];
  if (user !== username || (switches.userNotApproved && !approved)) return 'approval';
  return null;
}

/** No expires_in and never a refresh token: this grant has neither. */
function issueToken(
  { consumerKey, username, userId, switches }: PracticeApp,
  { store, origin, now }: TokenContext,
): Response {
  const token = `${ORG_ID.slice(0, 15)}!${randomLetters(96)}`;
  const issuedAt = now().getTime();
  const scope = switches.noWebScope ? 'api' : 'web api';
  remember(store.sessions, token, { token, consumerKey, username, userId, issuedAt, scope });
  return json(200, {
    access_token: token,
    scope,
    instance_url: origin,
    id: `${origin}/id/${ORG_ID}/${userId}`,
    token_type: 'Bearer',
    issued_at: String(issuedAt),
  });
}

function refuse(name: keyof typeof REFUSALS): { response: Response } {
  const [error, description] = REFUSALS[name];
  return { response: refusal(error, description) };
}

function readClaims(jwt: string): Record<string, unknown> | null {
  try {
    return readAssertion(jwt).claims;
  } catch {
    return null;
  }
}
