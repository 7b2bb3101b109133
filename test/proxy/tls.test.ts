/** The proxy's own process against a Salesforce host over real TLS, with only the address replaced. */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPracticeOrg } from '../../src/practice/practice-org.ts';
import { toListener } from '../../src/proxy/listener.ts';
import { temporaryFolder } from '../_files.ts';
import { claims, CONSUMER_KEY, makePair, sign, USERNAME, type Pair } from '../practice/_app.ts';
import { needTool, run, runAsync } from '../_tools.ts';
import { GRANT, HOST, PAGE, TOKEN_PATH } from './_request.ts';
import { startProxy, type ProxyServer } from './_server.ts';

const tools = needTool('openssl') && needTool('curl');
const folder = temporaryFolder();
const file = (name: string) => join(folder.path, name);
const open: { stop(): unknown }[] = [];
let pair: Pair;

beforeAll(async () => {
  if (!tools) return;
  pair = await makePair();
  const made = run('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=Test CA'],
    ...['-keyout', file('ca.key'), '-out', file('ca.crt')],
  ]);
  expect(made.status).toBe(0);
});
afterAll(() => Promise.all(open.map((one) => one.stop())));

/** The practice org behind TLS, under a certificate for `name` from the test's own CA. */
async function startOrg(name: string): Promise<number> {
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`];
  const made = run('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject],
    ...['-CA', file('ca.crt'), '-CAkey', file('ca.key')],
    ...['-keyout', file(`${name}.key`), '-out', file(`${name}.crt`)],
  ]);
  expect(made.status).toBe(0);
  const origin = `https://${HOST}`;
  const org = createPracticeOrg({ origin, pages: [] });
  await org.handle(
    new Request(`${origin}/practice/app`, {
      method: 'POST',
      body: JSON.stringify({
        certificate: pair.certificate,
        consumerKey: CONSUMER_KEY,
        username: USERNAME,
      }),
    }),
  );
  const server: Server = createServer(
    { key: readFileSync(file(`${name}.key`)), cert: readFileSync(file(`${name}.crt`)) },
    toListener((request) => org.handle(request)),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({ stop: () => server.close() });
  return (server.address() as AddressInfo).port;
}

/** Only where the connection goes is changed: name, certificate check and request stay. */
async function startProxyTo(port: number, env: Record<string, string>): Promise<ProxyServer> {
  const preload = folder.write(
    `to-${port}.cjs`,
    `const tls = require('node:tls');
     const { connect } = tls;
     tls.connect = (options, ...rest) =>
       connect({ ...options, host: '127.0.0.1', port: ${port} }, ...rest);`,
  );
  const proxy = await startProxy(['--port', '0', '--origin', PAGE], { env, preload });
  open.push(proxy);
  return proxy;
}

async function curl(proxy: ProxyServer, assertion: string) {
  const { stdout } = await runAsync('curl', [
    ...['--silent', '--include', '-H', `Origin: ${PAGE}`],
    ...['--data-urlencode', `grant_type=${GRANT.grant_type}`],
    ...['--data-urlencode', `assertion=${assertion}`],
    `${proxy.url}/${HOST}${TOKEN_PATH}`,
  ]);
  const [head = '', body = ''] = stdout.split('\r\n\r\n');
  return { head, body: JSON.parse(body) as Record<string, string> };
}

const iat = Math.floor(Date.now() / 1000);
const good = () => sign(claims({ aud: `https://${HOST}`, iat, exp: iat + 180 }), pair.privateKey);
const trusted = () => ({ NODE_EXTRA_CA_CERTS: file('ca.crt') });

test.runIf(tools)('a token comes back through the proxy, with Salesforce’s date', async () => {
  const proxy = await startProxyTo(await startOrg(HOST), trusted());
  const { head, body } = await curl(proxy, good());
  expect(head).toMatch(/^HTTP\/1\.1 200 /);
  expect(head).toMatch(/^date: .* GMT$/im);
  expect(head).toMatch(/^access-control-expose-headers: Date$/im);
  expect(body).toMatchObject({ instance_url: `https://${HOST}`, token_type: 'Bearer' });
  expect(body['access_token']).toMatch(/^00D/);
  expect((await curl(proxy, good().replace(/\.[^.]+$/, '.AAAA'))).body).toEqual({
    error: 'invalid_grant',
    error_description: 'invalid assertion',
  });
});

test.runIf(tools)('a host whose certificate names another is not spoken to', async () => {
  const proxy = await startProxyTo(await startOrg('other.my.salesforce.com'), trusted());
  expect((await curl(proxy, good())).body).toMatchObject({ error: 'proxy/unreachable' });
});

test.runIf(tools)('a host whose certificate nobody vouches for is not spoken to', async () => {
  const proxy = await startProxyTo(await startOrg(HOST), { NODE_EXTRA_CA_CERTS: '' });
  expect((await curl(proxy, good())).body).toMatchObject({ error: 'proxy/unreachable' });
});
