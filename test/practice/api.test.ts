import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { PracticeOrg } from '../../src/practice/practice-org.ts';
import { recordId } from '../../src/practice/store.ts';
import {
  CONSUMER_KEY,
  createOrg,
  form,
  getToken,
  makePair,
  NOW,
  ORIGIN,
  PAGE,
  register,
  USERNAME,
  type Pair,
} from './_app.ts';

let pair: Pair;
let clock: Date;
let org: PracticeOrg;
let token: string;
beforeAll(async () => {
  pair = await makePair();
});
beforeEach(async () => {
  clock = NOW;
  org = createOrg(() => clock);
  await register(org, pair.certificate);
  token = await getToken(org, pair.privateKey);
});

function get(path: string, bearer?: string): Promise<Response> {
  const headers: Record<string, string> = bearer ? { authorization: `Bearer ${bearer}` } : {};
  return org.handle(new Request(ORIGIN + path, { headers }), PAGE);
}
const send = (path: string, fields: Record<string, string>) => org.handle(form(path, fields), PAGE);
const query = (soql: string) =>
  get(`/services/data/v66.0/query?q=${encodeURIComponent(soql)}`, token);

test('userinfo names the user and the org, by header or by form', async () => {
  const answers = [
    await get('/services/oauth2/userinfo', token),
    await send('/services/oauth2/userinfo', { access_token: token }),
  ];
  for (const answer of answers) {
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe(PAGE);
    expect(await answer.json()).toMatchObject({
      preferred_username: USERNAME,
      organization_id: recordId(token.slice(0, 15)),
      name: 'Practice User',
    });
  }
});

test.each([
  ['', 'Missing_OAuth_Token'],
  ['00Dxx0000000000!nobody', 'Bad_OAuth_Token'],
])('userinfo refuses the token %j as %s', async (bad, words) => {
  const answer = await get('/services/oauth2/userinfo', bad);
  expect(answer.status).toBe(403);
  expect(await answer.text()).toBe(words);
});

test('a token lasts two hours', async () => {
  clock = new Date(NOW.getTime() + 2 * 3600_000 - 1);
  expect((await get('/services/oauth2/userinfo', token)).status).toBe(200);
  clock = new Date(NOW.getTime() + 2 * 3600_000);
  expect((await get('/services/oauth2/userinfo', token)).status).toBe(403);
});

test('a revoked token is worth nothing, and cannot be revoked twice', async () => {
  const revoked = await send('/services/oauth2/revoke', { token });
  expect([revoked.status, await revoked.text()]).toEqual([200, '']);
  expect((await get('/services/oauth2/userinfo', token)).status).toBe(403);
  expect((await query('SELECT Id FROM Organization')).status).toBe(401);
  expect(await (await send('/services/oauth2/revoke', { token })).json()).toEqual({
    error: 'invalid_token',
  });
  expect(await (await send('/services/oauth2/revoke', {})).json()).toEqual({
    error: 'unsupported_token_type',
  });
});

test('single access gives a link that opens the org once, within a minute', async () => {
  const answer = await get('/services/oauth2/singleaccess?redirect_uri=%2Fsetup', token);
  const { frontdoor_uri: link } = (await answer.json()) as { frontdoor_uri: string };
  expect(link.startsWith(`${ORIGIN}/secur/frontdoor.jsp?otp=`)).toBe(true);
  expect(link).not.toContain(token);
  const path = link.slice(ORIGIN.length);
  const opened = await get(path);
  expect(opened.status).toBe(200);
  expect(await opened.text()).toMatch(/Practice org[\s\S]*ci@acme\.example[\s\S]*\/setup/);
  expect((await get(path)).status).toBe(403);
});

test('a link older than a minute, or one of a revoked token, opens nothing', async () => {
  const make = async () => {
    const answer = await send('/services/oauth2/singleaccess', { access_token: token });
    const { frontdoor_uri } = (await answer.json()) as { frontdoor_uri: string };
    return frontdoor_uri.slice(ORIGIN.length);
  };
  const late = await make();
  clock = new Date(NOW.getTime() + 60_000);
  expect((await get(late)).status).toBe(403);
  const revoked = await make();
  await send('/services/oauth2/revoke', { token });
  expect((await get(revoked)).status).toBe(403);
});

test.each(['https://evil.example/', '//evil.example', '/\\evil.example', '\\\\evil.example'])(
  'single access does not lead to %s',
  async (target) => {
    const answer = await send('/services/oauth2/singleaccess', {
      access_token: token,
      redirect_uri: target,
    });
    expect([answer.status, await answer.text()]).toEqual([400, 'Invalid_Param']);
  },
);

test('the endpoints that open the org are never readable from another page', async () => {
  const answers = [
    await get('/services/oauth2/singleaccess', token),
    await send('/secur/frontdoor.jsp', { sid: token }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 302]);
  for (const answer of answers) {
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  }
});

test('a form post of the session leads into the org, and its words cannot become markup', async () => {
  const answer = await send('/secur/frontdoor.jsp', { sid: token, retURL: '/<img src=x>' });
  expect(answer.status).toBe(302);
  const opened = await (await get(answer.headers.get('location') ?? '')).text();
  expect(opened).toContain('You are in as ci@acme.example');
  expect(opened).not.toContain('<img');
  expect((await send('/secur/frontdoor.jsp', { sid: 'wrong' })).status).toBe(403);
});

test('the versions are listed without a token, newest last', async () => {
  const versions = (await (await get('/services/data')).json()) as {
    version: string;
    url: string;
  }[];
  expect(versions.at(-1)).toMatchObject({ version: '67.0', url: '/services/data/v67.0' });
});

test('a query for Organization gives the fields asked for', async () => {
  const answer = await query('SELECT Name, IsSandbox FROM Organization LIMIT 1');
  expect(await answer.json()).toMatchObject({
    totalSize: 1,
    done: true,
    records: [
      { attributes: { type: 'Organization' }, Name: 'Practice org of Keybearer', IsSandbox: false },
    ],
  });
});

test.each([
  ['SELECT Id FROM ScratchOrgInfo limit 1', 'INVALID_TYPE'],
  ['SELECT Secret FROM Organization', 'INVALID_FIELD'],
  ['DELETE everything', 'MALFORMED_QUERY'],
])('%s is refused as %s', async (soql, errorCode) => {
  const answer = await query(soql);
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject([{ errorCode }]);
});

test('REST without a good token is INVALID_SESSION_ID', async () => {
  const answer = await get('/services/data/v66.0/query?q=SELECT+Id+FROM+Organization', 'wrong');
  expect(answer.status).toBe(401);
  expect(await answer.json()).toEqual([
    { message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' },
  ]);
});

test('with CORS off userinfo and revoke cannot be read, the well-known document still can', async () => {
  await register(org, pair.certificate, { corsOff: true });
  const hidden = [
    await get('/services/oauth2/userinfo', token),
    await send('/services/oauth2/revoke', { token }),
  ];
  for (const answer of hidden) {
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  }
  const known = await get('/.well-known/openid-configuration');
  expect(known.headers.get('access-control-allow-origin')).toBe(PAGE);
  expect(await known.json()).toMatchObject({
    issuer: ORIGIN,
    token_endpoint: `${ORIGIN}/services/oauth2/token`,
  });
});

test('what a person opens says that it is a practice org; the rest is not there', async () => {
  expect(await (await get('/')).text()).toContain('This is the practice org of Keybearer');
  expect((await get('/lightning')).status).toBe(404);
  expect((await get(`/${CONSUMER_KEY}`)).status).toBe(404);
});

test('record ids have the check letters of the example in Salesforce’s help', () => {
  expect(recordId('00Dxx0000001gPL')).toBe('00Dxx0000001gPLEAY');
});
