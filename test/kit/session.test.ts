import { expect, test } from 'vitest';
import { askTokenCommand } from '../../src/kit/cli.ts';
import { curlSessionCommand, powershellSessionCommand } from '../../src/kit/session.ts';
import { needTool, run, runAsync } from '../_tools.ts';
import { bodyOf, withServer } from '../core/_server.ts';

const endpoint = new URL('https://acme.my.salesforce.com/services/oauth2/userinfo');
// A plus, a percent sign and an exclamation mark must arrive as they are.
const TOKEN = "00D5e000001AbCd!AQ4+AQ%42.token_value=&'$HOME";

test.runIf(needTool('curl')).each([
  ['userinfo', 'access_token', '{"name":"x"}'],
  ['singleaccess', 'access_token', '{"name":"x"}'],
  ['revoke', 'token', 'HTTP 200\n'],
] as const)(
  '%s: bash asks for the token, and curl posts exactly that',
  async (call, field, printed) => {
    const seen: { body: string; url: string | undefined; line: string }[] = [];
    await withServer(
      async (request, response) => {
        const body = await bodyOf(request);
        seen.push({ body, url: request.url, line: String(request.headers['content-type']) });
        response.end(call === 'revoke' ? '' : '{"name":"x"}');
      },
      async (url) => {
        const command = curlSessionCommand({
          call,
          endpoint: new URL(`${url}/services/oauth2/${call}`),
        });
        expect(command).not.toContain('\n');
        // As typed: the token is the next line that the terminal reads.
        const script = `${command}\nprintf '[%s]' "$SF_ACCESS_TOKEN"`;
        const shell = `printf '%s\\n' "$TOKEN" | bash -c "$SCRIPT"`;
        const env = { ...process.env, TOKEN, SCRIPT: script };
        const { status, stdout, stderr } = await runAsync('bash', ['-c', shell], { env });
        expect([status, stderr]).toEqual([0, '']);
        expect(stdout).toBe(`Access token: \n${printed}[]`);
      },
    );
    expect(seen).toHaveLength(1);
    expect([...new URLSearchParams(seen[0]?.body)]).toEqual([[field, TOKEN]]);
    expect(seen[0]?.line).toBe('application/x-www-form-urlencoded');
  },
);

test('the token stands in no list of processes while curl runs', () => {
  const stub = `curl() { printf '%s\\n' "$@"; cat > /dev/null; }`;
  const command = curlSessionCommand({ call: 'userinfo', endpoint });
  const { stdout } = run('bash', ['-c', `${stub}; ${command}`], { input: `${TOKEN}\n` });
  expect(stdout).toBe(`Access token: \n-sS\n--data-urlencode\naccess_token@-\n${endpoint.href}\n`);
});

test('PowerShell asks for the token, sends it from its variable and clears that', () => {
  const command = powershellSessionCommand({ call: 'revoke', endpoint });
  expect(command.startsWith(`${askTokenCommand('powershell')}; `)).toBe(true);
  expect(command).toContain(`-Uri '${endpoint.href}'`);
  expect(command).toContain('-Body @{ token = $env:SF_ACCESS_TOKEN }');
  expect(command).toMatch(/; \$env:SF_ACCESS_TOKEN = \$null$/);
  expect(command).not.toContain('\n');
});
