import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  firstCallCommand,
  legacyLoginCommand,
  legacyLogoutCommand,
  sfDisplayCommand,
  sfLogoutCommand,
  sfTokenCommand,
} from '../../src/kit/cli.ts';
import { amount, run } from '../_tools.ts';
import { powershellArguments, throughCmd } from './_shells.ts';

/** Every argument of a bash command line, NUL behind each, by bash itself. */
function inBash(command: string): string[] {
  const stubs = `sf() { printf '%s\\0' "$@"; }; sfdx() { sf "$@"; }; curl() { sf "$@"; }`;
  const script = `SF_ACCESS_TOKEN='00D!secret'; ${stubs}; ${command}`;
  const { status, stdout, stderr } = run('bash', ['-c', script]);
  expect([status, stderr]).toEqual([0, '']);
  return stdout.split('\0').slice(0, -1);
}

const VALUES = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 });
const ONE_LINE = VALUES.filter((value) => !/[\p{Cc}\p{Cs}]/u.test(value) && !value.startsWith('-'));
const RUNS = amount('commands after a login', 100, 1000);
const IN_BASH = amount('commands after a login, in bash', 30, 300);

test('what follows a login names exactly the org that was entered, in bash', () => {
  fc.assert(
    fc.property(ONE_LINE, (org) => {
      const target = { shell: 'bash', org } as const;
      const commands = [sfDisplayCommand, sfLogoutCommand, sfTokenCommand, legacyLogoutCommand];
      // One bash for all four: starting it is what takes the time.
      expect(inBash(commands.map((write) => write(target)).join('; '))).toEqual([
        ...['org', 'display', '--target-org', org],
        ...['org', 'logout', '--target-org', org, '--no-prompt'],
        ...['org', 'auth', 'show-access-token', '--target-org', org],
        ...['force:auth:logout', '--targetusername', org, '--noprompt'],
      ]);
    }),
    { numRuns: IN_BASH },
  );
});

test('and in cmd', () => {
  fc.assert(
    fc.property(ONE_LINE, (org) => {
      const command = sfDisplayCommand({ shell: 'cmd', org }).replace(/^sf /, '');
      expect(throughCmd(command)).toEqual(['org', 'display', '--target-org', org]);
    }),
    { numRuns: RUNS },
  );
});

test('and in PowerShell, or is refused there', () => {
  fc.assert(
    fc.property(ONE_LINE, (org) => {
      if (/["%&|<>^]|\\$/.test(org)) return;
      const command = sfDisplayCommand({ shell: 'powershell', org }).replace(/^sf /, '');
      expect(powershellArguments(command)).toEqual(['org', 'display', '--target-org', org]);
    }),
    { numRuns: RUNS },
  );
});

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
