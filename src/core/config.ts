/**
 * jwt.json as sf-jwt-tool 1.0.6 reads and writes it (`JSON.stringify(config, null, 2)`, no final line
 * break), with one field more, `loginUrl`. A file that nothing was changed in is written back byte
 * for byte: the text it was read from goes along with the configuration.
 */
import { LIFETIME } from './details.ts';
import { AppError } from './errors.ts';
import { parseJson } from './json.ts';

export interface JwtConfig {
  consumerKey: string;
  subject: string;
  sandbox: boolean;
  /** Seconds. */
  expiresIn: number;
  privateKeyFile: string;
  loginUrl?: string;
  /** Fields this program does not know; they are kept. */
  rest: Record<string, unknown>;
  /** The text the configuration was read from: gives order and layout when it is written. */
  source?: string;
}

export const KEY_FILE = './certs/server.key';
const LONGEST = 65_536;

type Field = Exclude<keyof JwtConfig, 'rest' | 'source'>;

/** What an absent field is read as, in the order in which sf-jwt-tool writes them. */
const FIELDS: Readonly<Record<Field, string | boolean | number>> = {
  consumerKey: '',
  subject: '',
  sandbox: false,
  expiresIn: LIFETIME.usual,
  privateKeyFile: KEY_FILE,
  loginUrl: '',
};

/**
 * Reads a jwt.json; `notes` says in sentences what to know about it. Throws `input/empty`,
 * `input/too-large`, `config/not-json`, and `config/wrong-type` naming the field.
 */
export function readConfig(text: string): { config: JwtConfig; notes: string[] } {
  if (text.length > LONGEST) {
    throw new AppError('input/too-large', 'the file is too large for a jwt.json');
  }
  const source = text.replace(/^\ufeff/, '');
  if (source.trim() === '') throw new AppError('input/empty', 'the file is empty');
  const json = parse(source);
  const notes =
    source === text ? [] : ['A byte order mark was removed: sf-jwt-tool cannot read it.'];
  const twice = repeatedFields(source);
  if (twice.length > 0) {
    notes.push(`The file holds ${twice.join(', ')} more than once; the last value counts.`);
  }

  const config: JwtConfig = {
    consumerKey: read(json, 'consumerKey', 'string'),
    subject: read(json, 'subject', 'string'),
    sandbox: read(json, 'sandbox', 'boolean'),
    expiresIn: lifetime(json, notes),
    privateKeyFile: read(json, 'privateKeyFile', 'string'),
    // fromEntries makes own properties, so that a field called __proto__ stays a field.
    rest: Object.fromEntries(Object.entries(json).filter(([name]) => !Object.hasOwn(FIELDS, name))),
    source,
  };
  if (Object.hasOwn(json, 'loginUrl')) config.loginUrl = read(json, 'loginUrl', 'string');
  return { config, notes };
}

/**
 * The text of a jwt.json. Order, unknown fields and an unchanged layout come from the file it was
 * read from. A `loginUrl` that says no more than `sandbox` does is not added to a file without one.
 */
export function writeConfig(config: JwtConfig): string {
  const { rest, source } = config;
  const before: Record<string, unknown> = source === undefined ? {} : parse(source);
  const implied = `https://${config.sandbox ? 'test' : 'login'}.salesforce.com`;

  const now = new Map<string, unknown>(Object.entries(rest));
  for (const name of Object.keys(FIELDS) as Field[]) {
    const value = config[name];
    if (value === undefined) continue;
    const added = !Object.hasOwn(before, name);
    if (added && name === 'loginUrl' && (value === implied || value === '')) continue;
    if (added && source !== undefined && value === FIELDS[name]) continue;
    now.set(name, value);
  }
  const names = [...new Set([...Object.keys(before), ...Object.keys(FIELDS), ...now.keys()])];
  const after = Object.fromEntries(
    names.filter((name) => now.has(name)).map((name) => [name, now.get(name)]),
  );
  if (source !== undefined && JSON.stringify(after) === JSON.stringify(before)) return source;
  return JSON.stringify(after, null, 2) + (source?.endsWith('\n') ? '\n' : '');
}

/** The login URL a configuration names, or the host sf-jwt-tool would use for it. */
export function loginUrlOf(config: JwtConfig): string {
  return config.loginUrl || `https://${config.sandbox ? 'test' : 'login'}.salesforce.com`;
}

function parse(text: string): Record<string, unknown> {
  let json: unknown;
  try {
    json = parseJson(text);
  } catch (cause) {
    // The parser's error is left out: it can quote the file, and a file can hold a key.
    const why =
      cause instanceof RangeError ? 'nested too deep for a jwt.json' : `not JSON${binary(text)}`;
    throw new AppError('config/not-json', `the text is ${why}`);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    const what = Array.isArray(json) ? 'a list' : json === null ? 'null' : `a ${typeof json}`;
    throw new AppError('config/not-json', `the text is JSON, but ${what} and no jwt.json`);
  }
  return json as Record<string, unknown>;
}

function binary(text: string): string {
  return /[\u0000-\u0008\ufffd]/.test(text) ? ': it is a binary file' : '';
}

function read(json: Record<string, unknown>, name: Field, type: 'string'): string;
function read(json: Record<string, unknown>, name: Field, type: 'boolean'): boolean;
function read(json: Record<string, unknown>, name: Field, type: string): unknown {
  const value = Object.hasOwn(json, name) ? json[name] : FIELDS[name];
  if (typeof value === type) return value;
  const article = type === 'string' ? 'a text' : 'true or false';
  throw new AppError('config/wrong-type', `the field ${name} is ${kind(value)}, not ${article}`);
}

/** `setup-config --expires-in abc` of sf-jwt-tool writes null, and its 0 means its own default. */
function lifetime(json: Record<string, unknown>, notes: string[]): number {
  const value = Object.hasOwn(json, 'expiresIn') ? json['expiresIn'] : LIFETIME.usual;
  if (value === null || value === 0) {
    notes.push(`expiresIn is ${value}; ${LIFETIME.usual} seconds are used instead.`);
    return LIFETIME.usual;
  }
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1) {
    const is = typeof value === 'number' ? String(value) : kind(value);
    throw new AppError(
      'config/wrong-type',
      `the field expiresIn is ${is}, not a whole number of seconds`,
    );
  }
  if (value > LIFETIME.most) {
    notes.push(
      `expiresIn is ${value} seconds. Salesforce documents 3 minutes and may refuse more.`,
    );
  }
  return value;
}

function kind(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'string'
    ? 'a text'
    : `a${typeof value === 'object' ? 'n' : ''} ${typeof value}`;
}

/** Names that stand more than once in the outermost object of a text known to be JSON. */
function repeatedFields(text: string): string[] {
  const seen = new Map<string, number>();
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"\s*:?|[{}[\]]/g)) {
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    else if (depth === 1 && token.endsWith(':')) {
      const name = String(JSON.parse(token.slice(0, -1)));
      seen.set(name, (seen.get(name) ?? 0) + 1);
    }
  }
  return [...seen].filter(([, times]) => times > 1).map(([name]) => name);
}
