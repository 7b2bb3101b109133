/**
 * What may be shown of a secret or an identifier. A mask says what stood there and how long it was, and
 * nothing that helps to use it or to find out whose it is.
 */
import { isSalesforceName, MY_DOMAINS, SITES } from '../core/hosts.ts';

/** What a value is, and so what may be shown of it. */
export type Masked =
  | 'secret'
  | 'access-token'
  | 'refresh-token'
  | 'code'
  | 'jwt'
  | 'consumer-key'
  | 'username'
  | 'host'
  | 'record-id'
  | 'fingerprint'
  | 'text';

/** The start that every value of its kind has, as far as it has one. */
const START: Readonly<Partial<Record<Masked, RegExp>>> = {
  'access-token': /^00D/,
  'refresh-token': /^5Aep/,
  code: /^aPrx/,
  jwt: /^eyJ/,
  'consumer-key': /^3MVG9/,
  // Three characters tell an org from a user and name neither.
  'record-id': /^[a-zA-Z0-9]{3}/,
};

/** The mask of a value: `3MVG9… (85 characters)`, `….sandbox.my.salesforce.com`, `…@…`. */
export function mask(kind: Masked, value: string): string {
  if (value === '') return '';
  if (kind === 'username') return value.includes('@') ? '…@…' : '…';
  if (kind === 'host') return maskHost(value);
  const start = START[kind]?.exec(value)?.[0] ?? '';
  if (kind === 'record-id' || kind === 'fingerprint' || kind === 'text') return `${start}…`;
  return `${start}… (${value.length} characters)`;
}

const PARTITION = /\.(?:sandbox|scratch|develop|trailblaze|demo|patch|free)$/;
const GENERIC = /^(?:login|test|gs1)\.salesforce\.com$/;
const PAGES = ['.lightning.force.com', '.my.salesforce-setup.com', '.vf.force.com'];

/** What kind of host it is stays; whose it is goes. */
function maskHost(host: string): string {
  const name = host.toLowerCase();
  if (GENERIC.test(name) || name === 'localhost') return name;
  const suffix = [...MY_DOMAINS, ...SITES, ...PAGES].find((end) => name.endsWith(end));
  if (suffix === undefined) return isSalesforceName(name) ? '….salesforce.com' : '…';
  const labels = name.slice(0, -suffix.length);
  const partition = PARTITION.exec(labels)?.[0] ?? '';
  return `${labels.includes('--') ? '…--…' : '…'}${partition}${suffix}`;
}

interface Rule {
  pattern: RegExp;
  by: Masked;
}

// Each begins where a word does and has bounded repeats or none that overlap: one pass over the text.
// Longer things come first, so that what stands inside them is gone before a rule for it is asked.
const RULES: readonly Rule[] = [
  { pattern: /(?<![\w-])eyJ[\w-]{8,}(?:(?:\.|%2E)[\w-]*){0,4}/gi, by: 'jwt' },
  {
    pattern: /(?<![A-Za-z0-9])00D[A-Za-z0-9]{12,15}(?:!|%(?:25){0,3}21)[\w.%-]+/g,
    by: 'access-token',
  },
  { pattern: /(?<=\bforce:\/\/)[^\s"'<>]+/g, by: 'secret' },
  { pattern: /(?<!\w)3MVG9[\w.]{20,}/g, by: 'consumer-key' },
  { pattern: /(?<!\w)5Aep[\w.]{20,}/g, by: 'refresh-token' },
  { pattern: /(?<!\w)aPrx[\w.%=-]{20,}/g, by: 'code' },
  // Said to be secret where they stand: in an address, a form, JSON or settings.
  {
    pattern:
      /(?<=\b(?:client_?secret|consumer_?secret|client_?id|consumer_?key|code_verifier|password|refresh_?token|access_?token|assertion)["']?\s{0,3}[=:]\s{0,3}["']?)(?!["'…])[^\s"'&,;)}\]]+/gi,
    by: 'secret',
  },
  {
    pattern: /(?<=\b(?:code|sid|otp|cshc|login_hint|state)=)[^\s"'&,;)}\]]+/gi,
    by: 'secret',
  },
  { pattern: /(?<![\w.+-])[\w.+-]{1,80}(?:@|%(?:25){0,3}40)[\w-][\w.-]{0,253}/g, by: 'username' },
  {
    pattern: /(?<![\w.-])(?:[a-z0-9-]{1,63}\.){1,8}(?:com|mil|cn|net|org|io|dev|cloud)(?![\w-])/gi,
    by: 'host',
  },
  {
    pattern: /(?<![A-Za-z0-9])00[D5][A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?(?![A-Za-z0-9])/g,
    by: 'record-id',
  },
  {
    pattern: /(?<![0-9A-Fa-f:])(?:[0-9A-Fa-f]{2}:){15,63}[0-9A-Fa-f]{2}(?![0-9A-Fa-f:])/g,
    by: 'fingerprint',
  },
  {
    pattern: /(?<![A-Za-z0-9])(?:[0-9A-F]{40,}|[0-9a-f]{40,}|\d{15,})(?![A-Za-z0-9])/g,
    by: 'secret',
  },
];

/** A text with every secret and identifier in it masked that can be told by its form. */
export function maskText(text: string): string {
  const rest = replaceBlocks(text, () => '[PEM]');
  return RULES.reduce(
    (masked, { pattern, by }) =>
      // What a rule before has masked stays as it is.
      masked.replace(pattern, (match) => (match.includes('…') ? match : mask(by, match))),
    rest,
  );
}

const BEGIN = '-----BEGIN ';
const END = '-----END ';

/**
 * The text with something else in place of each PEM block; one without an end reaches to the end of the
 * text. Searched rather than matched: a hostile text of many beginnings costs no more than its length.
 */
export function replaceBlocks(text: string, replace: (block: string) => string): string {
  let rest = '';
  let at = 0;
  for (let begin = text.indexOf(BEGIN); begin !== -1; begin = text.indexOf(BEGIN, at)) {
    const end = text.indexOf(END, begin);
    const dashes = end === -1 ? -1 : text.indexOf('-----', end + END.length);
    const next = dashes === -1 ? text.length : dashes + 5;
    rest += text.slice(at, begin) + replace(text.slice(begin, next));
    at = next;
  }
  return rest + text.slice(at);
}
