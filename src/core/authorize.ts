/**
 * A user approves an app in a browser, and the code that comes back is redeemed: the web server flow with
 * PKCE (help: remoteaccess_oauth_web_server_flow; RFC 6749 section 4.1, RFC 7636). Here it serves for the
 * approval alone: what it leaves in the org is what an assertion for that user needs.
 */
import { readAnswer } from './answer.ts';
import { base64url, utf8 } from './bytes.ts';
import { AppError } from './errors.ts';
import type { Org } from './org.ts';
import { sendForm, type SendOptions } from './send.ts';
import { readTokenAnswer, type Token } from './token-answer.ts';
import { harmless } from './token-secrets.ts';
import { readTokenText } from './token-text.ts';

/** One attempt. The verifier is a secret, and stays in memory. */
export interface Authorization {
  verifier: string;
  challenge: string;
  /** Comes back unchanged, so that a callback of another attempt is told apart (RFC 6749 section 10.12). */
  state: string;
}

/** 43 random characters, and their SHA-256 (RFC 7636 sections 4.1 and 4.2). */
export async function beginAuthorization(): Promise<Authorization> {
  const verifier = randomText();
  return { verifier, challenge: await challengeOf(verifier), state: randomText() };
}

/** The S256 challenge of a verifier (RFC 7636 section 4.2). */
export async function challengeOf(verifier: string): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(verifier))));
}

function randomText(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

export interface AuthorizeInput extends Pick<Authorization, 'challenge' | 'state'> {
  org: Org;
  consumerKey: string;
  /** Fills the login page in; may be empty. */
  username: string;
  /** One of the callback URLs that the app has. */
  callback: string;
}

/**
 * The address at which the user approves. It asks for no scope: then every scope of the app is approved,
 * refresh_token among them. `prompt` asks for user and consent, whoever is logged in at the moment.
 */
export function authorizeUrl(input: AuthorizeInput): string {
  const url = new URL(`${input.org.loginUrl}/services/oauth2/authorize`);
  const username = input.username.trim();
  const parameters = {
    response_type: 'code',
    client_id: input.consumerKey.trim(),
    redirect_uri: input.callback,
    code_challenge: input.challenge,
    code_challenge_method: 'S256',
    state: input.state,
    prompt: 'login consent',
    ...(username === '' ? {} : { login_hint: username }),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

/** Characters; an address bar holds no more. */
const LONGEST = 8_192;

/**
 * The code in the address of the page that the user landed on, with or without its beginning. Throws
 * `input/too-large`, `authorize/refused` with Salesforce's reason, `authorize/other` for the callback
 * of another attempt, and `authorize/no-code`.
 */
export function readCallback(text: string, { state }: Pick<Authorization, 'state'>): string {
  if (text.length > LONGEST) {
    throw new AppError('input/too-large', 'the pasted text is too long for an address', {
      hint: 'Paste only the address of the page you landed on.',
    });
  }
  const query = new URLSearchParams(
    text
      .trim()
      .replace(/^[^?]{0,2000}\?/, '')
      .replace(/#.*$/s, ''),
  );
  const error = query.get('error');
  if (error !== null) {
    const description = harmless(query.get('error_description') ?? '').slice(0, 500);
    const cause = { error: harmless(error).slice(0, 100), description, status: 0 };
    const said = description === '' ? cause.error : `${description} (${cause.error})`;
    throw new AppError('authorize/refused', `refused: ${said}`, { cause });
  }
  const code = query.get('code') ?? '';
  // What may stand in a command between quotes as well.
  if (!/^[\x21\x23-\x5b\x5d-\x7e]{4,4000}$/.test(code)) {
    throw new AppError('authorize/no-code', 'there is no code in this address');
  }
  if (query.get('state') !== state) {
    throw new AppError('authorize/other', 'this address comes of another attempt');
  }
  return code;
}

export interface CodeExchange {
  code: string;
  verifier: string;
  consumerKey: string;
  callback: string;
  /** The consumer secret, where the app requires it for this flow. */
  secret?: string;
}

export interface Approved {
  /** Whether a refresh token came, which is what an assertion for this user needs (salesforce.md 1.5). */
  lasting: boolean;
  /** Good for a session, to ask who approved. The refresh token is dropped unread. */
  token: Token;
}

/** The form that redeems a code, but for the secret (RFC 6749 4.1.3, RFC 7636 4.5). */
export function codeFields({
  code,
  verifier,
  consumerKey,
  callback,
}: Omit<CodeExchange, 'secret'>): Record<string, string> {
  return {
    grant_type: 'authorization_code',
    code,
    client_id: consumerKey,
    redirect_uri: callback,
    code_verifier: verifier,
  };
}

/** Redeems a code, straight. Throws as sendForm and readTokenResponse do. */
export async function exchangeCode(
  { secret = '', ...code }: CodeExchange,
  send: SendOptions,
): Promise<Approved> {
  const fields = { ...codeFields(code), ...(secret === '' ? {} : { client_secret: secret }) };
  return sendForm(fields, send, async (response) => {
    const answer = await readAnswer(response);
    return { token: readTokenAnswer(answer, new Date()), lasting: isLasting(answer.text) };
  });
}

/** The same from what a command has printed. Throws as readTokenText does. */
export function readApproval(text: string, now: Date): Approved {
  return { token: readTokenText(text, now), lasting: isLasting(text) };
}

function isLasting(answer: string): boolean {
  return /"refresh_token"\s{0,9}:\s{0,9}"[^"\s]/.test(answer);
}
