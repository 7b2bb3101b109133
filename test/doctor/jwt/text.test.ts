import fc from 'fast-check';
import { createSign, randomBytes } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { findJwt } from '../../../src/doctor/jwt/text.ts';
import { AppError } from '../../../src/core/errors.ts';
import { expectQuick } from '../../_cpu.ts';
import { amount } from '../../_tools.ts';
import { makePair, read, said, sign, type Pair } from './_jwt.ts';

let pair: Pair;
let jwt: string;
beforeAll(() => {
  pair = makePair();
  jwt = sign(pair);
});

const padded = (text: string) =>
  text
    .split('.')
    .map((part) => part + '='.repeat((4 - (part.length % 4)) % 4))
    .join('.');

test.each<[string, (jwt: string) => string, string[]]>([
  ['as it is', (text) => text, []],
  ['with white space round it', (text) => `\n  ${text}\r\n`, []],
  ['after a byte order mark', (text) => `\ufeff${text}`, []],
  ['after Bearer', (text) => `Bearer ${text}`, ['bearer']],
  ['as a header', (text) => `Authorization: Bearer ${text}`, ['bearer']],
  ['in double quotes', (text) => `"${text}"`, ['quoted']],
  ['in single quotes, with a comma', (text) => `'${text}',`, ['quoted']],
  ['as a form field', (text) => `grant_type=urn%3Aietf&assertion=${text}&x=1`, ['field']],
  [
    'as a field of curl',
    (text) => `curl --data-urlencode 'assertion=${text}' https://x.example`,
    ['field'],
  ],
  ['URL-encoded', (text) => text.replaceAll('.', '%2E').replaceAll('-', '%2d'), ['url-encoded']],
  ['URL-encoded twice', (text) => text.replaceAll('.', '%252E'), ['url-encoded']],
  ['broken into lines', (text) => text.replace(/.{64}/g, '$&\n'), ['white-space']],
  ['with written-out line breaks', (text) => text.replace(/.{64}/g, '$&\\n'), ['white-space']],
  ['with a space after a dot', (text) => text.replace('.', '. '), ['white-space']],
  ['padded', padded, ['padding']],
  ['in a log', (text) => `12:00:01 POST assertion sent: ${text}. Waiting`, ['around']],
  ['in JSON', (text) => JSON.stringify({ id_token: text, a: 1 }), ['around']],
])('a JWT %s is found whole, and what was done to it is said', (_, damage, expected) => {
  expect(findJwt(damage(jwt))).toEqual({ jwt, damage: expected });
});

test('base64 in place of base64url is put right', () => {
  // Both of the letters in which the alphabets differ.
  const odd = `${jwt.slice(0, -4)}-_-_`;
  const plain = odd.replaceAll('-', '+').replaceAll('_', '/');
  expect(findJwt(plain)).toEqual({ jwt: odd, damage: ['alphabet'] });
});

test('line breaks, padding and another alphabet inside are faults; quotes round it are not', async () => {
  const keys = [{ name: 'own', pem: pair.publicPem }];
  expect(said(await read(jwt.replace(/.{64}/g, '$&\n'), { keys }))).toEqual(['white-space fault']);
  expect(said(await read(padded(jwt), { keys }))).toEqual(['padding fault']);
  expect(said(await read(`"${jwt}"`, { keys }))).toEqual(['quoted note']);
});

test('a JWT that was padded before it was signed is not called another key’s', async () => {
  const odd = sign(pair, { sub: 'ci+1@acme.example' });
  const text = padded(odd.split('.').slice(0, 2).join('.'));
  expect(text).toContain('=');
  const signature = createSign('RSA-SHA256').update(text).sign(pair.privatePem, 'base64');
  const keys = [{ name: 'own', pem: pair.publicPem }];
  const reading = await read(`${text}.${signature}`, { keys });
  expect(reading.signature).toEqual({ state: 'unchecked', why: 'damaged' });
  expect(said(reading)).toContain('padding fault');
});

test('a JWT that was cut anywhere is damaged, found and named, never an error of ours', async () => {
  for (let length = 20; length < jwt.length; length += 7) {
    const text = jwt.slice(0, length);
    if (!text.includes('.')) continue;
    const reading = await read(text);
    expect(reading.findings.some(({ severity }) => severity === 'fault')).toBe(true);
  }
});

test('nothing that a parser says of a damaged part is quoted', async () => {
  const part = Buffer.from('{"password":"hunter2"').toString('base64url');
  const reading = await read(`${part}.${part}.AAAA`);
  expect(reading.kind).toBe('damaged');
  expect(JSON.stringify(reading)).not.toContain('hunter2');
});

/** What mutation leaves of a JWT, and pieces that lead parsers astray. */
const pieces = fc.constantFrom(
  '.',
  'eyJ',
  'eyA',
  '=',
  '+',
  '%2E',
  '%25',
  '\\n',
  '"',
  'Bearer ',
  'assertion=',
  '\n',
  'é',
  '\0',
  '\ud800',
  '{"',
  '-',
  '_',
);

test('no text makes it fail with anything but a code of its own', async () => {
  const texts = fc.oneof(
    fc.string({ maxLength: 2_000 }),
    fc.array(pieces, { maxLength: 400 }).map((parts) => parts.join('')),
    fc
      .tuple(
        fc.array(fc.tuple(fc.nat(), fc.oneof(pieces, fc.string({ maxLength: 9 }))), {
          maxLength: 9,
        }),
      )
      .map(([edits]) =>
        edits.reduce((text, [at, piece]) => {
          const place = at % (text.length + 1);
          return text.slice(0, place) + piece + text.slice(place + piece.length);
        }, jwt),
      ),
  );
  await fc.assert(
    fc.asyncProperty(texts, async (text) => {
      const keys = [{ name: 'own', pem: pair.publicPem }];
      const outcome = await read(text, { keys }).catch((error: unknown) => error);
      if (outcome instanceof Error) {
        expect(outcome).toBeInstanceOf(AppError);
        expect((outcome as AppError).code).toBe('assertion/malformed');
      }
    }),
    { numRuns: amount('JWT texts', 500, 20_000) },
  );
});

const MEGABYTE = 1024 * 1024;
const fill = (piece: string) => piece.repeat(MEGABYTE / piece.length + 1).slice(0, MEGABYTE);

test('random and mutated megabytes are read or refused within 100 ms', async () => {
  const runs = amount('JWT megabytes', 8, 200);
  for (let run = 0; run < runs; run += 1) {
    const bytes = randomBytes(MEGABYTE);
    // Half of them noise, half of them JWTs in a row with noise cut in.
    const text =
      run % 2 === 0
        ? bytes.toString('latin1')
        : fill(`${jwt}\n`).replace(/[a-f]/g, (letter, at: number) =>
            bytes[at]! < 20 ? String.fromCharCode(bytes[at]!) : letter,
          );
    await expectQuick(() => readOrRefuse(text));
  }
});

test.each([
  'eyJ',
  'eyJa',
  'eyJ.',
  '.',
  'a.',
  ' ',
  '\n',
  '%',
  '%25',
  '%2525',
  '\\n',
  '"',
  "'",
  'Bearer ',
  'bearer\t',
  'assertion=',
  'assertion=eyJ',
  '&assertion="',
  'eyJhbGciOi.',
  '-eyJabcdefghij',
  '=',
  'é',
  '\0',
  '\ud800',
  '{"a":',
])('1 MB of %j is read or refused within 100 ms', async (piece) => {
  const text = fill(piece);
  await expectQuick(() => readOrRefuse(text));
});

const readOrRefuse = (text: string) =>
  read(text).catch((error: unknown) => expect(error).toBeInstanceOf(AppError));
