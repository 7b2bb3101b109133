/**
 * What every answer of an org, a proxy or something standing before them is first told apart by. An
 * answer can be hostile, so nothing in it is trusted or quoted unchecked.
 */
import { AppError, type ErrorCode } from './errors.ts';
import { parseJson } from './json.ts';
import { harmless } from './token-secrets.ts';

/** The `cause` of `exchange/refused`, `session/refused` and a proxy's own refusal, made harmless. */
export interface Refusal {
  error: string;
  description: string;
  status: number;
  /** The `aud` that was refused, where requestToken chose it. */
  audience?: string;
}

export interface Answer {
  text: string;
  /** 0 where it is not known. */
  status: number;
  html: boolean;
}

/** What was asked for, in the words and codes of whoever asked. */
export interface Wanted {
  /** As in "the answer is a web page, not a token". */
  what: string;
  refused: ErrorCode;
  /** The code for an answer that is readable, but not what was asked for. */
  other: ErrorCode;
  /** Whether a refusal may be a bare word, as `Bad_OAuth_Token` of the endpoints for sessions is. */
  bareWord?: true;
}

/** A token answer has about 1 KB; nothing beyond this is read. */
const LONGEST = 65_536;
const BARE_WORD = /^[A-Z][A-Za-z]{1,30}(?:_[A-Z][A-Za-z]{1,30}){0,4}$/;

/** The answer with its body as text. Throws `exchange/redirect`: nothing here follows one. */
export async function readAnswer(response: Response): Promise<Answer> {
  const { status, type, headers } = response;
  if (type === 'opaqueredirect' || (status >= 300 && status < 400)) {
    throw new AppError('exchange/redirect', `the answer is a redirect${target(headers)}`);
  }
  const text = await readText(response);
  return { text, status, html: /^text\/html\b/i.test(headers.get('content-type') ?? '') };
}

/**
 * The object in an answer. Throws `exchange/proxy`, `exchange/server-error`, `exchange/empty`,
 * `exchange/html`, and the two codes of what was wanted.
 */
export function readObject(answer: Answer, wanted: Wanted): Record<string, unknown> {
  const { text, status, html } = answer;
  const http = status === 0 ? '' : `HTTP ${status}`;
  const json = parseObject(text);
  const refusal = refusalIn(json, answer, wanted);
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
    throw new AppError(wanted.refused, `refused: ${words(refusal)}`, { cause: refusal });
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
      `the answer is a web page, not ${wanted.what}${http && ` (${http})`}`,
    );
  }
  if (json === null) {
    throw new AppError(wanted.other, `the answer is not JSON${http && ` (${http})`}`);
  }
  return json;
}

/** `{"error", "error_description"}`, the `[{"errorCode", "message"}]` of the REST API, or a bare word. */
function refusalIn(
  json: Record<string, unknown> | null,
  { text, status }: Answer,
  { bareWord }: Wanted,
): Refusal | null {
  if (json === null) {
    const word = text.trim();
    return bareWord === true && status >= 400 && BARE_WORD.test(word)
      ? { error: word, description: '', status }
      : null;
  }
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

/** The text of a body, read no further than an answer can be long. */
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
