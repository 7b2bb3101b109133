import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { utf8, type Bytes } from '../../src/core/bytes.ts';
import { AppError } from '../../src/core/errors.ts';
import { identifyBlock, requirePrivateKey } from '../../src/core/key-kind.ts';
import { readPem, writePem } from '../../src/core/pem.ts';
import { thrown } from '../_thrown.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PEM = String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
const PUBLIC = String(publicKey.export({ type: 'spki', format: 'pem' }));
const DER = new Uint8Array(privateKey.export({ type: 'pkcs8', format: 'der' }));
const BODY = PEM.split('\n').slice(1, -2);

const toBase64 = (text: string | Uint8Array) => Buffer.from(text).toString('base64');
const utf16 = (text: string, mark: boolean): Bytes =>
  new Uint8Array(Buffer.from((mark ? '\ufeff' : '') + text, 'utf16le'));
const swapped = (bytes: Bytes): Bytes => new Uint8Array(Buffer.from(bytes).swap16());

const BREAKS = 'Restored the line breaks.';
const ESCAPES = 'Turned the written-out \\n into line breaks.';
const BASE64 = 'Decoded the base64 around it.';
const QUOTES = 'Removed the quotes around it.';
const INDENT = 'Removed the indentation.';
const AROUND = 'Left out the text around the PEM.';
const UTF16 = 'Converted the text from UTF-16.';
const BOM = 'Left out the byte order mark (BOM).';
const CRLF = 'Read Windows line breaks (CRLF).';
const ARMOR = 'Added the missing BEGIN or END line.';
const SLASHES = 'Turned the written-out \\/ into /.';
const BARE = 'Read the base64 without BEGIN and END lines.';

test.each<[string, Bytes | string, string[]]>([
  ['what openssl writes', PEM, []],
  ['no final newline', PEM.trimEnd(), []],
  ['old Mac line breaks', PEM.replaceAll('\n', '\r'), []],
  ['CRLF', PEM.replaceAll('\n', '\r\n'), [CRLF]],
  ['a byte order mark', `\ufeff${PEM}`, [BOM]],
  ['a byte order mark in bytes', utf8(`\ufeff${PEM}`), [BOM]],
  ['one line, breaks dropped', PEM.replaceAll('\n', ''), [BREAKS]],
  ['one line, breaks made spaces', PEM.replaceAll('\n', ' '), [BREAKS]],
  ['one line, no space left at all', PEM.replaceAll(/\s/g, ''), [BREAKS]],
  ['written-out \\n', PEM.replaceAll('\n', '\\n'), [ESCAPES]],
  ['written-out \\r\\n', PEM.replaceAll('\n', '\\r\\n'), [ESCAPES]],
  ['doubly written-out \\n', PEM.replaceAll('\n', '\\\\n'), [ESCAPES]],
  ['a JSON string', JSON.stringify(PEM), [QUOTES, ESCAPES]],
  ['a JSON file', JSON.stringify({ key: PEM }), [ESCAPES, AROUND]],
  ['double quotes', `"${PEM}"`, [QUOTES]],
  ['single quotes', `'${PEM.trim()}'`, [QUOTES]],
  ['typographic quotes', `“${PEM}”`, [QUOTES]],
  ['an .env line', `SERVER_KEY="${PEM.replaceAll('\n', '\\n')}"`, [ESCAPES, AROUND]],
  ['indentation, as in YAML', `key: |\n${PEM.replaceAll(/^/gm, '    ')}`, [INDENT, AROUND]],
  ['indentation by tabs', PEM.replaceAll(/^/gm, '\t'), [INDENT]],
  ['trailing blanks', PEM.replaceAll('\n', '  \n'), []],
  ['base64 of the PEM', toBase64(PEM), [BASE64]],
  ['base64 of the PEM, wrapped', toBase64(PEM).replaceAll(/.{76}/g, '$&\n'), [BASE64]],
  ['base64 of base64 of the PEM', toBase64(toBase64(PEM)), [BASE64]],
  ['base64 of a UTF-16 PEM', toBase64(utf16(PEM, true)), [BASE64, UTF16]],
  ['base64 of a one-line PEM', toBase64(PEM.replaceAll('\n', '')), [BASE64, BREAKS]],
  ['quoted base64 of the PEM', `"${toBase64(PEM)}"`, [QUOTES, BASE64]],
  ['UTF-16 with a mark', utf16(PEM, true), [UTF16]],
  ['UTF-16 without a mark', utf16(PEM, false), [UTF16]],
  ['UTF-16 big endian', swapped(utf16(PEM, true)), [UTF16]],
  ['DER', DER, []],
  ['base64 of DER', toBase64(DER), [BARE]],
  ['the lines without BEGIN and END', BODY.join('\n'), [BARE]],
  ['a missing END line', PEM.replace(/-----END.*/, ''), [ARMOR]],
  ['a missing BEGIN line', PEM.replace(/-----BEGIN.*/, ''), [ARMOR]],
  ['text around it, as openssl pkcs12 writes', `Bag Attributes\n  name: x\n${PEM}end`, [AROUND]],
  ['Latin-1 text around it', new Uint8Array(Buffer.from(`Müller\n${PEM}`, 'latin1')), [AROUND]],
  [
    'dashes turned typographic',
    PEM.replaceAll('-----', '—–—'),
    ['Restored the dashes of the BEGIN and END lines.'],
  ],
  [
    'an END line of another label',
    PEM.replace('END PRIVATE', 'END RSA PRIVATE'),
    ['Made the BEGIN and END lines agree.'],
  ],
  ['written-out \\/', PEM.replaceAll('/', '\\/'), [SLASHES]],
  [
    'invisible characters',
    PEM.replace(BODY[3] ?? '', (line) => `${line}\u200b`),
    ['Removed invisible characters.'],
  ],
])('%s gives the same key, and says what was mended', (_, input, mended) => {
  const file = readPem(input);
  expect(file.blocks).toHaveLength(1);
  expect(Buffer.from(file.blocks[0]?.der ?? []).equals(DER)).toBe(true);
  expect(file.mended.toSorted()).toEqual(mended.toSorted());
});

test('every block of a file comes, in its order', () => {
  const file = readPem(`${PEM}\n${PUBLIC}${PEM}`);
  expect(file.blocks.map(({ label }) => label)).toEqual([
    'PRIVATE KEY',
    'PUBLIC KEY',
    'PRIVATE KEY',
  ]);
  expect(file.mended).toEqual([]);
});

test('two blocks that lost every line break are told apart', () => {
  const file = readPem((PEM + PUBLIC).replaceAll('\n', ''));
  expect(file.blocks.map(({ label }) => label)).toEqual(['PRIVATE KEY', 'PUBLIC KEY']);
  expect(file.mended).toEqual([BREAKS]);
});

test.each<[string, Bytes | string, string]>([
  ['nothing', '', 'input/empty'],
  ['white space', ' \r\n\t', 'input/empty'],
  ['no bytes', new Uint8Array(), 'input/empty'],
  ['quotes around nothing', '""', 'input/empty'],
  ['a sentence', 'this is not a key', 'input/not-recognised'],
  ['a web page', '<!doctype html><title>Login</title>', 'input/not-recognised'],
  ['JSON', '{"consumerKey":"x"}', 'input/not-recognised'],
  ['an SSH public key', 'ssh-rsa AAAAB3NzaC1yc2E me', 'input/not-recognised'],
  [
    'a PNG',
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13),
    'input/not-recognised',
  ],
  ['a zip', Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 0, 0, 8, 0, 1, 2), 'input/not-recognised'],
  ['a Java keystore', Uint8Array.of(0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2), 'input/not-recognised'],
  ['DER that is cut off', DER.slice(0, 900), 'input/not-recognised'],
  ['DER with a byte too many', Uint8Array.from([...DER, 10]), 'input/not-recognised'],
  ['over 1 MB', 'a'.repeat(1024 * 1024 + 1), 'input/too-large'],
  ['a PEM that is cut off', PEM.slice(0, 800), 'key/unreadable'],
  ['an unclosed block before another', PEM.replace(/-----END.*\n/, '') + PEM, 'key/unreadable'],
  [
    'mixed labels round what is cut off',
    PEM.replace('END PRIVATE', 'END RSA PRIVATE').replace(`${BODY[3]}\n`, ''),
    'key/unreadable',
  ],
  ['a character that is not base64', PEM.replace(BODY[2] ?? '', '%%%'), 'key/unreadable'],
  ['an empty block', writePem('CERTIFICATE', new Uint8Array()), 'certificate/unreadable'],
])('%s is refused in words', async (_, input, code) => {
  const error = await thrown(() => readPem(input));
  expect(error.code).toBe(code);
  expect(error.message).not.toContain(BODY[1]?.slice(0, 20));
});

test('a key in OpenSSL’s old encrypted form keeps its headers', () => {
  const old = privateKey.export({
    type: 'pkcs1',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: 'x',
  });
  for (const text of [
    String(old),
    String(old).replaceAll('\n', ''),
    String(old).replaceAll('\n', '\\n'),
  ]) {
    expect(readPem(text).blocks[0]?.headers.trim()).toMatch(/^Proc-Type: 4,ENCRYPTED/);
  }
});

test('what we write, node reads', () => {
  expect(writePem('PRIVATE KEY', DER)).toBe(PEM);
});

test('any text is read or refused with a code', () => {
  const piece = fc.constantFrom(
    ...[
      '-----BEGIN ',
      'PRIVATE KEY',
      '-----',
      '-----END ',
      '\\n',
      '\n',
      ' ',
      '"',
      '=',
      '\ufeff',
      'MIIE',
      'é',
    ],
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 30 }), (pieces) => {
      try {
        readPem(pieces.join(''));
      } catch (error) {
        expect(error).toBeInstanceOf(AppError);
      }
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      try {
        readPem(Uint8Array.from(bytes));
      } catch (error) {
        expect(error).toBeInstanceOf(AppError);
      }
    }),
  );
});

// Each of these took minutes under a pattern that backtracks; the time limit of the runner is the check.
test.each([
  ['BEGIN lines', '-----BEGIN PRIVATE KEY-----'],
  ['half BEGIN lines', '-----BEGIN A          '],
  ['dashes', '-'],
  ['padding', '='],
  ['backslashes', '\\'],
  ['quotes', '"'],
  ['colons', ':'],
  ['spaced letters', 'A '],
])('a megabyte of %s is refused, not ground through', async (_, piece) => {
  const many = piece.repeat(Math.floor((1024 * 1024 - 100) / piece.length));
  for (const text of [
    `${many}x`,
    `-----BEGIN PRIVATE KEY-----\n${many}x\n-----END PRIVATE KEY-----`,
  ]) {
    const error = await thrown(() => identifyOrThrow(text));
    expect(error.code).toMatch(/^(key\/unreadable|input\/not-recognised)$/);
  }
});

/** As import does: what decodes but is no structure is refused one step later. */
function identifyOrThrow(text: string): void {
  const [block] = readPem(text).blocks;
  if (block) requirePrivateKey(identifyBlock(block));
}
