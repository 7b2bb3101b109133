/** A token from the practice org over HTTP, by all three ways, and every way it can be refused. */
import { needTool, runAsync } from '../_tools.ts';
import {
  alertWith,
  button,
  chooseWay,
  copied,
  field,
  goTo,
  NAMES,
  readyForToken,
  readyToPractise,
  the,
} from './_do.ts';
import { expect, hostsOf, test } from './_fixtures.ts';

test.use({ kept: false });

const { token, practice } = NAMES;
const TOKEN_PATH = '/services/oauth2/token';
const host = (address: string) => new URL(address).host;

test('straight: one form post, cross-origin, and the answer is read', async ({
  page,
  wire,
  app,
}) => {
  await readyToPractise(page);
  await chooseWay(page, 'straight');
  await button(page, token.get).click();
  const result = the(page, 'region', token.result);
  await expect(result).toContainText(app.practice);

  const posts = wire.sent.filter(({ url }) => url === app.practice + TOKEN_PATH);
  expect(posts.map(({ method }) => method)).toEqual(['POST']);
  const [post] = posts;
  expect(post?.headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/);
  expect(Object.keys(post?.headers ?? {})).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/^(cookie|authorization|referer)$/)]),
  );
  expect([...new URLSearchParams(post?.body).keys()]).toEqual(['grant_type', 'assertion']);
  expect(post?.headers.origin).toBe(app.app);
  expect(wire.sent.filter(({ method }) => method === 'OPTIONS')).toEqual([]);
  expect(hostsOf(wire)).toEqual([host(app.app), host(app.practice)].sort());
});

test('the result masks the token until asked, and copies it whole', async ({ page }) => {
  await readyToPractise(page);
  await button(page, token.get).click();
  const result = the(page, 'region', token.result);
  await expect(result).toBeVisible();
  const whole = await copied(page, token.copyToken);
  expect(whole).toMatch(/^00D\w{12}!\S{64,}$/);
  await expect(page.locator('body')).not.toContainText(whole);
  await expect(result).toContainText(whole.slice(0, 15));
  expect(await copied(page, token.copyHeader)).toBe(`Authorization: Bearer ${whole}`);
  await button(result, token.reveal).click();
  await expect(result).toContainText(whole);
  expect(page.url()).not.toContain(whole.slice(0, 15));
});

test('the assertion that was sent can be copied and read', async ({ page, wire, app }) => {
  await readyToPractise(page);
  await button(page, token.get).click();
  const region = the(page, 'region', token.assertion);
  await expect(region).toContainText('RS256');
  const post = wire.sent.find(({ url }) => url === app.practice + TOKEN_PATH);
  const sent = new URLSearchParams(post?.body).get('assertion');
  expect(await copied(page, token.copyAssertion)).toBe(sent);
  await expect(region).not.toContainText(sent?.split('.')[2] ?? 'no assertion');
});

test('through the proxy: the page sends nothing to the org itself', async ({ page, wire, app }) => {
  await readyToPractise(page);
  await chooseWay(page, 'proxy');
  await expect(field(page, token.proxyUrl)).toHaveValue(app.proxy);
  await button(page, token.get).click();
  await expect(the(page, 'region', token.result)).toContainText(app.practice);
  const exchanges = wire.sent.filter(({ url }) => url.endsWith(TOKEN_PATH)).map(({ url }) => url);
  expect(exchanges).toEqual([`${app.proxy}/${host(app.practice)}${TOKEN_PATH}`]);
});

test('through the proxy the answer is read where CORS is off', async ({ page }) => {
  await readyToPractise(page);
  await the(page, 'checkbox', practice.corsOff).check();
  await chooseWay(page, 'proxy');
  await button(page, token.get).click();
  await expect(the(page, 'region', token.result)).toBeVisible();
});

test('as a command: curl runs it for real, and its answer is read', async ({ page, wire, app }) => {
  test.skip(!needTool('curl'), 'curl is not installed here');
  await readyToPractise(page);
  await chooseWay(page, 'command');
  const command = await copied(page, token.copyCurl);
  expect(wire.sent.filter(({ url }) => url.endsWith(TOKEN_PATH))).toEqual([]);
  const ran = await runAsync('bash', ['-c', command]);
  expect(ran.status, ran.stderr).toBe(0);

  await field(page, token.paste).fill(ran.stdout);
  await button(page, token.read).click();
  await expect(the(page, 'region', token.result)).toContainText(app.practice);
  await expect(field(page, token.paste)).toHaveValue('');
  const { access_token: whole } = JSON.parse(ran.stdout.slice(ran.stdout.indexOf('{'))) as {
    access_token: string;
  };
  expect(await copied(page, token.copyToken)).toBe(whole);
});

const SWITCHES = [
  { name: practice.userNotApproved, says: "user hasn't approved this consumer" },
  { name: practice.anotherCertificate, says: 'invalid assertion' },
  { name: practice.appMissing, says: 'External client app is not installed in this org' },
];

for (const { name, says } of SWITCHES) {
  test(`the switch "${name}" gives its own named refusal`, async ({ page, watch }) => {
    watch.expects(/status of 400/);
    await readyToPractise(page);
    await the(page, 'checkbox', name).check();
    await button(page, token.get).click();
    const result = the(page, 'region', token.result);
    await expect(result).toContainText(says);
    await expect(alertWith(page, 'exchange/refused')).toHaveCount(1);

    // Switched back, the same connection gets its token.
    await the(page, 'checkbox', name).uncheck();
    await button(page, token.get).click();
    await expect(button(result, token.reveal)).toBeVisible();
  });
}

test('the switch "CORS off" is the missing header, and the page says both readings', async ({
  page,
  wire,
  watch,
  app,
}) => {
  watch.expects(/blocked by CORS policy/);
  watch.expects(/net::ERR_FAILED/);
  await readyToPractise(page);
  await the(page, 'checkbox', practice.corsOff).check();
  await button(page, token.get).click();
  const alert = alertWith(page, 'exchange/unreadable');
  await expect(alert).toContainText('CORS is off here, or Salesforce refused');

  const posts = wire.sent.filter(({ url }) => url === app.practice + TOKEN_PATH);
  expect(posts).toHaveLength(1);
  expect(posts[0]?.answered['access-control-allow-origin']).toBeUndefined();
  expect(posts[0]?.received).toBeGreaterThan(100);
});

test('the status line names what left the page', async ({ page, app }) => {
  await page.goto('./');
  const status = the(page, 'region', NAMES.frame.status);
  await expect(status).toContainText('Left this page: nothing');
  await readyToPractise(page);
  await expect(status).toContainText('Left this page: nothing');
  await button(page, token.get).click();
  await expect(status).toContainText(`1 certificate, 1 assertion to ${host(app.practice)}`);
});

const ORG = 'acme.my.salesforce.com';
const AUDIENCES = [`https://${ORG}`, 'https://login.salesforce.com', 'https://test.salesforce.com'];

function json(status: number, body: unknown): Response {
  return Response.json(body, { status, headers: { 'access-control-allow-origin': '*' } });
}

async function audienceOf(request: Request): Promise<string> {
  const assertion = new URLSearchParams(await request.text()).get('assertion') ?? '';
  const claims = Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString();
  return (JSON.parse(claims) as { aud: string }).aud;
}

test('audiences are tried in order, three at most, each after a refusal', async ({
  page,
  wire,
  watch,
}) => {
  watch.expects(/status of 400/);
  const tried: string[] = [];
  wire.standIn(ORG, async (request) => {
    tried.push(await audienceOf(request));
    return json(400, { error: 'invalid_grant', error_description: 'audience is invalid' });
  });
  await readyForToken(page, `https://${ORG}`);
  await button(page, token.get).click();
  await expect(the(page, 'region', token.result)).toContainText('audience is invalid');
  expect(tried).toEqual(AUDIENCES);
});

test('a refusal that no audience can change is the last try', async ({ page, wire, watch }) => {
  watch.expects(/status of 400/);
  const tried: string[] = [];
  wire.standIn(ORG, async (request) => {
    tried.push(await audienceOf(request));
    return json(400, {
      error: 'invalid_client_id',
      error_description: 'client identifier invalid',
    });
  });
  await readyForToken(page, `https://${ORG}`);
  await button(page, token.get).click();
  await expect(the(page, 'region', token.result)).toContainText('client identifier invalid');
  expect(tried).toEqual(AUDIENCES.slice(0, 1));
});

const CORS = { 'access-control-allow-origin': '*' };
const STRANGE: readonly {
  name: string;
  code: string;
  answer: (path: string) => Response | 'drop';
  complaints?: RegExp[];
}[] = [
  {
    name: 'HTML',
    code: 'exchange/html',
    answer: () =>
      new Response('<!doctype html><h1>Data Not Available</h1>', {
        headers: { ...CORS, 'content-type': 'text/html' },
      }),
  },
  {
    name: 'nothing',
    code: 'exchange/empty',
    answer: () => new Response('', { headers: CORS }),
  },
  {
    name: 'a redirect',
    code: 'exchange/redirect',
    answer: () =>
      new Response(null, {
        status: 302,
        headers: { ...CORS, location: 'https://elsewhere.example/' },
      }),
  },
  {
    name: 'a server error',
    code: 'exchange/server-error',
    answer: () => new Response('busy', { status: 503, headers: CORS }),
    complaints: [/status of 503/],
  },
  {
    name: 'JSON that is no token',
    code: 'exchange/not-a-token',
    answer: () => json(200, { hello: 'there' }),
  },
  {
    name: 'a closed connection, while the host answers otherwise',
    code: 'exchange/unreadable',
    answer: (path) => (path === TOKEN_PATH ? 'drop' : json(200, { issuer: `https://${ORG}` })),
    complaints: [/net::ERR_/],
  },
  {
    name: 'a closed connection, whatever is asked',
    code: 'exchange/unreachable',
    answer: () => 'drop',
    complaints: [/net::ERR_/],
  },
];

for (const { name, code, answer, complaints = [] } of STRANGE) {
  test(`an endpoint that answers ${name} is told apart as ${code}`, async ({
    page,
    wire,
    watch,
    app,
  }) => {
    complaints.forEach(watch.expects);
    wire.standIn(ORG, (request) => answer(new URL(request.url).pathname));
    await readyForToken(page, `https://${ORG}`);
    await button(page, token.get).click();
    await expect(alertWith(page, code)).toHaveCount(1);

    // One try only, no host but the org's, and nothing that was entered is gone.
    const posts = wire.sent.filter(({ url }) => url === `https://${ORG}${TOKEN_PATH}`);
    expect(posts).toHaveLength(1);
    expect(hostsOf(wire)).toEqual([host(app.app), ORG].sort());
    await goTo(page, 'details');
    await expect(field(page, NAMES.details.loginUrl)).toHaveValue(`https://${ORG}`);
  });
}

test('a slow endpoint can be cancelled', async ({ page, wire }) => {
  wire.standIn(ORG, () => 'hang');
  await readyForToken(page, `https://${ORG}`);
  await button(page, token.get).click();
  await expect(page.getByRole('status').filter({ hasText: ORG })).toBeVisible();
  await button(page, token.cancel).click();
  await expect(the(page, 'region', token.result)).toContainText('Cancelled');
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(button(page, token.get)).toBeEnabled();
});

test('an endpoint that never answers is given up after 30 seconds', async ({ page, wire }) => {
  wire.standIn(ORG, () => 'hang');
  await readyForToken(page, `https://${ORG}`);
  const start = Date.now();
  await button(page, token.get).click();
  await expect(alertWith(page, 'exchange/timeout')).toHaveCount(1, { timeout: 45_000 });
  expect(Date.now() - start).toBeGreaterThan(29_000);
});

test('a proxy that this site does not list is refused in words, and nothing is sent', async ({
  page,
  wire,
}) => {
  await readyToPractise(page);
  await chooseWay(page, 'proxy');
  await field(page, token.proxyUrl).fill('https://proxy.example.com/');
  await expect(alertWith(page, 'proxy/not-listed')).toHaveCount(1);
  await expect(button(page, token.get)).toBeDisabled();
  await button(page, token.get).click({ force: true });
  const exchanges = wire.sent.filter(({ method }) => method === 'POST');
  expect(exchanges).toEqual([]);
});
