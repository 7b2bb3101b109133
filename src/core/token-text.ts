/** Reads an answer that a command printed and a person pasted. */
import type { Refusal } from './answer.ts';
import { AppError } from './errors.ts';
import { parseJson } from './json.ts';
import { readTokenAnswer, type Token } from './token-answer.ts';
import { harmless } from './token-secrets.ts';

const LONGEST = 1_048_576;

/**
 * The token in a pasted answer: bare JSON, JSON between other lines, after the headers of `curl -i`,
 * or broken by a terminal's line wrap. Throws `exchange/*` as readTokenResponse does, for a curl
 * that got no answer `exchange/unreachable`, and `input/too-large`.
 */
export function readTokenText(text: string, now: Date): Token {
  if (text.length > LONGEST) {
    throw new AppError('input/too-large', 'the pasted text is too long for an answer', {
      hint: 'Paste only what the command printed.',
    });
  }
  const plain = text.replace(/\u001b\[[\d;?]*[A-Za-z]/g, '').replace(/^\ufeff/, '');
  const statuses = [...plain.matchAll(/^[ \t]*HTTP\/[\d.]+ (\d{3})\b/gm)];
  const status = Number(statuses.at(-1)?.[1] ?? 0);
  const silent = /\bcurl: \((5|6|7|28|35|52|56|60|97)\) ([^\r\n]*)/.exec(plain);
  const page = plain.search(/<(?:!doctype html|html|head|body)\b/i);
  // A page's own script holds braces as well.
  const json = page !== -1 && page < plain.indexOf('{') ? null : jsonIn(plain);
  if (!json?.includes('access_token')) refuseSfOutput(plain);
  if (json === null && silent !== null) {
    throw new AppError('exchange/unreachable', `curl got no answer: ${shown(silent[2])}`);
  }
  if (json === null && status >= 300 && status < 400) {
    throw new AppError('exchange/redirect', `the answer is a redirect (HTTP ${status})`);
  }
  const body = status === 0 ? plain : plain.replace(/^[\s\S]*?\r?\n\r?\n/, '');
  return readTokenAnswer({ text: json ?? body, status, html: page !== -1 }, now);
}

/** Of what was pasted, as much as a message may quote. */
function shown(text = ''): string {
  return harmless(text).slice(0, 200);
}

/** `sf org login jwt` prints no token; what it prints instead is told apart. */
function refuseSfOutput(text: string): void {
  const [, user] = /Successfully authorized (\S+) with org ID/.exec(text) ?? [];
  if (user !== undefined) {
    throw new AppError(
      'exchange/not-a-token',
      `sf has logged in as ${shown(user)} and keeps the token`,
      {
        hint: 'The login works: use sf, or copy the curl command to get a token here.',
      },
    );
  }
  const [, errors] =
    /Error authenticating with JWT\.?\s*(?:Errors encountered:)?([\s\S]*)/.exec(text) ?? [];
  if (errors === undefined) return;
  const description = harmless(errors).slice(0, 500);
  const cause: Refusal = { error: 'JwtGrantError', description, status: 0 };
  throw new AppError('exchange/refused', `sf was refused: ${description}`, { cause });
}

/** The object between the first and the last brace, with a terminal's line breaks taken out. */
function jsonIn(text: string): string | null {
  const start = text.indexOf('{');
  const end = text.lastIndexOf('}');
  if (start === -1 || end < start) return null;
  const found = text.slice(start, end + 1);
  const joined = [found, found.replace(/\r?\n/g, ''), found.replace(/\r?\n[ \t>]*/g, '')];
  // A text on one line is the same three times.
  return [...new Set(joined)].find(isJson) ?? null;
}

function isJson(text: string): boolean {
  try {
    parseJson(text);
    return true;
  } catch {
    return false;
  }
}
