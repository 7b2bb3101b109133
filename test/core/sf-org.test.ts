import { AuthInfo } from '@salesforce/core';
import { camelCaseToTitleCase } from '@salesforce/kit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { readSfOutput } from '../../src/core/sf-org.ts';
import { thrown } from '../_thrown.ts';
import { amount } from '../_tools.ts';

/** What `sf org display` knows of an org, in the fields of its JSON (plugin-org, OrgDisplayReturn). */
const JWT_ORG = {
  id: '00D5e000001AbCdEAK',
  apiVersion: '67.0',
  accessToken: '00D5e000001AbCd!AQ4AQBsecret.token_value',
  instanceUrl: 'https://acme--uat.sandbox.my.salesforce.com',
  username: 'deploy@acme.example.uat',
  clientId: '3MVG9fTLmJ60pJ5IxKf.zSz8Jxq_Y1x8NsnH3lO2pJ5IxKf.zSz8Jxq_Y1x8NsnH3lO2pJ5IxKfAbc12',
  connectedStatus: 'Connected',
  alias: 'uat',
};
const REFRESH = '5Aep861secretRefresh.token_value';
const AUTH_URL = `force://PlatformCLI::${REFRESH}@acme--uat.sandbox.my.salesforce.com`;
const WEB_ORG = { ...JWT_ORG, clientId: 'PlatformCLI', sfdxAuthUrl: AUTH_URL };
const WARNING =
  'Warning: This command will expose sensitive information that allows for subsequent activity using your current authenticated session.\nSharing this information is equivalent to logging someone in under the current credential, resulting in unintended access and escalation of privilege.\n';

const FOUND = {
  alias: 'uat',
  loginUrl: 'https://acme--uat.sandbox.my.salesforce.com',
  username: 'deploy@acme.example.uat',
};

type Rows = [label: string, value: string][];
const rowsOf = (org: Record<string, string>): Rows =>
  Object.entries(org)
    .sort()
    .map(([key, value]) => [camelCaseToTitleCase(key), value]);

/** sfdx and sf 1: two columns, a line under the head. */
function oldTable(rows: Rows, indent = ''): string {
  const width = Math.max(...rows.map(([label]) => label.length));
  const lines = [['KEY', 'VALUE'], ['─'.repeat(width), '─'.repeat(60)], ...rows].map(
    ([label = '', value = '']) => `${indent}${label.padEnd(width)} ${indent}${value}`,
  );
  return `=== Org Description\n\n${lines.join('\n')}\n`;
}

/** sf 2 since the end of 2024: a box, long values cut to the terminal's width. */
function boxed(rows: Rows, room = 200): string {
  const width = Math.max(...rows.map(([label]) => label.length));
  const cut = (value: string) => value.match(new RegExp(`.{1,${room}}`, 'g')) ?? [''];
  const most = Math.max(...rows.flatMap(([, value]) => cut(value).map((part) => part.length)));
  const line = (label: string, value: string) =>
    `│ ${label.padEnd(width)} │ ${value.padEnd(most)} │`;
  const rule = (left: string, middle: string, right: string) =>
    left + '─'.repeat(width + 2) + middle + '─'.repeat(most + 2) + right;
  return [
    rule('┌', '┬', '┐'),
    line('KEY', 'VALUE'),
    rule('├', '┼', '┤'),
    ...rows.flatMap(([label, value]) =>
      cut(value).map((part, at) => line(at === 0 ? label : '', part)),
    ),
    rule('└', '┴', '┘'),
  ].join('\n');
}

const coloured = (text: string) =>
  text
    .replace(/Connected$/gm, '\u001b[32mConnected\u001b[39m')
    .replace(/https:\S+/g, (url) => `\u001b]8;;${url}\u0007${url}\u001b]8;;\u0007`);

test.each([
  ['JSON', JSON.stringify({ status: 0, result: JWT_ORG, warnings: [] }, null, 2)],
  ['JSON behind warnings', `${WARNING}${JSON.stringify({ status: 0, result: JWT_ORG })}\n`],
  ['only the result', JSON.stringify(JWT_ORG)],
  ['the table of sfdx', oldTable(rowsOf(JWT_ORG))],
  ['the table of sf 1, indented', WARNING + oldTable(rowsOf(JWT_ORG), ' ')],
  ['the box of sf 2', `${WARNING}\n${boxed(rowsOf(JWT_ORG))}`],
  ['the box in colour', coloured(boxed(rowsOf(JWT_ORG)))],
  ['the box in a narrow terminal', boxed(rowsOf(JWT_ORG), 22)],
  ['the box with CRLF', boxed(rowsOf(JWT_ORG)).replaceAll('\n', '\r\n')],
  ['the box as a chat made plain of it', boxed(rowsOf(JWT_ORG)).replace(/[│]/g, '|')],
])('%s of an org that was logged in with JWT fills in all three', (_, text) => {
  expect(readSfOutput(text)).toEqual({
    orgs: [{ ...FOUND, consumerKey: JWT_ORG.clientId, notes: [] }],
    dropped: ['access token'],
  });
});

test.each([
  ['JSON', JSON.stringify({ status: 0, result: WEB_ORG })],
  ['the table of sfdx', oldTable(rowsOf(WEB_ORG))],
  ['the box', boxed(rowsOf(WEB_ORG))],
  ['the box in a narrow terminal', boxed(rowsOf(WEB_ORG), 30)],
])('%s with an SFDX auth URL: the CLI’s own app is no app for JWT', (_, text) => {
  const { orgs, dropped } = readSfOutput(text);
  expect(orgs).toMatchObject([FOUND]);
  expect(orgs[0]).not.toHaveProperty('consumerKey');
  expect(orgs[0]?.notes.join()).toMatch(/PlatformCLI.*cannot do JWT/);
  expect(dropped).toEqual(['access token', 'refresh token']);
});

test('what later CLIs have left out is not said to have been dropped', () => {
  const redacted = { ...WEB_ORG, accessToken: '[REDACTED] Use …', sfdxAuthUrl: '[REDACTED] Use …' };
  for (const text of [JSON.stringify({ status: 0, result: redacted }), boxed(rowsOf(redacted))]) {
    expect(readSfOutput(text)).toMatchObject({ orgs: [FOUND], dropped: [] });
  }
});

test.each([
  `force://PlatformCLI::${REFRESH}@acme.my.salesforce.com`,
  `force://3MVG9.consumerKey:12345678:${REFRESH}@acme.my.salesforce.com`,
  `force://3MVG9.consumerKey:A1B2==:${REFRESH}==@acme--uat.sandbox.my.salesforce.com`,
])('%s is read as @salesforce/core reads it', (text) => {
  const { clientId, loginUrl } = AuthInfo.parseSfdxAuthUrl(text);
  for (const around of [text, `SFDX_AUTH_URL="${text}"\n`, `Sfdx Auth Url    ${text}`]) {
    const [org] = readSfOutput(around).orgs;
    expect(org?.loginUrl).toBe(loginUrl);
    expect(org?.consumerKey).toBe(clientId === 'PlatformCLI' ? undefined : clientId);
  }
});

test('secrets are named, and nothing that comes back holds one', () => {
  const secret = 'VerySecret1234567890';
  const texts = [
    `force://3MVG9.consumerKey:${secret}:${secret}@acme.my.salesforce.com`,
    JSON.stringify({
      result: {
        ...JWT_ORG,
        accessToken: secret,
        refreshToken: secret,
        clientSecret: secret,
        password: secret,
      },
    }),
    boxed(rowsOf({ ...WEB_ORG, accessToken: secret, password: secret }), 24),
  ];
  const dropped = texts.map((text) => {
    const reading = readSfOutput(text);
    expect(JSON.stringify(reading)).not.toContain(secret.slice(0, 10));
    expect(JSON.stringify(reading)).not.toContain(REFRESH.slice(0, 10));
    return reading.dropped;
  });
  expect(dropped).toEqual([
    ['refresh token', 'client secret'],
    ['access token', 'refresh token', 'client secret', 'password'],
    ['access token', 'refresh token', 'password'],
  ]);
});

test('sf org list --json gives every org once', () => {
  const other = {
    ...WEB_ORG,
    username: 'me@acme.example',
    instanceUrl: 'https://acme.my.salesforce.com',
    alias: 'prod',
  };
  const result = {
    nonScratchOrgs: [{ ...other, loginUrl: 'https://login.salesforce.com' }],
    devHubs: [other],
    scratchOrgs: [JWT_ORG],
    other: [],
  };
  const { orgs } = readSfOutput(JSON.stringify({ status: 0, result, warnings: [] }));
  expect(orgs.map(({ alias, username }) => [alias, username])).toEqual([
    ['prod', 'me@acme.example'],
    ['uat', 'deploy@acme.example.uat'],
  ]);
});

test('an instance that does not tell the org gives way to the login URL, with a word', () => {
  const at = (instanceUrl: string, loginUrl?: string) =>
    readSfOutput(JSON.stringify({ result: { username: 'a@b.example', instanceUrl, loginUrl } }))
      .orgs[0];
  const instance = 'https://na139.salesforce.com';
  expect(at(instance, 'https://acme.my.salesforce.com')).toMatchObject({
    loginUrl: 'https://acme.my.salesforce.com',
    notes: [],
  });
  expect(at(instance, 'https://login.salesforce.com')).toMatchObject({
    loginUrl: 'https://login.salesforce.com',
    notes: [expect.stringContaining('My Domain')],
  });
  expect(at(instance)).not.toHaveProperty('loginUrl');
  expect(at('https://evil.example')).not.toHaveProperty('loginUrl');
});

test('values that cannot be right are left out, with a word', () => {
  const result = { username: 'not a username', instanceUrl: JWT_ORG.instanceUrl, clientId: 'a b' };
  const [org] = readSfOutput(JSON.stringify({ result })).orgs;
  expect(org).toEqual({
    loginUrl: FOUND.loginUrl,
    notes: [expect.stringContaining('username'), expect.stringContaining('client id')],
  });
});

test.each([
  [
    JSON.stringify({
      status: 1,
      name: 'NamedOrgNotFoundError',
      message: 'No authorization information found for nobody.',
    }),
    'sf/failed',
    'sf reported: No authorization information found for nobody. (NamedOrgNotFoundError)',
  ],
  [
    'Error (NoDefaultEnvError): No default environment found.\nTry this: …',
    'sf/failed',
    'sf reported: No default environment found',
  ],
  ['', 'input/empty', ''],
  [' \u001b[0m\n', 'input/empty', ''],
  ['x'.repeat(1_048_577), 'input/too-large', ''],
  ['Dear colleague, please find attached', 'sf/not-recognised', ''],
  ['force://only@', 'sf/not-recognised', ''],
  ['{"result": {}}', 'sf/not-recognised', ''],
  ['{"result": {"username": 7, "instanceUrl": null}}', 'sf/not-recognised', ''],
  ['{'.repeat(100_000), 'sf/not-recognised', ''],
  ['Password   is secret', 'sf/not-recognised', ''],
])('%j is refused', async (text, code, message) => {
  const error = await thrown(() => readSfOutput(text));
  expect(error.code).toBe(code);
  if (message) expect(error.message).toBe(message);
});

test('an error that quotes a token does not hand it on', async () => {
  const message = `Bad token ${JWT_ORG.accessToken}`;
  const error = await thrown(() => readSfOutput(JSON.stringify({ status: 1, message })));
  expect(error.message).toBe('sf reported: Bad token [token]');
});

test('a name such as __proto__ stays harmless', () => {
  const text = `{"result":{"__proto__":{"username":"a@b.example"},"instanceUrl":"${FOUND.loginUrl}"}}`;
  expect(readSfOutput(text).orgs.map(({ loginUrl }) => loginUrl)).toContain(FOUND.loginUrl);
  expect(({} as Record<string, unknown>)['username']).toBeUndefined();
});

test('no text, however odd, is more than refused', () => {
  const word = fc.constantFrom(
    ...'Username|Instance Url|│|force://|@|:|{|}|"|\u001b[|\n|  |a'.split('|'),
    '|',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(word, { maxLength: 60 }).map((all) => all.join('')),
      ),
      (text) => {
        try {
          readSfOutput(text);
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
      },
    ),
    { numRuns: amount('texts of the CLI', 300, 5_000) },
  );
});
