import { expect, test } from 'vitest';
import { askTokenCommand, firstCallCommand, legacyLoginCommand } from '../../src/kit/cli.ts';
import { run } from '../_tools.ts';

/** Every argument of a bash command line, NUL behind each, by bash itself. */
function inBash(command: string): string[] {
  const stubs = `sfdx() { printf '%s\\0' "$@"; }; curl() { sfdx "$@"; }`;
  const script = `SF_ACCESS_TOKEN='00D!secret'; ${stubs}; ${command}`;
  const { status, stdout, stderr } = run('bash', ['-c', script]);
  expect([status, stderr]).toEqual([0, '']);
  return stdout.split('\0').slice(0, -1);
}

test('the login of older CLIs has their flags and the same values', () => {
  const login = {
    shell: 'bash',
    username: "o'hara@acme.example",
    consumerKey: '3MVG9.key',
    keyFile: 'certs/server key',
    loginUrl: 'https://acme.my.salesforce.com',
    alias: 'uat',
    setDefault: true,
    setDefaultDevHub: true,
  } as const;
  expect(inBash(legacyLoginCommand(login))).toEqual([
    'force:auth:jwt:grant',
    '--clientid',
    '3MVG9.key',
    '--jwtkeyfile',
    'certs/server key',
    '--username',
    "o'hara@acme.example",
    '--instanceurl',
    'https://acme.my.salesforce.com',
    '--setalias',
    'uat',
    '--setdefaultusername',
    '--setdefaultdevhubusername',
  ]);
});

test('the first call takes the token from the environment, not from the command', () => {
  const url = 'https://acme.my.salesforce.com';
  expect(inBash(firstCallCommand({ shell: 'bash', url }))).toEqual([
    '-sS',
    '-H',
    'Authorization: Bearer 00D!secret',
    `${url}/services/data/v60.0/`,
  ]);
  expect(firstCallCommand({ shell: 'cmd', url })).toContain('%SF_ACCESS_TOKEN%');
  expect(firstCallCommand({ shell: 'powershell', url })).toContain('$env:SF_ACCESS_TOKEN');
});

test('the token that is asked for is the one that is sent, and is not shown', () => {
  const url = 'https://acme.my.salesforce.com';
  const typed = [
    askTokenCommand('bash'),
    '00D!pasted `token` $(x)',
    `curl() { printf '%s' "$3"; }; ${firstCallCommand({ shell: 'bash', url })}`,
  ];
  const { stdout, stderr } = run('bash', ['-s'], { input: `${typed.join('\n')}\n` });
  expect([stdout, stderr]).toEqual(['Authorization: Bearer 00D!pasted `token` $(x)', '']);
});
