import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { headersFor } from '../../src/host/headers.ts';
import { caddyfile, hostingFiles, netlifyHeaders, nginxConfig } from '../../src/host/hosting.ts';
import { temporaryFolder } from '../_files.ts';
import { needTool } from '../_tools.ts';

const site = { proxies: ['https://proxy.example/kb/'] };
const folder = temporaryFolder();
const FILES = ['index.html', 'icon.svg', 'manifest.webmanifest', 'sw.js'];
/** The app lies at the root and, whole, under a path. */
const BASES = ['', '/tools/app'];
for (const base of BASES) {
  for (const name of ['assets', 'worker', 'hosting', 'nginx']) {
    mkdirSync(`${folder.path}${base}/${name}`, { recursive: true });
  }
  for (const name of [...FILES, 'assets/a-1.js', 'worker/worker-1.js', '_headers', 'hosting/a']) {
    folder.write(base + '/' + name, name);
  }
}
folder.write('robots.txt', '');
const PATHS = [
  ...['/', '/index.html', '/icon.svg', '/manifest.webmanifest', '/sw.js'],
  ...['/assets/a-1.js', '/worker/worker-1.js'],
];

/** Headers by path as the file says them; a host applies every block whose pattern matches. */
function readNetlify(text: string, path: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const block of text.trim().split('\n\n')) {
    const [pattern = '', ...rows] = block.split('\n');
    const matches = pattern.endsWith('*')
      ? path.startsWith(pattern.slice(0, -1))
      : path === pattern;
    if (!matches) continue;
    for (const row of rows) {
      const [name = '', value = ''] = row.trim().split(/: (.*)/);
      if (name in found) throw new Error(`${name} is set twice for ${path}`);
      found[name] = value;
    }
  }
  return found;
}

test.each(PATHS)('_headers gives %s what the local server gives it, each header once', (path) => {
  expect(readNetlify(netlifyHeaders(site), path)).toEqual(headersFor(path, site));
});

test('_headers names every file of public/, since it has no word for the rest', () => {
  for (const name of readdirSync('public')) {
    expect(netlifyHeaders(site)).toContain(`\n/${name}\n  Cache-Control: no-cache\n`);
  }
});

test('under a prefix, _headers with it before every path gives the same headers', () => {
  const text = netlifyHeaders(site).replace(/^\/(?!\*)/gm, '/app/');
  for (const path of PATHS) {
    expect(readNetlify(text, `/app${path}`)).toEqual(headersFor(path, site));
  }
});

test('_headers keeps to Cloudflare’s limits', () => {
  const many = Array.from({ length: 5 }, (_, at) => `https://proxy-${at}.example.com/keybearer/`);
  const text = netlifyHeaders({ proxies: many });
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(2_000);
  expect(text.trim().split('\n\n').length).toBeLessThan(100);
});

test('the files that tell a host its headers stand apart from the app', () => {
  expect(Object.keys(hostingFiles(site)).sort()).toEqual([
    '_headers',
    'hosting/Caddyfile',
    'hosting/nginx.conf',
  ]);
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function startServer(command: string, args: readonly string[], url: string): Promise<void> {
  const env = { ...process.env, HOME: folder.path, XDG_DATA_HOME: folder.path };
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], env });
  let said = '';
  child.stderr.on('data', (chunk) => (said += String(chunk)));
  const closed = once(child, 'close');
  onTestFinished(async () => {
    child.kill();
    await closed;
  });
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${command} ended: ${said}`);
    if (
      await fetch(url).then(
        (response) => response.ok,
        () => false,
      )
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function expectHosted(base: string): Promise<void> {
  for (const path of [...PATHS, ...PATHS.map((one) => BASES[1] + one), '/robots.txt']) {
    const response = await fetch(base + path);
    const headers = headersFor(path.replace(BASES[1] ?? '', ''), site);
    for (const [name, value] of Object.entries(headers)) {
      expect([path, name, response.headers.get(name)]).toEqual([path, name, value]);
    }
    expect([path, response.status]).toEqual([path, 200]);
    expect(response.headers.has('content-security-policy')).toBe(
      'Content-Security-Policy' in headers,
    );
  }
  const manifest = await fetch(`${base}/manifest.webmanifest`);
  expect(manifest.headers.get('content-type')).toMatch(/^application\/manifest\+json/);
  expect(manifest.headers.get('x-content-type-options')).toBe('nosniff');
  for (const path of [
    '/_headers',
    '/hosting/a',
    '/hosting/nginx.conf',
    '/assets/gone.js',
    '/gone',
    ...['/_headers', '/hosting/a', '/worker/gone.js'].map((path) => BASES[1] + path),
  ]) {
    const response = await fetch(base + path);
    expect([path, response.status]).toEqual([path, 404]);
    expect(response.headers.get('cache-control') ?? '').not.toContain('immutable');
  }
}

test.runIf(needTool('nginx'))('nginx serves the app with these headers', async () => {
  const port = await freePort();
  const own = nginxConfig(site)
    .replace('listen 8080', `listen 127.0.0.1:${port}`)
    .replace('/usr/share/nginx/html', folder.path);
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const config = folder.write(
    'nginx/main.conf',
    `daemon off; master_process off; pid ${folder.path}/nginx/pid; error_log stderr;
events {}
http {
include /etc/nginx/mime.types;
access_log off;
${paths.map((name) => `${name}_temp_path ${folder.path}/nginx/${name};`).join('\n')}
${own}
}`,
  );
  await startServer('nginx', ['-c', config, '-e', 'stderr'], `http://127.0.0.1:${port}/`);
  await expectHosted(`http://127.0.0.1:${port}`);
});

test.runIf(needTool('caddy'))('Caddy serves the app with these headers', async () => {
  const port = await freePort();
  const own = caddyfile(site)
    .replace('keybearer.example.org', `http://127.0.0.1:${port}`)
    .replace('/srv/keybearer', folder.path);
  const config = folder.write('Caddyfile.test', `{\n    admin off\n}\n${own}`);
  const args = ['run', '--config', config, '--adapter', 'caddyfile'];
  await startServer('caddy', args, `http://127.0.0.1:${port}/`);
  await expectHosted(`http://127.0.0.1:${port}`);
});
