import { expect, test } from 'vitest';
import { factsIn } from '../../../src/doctor/error/facts-in-text.ts';
import { plainText } from '../../../src/doctor/text.ts';

const factsOf = (text: string) => {
  const { org, ...facts } = factsIn(plainText(text));
  return { ...facts, ...(org && { host: org.host }) };
};

test.each<[string, string, string]>([
  [
    'a flag',
    'sf org login jwt --instance-url https://acme.my.salesforce.com -i $KEY',
    'acme.my.salesforce.com',
  ],
  ['a short flag', 'sf org login jwt -r https://test.salesforce.com/', 'test.salesforce.com'],
  ['a request', 'POST https://login.salesforce.com/services/oauth2/token', 'login.salesforce.com'],
  [
    'a header',
    '> Host: acme--uat.sandbox.my.salesforce.com',
    'acme--uat.sandbox.my.salesforce.com',
  ],
  ['a field', '"host": "acme.my.salesforce.com", "path": "/"', 'acme.my.salesforce.com'],
  [
    'a Lightning address',
    'opened https://acme.lightning.force.com/lightning/setup',
    'acme.my.salesforce.com',
  ],
  [
    'an argument of simple-salesforce',
    "Salesforce(username='a@b.c', domain='test')",
    'test.salesforce.com',
  ],
  [
    'what was used rather than what was asked for',
    '-r https://acme--uat.sandbox.my.salesforce.com\nloginUrl: https://login.salesforce.com',
    'login.salesforce.com',
  ],
  [
    'no attempt that the CLI made besides',
    'audience is invalid [audience=https://login.salesforce.com login=https://test.salesforce.com]\nat acme.my.salesforce.com',
    'acme.my.salesforce.com',
  ],
  [
    'no other host',
    'GET https://registry.example.org/sf\nhost: acme.my.salesforce.com',
    'acme.my.salesforce.com',
  ],
])('the org is read from %s', (_, text, host) => {
  expect(factsOf(text)['host']).toBe(host);
});

test.each([
  '',
  'nothing of ours',
  'see https://help.salesforce.com/s/articleView?id=1 for more',
  'host: example.com',
])('“%s” names no org', (text) => {
  expect(factsOf(text)).toEqual({});
});

test.each([
  ['--username ci@acme.com.uat --alias uat', 'ci@acme.com.uat'],
  ['-o CI@acme.com', 'ci@acme.com'],
  ['sub=svc@acme.com iss=3MVG9', 'svc@acme.com'],
  ['username: ci@acme.com, clientId: 1', 'ci@acme.com'],
])('the username is read from “%s”', (text, username) => {
  expect(factsOf(text).username).toBe(username);
});

test('only a shared audience is one to know of', () => {
  expect(factsOf('aud: https://login.salesforce.com').audience).toBe(
    'https://login.salesforce.com',
  );
  expect(factsOf('aud: https://acme.my.salesforce.com').audience).toBeUndefined();
});
