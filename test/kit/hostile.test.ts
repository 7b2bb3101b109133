/** Every command that holds what a user entered, for values chosen to break its quotes. */
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
import { sfLoginCommand } from '../../src/kit/commands.ts';
import type { Shell } from '../../src/kit/quote.ts';
import { amount, run } from '../_tools.ts';
import { anyValue, HOSTILE, NOT_FOR_POWERSHELL } from './_hostile.ts';
import { powershellArguments, throughCmd, throughCmdToExe } from './_shells.ts';

/** Five values, for a command that takes so many. */
type Entered = readonly [string, string, string, string, string];

const five = (value: (place: number) => string): Entered => [
  value(0),
  value(1),
  value(2),
  value(3),
  value(4),
];

interface Command {
  name: string;
  write: (shell: Shell, entered: Entered) => string;
  /** What the program has to get, its own name first. */
  gets: (entered: Entered) => string[];
}

/** A value that begins with a dash must not be taken for a flag. */
const flag = (name: string, value: string) =>
  value.startsWith('-') ? [`--${name}=${value}`] : [`--${name}`, value];

const login = (shell: Shell, [username, keyFile, consumerKey, loginUrl, alias]: Entered) => ({
  shell,
  username,
  keyFile,
  consumerKey,
  loginUrl,
  alias,
});

const sfLogin = ([username, keyFile, consumerKey, loginUrl, alias]: Entered) => [
  ...['sf', 'org', 'login', 'jwt'],
  ...flag('username', username),
  ...flag('jwt-key-file', keyFile),
  ...flag('client-id', consumerKey),
  ...flag('instance-url', loginUrl),
  ...(alias === '' ? [] : flag('alias', alias)),
];

const COMMANDS: readonly Command[] = [
  {
    name: 'sf org login jwt',
    write: (shell, entered) => sfLoginCommand(login(shell, entered)),
    gets: sfLogin,
  },
  {
    name: 'sf org login jwt with defaults',
    write: (shell, entered) =>
      sfLoginCommand({ ...login(shell, entered), setDefault: true, setDefaultDevHub: true }),
    gets: (entered) => [...sfLogin(entered), '--set-default', '--set-default-dev-hub'],
  },
  {
    name: 'sf org display',
    write: (shell, [org]) => sfDisplayCommand({ shell, org }),
    gets: ([org]) => ['sf', 'org', 'display', ...flag('target-org', org)],
  },
  {
    name: 'sf org auth show-access-token',
    write: (shell, [org]) => sfTokenCommand({ shell, org }),
    gets: ([org]) => ['sf', 'org', 'auth', 'show-access-token', ...flag('target-org', org)],
  },
  {
    name: 'sf org logout',
    write: (shell, [org]) => sfLogoutCommand({ shell, org }),
    gets: ([org]) => ['sf', 'org', 'logout', ...flag('target-org', org), '--no-prompt'],
  },
  {
    name: 'sfdx force:auth:jwt:grant',
    write: (shell, entered) => legacyLoginCommand(login(shell, entered)),
    gets: ([username, keyFile, consumerKey, loginUrl, alias]) => [
      ...['sfdx', 'force:auth:jwt:grant'],
      ...flag('clientid', consumerKey),
      ...flag('jwtkeyfile', keyFile),
      ...flag('username', username),
      ...flag('instanceurl', loginUrl),
      ...(alias === '' ? [] : flag('setalias', alias)),
    ],
  },
  {
    name: 'sfdx force:auth:logout',
    write: (shell, [org]) => legacyLogoutCommand({ shell, org }),
    gets: ([org]) => [
      ...['sfdx', 'force:auth:logout'],
      ...flag('targetusername', org),
      '--noprompt',
    ],
  },
];

const TOKEN = '00D!secret';
const FIRST_CALL: Command = {
  name: 'curl for a first call',
  write: (shell, [url]) => firstCallCommand({ shell, url }),
  gets: ([url]) => [
    ...['curl', '-sS', '-H', `Authorization: Bearer ${TOKEN}`],
    `${url}/services/data/v60.0/`,
  ],
};

/** The known traps, each in each place, and as many made-up values as it takes. */
function sample(count: number, allowed = (_: string) => true): Entered[] {
  const values = [...HOSTILE, ...fc.sample(anyValue, count)].filter(allowed);
  return values.map((_, at) => five((place) => values[(at + place) % values.length]!));
}

/** Runs command lines in bash as typed at its prompt, history expansion included. */
function inBash(lines: readonly string[]): string[][] {
  const got = `got() { printf '%s\\0' "$#" "$@"; }`;
  const stubs = ['sf', 'sfdx', 'curl'].map((name) => `${name}() { got ${name} "$@"; }`);
  const before = ['set -o history', 'set -H', 'echo before >/dev/null', got, ...stubs];
  const input = [...before, `SF_ACCESS_TOKEN='${TOKEN}'`, ...lines].join('\n');
  const { status, stdout, stderr } = run('bash', ['-s'], { input: `${input}\n` });
  expect([status, stderr]).toEqual([0, '']);
  const words = stdout.split('\0');
  const calls: string[][] = [];
  for (let at = 0; at < words.length - 1; at += 1 + Number(words[at])) {
    calls.push(words.slice(at + 1, at + 1 + Number(words[at])));
  }
  return calls;
}

const IN_BASH = amount('hostile values for each command, in bash', 200, 5_000);
const READ = amount('hostile values for each command, in cmd and PowerShell', 200, 20_000);

test.each([...COMMANDS, FIRST_CALL])('$name gets in bash what was entered', (command) => {
  const entered = sample(IN_BASH);
  expect(entered.length).toBeGreaterThan(IN_BASH);
  for (let at = 0; at < entered.length; at += 250) {
    const some = entered.slice(at, at + 250);
    expect(inBash(some.map((one) => command.write('bash', one)))).toEqual(some.map(command.gets));
  }
});

test.each(COMMANDS)('$name gets in cmd what was entered', ({ write, gets }) => {
  for (const one of sample(READ)) expect(throughCmd(write('cmd', one))).toEqual(gets(one));
});

test('curl for a first call gets in cmd what was entered', () => {
  for (const one of sample(READ)) {
    expect(throughCmdToExe(FIRST_CALL.write('cmd', one), { SF_ACCESS_TOKEN: TOKEN })).toEqual(
      FIRST_CALL.gets(one),
    );
  }
});

test.each(COMMANDS)('$name gets in PowerShell what was entered', ({ write, gets }) => {
  const entered = sample(READ * 3, (value) => !NOT_FOR_POWERSHELL.test(value));
  expect(entered.length).toBeGreaterThan(READ);
  for (const one of entered) {
    expect(powershellArguments(write('powershell', one))).toEqual(gets(one));
  }
});

test('Invoke-RestMethod for a first call gets in PowerShell what was entered', () => {
  for (const one of sample(READ)) {
    const [before, uri] = FIRST_CALL.write('powershell', one).split(' -Uri ', 2);
    expect(before).toBe(
      'Invoke-RestMethod -Headers @{ Authorization = "Bearer $env:SF_ACCESS_TOKEN" }',
    );
    // A value that holds the flag itself is cut there; the others are read whole.
    if (!one[0].includes(' -Uri ')) {
      expect(powershellArguments(uri!)).toEqual([FIRST_CALL.gets(one).at(-1)]);
    }
  }
});

test.each(COMMANDS)('$name is refused for PowerShell rather than handed on changed', (command) => {
  for (const value of HOSTILE.filter((value) => NOT_FOR_POWERSHELL.test(value))) {
    expect(() => command.write('powershell', [value, 'a', 'b', 'c', 'd'])).toThrow(
      expect.objectContaining({ code: 'command/not-quotable' }),
    );
  }
});

test.each([...COMMANDS, FIRST_CALL])(
  '$name is refused where a value breaks the line',
  (command) => {
    const takes = command.gets(['1', '2', '3', '4', '5']).join(' ');
    for (const place of [0, 1, 2, 3, 4].filter((at) => takes.includes(String(at + 1)))) {
      for (const breaking of ['a\nrm -rf ~', 'a\r\nb', '\n', '\u0000', '\u001b[2J', '\u0085']) {
        const entered = five((at) => (at === place ? breaking : 'plain'));
        for (const shell of ['bash', 'powershell', 'cmd'] as const) {
          expect(() => command.write(shell, entered), `${shell} ${place}`).toThrow(
            expect.objectContaining({ code: 'command/not-quotable' }),
          );
        }
      }
    }
  },
);
