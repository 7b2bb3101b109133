/**
 * What the project knows of failures, row by row: the table of the failures that users meet, the list under
 * it, and the errors of the token endpoint and of calls with a token. Each error has every one of its causes.
 */
import { expect, test } from 'vitest';
import { explainText, FAILURES } from '../../src/doctor/failures.ts';
import { explainCall, explainRefusal } from '../../src/doctor/refusal.ts';

const NOT_APPROVED = "user hasn't approved this consumer";
const NOT_INSTALLED = 'External client app is not installed in this org';

const APP_MISSING = [
  'refusal/generic-host',
  'refusal/other-org',
  'refusal/sandbox-refreshed',
  'refusal/app-not-installed',
  'refusal/app-policies',
  'refusal/app-just-made',
  'refusal/scratch-eca',
];
const SIGNATURE = [
  'refusal/signature',
  'refusal/assertion-form',
  'refusal/certificate-expired',
  'refusal/wrong-environment',
  'refusal/scratch-org',
];

/** Of a refused exchange: the word, the description, and each cause that is known or reported. */
const REFUSED: readonly (readonly [error: string, description: string, causes: string[]])[] = [
  [
    'invalid_grant',
    NOT_APPROVED,
    [
      'refusal/not-pre-authorized',
      'refusal/refresh-token-scope',
      'refusal/not-replicated',
      'refusal/wrong-environment',
      'refusal/my-domain-only',
      'refusal/user-unknown',
      'refusal/integration-license',
      'refusal/created-user',
      'refusal/sandbox-refreshed',
    ],
  ],
  [
    'invalid_app_access',
    'user is not admin approved to access this app',
    ['refusal/user-not-assigned'],
  ],
  ['OAUTH_APP_ACCESS_DENIED', '', ['refusal/user-not-assigned']],
  ['invalid_grant', 'invalid assertion', SIGNATURE],
  ['invalid_grant', 'audience is invalid', ['refusal/audience']],
  ['invalid_grant', 'Audience validation failed', ['refusal/audience']],
  ['invalid_grant', 'expired authorization code', ['refusal/clock']],
  ['invalid_grant', 'ip restricted', ['refusal/ip-restricted']],
  [
    'invalid_client_id',
    'client identifier invalid',
    ['refusal/consumer-key', 'refusal/sandbox-refreshed'],
  ],
  ['app_not_found', NOT_INSTALLED, APP_MISSING],
  ['OAUTH_EC_APP_NOT_FOUND', '', APP_MISSING],
  ['OAUTH_APP_BLOCKED', '', ['refusal/app-not-installed']],
  ['invalid_client', 'invalid client credentials', ['refusal/other-grant']],
  ['invalid_client', 'app must be installed into org', ['refusal/app-not-installed']],
  ['unsupported_grant_type', 'grant type not supported', ['refusal/grant-type']],
  ['invalid_grant', 'request not supported on this domain', ['refusal/other-grant']],
  ['invalid_grant', 'no client credentials user enabled', ['refusal/other-grant']],
  ['invalid_grant', 'authentication failure', ['refusal/authentication']],
  ['invalid_grant', 'user is locked', ['refusal/user-inactive']],
  ['inactive_user', '', ['refusal/user-inactive']],
  ['invalid_grant', 'inactive user', ['refusal/user-inactive']],
  ['inactive_org', '', ['refusal/org-inactive']],
  ['invalid_grant', 'inactive organization', ['refusal/org-inactive']],
  ['rate_limit_exceeded', '', ['refusal/rate']],
  ['invalid_grant', 'login rate exceeded', ['refusal/rate']],
  [
    'invalid_request',
    'refresh_token scope is required and the connected app should be installed and preauthorized',
    ['refusal/refresh-token-scope'],
  ],
  ['invalid_request', '', ['refusal/other-grant']],
  ['invalid_assertion_type', '', ['refusal/other-grant']],
  ['unsupported_response_type', '', ['refusal/other-grant']],
  ['immediate_unsuccessful', '', ['refusal/other-grant']],
  ['authorization_pending', '', ['refusal/other-grant']],
  ['redirect_uri_mismatch', '', ['refusal/other-grant']],
  ['access_denied', '', ['refusal/access-denied']],
  ['no_access', '', ['refusal/access-denied']],
  ['invalid_grant', "Failed: : Couldn't validate jwt token.", SIGNATURE],
];

test.each(REFUSED)('the refusal %s “%s” has all its causes', (error, description, causes) => {
  const found = explainRefusal({ error, description }).map(({ code }) => code);
  expect([...found].sort()).toEqual([...causes].sort());
  // Pasted as the answer that it came in, it has them as well.
  const pasted = JSON.stringify({ error, error_description: description });
  const known = explainText(`POST /services/oauth2/token at login.salesforce.com\n${pasted}`);
  expect(known.map(({ code }) => code)).toContain(causes[0]);
});

test.each<[word: string, causes: string[]]>([
  ['INVALID_SESSION_ID', ['call/session-invalid']],
  ['API_DISABLED_FOR_ORG', ['call/api-disabled']],
  ['Bad_OAuth_Token', ['call/token-over', 'call/api-only']],
  ['Missing_OAuth_Token', ['call/token-missing']],
  ['Wrong_Org', ['call/other-domain']],
  ['Bad_Id', ['call/other-domain']],
  ['Inactive', ['call/inactive']],
  ['No_Access', ['call/other-domain']],
  ['Invalid_Scope', ['call/scope']],
  ['Invalid_Param', ['call/landing']],
  ['invalid_token', ['call/revoked-before']],
  ['unsupported_token_type', ['call/not-revocable']],
])('the call refused with %s has all its causes', (error, causes) => {
  const found = explainCall({ error, description: '' }).map(({ code }) => code);
  expect(found).toEqual(causes);
});

/** The rows of the table with a text of their own, then the list under it and what sf-jwt-tool documents. */
const PASTED: readonly (readonly [where: number | 'list', text: string, cause: string])[] = [
  [1, NOT_INSTALLED, 'refusal/generic-host'],
  [
    2,
    'audience is invalid [audience=https://login.salesforce.com login=https://test.salesforce.com]',
    'refusal/audience',
  ],
  [3, NOT_APPROVED, 'refusal/my-domain-only'],
  [4, NOT_APPROVED, 'refusal/not-pre-authorized'],
  [
    5,
    'invalid_request (refresh_token scope is required and the connected app should be installed and preauthorized)',
    'refusal/refresh-token-scope',
  ],
  [6, NOT_APPROVED, 'refusal/integration-license'],
  [7, NOT_APPROVED, 'refusal/not-replicated'],
  [8, `sf org create user: ${NOT_APPROVED}`, 'refusal/created-user'],
  [9, 'C-1016', 'client/scratch-signup'],
  [10, 'invalid assertion', 'refusal/signature'],
  [11, 'invalid assertion, login.salesforce.com', 'refusal/wrong-environment'],
  [12, 'error:0909006C:PEM routines:get_name:no start line', 'client/key-damaged'],
  [12, 'error:1E08010C:DECODER routines::unsupported', 'client/key-damaged'],
  [12, 'Could not deserialize key data', 'client/key-damaged'],
  [12, 'Neither PUB key nor PRIV key', 'client/key-damaged'],
  [13, 'secretOrPrivateKey must be an asymmetric key when using RS256', 'client/key-kind'],
  [14, 'secretOrPrivateKey has a minimum key size of 2048 bits for RS256', 'client/key-short'],
  [15, '"alg" parameter for "ec" key type must be one of: ES256.', 'client/key-not-rsa'],
  [16, "ENOENT: no such file or directory, open '/builds/a/server.key'", 'client/key-gone'],
  [17, 'Private Key is in PKCS#1 format, but only PKCS#8 is supported', 'client/key-other-form'],
  [18, 'bad decrypt', 'client/decrypt'],
  [18, 'wrong final block length', 'client/decrypt'],
  [19, 'expired authorization code', 'refusal/clock'],
  [20, 'login rate exceeded', 'refusal/rate'],
  [20, 'LOGIN_RATE_EXCEEDED', 'refusal/rate'],
  [21, 'sf hangs: API Access Control is on in this org', 'client/api-access-control'],
  [22, 'sf org login jwt: unable to get local issuer certificate', 'client/tls'],
  [22, 'sf org login jwt: self signed certificate in certificate chain', 'client/tls'],
  [22, 'sf org login jwt: write EPROTO 140:error', 'client/tls'],
  [22, 'sf org login jwt: TypeError: fetch failed', 'client/tls'],
  [23, 'webidl.util.markAsUncloneable is not a function', 'client/node-version'],
  [23, "createZstdDecompress: cannot read 'bind'", 'client/node-version'],
  [23, "sf: Cannot read properties of undefined (reading 'prototype')", 'client/node-version'],
  [24, "Cannot read properties of undefined (reading 'setContentsFromObject')", 'client/key-json'],
  [24, 'Failed to decipher auth data', 'client/key-json'],
  [24, 'The service and account specified in key.json do not match', 'client/key-json'],
  [25, 'client identifier invalid', 'refusal/consumer-key'],
  ['list', 'This session is not valid for use with the REST API', 'client/session-not-for-api'],
  ['list', 'sf: inactive user', 'refusal/user-inactive'],
  ['list', 'ip restricted', 'refusal/ip-restricted'],
  ['list', 'inactive organization', 'refusal/org-inactive'],
  ['list', 'OAUTH_APP_BLOCKED', 'refusal/app-not-installed'],
  ['list', 'OAUTH_EC_APP_NOT_FOUND', 'refusal/app-not-installed'],
  ['list', 'The button New Connected App is gone', 'client/no-new-connected-app'],
  ['list', 'sf: Unexpected end of JSON input', 'client/empty-answer'],
  ['list', 'DomainNotFoundError: The org cannot be found', 'client/domain-not-found'],
  ['list', 'unsupported_grant_type: grant type not supported', 'refusal/grant-type'],
  ['list', 'FILE HAS NO CONTENT: .sfdx/alias.json', 'client/file-race'],
  ['list', 'test.salesforce.com answers 500 sometimes', 'refusal/now-and-then'],
  ['list', 'a high-assurance session is required', 'refusal/high-assurance'],
  [
    'list',
    'Access to fetch at https://a.my.salesforce.com/ has been blocked by CORS policy',
    'client/cors',
  ],
  ['list', 'invalid assertion: the jti was already used', 'refusal/jti-used-twice'],
  ['list', 'JWT validation failed', 'refusal/signature'],
  ['list', 'JWT Bearer token expired', 'refusal/clock'],
  ['list', 'Login Rate Exceeded', 'refusal/rate'],
  ['list', 'Certificate expired', 'refusal/certificate-expired'],
  ['list', 'openssl: command not found', 'client/no-openssl'],
  ['list', 'sf: Data Not Available', 'client/empty-answer'],
];

test.each(PASTED)('row %s: in “%s” the cause %s is among those named', (where, text, cause) => {
  const found = explainText(text).find(({ code }) => code === cause);
  expect(found?.code).toBe(cause);
  if (where !== 'list') expect(found?.row).toBe(where);
});

test('every cause that has a text is in one of these lists, so none is there for nothing', () => {
  const named = new Set([
    ...REFUSED.flatMap(([, , causes]) => causes),
    ...PASTED.map(([, , cause]) => cause),
  ]);
  const rest = FAILURES.filter(({ id, texts }) => texts.length > 0 && !named.has(id));
  expect(rest.map(({ id }) => id).filter((id) => !id.startsWith('call/'))).toEqual([
    'client/key-empty',
    'client/lightning-url',
  ]);
});
