/**
 * Reads what a token endpoint, or something standing before it, answered. Whatever comes, it is
 * told apart in words; an answer can be hostile, so nothing in it is trusted or quoted unchecked.
 */
import { AppError } from './errors.ts';
import { parseJson } from './json.ts';
import { harmless, openFields } from './token-secrets.ts';

export interface Token {
  accessToken: string;
  /** As received; ask trustedOrigin of org.ts before a token goes there. */
  instanceUrl: string;
  id?: string;
  tokenType: string;
  scope?: string;
  /** Milliseconds since 1970. */
  issuedAt?: number;
  orgId?: string;
  userId?: string;
  /** Milliseconds since 1970, by this device's clock. */
  receivedAt: number;
  /** Every field as received, as text, except what is secret: tokens and session ids. */
  fields: Record<string, string>;
}

/** The `cause` of `exchange/refused`, and of a proxy's own refusal: the answer, made harmless. */
export interface Refusal {
  error: string;
  description: string;
  status: number;
  /** The `aud` that was refused, where requestToken chose it. */
  audience?: string;
}

/** A token answer has about 1 KB; nothing beyond this is read. */
const LONGEST = 65_536;

/** The token in an HTTP answer. Throws `exchange/*`; a refusal is `exchange/refused`. */
export async function readTokenResponse(response: Response, now = new Date()): Promise<Token> {
  const { status, type, headers } = response;
  if (type === 'opaqueredirect' || (status >= 300 && status < 400)) {
    throw new AppError('exchange/redirect', `the answer is a redirect${target(headers)}`);
  }
  const text = await readText(response);
  const html = /^text\/html\b/i.test(headers.get('content-type') ?? '');
  return readAnswer(text, { status, html, now });
}

interface Answer {
  /** 0 where it is not known. */
  status: number;
  html: boolean;
  now: Date;
}

/** Reads the body of an answer, as received or as pasted. */
export function readAnswer(text: string, { status, html, now }: Answer): Token {
  const http = status === 0 ? '' : `HTTP ${status}`;
  const json = parseObject(text);
  const refusal = json === null ? null : refusalIn(json, status);
  if (refusal?.error.startsWith('proxy/')) {
    throw new AppError('exchange/proxy', `the proxy refused: ${words(refusal)}`, {
      cause: refusal,
    });
  }
  if (status >= 500) {
    const said = refusal === null ? '' : `: ${words(refusal)}`;
    throw new AppError('exchange/server-error', `the server failed with ${http}${said}`);
  }
  if (refusal !== null) {
    throw new AppError('exchange/refused', `refused: ${words(refusal)}`, { cause: refusal });
  }
  if (text.trim() === '') {
    throw new AppError(
      'exchange/empty',
      http === '' ? 'the answer is empty' : `${http} came without an answer`,
    );
  }
  if (json === null && (html || /^\s*(?:<!doctype html|<html|<head|<body|<!--)/i.test(text))) {
    throw new AppError(
      'exchange/html',
      `the answer is a web page, not a token${http && ` (${http})`}`,
    );
  }
  if (json === null) {
    throw new AppError('exchange/not-a-token', `the answer is not JSON${http && ` (${http})`}`);
  }
  return tokenIn(json, now);
}

function tokenIn(json: Record<string, unknown>, now: Date): Token {
  const accessToken = json['access_token'];
  // Printable ASCII only: it goes into an Authorization header and into commands.
  if (typeof accessToken !== 'string' || !/^[\x21-\x7e]+$/.test(accessToken)) {
    throw new AppError('exchange/not-a-token', 'the answer is JSON without an access_token');
  }
  const fields = openFields(json);
  const instanceUrl = fields['instance_url'] ?? '';
  if (!/^https?:\/\//.test(instanceUrl) || !URL.canParse(instanceUrl)) {
    throw new AppError('exchange/not-a-token', 'the answer is JSON without a usable instance_url');
  }
  const token: Token = {
    accessToken,
    instanceUrl,
    tokenType: fields['token_type'] ?? 'Bearer',
    receivedAt: now.getTime(),
    fields,
  };
  const { id, scope } = fields;
  if (id !== undefined) token.id = id;
  if (scope !== undefined) token.scope = scope;
  if (/^\d{12,14}$/.test(fields['issued_at'] ?? '')) token.issuedAt = Number(fields['issued_at']);
  const [, orgId, userId] =
    /\/id\/(00D[A-Za-z0-9]{12,15})\/(005[A-Za-z0-9]{12,15})(?:[/?]|$)/.exec(id ?? '') ?? [];
  if (orgId !== undefined) token.orgId = orgId;
  if (userId !== undefined) token.userId = userId;
  return token;
}

/** `{"error", "error_description"}`, or the `[{"errorCode", "message"}]` of the REST API. */
function refusalIn(json: Record<string, unknown>, status: number): Refusal | null {
  const error = json['error'] ?? json['errorCode'];
  if (typeof error !== 'string' || 'access_token' in json) return null;
  const description = json['error_description'] ?? json['message'];
  return {
    error: harmless(error).slice(0, 100),
    description: typeof description === 'string' ? harmless(description).slice(0, 500) : '',
    status,
  };
}

function words({ error, description }: Refusal): string {
  return description === '' ? error : `${description} (${error})`;
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const json = parseJson(text);
    const value: unknown = Array.isArray(json) ? json[0] : json;
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/** Where a redirect leads, by host only: its query can hold anything. Browsers hide it. */
function target(headers: Headers): string {
  const location = headers.get('location') ?? '';
  return URL.canParse(location) ? ` to ${new URL(location).host}` : '';
}

/** The text of a body, read no further than a token answer can be long. */
async function readText(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return '';
  const decoder = new TextDecoder();
  let text = '';
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    length += value.length;
    text += decoder.decode(value, { stream: true });
    if (length > LONGEST) {
      void reader.cancel().catch(() => undefined);
      return text;
    }
  }
}
