/** Finds a JWT in what was pasted, and says what stood in the way: a server reads it as it is sent. */

/** What had been done to the text; each is said, because the same stands where the text came from. */
export type Damage =
  'bearer' | 'field' | 'url-encoded' | 'quoted' | 'white-space' | 'alphabet' | 'padding' | 'around';

export interface JwtText {
  /** Parts joined by dots, in the alphabet of base64url, without padding (RFC 7515 sections 2 and 7.1). */
  jwt: string;
  damage: readonly Damage[];
}

/** Characters. One of this flow has about 700; servers refuse headers and fields long before this. */
export const LONGEST_JWT = 64 * 1024;

/** How base64url of a JSON object begins: a quote, a space, a tab or a line break after the brace. */
const START = 'e(?:y[AIJ]|w[0ko])';
const WHOLE = new RegExp(`^${START}[\\w+/=-]*(?:\\.[\\w+/=-]*){1,5}$`);
// A word boundary of the alphabet first, so that no run of letters is looked through twice.
const WITHIN = new RegExp(`(?<![\\w.-])${START}[\\w-]{8,}(?:\\.[\\w-]*){1,4}`);
const FIELD = /(?:^|[\s?&"'])(?:assertion|access_token|id_token|token)=(["']?)([^\s&"']{8,65536})/i;

/** The JWT in a text, or `null` where there is none. Linear in the length of the text. */
export function findJwt(text: string): JwtText | null {
  const damage = new Set<Damage>();
  const take = (name: Damage, before: string, after: string) => {
    if (after !== before) damage.add(name);
    return after;
  };
  let plain = text.replace(/[\ufeff\u200b-\u200d\u2060\u00ad]/g, '').trim();
  plain = take('quoted', plain, plain.replace(/^["'`]{1,3}|["'`]{1,3}[,;]?$/g, ''));
  plain = take('bearer', plain, plain.replace(/^(?:authorization:\s{0,9})?bearer\s{1,9}/i, ''));
  const [, , field] = FIELD.exec(plain.slice(0, LONGEST_JWT)) ?? [];
  if (field !== undefined && /^e[yw]/.test(field)) plain = take('field', plain, field);
  if (plain.length <= 2 * LONGEST_JWT) {
    const decoded = plain.replace(/%(?:25){0,3}(2[bdef]|3d|5f)/gi, (_, code: string) =>
      String.fromCharCode(parseInt(code, 16)),
    );
    const joined = decoded.replace(/\s+|\\[rn]/g, '');
    if (WHOLE.test(joined)) {
      take('url-encoded', plain, decoded);
      take('white-space', decoded, joined);
      return { jwt: inOwnAlphabet(joined, damage), damage: [...damage] };
    }
  }
  const parts = WITHIN.exec(plain)?.[0].split('.') ?? [];
  // A sentence may end behind it; an unsigned one ends in a dot itself.
  while (parts.length !== 3 && parts.at(-1) === '') parts.pop();
  return parts.length < 2 ? null : { jwt: parts.join('.'), damage: ['around'] };
}

function inOwnAlphabet(joined: string, damage: Set<Damage>): string {
  if (/[+/]/.test(joined)) damage.add('alphabet');
  if (joined.includes('=')) damage.add('padding');
  return joined.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
