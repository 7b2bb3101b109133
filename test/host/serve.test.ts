import { readFileSync, rmSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readApp } from '../../src/host/app.ts';
import { COMMON_HEADERS, headersFor, metaTag } from '../../src/host/headers.ts';
import { serve, type Served } from '../../src/host/serve.ts';
import { temporaryFolder } from '../_files.ts';
import { claims, CONSUMER_KEY, JWT_BEARER, makePair, sign, USERNAME } from '../practice/_app.ts';
import { buildSite } from './_site.ts';

const folder = temporaryFolder();
let dist: string;
let served: Served;
let port: number;
beforeAll(async () => {
  dist = await buildSite(folder, { name: 'site' });
  served = await serve({ port: 0, folder: dist });
  port = Number(new URL(served.app).port);
});
afterAll(() => served.close());

/** Node's own client: fetch may set neither Host nor Accept-Encoding. */
function get(
  path: string,
  headers: Record<string, string> = {},
  options: { method?: string; host?: string; port?: number } = {},
): Promise<{ message: IncomingMessage; body: Buffer }> {
  const { method = 'GET', host = '127.0.0.1' } = options;
  return new Promise((resolve, reject) => {
    const asked = httpRequest({
      host,
      port: options.port ?? port,
      path,
      method,
      headers,
      agent: false,
    });
    asked.on('error', reject);
    asked.on('response', (message: IncomingMessage) => {
      const parts: Buffer[] = [];
      message.on('data', (part: Buffer) => parts.push(part));
      message.on('end', () => resolve({ message, body: Buffer.concat(parts) }));
    });
    asked.end();
  });
}

test('every file comes as it was built, with the headers it will be hosted with', async () => {
  const site = { proxies: [], practice: served.practice };
  for (const [path, bytes] of await readApp(dist)) {
    const { message, body } = await get(`/${path}`);
    expect(message.statusCode).toBe(200);
    for (const [name, value] of Object.entries(headersFor(`/${path}`, site))) {
      expect([path, name, message.headers[name.toLowerCase()]]).toEqual([path, name, value]);
    }
    if (!/^(index\.html|sw\.js)$/.test(path)) expect(body.equals(bytes)).toBe(true);
  }
});

test('the page differs from the hosted one by the practice org’s address alone', async () => {
  const hosted = readFileSync(join(dist, 'index.html'), 'utf8');
  const { body } = await get('/');
  const local = body.toString('utf8');
  expect(local).toContain(metaTag({ proxies: [], practice: served.practice }));
  expect(local).not.toBe(hosted);
  expect(local.replaceAll(` ${served.practice}`, '')).toBe(hosted);
});

test.each([
  ['br', (bytes: Buffer) => brotliDecompressSync(bytes)],
  ['gzip', (bytes: Buffer) => gunzipSync(bytes)],
])('%s holds the same page, each time', async (encoding, open) => {
  const plain = await get('/');
  for (const accept of [encoding, `identity;q=0.5, ${encoding.toUpperCase()};q=0.8`]) {
    const { message, body } = await get('/', { 'accept-encoding': accept });
    expect(message.headers['content-encoding']).toBe(encoding);
    expect(message.headers.vary).toBe('Accept-Encoding');
    expect(open(body).equals(plain.body)).toBe(true);
  }
});

test.each(['', 'identity', 'br;q=0, gzip;q=0.0', 'zstd'])(
  'with Accept-Encoding %j the page comes plain',
  async (accept) => {
    const { message, body } = await get('/', { 'accept-encoding': accept });
    expect(message.headers['content-encoding']).toBeUndefined();
    expect(body.toString('utf8')).toContain('<!doctype html>');
  },
);

test('HEAD has the headers and no body; a known version is not sent again', async () => {
  const whole = await get('/');
  const head = await get('/', {}, { method: 'HEAD' });
  expect([head.message.statusCode, head.body.length]).toEqual([200, 0]);
  const { etag = '' } = whole.message.headers;
  expect(head.message.headers.etag).toBe(etag);
  const again = await get('/', { 'if-none-match': etag });
  expect([again.message.statusCode, again.body.length]).toEqual([304, 0]);
  expect((await get('/', { 'if-none-match': 'W/"other"' })).message.statusCode).toBe(200);
});

test.each([
  '/gone',
  '/assets/',
  '/_headers',
  '/hosting/nginx.conf',
  '/../package.json',
  '/..%2fpackage.json',
  '/%2e%2e/src/main.ts',
  '/assets/../../src/main.ts',
  '/assets/..%5c..%5csrc/main.ts',
  '/etc/passwd',
  '/constructor',
  '/index.html/',
  '/%00',
  '/proxy',
])('%s is not there, and even so has the common headers', async (path) => {
  const { message, body } = await get(path);
  expect(message.statusCode).toBe(404);
  expect(body.toString('utf8')).toBe('There is no such page.\n');
  for (const [name, value] of Object.entries(COMMON_HEADERS)) {
    expect(message.headers[name.toLowerCase()]).toBe(value);
  }
});

test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s is refused', async (method) => {
  const { message } = await get('/', {}, { method });
  expect([message.statusCode, message.headers.allow]).toEqual([405, 'GET, HEAD']);
});

test.each(['evil.example', 'localhost.evil.example', '169.254.169.254', 'evil.example:3131'])(
  'a name that someone points at this machine, %s, gets nothing',
  async (name) => {
    const practice = Number(new URL(served.practice).port);
    for (const where of [port, practice]) {
      const { message, body } = await get('/', { host: name }, { port: where });
      expect(message.statusCode).toBe(421);
      expect(body.toString('utf8')).not.toContain('<');
    }
  },
);

test('both names and both loopback addresses answer', async () => {
  const hosts = ['127.0.0.1', ...((await hasIpv6()) ? ['::1'] : [])];
  for (const host of hosts) {
    for (const name of [`localhost:${port}`, `127.0.0.1:${port}`]) {
      expect((await get('/', { host: name }, { host })).message.statusCode).toBe(200);
    }
  }
});

function hasIpv6(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '::1', () => resolve(true));
    socket.on('error', () => resolve(false));
    socket.unref();
  });
}

test('a token comes straight and through the proxy, for this page only', async () => {
  const pair = await makePair();
  const registered = await fetch(`${served.practice}/practice/app`, {
    method: 'POST',
    body: JSON.stringify({
      certificate: pair.certificate,
      consumerKey: CONSUMER_KEY,
      username: USERNAME,
    }),
  });
  expect(registered.status).toBe(200);
  const iat = Math.floor(Date.now() / 1000);
  const assertion = sign(claims({ aud: served.practice, iat, exp: iat + 180 }), pair.privateKey);
  const { host } = new URL(served.practice);
  const send = (base: string, origin: string) =>
    fetch(`${base}/services/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: JWT_BEARER, assertion }),
      headers: { origin },
    });
  for (const origin of [served.app, served.app.replace('localhost', '127.0.0.1')]) {
    for (const base of [served.practice, `${served.proxy}/${host}`]) {
      const response = await send(base, origin);
      expect([base, response.status]).toEqual([base, 200]);
      expect(response.headers.get('access-control-allow-origin')).toBe(origin);
      expect(await response.json()).toMatchObject({ instance_url: served.practice });
    }
  }
  const stranger = await send(served.practice, 'https://evil.example');
  expect(stranger.headers.get('access-control-allow-origin')).toBeNull();
  expect((await send(`${served.proxy}/${host}`, 'https://evil.example')).status).toBe(403);
  expect((await send(`${served.proxy}/localhost:${port}`, served.app)).status).toBe(403);
});

test('a port in use is one sentence that says how to choose another', async () => {
  await expect(serve({ port, folder: dist })).rejects.toThrow(
    `port ${port} is in use, which Keybearer needs: choose another, as in npm start -- --port 4000`,
  );
  const practicePort = port;
  const started = serve({ port: 0, practicePort, folder: dist });
  await expect(started).rejects.toThrow(`port ${port} is in use, which the practice org needs`);
});

test('closing frees both ports, also after a start that failed', async () => {
  const first = await serve({ port: 0, folder: dist });
  await first.close();
  const [own, practicePort] = [first.app, first.practice].map((url) => Number(new URL(url).port));
  await expect(serve({ port: own ?? 0, practicePort: port, folder: dist })).rejects.toThrow();
  const second = await serve({ port: own ?? 0, practicePort: practicePort ?? 0, folder: dist });
  expect(second.app).toBe(first.app);
  await second.close();
});

test('without a build, or with one of another policy, it says what to do', async () => {
  const empty = serve({ port: 0, folder: join(folder.path, 'nowhere') });
  await expect(empty).rejects.toThrow('there is no build in dist/: run npm run build first');
  const other = await buildSite(folder, { name: 'other', proxies: 'https://proxy.example' });
  await expect(serve({ port: 0, folder: other })).rejects.toThrow('has another policy');
  rmSync(other, { recursive: true });
});
