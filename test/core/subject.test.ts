import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  attributesOf,
  checkDays,
  checkSubject,
  checkSubjectField,
  cleanSubject,
  nameText,
  SUBJECT_DEFAULTS,
  subjectOf,
  subjectText,
  type Subject,
} from '../../src/core/subject.ts';

const FULL: Subject = {
  commonName: 'ci',
  organization: 'Acme',
  organizationalUnit: 'DevOps',
  city: 'Zürich',
  state: 'ZH',
  country: 'CH',
  email: 'ci@acme.example',
};

test('the defaults pass, so that the button works with nothing typed', () => {
  expect(checkSubject(SUBJECT_DEFAULTS)).toBeNull();
});

test.each<[keyof Subject, number]>([
  ['commonName', 64],
  ['organization', 64],
  ['organizationalUnit', 64],
  ['city', 128],
  ['state', 128],
])('%s takes %i characters of any script and not one more', (field, bound) => {
  for (const char of ['a', 'ü', '株', '𝔘']) {
    expect(checkSubjectField(field, char.repeat(bound))).toBeNull();
    expect(checkSubjectField(field, char.repeat(bound + 1))).toMatchObject({
      code: 'subject/too-long',
      message: expect.stringContaining(`${bound + 1} characters, at most ${bound} fit`),
    });
  }
});

test.each([
  'A/S Maersk',
  'Müller GmbH',
  'The "Best" Co',
  'Cash$HOME Ltd',
  '株式会社',
  'Acme/CN=evil',
  'A+B, Inc.',
  'שלום',
  'شرکت می\u200cخواهم',
  'श्री\u200dमान',
  'Ops 👩\u200d💻 ❤\ufe0f',
])('%s is a fine organization', (value) => {
  expect(checkSubjectField('organization', value)).toBeNull();
});

test.each<[keyof Subject, string, string]>([
  ['commonName', '', 'subject/empty'],
  ['commonName', ' \u3000 ', 'subject/empty'],
  ['country', 'USA', 'subject/country'],
  ['country', 'C', 'subject/country'],
  ['country', 'C1', 'subject/country'],
  ['country', 'ÄÖ', 'subject/country'],
  ['email', 'nobody', 'subject/email'],
  ['email', 'mü@acme.example', 'subject/email'],
  ['email', 'a b@acme.example', 'subject/email'],
  ['email', `${'a'.repeat(250)}@b.cd`, ''],
  ['email', `${'a'.repeat(251)}@b.cd`, 'subject/too-long'],
  ['organization', 'Acme\nInc', 'subject/control-character'],
  ['organization', 'Acme\u0000', 'subject/control-character'],
  ['organization', 'Acme\u0085x', 'subject/control-character'],
  ['organization', 'Acme \ud800', 'subject/control-character'],
  ...[
    ...['\u202e', '\u2066', '\u200e', '\u200f', '\u061c', '\u200b', '\u00ad', '\u2060', '\u2028'],
    ...['\u2029', 'x\ufeffx', '\u{e0041}'],
  ].map((hidden): [keyof Subject, string, string] => [
    'organization',
    `A${hidden}B`,
    'subject/control-character',
  ]),
  ['organization', '', ''],
])('%s of %j gives %j', (field, value, code) => {
  expect(checkSubjectField(field, value)?.code ?? '').toBe(code);
});

test.each([1, 365, 3650, '1', ' 365 '])('%j days are possible', (days) => {
  expect(checkDays(days)).toBeNull();
});

test.each([0, -5, 3651, 99999, 1.5, Number.NaN, '', 'abc', '1e3', '0x10', null, undefined, [5]])(
  '%j days are refused',
  (days) => {
    expect(checkDays(days)?.code).toBe('certificate/days');
  },
);

test('white space around a value is dropped, inside it is kept', () => {
  const clean = cleanSubject({ ...FULL, organization: '\t Acme  &  Co \n', country: ' ch ' });
  expect(clean).toEqual({ ...FULL, organization: 'Acme  &  Co', country: 'CH' });
});

test('the text names each attribute present, most specific first', () => {
  expect(subjectText(FULL)).toBe(
    'CN=ci, OU=DevOps, O=Acme, L=Zürich, ST=ZH, C=CH, emailAddress=ci@acme.example',
  );
  expect(subjectText(SUBJECT_DEFAULTS)).toBe('CN=salesforce-jwt');
});

test('a value cannot pass for another attribute', () => {
  expect(subjectText({ ...SUBJECT_DEFAULTS, commonName: 'a, O=Evil\\' })).toBe(
    'CN=a\\, O=Evil\\\\',
  );
  expect(subjectText({ ...SUBJECT_DEFAULTS, commonName: 'a\u202eb' })).toBe('CN=a\\u202Eb');
  const hidden = '\u061c\u200b\u00ad\u2028\u2029\u2060\u{e0041}';
  expect(subjectText({ ...SUBJECT_DEFAULTS, commonName: hidden })).toBe(
    'CN=\\u061C\\u200B\\u00AD\\u2028\\u2029\\u2060\\u{E0041}',
  );
});

test('unknown attributes appear by their object identifier', () => {
  expect(nameText([{ type: '1.2.3.4', value: 'x' }, ...attributesOf(SUBJECT_DEFAULTS)])).toBe(
    'CN=salesforce-jwt, 1.2.3.4=x',
  );
});

test('a checked subject goes through attributes and back unchanged', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 64 });
  const subject = fc.record({
    commonName: text,
    organization: text,
    organizationalUnit: text,
    city: text,
    state: text,
    country: fc.constantFrom('', 'CH', 'us'),
    email: fc.constantFrom('', 'a@b.example'),
  });
  fc.assert(
    fc.property(subject, (value) => {
      fc.pre(checkSubject(value) === null);
      const clean = cleanSubject(value);
      expect(subjectOf(attributesOf(clean))).toEqual(clean);
      expect(checkSubject(clean)).toBeNull();
    }),
  );
});
