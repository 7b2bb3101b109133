import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { needTool, runAsync } from '../_tools.ts';
import { ASSERTION, GRANT, HOST, PAGE, TOKEN_PATH } from './_request.ts';
import { startProxy, type Ended, type ProxyServer } from './_server.ts';

let proxy: ProxyServer;
beforeAll(async () => {
  proxy = await startProxy(['--port', '0', '--origin', PAGE, '--origin', 'http://localhost:3131']);
});
afterAll(() => proxy.stop());

const post = (path: string, origin = PAGE) =>
  fetch(proxy.url + path, {
    method: 'POST',
    body: new URLSearchParams(GRANT),
    headers: { origin },
  });

test('it serves the origins it was started for and no other', async () => {
  for (const origin of [PAGE, 'http://localhost:3131']) {
    const response = await post('/evil.example/services/oauth2/token', origin);
    expect(response.headers.get('access-control-allow-origin')).toBe(origin);
    expect(await response.json()).toMatchObject({ error: 'proxy/host' });
  }
  const other = await post(`/${HOST}${TOKEN_PATH}`, 'https://evil.example');
  expect([other.status, other.headers.get('access-control-allow-origin')]).toEqual([403, null]);
});

test.runIf(needTool('curl'))('curl reads its refusals', async () => {
  const { stdout } = await runAsync('curl', [
    ...['--silent', '--show-error', '--include', '--path-as-is', '--http1.1'],
    ...['-H', `Origin: ${PAGE}`, '--data-urlencode', `grant_type=${GRANT.grant_type}`],
    ...['--data-urlencode', `assertion=${ASSERTION}`],
    `${proxy.url}/${HOST}/../169.254.169.254${TOKEN_PATH}`,
  ]);
  expect(stdout).toMatch(/^HTTP\/1\.1 403 /);
  expect(stdout).toMatch(/^vary: Origin\r$/im);
  expect(stdout).toContain('"error":"proxy/host"');
});

test.runIf(needTool('curl'))('a body that is too large is refused while it is sent', async () => {
  const { status, stdout } = await runAsync('curl', [
    ...['--silent', '--http1.1', '-H', `Origin: ${PAGE}`, '-H', 'Transfer-Encoding: chunked'],
    ...['--data', 'a='.padEnd(100_000, 'x'), `${proxy.url}/${HOST}${TOKEN_PATH}`],
  ]);
  expect(status).toBe(0);
  expect(stdout).toContain('"error":"proxy/body-size"');
});

test.each([
  ['another host in the request line', 'POST http://evil.example/x HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['a path that starts a host', `POST //evil.example${TOKEN_PATH} HTTP/1.1\r\nHost: a\r\n\r\n`],
  ['no Host', 'POST / HTTP/1.0\r\n\r\n'],
  ['a Host with a path', 'POST / HTTP/1.1\r\nHost: a/b\r\n\r\n'],
  ['a Host with a user', 'POST / HTTP/1.1\r\nHost: u@a\r\n\r\n'],
  ['TRACE', 'TRACE / HTTP/1.1\r\nHost: a\r\n\r\n'],
])('a raw request with %s gets no further', async (_, text) => {
  expect(await raw(text)).toMatch(/^HTTP\/1\.1 40[0-9] /);
});

function raw(text: string): Promise<string> {
  const { hostname, port } = new URL(proxy.url);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(text));
    socket.setTimeout(5_000, () => socket.destroy(new Error('no answer')));
    socket.on('data', (chunk) => {
      answer += String(chunk);
      socket.end();
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

test.each([
  [['--port', '0'], 'name the page it is for with --origin'],
  [['--origin', 'https://a.example/'], 'https://a.example/ is not an origin'],
  [['--origin', '*'], '* is not an origin'],
  [['--origin', 'null'], 'null is not an origin'],
  [['--origin', PAGE, '--port', '99999'], '99999 is not a port'],
  [['--origin', PAGE, '--nonsense'], '--nonsense'],
])('it does not start with %j', async (args, words) => {
  const ended = (await startProxy(args).catch((reason: Ended) => reason)) as Ended;
  expect(ended.status).toBe(2);
  expect(ended.stderr).toContain(words);
  expect(ended.stderr).toContain('npm run proxy -- --origin');
});

test('a port in use is one plain sentence', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
  const port = String((taken.address() as AddressInfo).port);
  const ended = (await startProxy(['--origin', PAGE, '--port', port]).catch(
    (reason: Ended) => reason,
  )) as Ended;
  taken.close();
  expect(ended.status).toBe(2);
  expect(ended.stderr).toContain(`port ${port} is in use`);
});
