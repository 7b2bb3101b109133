/** What of an answer may be shown, quoted or kept, and what of it is secret. */

/** Fields whose name says so are left out, at any depth: `lightning_sid`, `csrf_token`, `cookie-sid_Client`. */
const SECRET = /(?:^|_)(?:token|sid|secret|password)$|sid_client/i;

/** Every field of an answer as text, except the secret ones. */
export function openFields(json: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(json)
      .filter(([name]) => !SECRET.test(name))
      .map(([name, value]) => [name, fieldText(value)]),
  );
}

function fieldText(value: unknown): string {
  if (typeof value === 'string') return value;
  return JSON.stringify(value, (name, inner: unknown) => (SECRET.test(name) ? undefined : inner));
}

/**
 * How many characters at the start of an access token may be shown: the org id with its `!`, which every
 * answer names anyway. 0 for a token of another form.
 */
export function clearPrefix(accessToken: string): number {
  return /^00D[A-Za-z0-9]{12,15}!/.exec(accessToken)?.[0].length ?? 0;
}

// In a form a dot can stand as %2E and the = before a value as %3D, twice encoded as %252E.
const ASSERTION = /(?:\b|(?<=%[\dA-Fa-f]{2}))eyJ[\w-]{10,}(?:(?:\.|%(?:25)*2[Ee])[\w-]*){0,2}/g;
const TOKEN = /(?:\b|(?<=%[\dA-Fa-f]{2}))00D[A-Za-z0-9]{12,15}(?:!|%(?:25)*21)[\w.%-]+/g;

/** An endpoint could echo what it was sent: takes out control characters, assertions and tokens. */
export function harmless(text: string): string {
  // Cut first: matching takes time that grows with the square of the length.
  return text
    .slice(0, 4_000)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(ASSERTION, '[assertion]')
    .replace(TOKEN, '[token]')
    .trim();
}
