/**
 * The subject of a certificate as the form holds it. No pkijs here: the page checks fields as they are
 * typed. Bounds are RFC 5280 appendix A.1 (ub-…), counted in characters, not bytes or UTF-16 units.
 */
import { AppError } from './errors.ts';
import { SUBJECT_DEFAULTS, type Subject } from './subject-defaults.ts';

export { SUBJECT_DEFAULTS, type Subject } from './subject-defaults.ts';

/** One attribute of a name: `type` is the object identifier. */
export interface NameAttribute {
  type: string;
  value: string;
}

interface Field {
  label: string;
  /** How openssl names it. */
  short: string;
  oid: string;
  /** Most characters. */
  bound: number;
}

/** In the order of `subjectText`. */
const FIELDS: Record<keyof Subject, Field> = {
  commonName: { label: 'common name', short: 'CN', oid: '2.5.4.3', bound: 64 },
  organizationalUnit: { label: 'organizational unit', short: 'OU', oid: '2.5.4.11', bound: 64 },
  organization: { label: 'organization', short: 'O', oid: '2.5.4.10', bound: 64 },
  city: { label: 'city', short: 'L', oid: '2.5.4.7', bound: 128 },
  state: { label: 'state or province', short: 'ST', oid: '2.5.4.8', bound: 128 },
  country: { label: 'country code', short: 'C', oid: '2.5.4.6', bound: 2 },
  email: {
    label: 'e-mail address',
    short: 'emailAddress',
    oid: '1.2.840.113549.1.9.1',
    bound: 255,
  },
};
const FIELD_NAMES = Object.keys(FIELDS) as (keyof Subject)[];

/** Attributes that we do not write but meet in imported certificates (RFC 4519 and PKCS#9 names). */
const OTHER_NAMES: Record<string, string> = {
  '2.5.4.4': 'SN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.9': 'street',
  '2.5.4.12': 'title',
  '2.5.4.13': 'description',
  '2.5.4.17': 'postalCode',
  '2.5.4.42': 'GN',
  '2.5.4.46': 'dnQualifier',
  '2.5.4.97': 'organizationIdentifier',
  '0.9.2342.19200300.100.1.1': 'UID',
  '0.9.2342.19200300.100.1.25': 'DC',
};

/**
 * The subject as it goes into the certificate: white space around a value is dropped, since it comes from
 * pasting and names are compared without it (RFC 4518 section 2.6.1); the country code in capitals, as ISO
 * 3166 writes it. Nothing else changes.
 */
export function cleanSubject(subject: Subject): Subject {
  const clean = { ...subject };
  for (const field of FIELD_NAMES) clean[field] = subject[field].trim();
  clean.country = clean.country.toUpperCase();
  return clean;
}

/**
 * What cannot be seen in a name, or turns the text round it: bidi controls, zero-width spaces, soft
 * hyphens, tags. The two joiners stay, which Persian and Indic names and emoji are written with.
 */
const INVISIBLE = /(?=\p{Default_Ignorable_Code_Point})[^\P{Cf}\u200c\u200d]|[\p{Zl}\p{Zp}]/u;

/** What is wrong with one field as typed, or `null`. */
export function checkSubjectField(field: keyof Subject, value: string): AppError | null {
  const { label, bound } = FIELDS[field];
  const text = value.trim();
  if (text === '') {
    return field === 'commonName' ? new AppError('subject/empty', `the ${label} is empty`) : null;
  }
  if (/\p{Cc}/u.test(text)) {
    return new AppError('subject/control-character', `the ${label} holds a control character`);
  }
  const invisible = INVISIBLE.exec(text)?.[0];
  if (invisible !== undefined) {
    const name = codePoint(invisible).padStart(4, '0');
    return new AppError(
      'subject/control-character',
      `the ${label} holds the invisible character U+${name}`,
      { hint: 'Type the text again instead of pasting it.' },
    );
  }
  if (/\p{Cs}/u.test(text)) {
    return new AppError('subject/control-character', `the ${label} holds half a character`);
  }
  if (field === 'country' && !/^[A-Za-z]{2}$/.test(text)) {
    return new AppError('subject/country', `"${text}" is not a country code of two letters`);
  }
  const length = [...text].length;
  if (length > bound) {
    return new AppError(
      'subject/too-long',
      `the ${label} has ${length} characters, at most ${bound} fit`,
    );
  }
  if (field === 'email' && !/^[\x21-\x7e]+@[\x21-\x7e]+$/.test(text)) {
    return new AppError('subject/email', `"${text}" is not an e-mail address in plain ASCII`);
  }
  return null;
}

/** The first thing wrong with the whole subject, or `null`. */
export function checkSubject(subject: Subject): AppError | null {
  for (const field of FIELD_NAMES) {
    const error = checkSubjectField(field, subject[field]);
    if (error) return error;
  }
  return null;
}

/** What is wrong with a validity in days (a number, or the text of the field), or `null`. */
export function checkDays(value: unknown): AppError | null {
  const days = typeof value === 'string' && /^\s*\d+\s*$/.test(value) ? Number(value) : value;
  if (typeof days === 'number' && Number.isInteger(days) && days >= 1 && days <= 3650) return null;
  const shown =
    value === '' || value === null || value === undefined ? 'nothing' : `"${String(value)}"`;
  return new AppError('certificate/days', `${shown} is not a number of days from 1 to 3650`);
}

/** `CN=…, OU=…, O=…, L=…, ST=…, C=…, emailAddress=…` without what is absent. */
export function subjectText(subject: Subject): string {
  return nameText(attributesOf(subject));
}

/**
 * The attributes of a name as one line: ours in the order of `subjectText`, others after them in their own,
 * with the object identifier where we know no name. A backslash stands before what would otherwise look like
 * the next attribute; control characters and all that is invisible are shown as \uXXXX, so that a hostile
 * name cannot display as another.
 */
export function nameText(attributes: readonly NameAttribute[]): string {
  const order = FIELD_NAMES.map((field) => FIELDS[field].oid);
  return attributes
    .toSorted((a, b) => rankOf(order, a) - rankOf(order, b))
    .map(({ type, value }) => `${shortName(type)}=${escapeValue(value)}`)
    .join(', ');
}

/** What a name says about our seven fields; of a repeated attribute the first. */
export function subjectOf(attributes: readonly NameAttribute[]): Subject {
  const subject = { ...SUBJECT_DEFAULTS };
  for (const field of FIELD_NAMES) {
    subject[field] = attributes.find(({ type }) => type === FIELDS[field].oid)?.value ?? '';
  }
  return subject;
}

/** The attributes present, in the order in which a certificate lists them: C, ST, L, O, OU, CN, e-mail. */
export function attributesOf(subject: Subject): NameAttribute[] {
  const order = [
    'country',
    'state',
    'city',
    'organization',
    'organizationalUnit',
    'commonName',
    'email',
  ] as const;
  return order
    .map((field) => ({ type: FIELDS[field].oid, value: subject[field] }))
    .filter(({ value }) => value !== '');
}

function rankOf(order: readonly string[], { type }: NameAttribute): number {
  const at = order.indexOf(type);
  return at === -1 ? order.length : at;
}

function shortName(oid: string): string {
  const field = FIELD_NAMES.find((name) => FIELDS[name].oid === oid);
  return field ? FIELDS[field].short : (OTHER_NAMES[oid] ?? oid);
}

function escapeValue(value: string): string {
  return value.replace(/[\\,+]/g, '\\$&').replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (char) => {
    const code = codePoint(char);
    return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
  });
}

function codePoint(char: string): string {
  return (char.codePointAt(0) ?? 0).toString(16).toUpperCase();
}
