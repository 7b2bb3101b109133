/**
 * What a token is good for in its own org: who am I, open the org, revoke. The token goes to the host
 * that the token answer named and nowhere else, and never stands in an address (frontdoorLink apart).
 */
import { AppError } from './errors.ts';
import { trustedOrigin, type OrgOptions } from './org.ts';
import { noProxy } from './proxied.ts';
import { endpointAt, sendForm, type SendOptions } from './send.ts';
import {
  readRevokeResponse,
  readSingleAccessResponse,
  readUserinfoResponse,
  type Identity,
} from './session-answer.ts';
import type { Token } from './token-answer.ts';

export * from './session-answer.ts';

export type SessionCall = 'userinfo' | 'singleaccess' | 'revoke';

export interface Where extends OrgOptions {
  /** A proxy's address, where it goes through one. */
  proxy?: string;
}

/**
 * The origin of the org that a token belongs to. Throws `session/untrusted-instance` for an instance
 * URL that is not Salesforce's.
 */
export function instanceOrigin({ instanceUrl }: Token, options: OrgOptions = {}): string {
  const origin = trustedOrigin(instanceUrl, options);
  if (origin === null) {
    throw new AppError(
      'session/untrusted-instance',
      'the instance URL that came with the token is not a Salesforce address',
    );
  }
  return origin;
}

/** Where a call goes. Throws `session/untrusted-instance`. */
export function sessionEndpoint(call: SessionCall, token: Token, where: Where = {}): URL {
  return endpointAt(instanceOrigin(token, where), `/services/oauth2/${call}`, where.proxy);
}

/**
 * Asks whose token it is (help: remoteaccess_using_userinfo_endpoint). Throws `session/refused`,
 * `session/not-understood`, and what sendForm throws.
 */
export async function askUserinfo(token: Token, send: SendOptions): Promise<Identity> {
  return sendForm({ access_token: token.accessToken }, send, readUserinfoResponse);
}

/**
 * Asks for a link that opens the org once, within about a minute (help: frontdoor_singleaccess). The
 * endpoint has no CORS, so this works through a proxy only. Throws as askUserinfo, and
 * `session/untrusted-link` where the link does not lead into the token's own org.
 */
export async function askSingleAccess(
  token: Token,
  { landing, practice, ...send }: SendOptions & OrgOptions & { landing?: string },
): Promise<URL> {
  const fields = {
    access_token: token.accessToken,
    ...(landing === undefined ? {} : { redirect_uri: relative(landing) }),
  };
  const org = practice === undefined ? {} : { practice };
  return sendForm(fields, send, (response) => readSingleAccessResponse(response, token, org));
}

/** Ends the session behind a token (help: remoteaccess_revoke_token, RFC 7009). Throws as askUserinfo. */
export async function revokeToken(token: Token, send: SendOptions): Promise<void> {
  await sendForm({ token: token.accessToken }, send, async (response) => {
    // An empty 200 is all that says yes: another server at a proxy's address must not say it.
    const empty = new AppError('exchange/empty', 'the answer is empty');
    const foreign = noProxy(send.endpoint, response, empty);
    if (foreign) throw foreign;
    await readRevokeResponse(response);
  });
}

export interface FrontdoorForm {
  action: string;
  fields: Record<string, string>;
}

/**
 * The form that opens the org with the token in its body (help: security_frontdoorjsp, which asks for
 * exactly that). `landing` is a path in the org. Throws `session/untrusted-instance`.
 */
export function frontdoorForm(
  token: Token,
  { landing, ...options }: OrgOptions & { landing?: string } = {},
): FrontdoorForm {
  return {
    action: `${instanceOrigin(token, options)}/secur/frontdoor.jsp`,
    fields: {
      sid: token.accessToken,
      ...(landing === undefined ? {} : { retURL: relative(landing) }),
    },
  };
}

/** The same as an address. It lands in history, session files and logs: to be shown only when asked for. */
export function frontdoorLink(
  token: Token,
  options: OrgOptions & { landing?: string } = {},
): string {
  const { action, fields } = frontdoorForm(token, options);
  return `${action}?${new URLSearchParams(fields)}`;
}

/**
 * Why a token cannot open the org, as far as that can be read from it before trying: `session/cannot-open`
 * for a JWT-format token (help: jwt_access_tokens) and for one without the scope web or full; `null` else.
 */
export function openObstacle({ accessToken, scope, fields }: Token): AppError | null {
  if (isJwt(accessToken) || fields['token_format']?.toLowerCase() === 'jwt') {
    return new AppError(
      'session/cannot-open',
      'this token is a JSON Web Token: it is for the REST APIs and cannot open the org',
      {
        hint: 'Switch off “Issue JSON Web Token (JWT)-based access tokens for named users” in the app, then get a new token.',
      },
    );
  }
  const scopes = scope?.split(/\s+/).filter(Boolean);
  if (scopes === undefined || scopes.some((one) => one === 'web' || one === 'full')) return null;
  return new AppError(
    'session/cannot-open',
    `this token’s scope is ${scopes.join(', ') || 'empty'}: opening the org takes web or full`,
    {
      hint: 'Add the scope “Manage user data via Web browsers (web)” to the app, then get a new token.',
    },
  );
}

/** A session id can hold dots as well, but begins with the org id and a `!`. */
function isJwt(token: string): boolean {
  return /^eyJ[\w-]*\.[\w-]+\.[\w-]*$/.test(token);
}

/** The proxy's own rule, which is Salesforce's and stricter: one slash first, nothing that leaves. */
function relative(path: string): string {
  if (!/^\/(?!\/)[\x21-\x7e]*$/.test(path) || /\/\/|\\|\/\.{1,2}(?:[/?#]|$)|%2f|%5c/i.test(path)) {
    throw new TypeError('a landing is a path within the org');
  }
  return path;
}
