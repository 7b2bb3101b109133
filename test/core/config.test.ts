import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loginUrlOf, readConfig, writeConfig, type JwtConfig } from '../../src/core/config.ts';
import { AppError } from '../../src/core/errors.ts';
import { amount } from '../_tools.ts';

const CONFIG: JwtConfig = {
  consumerKey: '3MVG9.key',
  subject: 'ci@acme.example',
  sandbox: false,
  expiresIn: 180,
  privateKeyFile: './certs/server.key',
  rest: {},
};

/** sf-jwt-tool 1.0.6, cli.js setup-config: this order, two spaces, no final line break. */
const AS_THE_TOOL_WRITES = JSON.stringify(
  {
    consumerKey: '3MVG9.key',
    subject: 'ci@acme.example',
    sandbox: true,
    expiresIn: 300,
    privateKeyFile: '/ci/certs/server.key',
  },
  null,
  2,
);

test('a new configuration is written as sf-jwt-tool writes it', () => {
  expect(writeConfig(CONFIG)).toBe(`{
  "consumerKey": "3MVG9.key",
  "subject": "ci@acme.example",
  "sandbox": false,
  "expiresIn": 180,
  "privateKeyFile": "./certs/server.key"
}`);
});

test('the field loginUrl is added last, unless sandbox says the same', () => {
  const own = writeConfig({ ...CONFIG, loginUrl: 'https://acme.my.salesforce.com' });
  expect(Object.keys(JSON.parse(own)).at(-1)).toBe('loginUrl');
  expect(JSON.parse(own).loginUrl).toBe('https://acme.my.salesforce.com');
  expect(writeConfig({ ...CONFIG, loginUrl: 'https://login.salesforce.com' })).toBe(
    writeConfig(CONFIG),
  );
  expect(writeConfig({ ...CONFIG, loginUrl: 'https://test.salesforce.com' })).toContain('loginUrl');
});

test.each([
  ['as sf-jwt-tool writes it', AS_THE_TOOL_WRITES],
  ['with a final line break', `${AS_THE_TOOL_WRITES}\n`],
  ['on one line', JSON.stringify(JSON.parse(AS_THE_TOOL_WRITES))],
  [
    'with unknown fields between and another order',
    '{"team":{"a":[1]},\n"subject":"s", "zz":null, "consumerKey" : "k"}',
  ],
  ['with an own __proto__ field', '{"__proto__": {"x": 1}, "consumerKey": "k"}'],
  ['with a number no double can hold', '{"big": 12345678901234567890, "consumerKey": "k"}'],
  ['with a lifetime over 300', AS_THE_TOOL_WRITES.replace('300', '99999')],
  ['with nothing in it', '{}'],
  [
    'as the tool’s page writes it with empty fields',
    '{\n  "sandbox": false,\n  "expiresIn": 300\n}',
  ],
  ['with escapes', '{"subject": "M\\u00fcller@acme.example", "consumerKey": "k"}'],
])('a file %s comes back byte for byte', (_, text) => {
  const { config } = readConfig(text);
  expect(writeConfig(structuredClone(config))).toBe(text);
});

test('a changed field changes nothing else, neither order nor unknown fields', () => {
  const text = `${JSON.stringify({ team: 'a', subject: 's', consumerKey: 'k', __proto: 1, zz: [1] }, null, 2)}\n`;
  const { config } = readConfig(text);
  expect(writeConfig({ ...config, consumerKey: 'other' })).toBe(text.replace('"k"', '"other"'));
});

test('an own __proto__ field is kept when another one changes, and touches no prototype', () => {
  const { config } = readConfig('{"__proto__": {"sandbox": true}, "consumerKey": "k"}');
  expect(config.sandbox).toBe(false);
  expect(Object.keys(config.rest)).toEqual(['__proto__']);
  const after = writeConfig({ ...config, consumerKey: 'l' });
  expect(after).toContain('"__proto__"');
  expect(JSON.parse(after).consumerKey).toBe('l');
});

test('the file of sf-jwt-tool is read field by field', () => {
  const { config, notes } = readConfig(AS_THE_TOOL_WRITES);
  expect(config).toMatchObject({
    consumerKey: '3MVG9.key',
    subject: 'ci@acme.example',
    sandbox: true,
    expiresIn: 300,
    privateKeyFile: '/ci/certs/server.key',
    rest: {},
  });
  expect(notes).toEqual([]);
  expect(loginUrlOf(config)).toBe('https://test.salesforce.com');
  expect(loginUrlOf({ ...CONFIG, loginUrl: 'https://acme.my.salesforce.com' })).toBe(
    'https://acme.my.salesforce.com',
  );
});

test.each([
  [
    'null, which the tool writes for a text',
    '{"expiresIn": null}',
    180,
    /expiresIn is null; 180 seconds/,
  ],
  [
    '0, which the tool reads as its default',
    '{"expiresIn": 0}',
    180,
    /expiresIn is 0; 180 seconds/,
  ],
  ['more than 300', '{"expiresIn": 301}', 301, /301 seconds.*may refuse/],
  [
    'a repeated field',
    '{"expiresIn": 100, "expiresIn": 200, "x": {"x": 1}}',
    200,
    /expiresIn more than once/,
  ],
  ['a byte order mark', '\ufeff{"expiresIn": 60}', 60, /byte order mark/],
])('%s is read with a note', (_, text, seconds, note) => {
  const { config, notes } = readConfig(text);
  expect(config.expiresIn).toBe(seconds);
  expect(notes).toEqual([expect.stringMatching(note)]);
});

test('a lifetime that was mended is written mended', () => {
  const { config } = readConfig('{"consumerKey": "k", "expiresIn": null}');
  expect(JSON.parse(writeConfig(config))).toEqual({ consumerKey: 'k', expiresIn: 180 });
});

test.each([
  ['consumerKey', '{"consumerKey": 5}', 'the field consumerKey is a number, not a text'],
  ['subject', '{"subject": null}', 'the field subject is null, not a text'],
  ['subject', '{"subject": ["a"]}', 'the field subject is a list, not a text'],
  ['sandbox', '{"sandbox": "true"}', 'the field sandbox is a text, not true or false'],
  ['privateKeyFile', '{"privateKeyFile": {}}', 'the field privateKeyFile is an object, not a text'],
  ['loginUrl', '{"loginUrl": false}', 'the field loginUrl is a boolean, not a text'],
  [
    'expiresIn',
    '{"expiresIn": "300"}',
    'the field expiresIn is a text, not a whole number of seconds',
  ],
  ['expiresIn', '{"expiresIn": -5}', 'the field expiresIn is -5, not a whole number of seconds'],
  ['expiresIn', '{"expiresIn": 1.5}', 'the field expiresIn is 1.5, not a whole number of seconds'],
  [
    'expiresIn',
    '{"expiresIn": 1e999}',
    'the field expiresIn is Infinity, not a whole number of seconds',
  ],
])('%s of the wrong type is named: %s', (_, text, message) => {
  expect(() => readConfig(text)).toThrow(
    expect.objectContaining({ code: 'config/wrong-type', message }),
  );
});

test.each([
  ['nothing', '', 'input/empty'],
  ['white space', ' \n', 'input/empty'],
  ['a list', '[]', 'config/not-json'],
  ['null', 'null', 'config/not-json'],
  ['a text', '"jwt"', 'config/not-json'],
  ['a PEM', '-----BEGIN PRIVATE KEY-----\nMIIE\n', 'config/not-json'],
  ['binary', '\u0000\u0001PK\ufffd', 'config/not-json'],
  ['a cut file', AS_THE_TOOL_WRITES.slice(0, 50), 'config/not-json'],
  ['a huge file', `{"a": "${'x'.repeat(70_000)}"}`, 'input/too-large'],
  ['deep nesting', '['.repeat(60_000), 'config/not-json'],
  ['lists 30,000 deep', `{"x":${'['.repeat(30_000)}${']'.repeat(30_000)}}`, 'config/not-json'],
])('%s is refused with a code of its own', (_, text, code) => {
  expect(() => readConfig(text)).toThrow(expect.objectContaining({ code }));
});

test('what stands in a broken file is not quoted in the error', () => {
  try {
    readConfig('{"privateKey": "hunter2", oops');
    expect.unreachable();
  } catch (thrown) {
    const { message, cause, stack } = thrown as Error;
    expect(`${message} ${String(cause)} ${stack}`).not.toContain('hunter2');
  }
});

test('any JSON object comes back byte for byte or is refused by name', () => {
  const name = fc.oneof(
    fc.string(),
    fc.constantFrom(
      'consumerKey',
      'subject',
      'sandbox',
      'expiresIn',
      'loginUrl',
      '__proto__',
      'constructor',
      '1',
    ),
  );
  const value = fc.oneof(
    fc.jsonValue(),
    fc.string(),
    fc.boolean(),
    fc.integer({ min: 1, max: 400 }),
  );
  fc.assert(
    fc.property(fc.dictionary(name, value), fc.nat(4), (object, indent) => {
      const text = JSON.stringify(object, null, indent);
      try {
        const { config } = readConfig(text);
        const mended = 'expiresIn' in object && object['expiresIn'] !== config.expiresIn;
        if (!mended) expect(writeConfig(config)).toBe(text);
        expect(readConfig(writeConfig(config)).config.rest).toEqual(config.rest);
      } catch (thrown) {
        if (!(thrown instanceof AppError)) throw thrown;
        expect(thrown.code).toBe('config/wrong-type');
      }
    }),
    { numRuns: amount('configurations', 500, 50_000) },
  );
});
