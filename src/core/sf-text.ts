/** The texts that the Salesforce CLI prints, as records: names in lower case without spaces. */
import { parseJson } from './json.ts';
import { harmless } from './token-secrets.ts';

export type SfRecord = Partial<Record<string, string>>;

export interface SfJson {
  records: SfRecord[];
  /** What an error object says. */
  failure: string | null;
}

/** How the table names what is read from it, and the secrets that are looked for. */
const LABELS = [
  'Username',
  'Alias',
  'Client Id',
  'Instance Url',
  'Login Url',
  'Access Token',
  'Refresh Token',
  'Client Secret',
  'Password',
  'Sfdx Auth Url',
];
const NAMES = new Set(LABELS.map(squeeze));
const ROW = new RegExp(`^\\s{0,12}(${LABELS.join('|')})\\s+(\\S.*)$`, 'i');
const MOST_RECORDS = 1_000;

/** Every object in a JSON text that names an org or a user; `null` where there is no JSON. */
export function recordsInJson(text: string): SfJson | null {
  const start = text.indexOf('{');
  const end = text.lastIndexOf('}');
  if (start === -1 || end < start) return null;
  let json: unknown;
  try {
    json = parseJson(text.slice(start, end + 1));
  } catch {
    return null;
  }
  const records: SfRecord[] = [];
  collect(json, records);
  return { records, failure: records.length === 0 ? errorIn(json) : null };
}

function collect(value: unknown, records: SfRecord[]): void {
  if (typeof value !== 'object' || value === null || records.length >= MOST_RECORDS) return;
  const fields = Array.isArray(value) ? [] : Object.entries(value);
  const record: SfRecord = Object.fromEntries(
    fields.flatMap(([name, field]) =>
      typeof field === 'string' && NAMES.has(name.toLowerCase())
        ? [[name.toLowerCase(), field.trim()] as const]
        : [],
    ),
  );
  if (record['username'] ?? record['instanceurl'] ?? record['sfdxauthurl']) records.push(record);
  for (const inner of Object.values(value)) collect(inner, records);
}

function errorIn(json: unknown): string | null {
  const { status, code, message, name } = json as Record<string, unknown>;
  const failed = (typeof status === 'number' && status !== 0) || code === 1;
  if (!failed || typeof message !== 'string') return null;
  return said(typeof name === 'string' ? `${message} (${name})` : message);
}

/** The CLI's own error, where the text is one. */
export function failureIn(text: string, json: SfJson | null): string | null {
  if (json !== null) return json.failure;
  const [, message] = /^[ \t]*(?:Error|ERROR)[^:\n]{0,80}:\s+(\S[^\n]*)/m.exec(text) ?? [];
  return message === undefined || /^[ \t│|]*Username\s/m.test(text) ? null : said(message);
}

function said(message: string): string {
  return harmless(message)
    .slice(0, 200)
    .replace(/[.\s]+$/, '');
}

/**
 * The rows of `sf org display`, with or without lines round them. A value too long for the terminal goes
 * on in the next line, below itself.
 */
export function recordInTable(text: string): SfRecord {
  const record: SfRecord = {};
  let current: string | null = null;
  for (const line of text.split('\n')) {
    const bare = line.replace(/[│┃|]/g, ' ').trimEnd();
    const [, label, value = ''] = ROW.exec(bare) ?? [];
    if (label !== undefined) {
      current = squeeze(label);
      record[current] ??= value;
    } else if (current !== null && /^ {10,}\S+$/.test(bare)) {
      record[current] += bare.trim();
    } else current = null;
  }
  return record;
}

/** A name as records have it. */
export function squeeze(label: string): string {
  return label.toLowerCase().replaceAll(' ', '');
}
