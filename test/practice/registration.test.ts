import { beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../_files.ts';
import { REMOVE_PATH } from '../../src/practice/app.ts';
import { needTool, run } from '../_tools.ts';
import {
  askToken,
  claims,
  createOrg,
  CONSUMER_KEY,
  JWT_BEARER,
  makePair,
  ORIGIN,
  PAGE,
  post,
  register,
  registration,
  sign,
  USERNAME,
  type Pair,
} from './_app.ts';

const folder = temporaryFolder();
let pair: Pair;
beforeAll(async () => {
  pair = await makePair();
});

test('the answer shows the app as it stands and says that this is a practice org', async () => {
  const response = await register(createOrg(), pair.certificate, { corsOff: true });
  expect(response.status).toBe(200);
  expect(response.headers.get('access-control-allow-origin')).toBe(PAGE);
  expect(await response.json()).toEqual({
    practice: 'This is a practice org: it only plays Salesforce.',
    loginUrl: ORIGIN,
    consumerKey: CONSUMER_KEY,
    username: USERNAME,
    switches: {
      userNotApproved: false,
      anotherCertificate: false,
      appMissing: false,
      corsOff: true,
      apiOnly: false,
      noWebScope: false,
      tokenExpired: false,
    },
  });
});

test.runIf(needTool('openssl'))('a certificate made by openssl is taken', async () => {
  const made = run('openssl', [
    ...'req -x509 -newkey rsa:2048 -nodes -days 2 -subj /C=DK/O=Acme/CN=ci'.split(' '),
    ...['-keyout', folder.write('server.key', ''), '-out', '-'],
  ]);
  expect(made.status).toBe(0);
  expect((await register(createOrg(), made.stdout)).status).toBe(200);
});

test.runIf(needTool('openssl'))('a version 1 certificate has its key found too', async () => {
  const key = folder.write('v1.key', pair.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const request = run('openssl', ['req', '-new', '-key', key, '-subj', '/CN=v1']);
  const made = run('openssl', ['x509', '-req', '-signkey', key, '-days', '2'], {
    input: request.stdout,
  });
  expect(run('openssl', ['x509', '-noout', '-text'], { input: made.stdout }).stdout).toContain(
    'Version: 1',
  );
  const org = createOrg();
  expect((await register(org, made.stdout)).status).toBe(200);
  expect((await askToken(org, sign(claims(), pair.privateKey))).status).toBe(200);
});

test.each([
  ['no certificate', { certificate: '' }, 'practice/certificate'],
  ['a certificate that is none', { certificate: 'hello' }, 'practice/certificate'],
  [
    'an empty PEM',
    { certificate: '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----' },
    'practice/certificate',
  ],
  ['a certificate over 4 KB', { certificate: 'a'.repeat(4097) }, 'practice/certificate'],
  ['no consumer key', { consumerKey: '' }, 'practice/consumer-key'],
  ['a consumer key without end', { consumerKey: 'a'.repeat(513) }, 'practice/consumer-key'],
  ['no username', { username: '' }, 'practice/username'],
])('%s is refused by name', async (_, change, error) => {
  const response = await register(createOrg(), pair.certificate, {}, change);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error });
  expect(response.headers.get('access-control-allow-origin')).toBe(PAGE);
});

test('a certificate of 1024 bits is refused', async () => {
  const weak = await makePair(1024);
  const response = await register(createOrg(), weak.certificate);
  expect(await response.json()).toMatchObject({ error: 'practice/certificate' });
});

test.each(['', '{', '[]', 'null', '"text"', '7'])('the body %j is refused', async (body) => {
  const response = await createOrg().handle(post('/practice/app', body, 'application/json'));
  expect(response.status).toBe(400);
});

test('a switch that is not exactly true stays off', async () => {
  const response = await register(
    createOrg(),
    pair.certificate,
    {},
    {
      switches: { corsOff: 'yes', appMissing: 1, somethingElse: true } as never,
    },
  );
  expect(await response.json()).toMatchObject({
    switches: {
      userNotApproved: false,
      anotherCertificate: false,
      appMissing: false,
      corsOff: false,
    },
  });
});

test('the oldest of more than 200 apps is forgotten, the newest stays', async () => {
  const org = createOrg();
  for (let index = 0; index <= 200; index += 1) {
    await register(org, pair.certificate, {}, { consumerKey: `key-${index}` });
  }
  const ask = (iss: string) => askToken(org, sign(claims({ iss }), pair.privateKey));
  expect(await (await ask('key-0')).json()).toMatchObject({ error: 'invalid_client_id' });
  expect((await ask('key-1')).status).toBe(200);
  expect((await ask('key-200')).status).toBe(200);
});

test.each([
  'https://evil.example',
  'null',
  `${PAGE}.evil.example`,
  PAGE.replace('https', 'http'),
  '',
])('the page %j is not listed: it registers nothing and reads nothing', async (page) => {
  const org = createOrg();
  const body = registration(pair.certificate);
  const refused = await org.handle(post('/practice/app', body, 'application/json'), page);
  expect(refused.status).toBe(403);
  expect(await refused.clone().json()).toMatchObject({ error: 'practice/origin' });
  expect(refused.headers.get('access-control-allow-origin')).toBeNull();
  const asked = await askToken(org, sign(claims(), pair.privateKey));
  expect(await asked.json()).toMatchObject({ error: 'invalid_client_id' });

  // As Salesforce does it: the request is answered, and the browser keeps the answer to itself.
  await register(org, pair.certificate);
  const form = new URLSearchParams({
    grant_type: JWT_BEARER,
    assertion: sign(claims(), pair.privateKey),
  });
  const token = await org.handle(post('/services/oauth2/token', form.toString()), page);
  expect(token.status).toBe(200);
  expect(token.headers.get('access-control-allow-origin')).toBeNull();
  const preflight = await org.handle(
    new Request(`${ORIGIN}/practice/app`, { method: 'OPTIONS' }),
    page,
  );
  expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
});

test('a program that names no origin registers and logs in', async () => {
  const org = createOrg();
  const body = registration(pair.certificate);
  const registered = await org.handle(post('/practice/app', body, 'application/json'));
  expect(registered.status).toBe(200);
  expect(registered.headers.get('access-control-allow-origin')).toBeNull();
  const assertion = sign(claims(), pair.privateKey);
  const form = new URLSearchParams({ grant_type: JWT_BEARER, assertion });
  expect((await org.handle(post('/services/oauth2/token', form.toString()))).status).toBe(200);
});

test('the well-known document can be read by every page', async () => {
  const request = new Request(`${ORIGIN}/.well-known/openid-configuration`);
  const response = await createOrg().handle(request, 'https://evil.example');
  expect(response.headers.get('access-control-allow-origin')).toBe('https://evil.example');
});

test('the browser’s question before the request is answered for a listed page', async () => {
  const response = await createOrg().handle(
    new Request(`${ORIGIN}/practice/app`, {
      method: 'OPTIONS',
      headers: { 'access-control-request-headers': 'content-type' },
    }),
    PAGE,
  );
  expect(response.status).toBe(204);
  expect(response.headers.get('access-control-allow-origin')).toBe(PAGE);
  expect(response.headers.get('access-control-allow-headers')).toBe('content-type');
});

test('an app that was deleted is not known any more, and can be made again', async () => {
  const org = createOrg();
  await register(org, pair.certificate);
  const remove = (consumerKey: unknown) =>
    org.handle(post(REMOVE_PATH, JSON.stringify({ consumerKey }), 'application/json'), PAGE);
  const ask = async () => (await askToken(org, sign(claims(), pair.privateKey))).json();

  expect(await (await remove(CONSUMER_KEY)).json()).toEqual({
    consumerKey: CONSUMER_KEY,
    removed: true,
  });
  expect(await ask()).toMatchObject({ error: 'invalid_client_id' });
  expect(await (await remove(CONSUMER_KEY)).json()).toMatchObject({ removed: false });
  expect((await remove(7)).status).toBe(400);

  await register(org, pair.certificate);
  expect(await ask()).toMatchObject({ access_token: expect.any(String) as string });
});

test('two apps hold a certificate each, and each takes its own key alone', async () => {
  const org = createOrg();
  const second = await makePair();
  const other = `${CONSUMER_KEY}.second`;
  await register(org, pair.certificate);
  await register(org, second.certificate, {}, { consumerKey: other });
  for (const [iss, key, token] of [
    [CONSUMER_KEY, pair, true],
    [other, second, true],
    [CONSUMER_KEY, second, false],
    [other, pair, false],
  ] as const) {
    const answer = (await (await askToken(org, sign(claims({ iss }), key.privateKey))).json()) as {
      access_token?: string;
    };
    expect('access_token' in answer, `${iss} ${key === pair}`).toBe(token);
  }
});

test('a page that the org does not list cannot delete an app', async () => {
  const org = createOrg();
  await register(org, pair.certificate);
  const body = JSON.stringify({ consumerKey: CONSUMER_KEY });
  const refused = await org.handle(post(REMOVE_PATH, body), 'https://evil.example');
  expect(refused.status).toBe(403);
  const answer = await (await askToken(org, sign(claims(), pair.privateKey))).json();
  expect(answer).toHaveProperty('access_token');
});
