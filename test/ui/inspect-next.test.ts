import { expect, test } from 'vitest';
import { identify } from '../../src/doctor/identify/identify.ts';
import type { Connection } from '../../src/ui/state/connections.svelte.ts';
import { detailsIn, detailsOf } from '../../src/ui/state/inspect-next.ts';

const consumerKey = `3MVG9${'AbCdEfGh1.'.repeat(8)}`;
const username = 'deploy@acme.example.uat';
const loginUrl = 'https://acme--uat.sandbox.my.salesforce.com';
const host = new URL(loginUrl).host;

/** What each says as it really is read: a fact that is called otherwise one day fails here. */
test.each<[string, string, Partial<Connection>]>([
  [
    'a jwt.json',
    JSON.stringify({ consumerKey, subject: username, sandbox: true, expiresIn: 120, loginUrl }),
    { consumerKey, username, loginUrl, lifetime: '120' },
  ],
  [
    'what sf org display prints',
    JSON.stringify({
      status: 0,
      result: { alias: 'uat', username, instanceUrl: loginUrl, clientId: consumerKey },
    }),
    { alias: 'uat', username, loginUrl, consumerKey },
  ],
  [
    'an SFDX auth URL',
    `force://${consumerKey}::5Aep861${'x'.repeat(80)}@${host}`,
    { consumerKey, loginUrl: host },
  ],
  [
    'one of the CLI’s own app',
    `force://PlatformCLI::5Aep861${'x'.repeat(80)}@${host}`,
    { loginUrl: host },
  ],
  [
    'an authorize address',
    `${loginUrl}/services/oauth2/authorize?response_type=code&client_id=${consumerKey}&redirect_uri=http%3A%2F%2Flocalhost%3A1717%2FOauthRedirect`,
    { consumerKey, loginUrl: host },
  ],
  ['the address of an org', loginUrl, { loginUrl }],
  [
    'an assertion',
    assertion({ iss: consumerKey, sub: username, aud: loginUrl }),
    { consumerKey, username, loginUrl },
  ],
])('%s fills in the details of a connection', async (_, text, fields) => {
  const [thing] = await identify(text);
  expect(thing && detailsIn(thing)).toEqual(fields);
});

test('a token fills in nothing: what it names is masked', async () => {
  const [thing] = await identify(`00D5g00000AbCdE!${'AQ0AQOzUlrjD_NotAToken'.repeat(4)}`);
  expect(thing?.kind).toBe('access-token/opaque');
  expect(thing && detailsIn(thing)).toEqual({});
});

test('a log fills in the org and the user that it names, but no address that all orgs share', () => {
  const log = (url: string) =>
    `09:12:41 sf org login jwt --username ${username} --instance-url ${url}\n09:12:44 Error (1): user hasn't approved this consumer`;
  expect(detailsOf(log(loginUrl))).toEqual({ loginUrl, username });
  expect(detailsOf(log('https://test.salesforce.com'))).toEqual({ username });
  expect(detailsOf("user hasn't approved this consumer")).toEqual({});
});

function assertion(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const exp = Math.floor(Date.now() / 1000) + 180;
  return `${part({ alg: 'RS256' })}.${part({ ...claims, exp })}.${'AAAA'.repeat(85)}AA`;
}
