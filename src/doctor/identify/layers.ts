/** What stands round the thing itself (an encoding, quotes, a name before it, base64), taken off bit by bit. */
import { fromBase64, utf8, type Bytes } from '../../core/bytes.ts';
import { parseJson } from '../../core/json.ts';
import { clean, decode } from '../../core/pem-mend.ts';
import { looksBinary } from '../../core/pem-other.ts';

/** An input, or what was inside it. */
export interface Layer {
  bytes: Bytes;
  text: string | null;
  json?: unknown;
  mended: readonly string[];
}

/** Deeper than anybody wraps by mistake. */
const MOST = 5;

/** The input as it came, then what is left of it each time that something was taken off. */
export function* layersOf(bytes: Bytes): Generator<Layer> {
  let layer = asLayer(bytes, []);
  for (let depth = 0; depth < MOST; depth += 1) {
    yield layer;
    const inner = unwrap(layer);
    if (inner === null) return;
    layer = inner;
  }
}

function asLayer(bytes: Bytes, mended: readonly string[]): Layer {
  if (looksBinary(bytes)) return { bytes, text: null, mended };
  const done = [...mended];
  const text = decode(bytes, done);
  if (!text.startsWith('\ufeff')) return textLayer(bytes, text, done);
  return textLayer(bytes, text.slice(1), [...done, 'Left out the byte order mark (BOM).']);
}

function textLayer(bytes: Bytes, text: string, mended: readonly string[]): Layer {
  const layer = { bytes, text, mended };
  if (!/^\s{0,80}[[{]/.test(text)) return layer;
  try {
    return { ...layer, json: parseJson(text) };
  } catch {
    return layer;
  }
}

function unwrap({ text, mended }: Layer): Layer | null {
  if (text === null) return null;
  const outer = text.trim();
  for (const { take, sentence } of WRAPPINGS) {
    const inner = take(outer);
    if (inner === null || inner.length === 0) continue;
    const done = [...mended, sentence];
    return typeof inner === 'string' ? textLayer(utf8(inner), inner, done) : asLayer(inner, done);
  }
  return null;
}

interface Wrapping {
  /** What is inside a trimmed text; `null` where it is not wrapped so. */
  take: (text: string) => string | Bytes | null;
  sentence: string;
}

const WRAPPINGS: readonly Wrapping[] = [
  { take: jsonString, sentence: 'Read it as a JSON string.' },
  { take: unquote, sentence: 'Removed the quotes around it.' },
  { take: unescape, sentence: 'Turned the written-out \\n into line breaks.' },
  { take: assigned, sentence: 'Left out the name before it.' },
  { take: unpercent, sentence: 'Undid the percent encoding.' },
  { take: decodeBase64, sentence: 'Decoded the base64 around it.' },
];

function jsonString(text: string): string | null {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}

function unquote(text: string): string | null {
  const inner = clean(text, []);
  return inner === text ? null : inner;
}

/** An answer or a configuration has a few kilobytes. */
const LONGEST_ESCAPED = 256 * 1024;

/** JSON whose quotes and line breaks were written out, as a log does that quotes it. */
function unescape(text: string): string | null {
  if (!/^[[{](?:\\[rnt]|\s){0,20}\\"/.test(text) && !/^[[{](?:\\[rnt]){1,20}\s{0,20}"/.test(text)) {
    return null;
  }
  if (text.length > LONGEST_ESCAPED) return null;
  // A backslash of the text itself is put aside meanwhile.
  return text
    .replaceAll('\\\\', '\u0000')
    .replaceAll('\\n', '\n')
    .replaceAll('\\r', '\r')
    .replaceAll('\\t', '\t')
    .replaceAll('\\"', '"')
    .replaceAll('\u0000', '\\');
}

/** `SF_KEY=…`, `export TOKEN="…"`, `token: …` on one line. */
function assigned(text: string): string | null {
  const [, value] = ASSIGNMENT.exec(text) ?? [];
  return value ?? null;
}

// The name of a scheme is none: https://…
const ASSIGNMENT = /^(?:export |set |\$env:)?[A-Za-z_][\w.-]{0,80} ?[=:] ?(?!\/\/)(\S.*)$/;

function unpercent(text: string): string | null {
  if (!/^(?:https?%3A%2F%2F|%7B%22|force%3A%2F%2F)/i.test(text)) return null;
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** Shorter runs of letters are words, and base64 by chance. */
const SHORTEST = 24;

function decodeBase64(text: string): Bytes | null {
  if (
    text.length < SHORTEST ||
    text.includes('-----') ||
    !/^[A-Za-z0-9+/_-][\sA-Za-z0-9+/_-]*={0,2}$/.test(text)
  )
    return null;
  return fromBase64(text);
}
