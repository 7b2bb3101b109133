/** The parts of a JWT, each as far as it can be read: a damaged one still says much. */
import { fromBase64, type Bytes } from '../../core/bytes.ts';
import { parseJson } from '../../core/json.ts';

export type Fields = Readonly<Record<string, unknown>>;

export interface Parts {
  count: number;
  /** `null` where it cannot be read. */
  header: Fields | null;
  claims: Fields | null;
  signature: Bytes | null;
  /** Why a part cannot be read, one sentence without its full stop each. */
  faults: readonly string[];
  /** Names that stand twice in one part: programs differ in which of the two they take. */
  repeated: readonly string[];
}

/** Reads a JWT in compact form (RFC 7515 section 7.1). Nothing of it is quoted in a fault. */
export function readParts(jwt: string): Parts {
  const parts = jwt.split('.');
  const [head = '', body = '', tail = ''] = parts;
  const faults: string[] = [];
  const repeated: string[] = [];
  const read = (part: string, what: string): Fields | null => {
    const found = readObject(part);
    if (typeof found === 'string') {
      faults.push(`${what} ${found}`);
      return null;
    }
    repeated.push(...found.repeated);
    return found.fields;
  };
  // Of an encrypted JWT only the header is readable (RFC 7516 section 7.1).
  const header = read(head, 'the header');
  const claims = parts.length > 4 ? null : read(body, 'the claims part');
  const signature = parts.length === 3 ? fromBase64(tail) : null;
  if (parts.length === 3 && signature === null)
    faults.push('the signature is cut in mid-character');
  return { count: parts.length, header, claims, signature, faults, repeated };
}

function readObject(part: string): { fields: Fields; repeated: string[] } | string {
  if (part === '') return 'is empty';
  const bytes = fromBase64(part);
  if (bytes === null) return 'is no base64url: characters are missing from it';
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return 'holds bytes that are no text';
  }
  try {
    const json = parseJson(text);
    if (typeof json !== 'object' || json === null || Array.isArray(json))
      return 'is no JSON object';
    return { fields: json as Fields, repeated: repeatedNames(text) };
  } catch {
    return 'is no JSON';
  }
}

/** Names that an object, already known to be JSON, has twice on its first level. */
function repeatedNames(json: string): string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  let depth = 0;
  for (const [token, name] of json.matchAll(
    /("(?:[^"\\]|\\.)*")\s{0,64}:|"(?:[^"\\]|\\.)*"|[{}[\]]/g,
  )) {
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    else if (name !== undefined && depth === 1) {
      const plain = String(JSON.parse(name));
      if (seen.has(plain)) twice.add(plain);
      seen.add(plain);
    }
  }
  return [...twice];
}
