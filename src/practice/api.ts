/** What a client asks once it has a token: who am I, open the org, revoke. */
import { json, page, readForm, text } from './answer.ts';
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
  const bearer = /^(?:Bearer|OAuth) (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  const token = bearer ?? form.get('access_token') ?? form.get('token') ?? form.get('sid') ?? '';
  const session = store.sessions.get(token);
  const alive = session !== undefined && now().getTime() < session.issuedAt + SESSION_LENGTH;
  return { request, url: new URL(request.url), form, token, session: alive ? session : null };
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

/** `/services/oauth2/singleaccess` (help: frontdoor_singleaccess): a link for one use within a minute. */
export function answerSingleAccess(call: Call, { store, origin, now }: ApiContext): Response {
  const { url, form, token, session } = call;
  if (session === null) return text(403, token === '' ? 'Missing_OAuth_Token' : 'Bad_OAuth_Token');
  const path = form.get('redirect_uri') ?? url.searchParams.get('redirect_uri') ?? '/';
  if (!/^\/?[^/\\:][^\\:]*$|^\/$/.test(path)) return text(400, 'Invalid_Param');
  const otp = randomLetters(64);
  remember(store.links, otp, { session, path, madeAt: now().getTime() });
  return json(200, { frontdoor_uri: `${origin}/secur/frontdoor.jsp?otp=${otp}` });
}

/** `/secur/frontdoor.jsp` (help: security_frontdoorjsp), by one-time link or by session. */
export function answerFrontdoor(call: Call, { store, now }: ApiContext): Response {
  const { url, form } = call;
  const otp = url.searchParams.get('otp');
  const link = store.links.get(otp ?? '');
  store.links.delete(otp ?? '');
  const fresh = link !== undefined && now().getTime() < link.madeAt + LINK_LENGTH;
  const session = fresh ? link.session : call.session;
  if (session === null || !store.sessions.has(session.token)) {
    return page(
      403,
      'Practice org',
      'This link or session has ended, or was never one of this practice org.',
      'Get a new token in Keybearer, then open the org again.',
    );
  }
  const path = fresh ? link.path : (form.get('retURL') ?? '/');
  return page(
    200,
    'Practice org',
    `You are in as ${session.username}, at ${path}.`,
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
