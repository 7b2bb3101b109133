/** What a client asks once it has a token: who am I, open the org, revoke. */
import { json, page, readForm, redirect, text } from './answer.ts';
import type { Switches } from './app.ts';
import { ORG_ID, randomLetters, remember, type Session, type Store } from './store.ts';

export interface ApiContext {
  store: Store;
  origin: string;
  now: () => Date;
}

/** A call with its form read and its session looked up; `null` where the token is not a good one. */
export interface Call {
  request: Request;
  url: URL;
  form: URLSearchParams;
  token: string;
  session: Session | null;
}

/** The default of an org's session settings. */
const SESSION_LENGTH = 2 * 60 * 60 * 1000;
const LINK_LENGTH = 60 * 1000;

/** Reads the form and looks the token up, wherever the call carries it: header, form, or `sid`. */
export async function readCall(request: Request, { store, now }: ApiContext): Promise<Call> {
  const form = await readForm(request);
  const url = new URL(request.url);
  const bearer = /^(?:Bearer|OAuth) (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  // Of all endpoints only the frontdoor takes a token in its address.
  const linked = url.pathname.startsWith('/secur/') ? url.searchParams.get('sid') : null;
  const token =
    bearer ?? form.get('access_token') ?? form.get('token') ?? form.get('sid') ?? linked ?? '';
  const session = store.sessions.get(token);
  const alive =
    session !== undefined &&
    now().getTime() < session.issuedAt + SESSION_LENGTH &&
    !switchesOf(session, store)?.tokenExpired;
  return { request, url, form, token, session: alive ? session : null };
}

function switchesOf(session: Session, { apps }: Store): Switches | undefined {
  return apps.get(session.consumerKey)?.switches;
}

/** `/services/oauth2/userinfo` (help: remoteaccess_using_userinfo_endpoint). */
export function answerUserinfo({ token, session }: Call, { origin }: ApiContext): Response {
  if (session === null) return text(403, token === '' ? 'Missing_OAuth_Token' : 'Bad_OAuth_Token');
  return json(200, {
    sub: `${origin}/id/${ORG_ID}/${session.userId}`,
    user_id: session.userId,
    organization_id: ORG_ID,
    preferred_username: session.username,
    name: 'Practice User',
    nickname: 'practice',
    user_type: 'STANDARD',
    active: true,
    language: 'en_US',
    locale: 'en_US',
    zoneinfo: 'GMT',
    urls: { rest: `${origin}/services/data/v{version}/`, profile: `${origin}/${session.userId}` },
  });
}

/**
 * `/services/oauth2/singleaccess` (help: frontdoor_singleaccess): a link for one use within a minute. Its
 * refusals are bare words, a user who may not see the org's pages gets that of a token that has ended.
 */
export function answerSingleAccess(call: Call, context: ApiContext): Response {
  const { url, form, token, session } = call;
  if (session === null) return text(403, token === '' ? 'Missing_OAuth_Token' : 'Bad_OAuth_Token');
  if (switchesOf(session, context.store)?.apiOnly) return text(403, 'Bad_OAuth_Token');
  if (!/\b(?:web|full)\b/.test(session.scope)) return text(403, 'Invalid_Scope');
  const path = form.get('redirect_uri') ?? url.searchParams.get('redirect_uri') ?? '/';
  if (!isRelative(path)) return text(400, 'Invalid_Param');
  return json(200, { frontdoor_uri: context.origin + makeLink(session, path, context) });
}

/** `/secur/frontdoor.jsp` (help: security_frontdoorjsp), by one-time link or by session. */
export function answerFrontdoor(call: Call, context: ApiContext): Response {
  const { url, form } = call;
  const { store, now } = context;
  const otp = url.searchParams.get('otp') ?? '';
  const link = store.links.get(otp);
  store.links.delete(otp);
  if (link !== undefined && now().getTime() < link.madeAt + LINK_LENGTH) {
    if (store.sessions.has(link.session.token)) return showOrg(link.session, link.path);
  }
  const { session } = call;
  if (session === null) {
    return page(
      403,
      'Practice org',
      'This link or session has ended, or was never one of this practice org.',
      'Get a new token in Keybearer, then open the org again.',
    );
  }
  if (switchesOf(session, store)?.apiOnly || !/\b(?:web|full)\b/.test(session.scope)) {
    return page(
      403,
      'Practice org',
      `${session.username} may use the APIs only: the org’s pages stay closed.`,
      'A real org would show its login page here.',
    );
  }
  // Leads on, as a real org does: a tab that stays at the answer to a form keeps the form, on the disk too.
  const path = form.get('retURL') ?? url.searchParams.get('retURL') ?? '/';
  return redirect(makeLink(session, isRelative(path) ? path : '/', context));
}

function makeLink(session: Session, path: string, { store, now }: ApiContext): string {
  const otp = randomLetters(64);
  remember(store.links, otp, { session, path, madeAt: now().getTime() });
  return `/secur/frontdoor.jsp?otp=${otp}`;
}

function isRelative(path: string): boolean {
  return /^\/?[^/\\:][^\\:]*$|^\/$/.test(path);
}

function showOrg({ username }: Session, path: string): Response {
  return page(
    200,
    'Practice org',
    `You are in as ${username}, at ${path}.`,
    'A real org would show its first page now. This one only plays Salesforce.',
  );
}

/** `/services/oauth2/revoke`: 200 without a body (help: remoteaccess_revoke_token). */
export function answerRevoke({ form, session }: Call, { store }: ApiContext): Response {
  if (!form.get('token')) return json(400, { error: 'unsupported_token_type' });
  if (session === null) return json(400, { error: 'invalid_token' });
  store.sessions.delete(session.token);
  return text(200, '');
}
