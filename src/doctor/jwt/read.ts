/**
 * Reads any JWT: what it is, what it says, whether its signature is good, and for an assertion of this flow
 * what Salesforce would make of it, rule by rule (RFC 7523 section 3; help remoteaccess_oauth_jwt_flow).
 */
import { AppError } from '../../core/errors.ts';
import { readLoginUrl, type Org } from '../../core/org.ts';
import type { Finding } from '../finding.ts';
import {
  ASSERTION_WORDS,
  CLAIM_WORDS,
  HEADER_WORDS,
  KIND_WORDS,
  type ReadKind,
} from '../words-jwt.ts';
import { say, seen, shown, type JwtFacts, type JwtRule } from './facts.ts';
import { kindOf } from './kind.ts';
import { readNumericDate } from './numeric-date.ts';
import { readParts, type Fields } from './parts.ts';
import {
  algorithm,
  form,
  headerFields,
  signature,
  signatureLength,
  twice,
} from './rules-header.ts';
import { audience, issuer, scope, subject } from './rules-parties.ts';
import { expiry, issuedAt, notBefore, once, over } from './rules-times.ts';
import { checkSignature, type Checked, type KeyAtHand } from './signature.ts';
import { findJwt, LONGEST_JWT, type Damage } from './text.ts';

export interface JwtOptions {
  /** Milliseconds. */
  now: number;
  /** Certificates and public keys known here. */
  keys?: readonly KeyAtHand[];
  /** The practice org's origin. */
  practice?: string;
}

export interface JwtRow {
  name: string;
  /** One line, at most 200 characters. */
  value: string;
  /** What the name stands for. */
  means: string;
  /** The moment it names, in milliseconds: for momentInWords of ../moment.ts. */
  at?: number;
}

export interface JwtReading {
  kind: ReadKind;
  /** With its article: "a JWT that logs in (an assertion)". */
  title: string;
  header: readonly JwtRow[];
  claims: readonly JwtRow[];
  signature: Checked;
  /** What had to be put right to read it. */
  damage: readonly Damage[];
  /** Faults first, what is as it should be last. */
  findings: readonly Finding[];
}

/** For an assertion in the order in which one reads it; a newcomer's rule is one line more. */
const ASSERTION: readonly JwtRule[] = [
  form,
  algorithm,
  signature,
  issuer,
  subject,
  audience,
  expiry,
  issuedAt,
  notBefore,
  once,
  scope,
  headerFields,
  twice,
];

const OTHERS: readonly JwtRule[] = [form, signature, over];

const LONGEST_TEXT = 1024 * 1024;
const ORDER: readonly Finding['severity'][] = ['fault', 'risk', 'note', 'good'];

/** Throws `input/too-large`, and `assertion/malformed` where nothing in the text is a JWT. */
export async function readJwt(text: string, options: JwtOptions): Promise<JwtReading> {
  if (text.length > LONGEST_TEXT) throw tooLarge();
  const found = findJwt(text);
  if (!found) throw new AppError('assertion/malformed', 'there is no JWT in it');
  const { jwt, damage } = found;
  if (jwt.length > LONGEST_JWT) throw tooLarge();
  const parts = readParts(jwt);
  const { header, claims, count, faults, repeated } = parts;
  const kind: ReadKind =
    count > 4
      ? 'encrypted'
      : header && claims
        ? kindOf(header, claims, options.practice)
        : 'damaged';
  const checked = settle(await checkSignature(jwt, parts, options.keys ?? []), damage);
  const findings: Finding[] = [];
  if (kind === 'encrypted') findings.push(say('jwt/encrypted', 'note'));
  else if (kind === 'damaged' || count === 4 || faults.length > 0) {
    const evidence = seen(...(count === 4 ? ['it has four parts, not three'] : []), ...faults);
    findings.push(say('jwt/damaged', 'fault', { evidence }));
  } else if (kind !== 'assertion') findings.push(say(`jwt/is-${kind}`, 'note'));
  const org = orgOf(claims?.['iss'], options);
  const facts: JwtFacts = {
    ...options,
    ...(org ? { org } : {}),
    kind: kind === 'encrypted' || kind === 'damaged' ? 'other' : kind,
    header: header ?? {},
    claims: claims ?? {},
    damage,
    repeated,
    checked,
  };
  const rules = kind === 'assertion' ? ASSERTION : OTHERS;
  const length = (known: JwtFacts) => signatureLength(known, parts.signature?.length ?? 0);
  for (const rule of [...rules, length]) findings.push(...[rule(facts) ?? []].flat());
  return {
    kind,
    title: KIND_WORDS[kind],
    header: rowsOf(header, HEADER_WORDS),
    claims: rowsOf(claims, { ...CLAIM_WORDS, ...(kind === 'assertion' ? ASSERTION_WORDS : {}) }),
    signature: checked,
    damage,
    findings: findings.sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity)),
  };
}

/** The org of the connection whose app a JWT names. */
function orgOf(issuer: unknown, { keys = [], practice }: JwtOptions): Org | null {
  const own = keys.find(({ consumerKey, loginUrl }) => consumerKey === issuer && loginUrl);
  try {
    return own?.loginUrl
      ? readLoginUrl(own.loginUrl, practice === undefined ? {} : { practice })
      : null;
  } catch {
    return null;
  }
}

/** What was signed in another alphabet or with padding is another text: it cannot be called foreign. */
function settle(checked: Checked, damage: readonly Damage[]): Checked {
  const rewritten = damage.includes('alphabet') || damage.includes('padding');
  return checked.state === 'bad' && rewritten ? { state: 'unchecked', why: 'damaged' } : checked;
}

const TIMES = new Set(['exp', 'iat', 'nbf', 'auth_time']);

function rowsOf(fields: Fields | null, words: Readonly<Record<string, string>>): JwtRow[] {
  return Object.entries(fields ?? {}).map(([name, value]) => {
    const time = TIMES.has(name) ? readNumericDate(value) : null;
    const means = Object.hasOwn(words, name) ? (words[name] ?? '') : '';
    return { name: shown(name), value: shown(value), means, ...(time ? { at: time.at } : {}) };
  });
}

function tooLarge(): AppError {
  return new AppError('input/too-large', 'the text is too long for a JWT, which has about 1 KB', {
    hint: 'Paste the JWT alone.',
  });
}
