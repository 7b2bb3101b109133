import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  authorizeUrl,
  beginAuthorization,
  challengeOf,
  exchangeCode,
  readApproval,
  readCallback,
} from '../../src/core/authorize.ts';
import { readLoginUrl } from '../../src/core/org.ts';
import { AppError } from '../../src/core/errors.ts';
import { thrown } from '../_thrown.ts';
import { amount } from '../_tools.ts';

const CALLBACK = 'http://localhost:1717/OauthRedirect';
const given = {
  consumerKey: ' 3MVG9.a_b ',
  username: ' a+b@acme.example ',
  challenge: 'c-_9',
  state: 's-_1',
  callback: CALLBACK,
};

test('the authorize URL is built from login URL, consumer key and callback', () => {
  const url = new URL(authorizeUrl({ ...given, org: readLoginUrl('acme.my.salesforce.com') }));
  expect(url.origin + url.pathname).toBe(
    'https://acme.my.salesforce.com/services/oauth2/authorize',
  );
  expect(Object.fromEntries(url.searchParams)).toEqual({
    response_type: 'code',
    client_id: '3MVG9.a_b',
    redirect_uri: CALLBACK,
    code_challenge: 'c-_9',
    code_challenge_method: 'S256',
    state: 's-_1',
    prompt: 'login consent',
    login_hint: 'a+b@acme.example',
  });
});

test('a site keeps its prefix, and no username is no hint', () => {
  const org = readLoginUrl('https://acme.my.site.com/partners');
  const url = new URL(authorizeUrl({ ...given, username: '', org }));
  expect(url.pathname).toBe('/partners/services/oauth2/authorize');
  expect(url.searchParams.has('login_hint')).toBe(false);
});

test('the challenge of RFC 7636, appendix B, comes of its verifier', async () => {
  expect(await challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  );
});

test('verifier and state are 43 random characters each, and the challenge is the verifier’s', async () => {
  const one = await beginAuthorization();
  const { verifier, state, challenge } = one;
  expect(verifier).toMatch(/^[\w-]{43}$/);
  expect(state).toMatch(/^[\w-]{43}$/);
  expect(state).not.toBe(verifier);
  expect(challenge).toBe(createHash('sha256').update(verifier).digest('base64url'));
  expect((await beginAuthorization()).verifier).not.toBe(verifier);
});

const CODE = 'aPrxYXyxzkuBzbiGU5KPwUr8lW0ky3Tmzf.KF2QKqDQSbQ==';
const query = `code=${encodeURIComponent(CODE)}&state=s-_1`;

test.each([
  ['a whole address', `${CALLBACK}?${query}`],
  ['an address as Chromium copies it', `localhost:1717/OauthRedirect?${query}`],
  ['what stands behind the question mark', `?${query}`],
  ['the query alone', query],
  ['an address with white space round it', `\n ${CALLBACK}?${query} \n`],
  ['an address with a fragment', `${CALLBACK}?${query}#_=_`],
])('the code is read from %s', (_, text) => {
  expect(readCallback(text, { state: 's-_1' })).toBe(CODE);
});

test.each([
  ['nothing', '', 'authorize/no-code'],
  [
    'the authorize URL itself',
    authorizeUrl({ ...given, org: readLoginUrl('login.salesforce.com') }),
    'authorize/no-code',
  ],
  ['an address with a token', `${CALLBACK}#access_token=00D!x&state=s-_1`, 'authorize/no-code'],
  ['a code with a quotation mark', `?code=abcd%22efgh&state=s-_1`, 'authorize/no-code'],
  ['a code with a line break', `?code=abcd%0aefgh&state=s-_1`, 'authorize/no-code'],
  ['the callback of another attempt', `?code=abcdefgh&state=other`, 'authorize/other'],
  ['a callback without a state', `?code=abcdefgh`, 'authorize/other'],
  [
    'a refusal',
    '?error=access_denied&error_description=end-user+denied+authorization',
    'authorize/refused',
  ],
  ['a page of text', 'x'.repeat(9_000), 'input/too-large'],
])('%s is refused with a code', async (_, text, code) => {
  expect((await thrown(() => readCallback(text, { state: 's-_1' }))).code).toBe(code);
});

test('no text makes reading a callback fail with anything but a code of its own', () => {
  const piece = fc.constantFrom(
    '?',
    '&',
    '=',
    'code=',
    'state=s',
    '%',
    '%zz',
    '#',
    'error=',
    '\0',
    'é',
    '+',
  );
  fc.assert(
    fc.property(
      fc.array(fc.oneof(piece, fc.string({ maxLength: 8 })), { maxLength: 60 }),
      (parts) => {
        try {
          expect(readCallback(parts.join(''), { state: 's' })).toMatch(/^[\x21-\x7e]{4,}$/);
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
      },
    ),
    { numRuns: amount('callbacks', 500, 20_000) },
  );
});

test('a refusal is told in Salesforce’s words, made harmless', async () => {
  const text = `?error=invalid_client_id&error_description=client%20identifier%0Ainvalid%20eyJhbGciOiJSUzI1NiJ9.e30.x`;
  const { message } = await thrown(() => readCallback(text, { state: 's' }));
  expect(message).toBe('refused: client identifier invalid [assertion] (invalid_client_id)');
});

const ANSWER = {
  access_token: '00D5e000001AbCd!access',
  refresh_token: '5Aep861refresh',
  instance_url: 'https://acme.my.salesforce.com',
  id: 'https://login.salesforce.com/id/00D5e000001AbCdEAK/0055e000001AbCdEAK',
  scope: 'refresh_token web api',
  token_type: 'Bearer',
};
const exchange = {
  code: CODE,
  verifier: 'v'.repeat(43),
  consumerKey: '3MVG9.a_b',
  callback: CALLBACK,
};

async function redeem(answer: Response, secret?: string) {
  const sent: [string, string][] = [];
  const approved = exchangeCode(
    { ...exchange, ...(secret === undefined ? {} : { secret }) },
    {
      endpoint: new URL('https://acme.my.salesforce.com/services/oauth2/token'),
      fetch: async (_, init) => {
        sent.push(...(init?.body as URLSearchParams));
        return answer;
      },
    },
  );
  return { approved, sent };
}

test('the exchange sends what RFC 6749 4.1.3 and RFC 7636 4.5 name, and a secret only where there is one', async () => {
  const { approved, sent } = await redeem(Response.json(ANSWER));
  await approved;
  expect(Object.fromEntries(sent)).toEqual({
    grant_type: 'authorization_code',
    code: CODE,
    client_id: '3MVG9.a_b',
    redirect_uri: CALLBACK,
    code_verifier: 'v'.repeat(43),
  });
  expect((await redeem(Response.json(ANSWER), 'S3')).sent.at(-1)).toEqual(['client_secret', 'S3']);
});

test('of the refresh token stays only that it came', async () => {
  const approved = await (await redeem(Response.json(ANSWER))).approved;
  expect(approved.lasting).toBe(true);
  expect(approved.token.userId).toBe('0055e000001AbCdEAK');
  expect(JSON.stringify(approved)).not.toContain('5Aep');
  const { refresh_token: _, ...without } = ANSWER;
  expect((await (await redeem(Response.json(without))).approved).lasting).toBe(false);
});

test('a refused code is told as any refusal of the token endpoint', async () => {
  const answer = { error: 'invalid_grant', error_description: 'expired authorization code' };
  const { approved } = await redeem(Response.json(answer, { status: 400 }));
  expect(await thrown(() => approved)).toMatchObject({
    code: 'exchange/refused',
    message: 'refused: expired authorization code (invalid_grant)',
  });
});

test('what a command printed with its tokens taken out says as much', () => {
  const printed = JSON.stringify(
    { ...ANSWER, access_token: 'hidden', refresh_token: 'hidden' },
    null,
    2,
  );
  expect(readApproval(`Consumer secret: \n${printed}\n`, new Date())).toMatchObject({
    lasting: true,
    token: { instanceUrl: ANSWER.instance_url },
  });
});
