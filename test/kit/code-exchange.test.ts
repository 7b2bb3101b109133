import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readApproval } from '../../src/core/authorize.ts';
import { bashCodeCommand, powershellCodeCommand } from '../../src/kit/code-exchange.ts';
import { thrown } from '../_thrown.ts';
import { needTool, runAsync } from '../_tools.ts';

const REQUEST = {
  code: "aPrx.a'b_c==&$(touch pwned)",
  verifier: 'v'.repeat(43),
  consumerKey: '3MVG9.key_1',
  callback: 'http://localhost:1717/OauthRedirect',
  secret: false,
};
const FIELDS = [
  ['grant_type', 'authorization_code'],
  ['code', REQUEST.code],
  ['client_id', REQUEST.consumerKey],
  ['redirect_uri', REQUEST.callback],
  ['code_verifier', REQUEST.verifier],
];
const ANSWER = {
  access_token: '00D5e000001AbCd!access_of_this_test',
  refresh_token: '5Aep861refresh_of_this_test',
  id_token: 'eyJhbGciOiJSUzI1NiJ9.e30.x',
  scope: 'refresh_token web api',
  instance_url: 'https://acme.my.salesforce.com',
};

let server: Server;
let endpoint: URL;
const bodies: string[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      bodies.push(body);
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(ANSWER));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = new URL(
    `http://127.0.0.1:${(server.address() as AddressInfo).port}/services/oauth2/token`,
  );
});
afterAll(() => server.close());

test.skipIf(!needTool('curl'))('bash sends every field as it is, and prints no token', async () => {
  const { stdout, stderr } = await runAsync('bash', [
    '-c',
    bashCodeCommand({ ...REQUEST, endpoint }),
  ]);
  expect(stderr).toBe('');
  expect([...new URLSearchParams(bodies.at(-1))]).toEqual(FIELDS);
  expect(stdout).not.toMatch(/of_this_test|eyJ/);
  expect(readApproval(stdout, new Date()).lasting).toBe(true);
});

test.skipIf(!needTool('curl'))(
  'bash asks for the secret when it runs, and hands it on',
  async () => {
    const command = bashCodeCommand({ ...REQUEST, endpoint, secret: true });
    const { stdout } = await runAsync('bash', ['-c', `printf '%s\\n' A1B2C3 | { ${command}; }`]);
    expect([...new URLSearchParams(bodies.at(-1))]).toEqual([
      ...FIELDS,
      ['client_secret', 'A1B2C3'],
    ]);
    expect(stdout).toContain('Consumer secret: ');
    expect(stdout).not.toContain('A1B2C3');
  },
);

test('neither code nor verifier is an argument of curl', () => {
  const [, curl = ''] = bashCodeCommand({ ...REQUEST, endpoint }).split('| curl');
  expect(curl).not.toContain(REQUEST.verifier);
  expect(curl).not.toContain('aPrx');
});

test('PowerShell quotes every value and hides every token', () => {
  const command = powershellCodeCommand({ ...REQUEST, endpoint, secret: true });
  expect(command).toContain("code = 'aPrx.a''b_c==&$(touch pwned)'");
  expect(command).toContain('client_secret = $s');
  expect(command).toContain('(Read-Host -AsSecureString');
  expect(command).toMatch(/\| ForEach-Object \{ \$_ -replace .*'\$1hidden' \}$/);
  expect(powershellCodeCommand({ ...REQUEST, endpoint })).not.toContain('$s');
});

test.each(['a"b', 'a\\b', 'a\nb'])('a code such as %j is not put into a command', async (code) => {
  for (const write of [bashCodeCommand, powershellCodeCommand]) {
    const error = await thrown(() => write({ ...REQUEST, endpoint, code }));
    expect(error.code).toBe('command/not-quotable');
  }
});
