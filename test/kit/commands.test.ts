import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import {
  curlCommand,
  powershellCommand,
  sfLoginCommand,
  type SfLogin,
} from '../../src/kit/commands.ts';
import { quote } from '../../src/kit/quote.ts';
import { amount, needTool, run, runAsync } from '../_tools.ts';
import { anyValue, HOSTILE, NOT_FOR_POWERSHELL } from './_hostile.ts';
import { argv, powershellArguments, throughCmd } from './_shells.ts';

/** Stands in for sf: writes its arguments, one NUL behind each. */
const folder = mkdtempSync(join(tmpdir(), 'keybearer-'));
const SF = join(folder, 'sf');
writeFileSync(SF, `#!/bin/sh\nprintf '%s\\0' "$@"\n`);
chmodSync(SF, 0o755);
afterAll(() => rmSync(folder, { recursive: true }));

function inBash(command: string, flags: string[] = []): string[] {
  const { status, stdout, stderr } = run(
    'bash',
    [...flags, '-c', `PATH='${folder}':$PATH; ${command}`],
    { cwd: folder },
  );
  expect([status, stderr]).toEqual([0, '']);
  return stdout.split('\0').slice(0, -1);
}

test.each(HOSTILE)('bash hands on %j unchanged', (value) => {
  expect(inBash(`sf ${quote('bash', value)} end`)).toEqual([value, 'end']);
});

test.each(HOSTILE)('cmd and the C runtime hand on %j unchanged', (value) => {
  expect(throughCmd(`${quote('cmd', value)} end`)).toEqual([value, 'end']);
});

test.each(HOSTILE.filter((value) => !NOT_FOR_POWERSHELL.test(value)))(
  'PowerShell hands on %j unchanged',
  (value) => {
    expect(powershellArguments(`${quote('powershell', value)} end`)).toEqual([value, 'end']);
  },
);

test.each(HOSTILE.filter((value) => NOT_FOR_POWERSHELL.test(value)))(
  '%j, which PowerShell’s versions hand on differently, is refused',
  (value) => {
    expect(() => quote('powershell', value)).toThrow(
      expect.objectContaining({ code: 'command/not-quotable' }),
    );
  },
);

test.each(['a\nb', 'a\rb', '\u0000', '\u001b[2J', '\u0085', '\ud800'])(
  '%j is refused for every shell',
  (value) => {
    for (const shell of ['bash', 'powershell', 'cmd'] as const) {
      expect(() => quote(shell, value)).toThrow(
        expect.objectContaining({ code: 'command/not-quotable' }),
      );
    }
  },
);

test('bash hands on whatever is typed', () => {
  // Many values in one run: starting bash is what takes time.
  const values = fc.sample(anyValue, amount('values through bash', 400, 20_000));
  for (let at = 0; at < values.length; at += 200) {
    const some = values.slice(at, at + 200);
    expect(inBash(`sf ${some.map((value) => quote('bash', value)).join(' ')}`)).toEqual(some);
  }
});

test('cmd and PowerShell hand on whatever is typed', () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      expect(throughCmd(`x ${quote('cmd', value)} end`)).toEqual(['x', value, 'end']);
      if (NOT_FOR_POWERSHELL.test(value)) return;
      expect(powershellArguments(`x ${quote('powershell', value)} end`)).toEqual([
        'x',
        value,
        'end',
      ]);
    }),
    { numRuns: amount('values through cmd and PowerShell', 2_000, 200_000) },
  );
});

test('the stand-in for the C runtime knows the examples of its documentation', () => {
  expect(argv('"abc" d e')).toEqual(['abc', 'd', 'e']);
  expect(argv(String.raw`a\\b d"e f"g h`)).toEqual([String.raw`a\\b`, 'de fg', 'h']);
  expect(argv(String.raw`a\\\"b c d`)).toEqual([String.raw`a\"b`, 'c', 'd']);
  expect(argv(String.raw`a\\\\"b c" d e`)).toEqual([String.raw`a\\b c`, 'd', 'e']);
  expect(argv(`a"b"" c d`)).toEqual([`ab" c d`]);
});

const LOGIN: SfLogin = {
  shell: 'bash',
  username: "o'neil ci@acme.example",
  consumerKey: '3MVG9.key_1',
  keyFile: './certs/server key.key',
  loginUrl: 'https://acme--uat.sandbox.my.salesforce.com',
};

const ARGUMENTS = [
  'org',
  'login',
  'jwt',
  '--username',
  LOGIN.username,
  '--jwt-key-file',
  LOGIN.keyFile,
  '--client-id',
  LOGIN.consumerKey,
  '--instance-url',
  LOGIN.loginUrl,
];

test('the login command has the same arguments in every shell', () => {
  expect(inBash(sfLoginCommand(LOGIN))).toEqual(ARGUMENTS);
  expect(throughCmd(sfLoginCommand({ ...LOGIN, shell: 'cmd' }))).toEqual(['sf', ...ARGUMENTS]);
  expect(powershellArguments(sfLoginCommand({ ...LOGIN, shell: 'powershell' }))).toEqual([
    'sf',
    ...ARGUMENTS,
  ]);
});

test('alias and defaults are added where asked for, and an alias with a dash is no flag', () => {
  const more = { alias: 'uat box', setDefault: true, setDefaultDevHub: true };
  expect(inBash(sfLoginCommand({ ...LOGIN, ...more }))).toEqual([
    ...ARGUMENTS,
    '--alias',
    'uat box',
    '--set-default',
    '--set-default-dev-hub',
  ]);
  expect(inBash(sfLoginCommand({ ...LOGIN, alias: '--json' }))).toEqual([
    ...ARGUMENTS,
    '--alias=--json',
  ]);
  expect(inBash(sfLoginCommand({ ...LOGIN, alias: '' }))).toEqual(ARGUMENTS);
});

const ASSERTION = 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJhIn0.c2ln-nat_ure';
const ENDPOINT = new URL('https://acme.my.salesforce.com/services/oauth2/token');

test('the curl command is one line without quotes, which bash, PowerShell 7 and cmd read alike', () => {
  const command = curlCommand({ endpoint: ENDPOINT, assertion: ASSERTION });
  expect(command).not.toMatch(/['"\n\\^`]/);
  const words = command.split(' ');
  expect(argv(command)).toEqual(words);
  expect(powershellArguments(command)).toEqual(words);
});

test.skipIf(!needTool('curl')).each([ASSERTION, 'a+b/c==.%41&d=e f.‘x’\'"'])(
  'curl sends the assertion %j unmangled and prints the answer, whatever its status',
  async (assertion) => {
    let body = '';
    const server = createServer(async (request, response) => {
      for await (const chunk of request) body += String(chunk);
      response
        .writeHead(400, { 'content-type': 'application/json' })
        .end('{"error":"invalid_grant"}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const endpoint = new URL(`http://127.0.0.1:${port}/services/oauth2/token`);
      const { status, stdout } = await runAsync('bash', [
        '-c',
        curlCommand({ endpoint, assertion }),
      ]);
      expect([status, stdout]).toEqual([0, '{"error":"invalid_grant"}']);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
    expect([...new URLSearchParams(body)]).toEqual([
      ['grant_type', 'urn:ietf:params:oauth:grant-type:jwt-bearer'],
      ['assertion', assertion],
    ]);
  },
);

test('the PowerShell command is one line whose literals hold what is sent', () => {
  const command = powershellCommand({ endpoint: ENDPOINT, assertion: "a'b’c" });
  expect(command).not.toContain('\n');
  // about_Quoting_Rules: every literal in turn, from its quote to the first one that is not doubled.
  const literals = [
    ...command.matchAll(
      /['\u2018-\u201b]((?:[^'\u2018-\u201b]|['\u2018-\u201b]{2})*)['\u2018-\u201b]/g,
    ),
  ];
  const values = literals.map(([, text]) =>
    text!.replace(/(['\u2018-\u201b])['\u2018-\u201b]/g, '$1'),
  );
  expect(values).toEqual([
    ENDPOINT.href,
    'application/x-www-form-urlencoded',
    'urn:ietf:params:oauth:grant-type:jwt-bearer',
    "a'b’c",
  ]);
});

test('the PowerShell command closes every bracket it opens, outside its literals', () => {
  const code = powershellCommand({ endpoint: ENDPOINT, assertion: ASSERTION }).replace(
    /'(?:[^']|'')*'/g,
    '_',
  );
  const open: string[] = [];
  const pairs: Record<string, string> = { ')': '(', '}': '{', ']': '[' };
  for (const character of code) {
    if ('({['.includes(character)) open.push(character);
    else if (character in pairs) expect(open.pop()).toBe(pairs[character]);
  }
  expect(open).toEqual([]);
});

test('an assertion with a line break is refused, not pasted', () => {
  for (const command of [curlCommand, powershellCommand]) {
    expect(() => command({ endpoint: ENDPOINT, assertion: 'a\nb' })).toThrow(
      expect.objectContaining({ code: 'command/not-quotable' }),
    );
  }
});
