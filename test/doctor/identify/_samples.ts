/** Inputs of every kind with values that are nobody's. */
import { base64url, utf8 } from '../../../src/core/bytes.ts';
import { explainText } from '../../../src/doctor/failures.ts';
import { explainThings } from '../../../src/doctor/identify/explain.ts';
import { identify, type IdentifyOptions } from '../../../src/doctor/identify/identify.ts';
import type { Thing } from '../../../src/doctor/thing.ts';

export const NOW = Date.UTC(2026, 10, 22, 12);

export const ORG_ID = '00D5e000001AbCdEAK';
export const USER_ID = '0055e000002XyZwAAK';
export const HOST = 'acme--uat.sandbox.my.salesforce.com';
export const USERNAME = 'deploy@acme.example.uat';
export const ACCESS_TOKEN = `00D5e000001AbCd!${'AQ4AQBfake.token_value'.repeat(5).slice(0, 96)}`;
export const REFRESH_TOKEN = `5Aep861${'fakeRefresh.token_value'.repeat(4)}`;
export const CONSUMER_KEY = `3MVG9${'fakeConsumerKey.'.repeat(5)}`;
export const CONSUMER_SECRET = '0123456789ABCDEF'.repeat(4);
export const CODE = `aPrx${'fakeCode.of_an_approval'.repeat(3)}==`;
export const AUTH_URL = `force://PlatformCLI::${REFRESH_TOKEN}@${HOST}`;

const part = (value: unknown) => base64url(utf8(JSON.stringify(value)));
export const JWT = [
  part({ alg: 'RS256', typ: 'JWT' }),
  part({ iss: CONSUMER_KEY, sub: USERNAME, aud: `https://${HOST}`, exp: NOW / 1000 + 180 }),
  base64url(new Uint8Array(256).fill(7)),
].join('.');

/** Everything in the samples that no report may hold. */
export const PRIVATE = [
  ORG_ID,
  ORG_ID.slice(0, 15),
  USER_ID,
  'acme',
  'deploy@',
  'fake',
  CONSUMER_SECRET.slice(0, 16),
  JWT.slice(0, 40),
];

export const SF_ORG = {
  id: ORG_ID,
  apiVersion: '67.0',
  accessToken: ACCESS_TOKEN,
  instanceUrl: `https://${HOST}`,
  username: USERNAME,
  clientId: CONSUMER_KEY,
  connectedStatus: 'Connected',
  alias: 'acme-uat',
};

export const TOKEN_ANSWER = {
  access_token: ACCESS_TOKEN,
  scope: 'api web',
  instance_url: `https://${HOST}`,
  id: `https://test.salesforce.com/id/${ORG_ID}/${USER_ID}`,
  token_type: 'Bearer',
  issued_at: String(NOW),
};

export const CONFIG = {
  consumerKey: CONSUMER_KEY,
  subject: USERNAME,
  sandbox: true,
  expiresIn: 180,
  privateKeyFile: './certs/server.key',
  loginUrl: `https://${HOST}`,
};

const query = (values: Record<string, string>) => new URLSearchParams(values).toString();
export const AUTHORIZE = `https://${HOST}/services/oauth2/authorize?${query({
  response_type: 'code',
  client_id: CONSUMER_KEY,
  redirect_uri: 'http://localhost:1717/OauthRedirect',
  scope: 'api refresh_token',
  code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  code_challenge_method: 'S256',
})}`;
export const CALLBACK = `http://localhost:1717/OauthRedirect?${query({ code: CODE, state: 'fake-state' })}`;
export const FRONTDOOR = `https://${HOST}/secur/frontdoor.jsp?${query({ sid: ACCESS_TOKEN, retURL: '/lightning' })}`;
export const ONE_TIME = `https://${HOST}/secur/frontdoor.jsp?${query({ otp: ACCESS_TOKEN, cshc: '5fake' })}`;
export const REFUSED = {
  error: 'invalid_grant',
  error_description: "user hasn't approved this consumer",
};

/** As the page does it: the worker's part, then the failures. */
export async function inspect(
  input: string | Uint8Array<ArrayBuffer>,
  options: IdentifyOptions = {},
): Promise<Thing[]> {
  return explainThings(await identify(input, { now: NOW, ...options }), explainText);
}

export async function kindsOf(
  input: string | Uint8Array<ArrayBuffer>,
  options: IdentifyOptions = {},
): Promise<string[]> {
  return (await inspect(input, options)).map(({ kind }) => kind);
}

export const codesOf = ({ findings }: Thing) => findings.map(({ code }) => code);
