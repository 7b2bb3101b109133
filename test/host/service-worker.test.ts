import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { readApp } from '../../src/host/app.ts';
import { pagePolicy, policyText, WORKER_POLICY, type Site } from '../../src/host/headers.ts';
import { serve } from '../../src/host/serve.ts';
import { precached, writeServiceWorker } from '../../src/host/service-worker.ts';
import type { Build } from '../../src/sw/build.ts';
import { temporaryFolder } from '../_files.ts';
import { buildSite } from './_site.ts';

const folder = temporaryFolder();
const site: Site = { proxies: [] };

/** What a service worker says of its build: its first line, run as a script. */
function read(code: string): Build {
  const [line = ''] = code.split('\n');
  return JSON.parse(runInNewContext(`${line}JSON.stringify(BUILD)`)) as Build;
}

const sha256 = (content: string | Uint8Array) =>
  createHash('sha256').update(content).digest('base64');

const made = (files: Record<string, string>, own = site) =>
  read(
    writeServiceWorker(
      'run();',
      new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)])),
      own,
    ),
  );

test('the list is what the build’s folder holds, with each file’s digest, the page without a name', async () => {
  const dist = await buildSite(folder, { name: 'list' });
  const code = readFileSync(join(dist, 'sw.js'), 'utf8');
  const files = [...(await readApp(dist))].filter(([path]) => path !== 'sw.js');
  expect(read(code).files).toEqual(
    Object.fromEntries(
      files.map(([path, bytes]) => [path === 'index.html' ? '' : path, sha256(bytes)]),
    ),
  );
  expect(files.length).toBeGreaterThan(3);
});

test('it is one script that imports nothing and keeps to the list alone', async () => {
  const dist = await buildSite(folder, { name: 'script' });
  const code = readFileSync(join(dist, 'sw.js'), 'utf8');
  expect(code).not.toMatch(/\bimport\b|importScripts|\bexport\b/);
  expect(code.match(/\bBUILD\b/g)?.length).toBeGreaterThan(1);
  // As in a browser: it runs, and listens.
  const heard: string[] = [];
  const self = {
    registration: { scope: 'https://example.org/' },
    addEventListener: (name: string) => heard.push(name),
  };
  runInNewContext(code, { self });
  expect(heard.sort()).toEqual(['activate', 'fetch', 'install', 'message']);
});

test('two builds of the same sources have the same service worker', async () => {
  const [one, other] = [
    await buildSite(folder, { name: 'same-1' }),
    await buildSite(folder, { name: 'same-2' }),
  ];
  expect(readFileSync(join(one, 'sw.js'), 'utf8')).toBe(readFileSync(join(other, 'sw.js'), 'utf8'));
});

test.each([
  ['a file’s content', { 'index.html': 'page', 'icon.svg': 'other' }, site],
  ['a file’s name', { 'index.html': 'page', 'icon2.svg': 'icon' }, site],
  ['a file more', { 'index.html': 'page', 'icon.svg': 'icon', 'a.js': '' }, site],
  ['the page', { 'index.html': 'page 2', 'icon.svg': 'icon' }, site],
  [
    'a header',
    { 'index.html': 'page', 'icon.svg': 'icon' },
    { proxies: ['https://proxy.example'] },
  ],
])('%s makes another version', (_, files, own) => {
  const { version } = made({ 'index.html': 'page', 'icon.svg': 'icon' });
  expect(made(files, own).version).not.toBe(version);
});

test('the headers are those of the page and of the worker; what only the network heeds is left out', () => {
  const { headers } = made({ 'index.html': 'page' }, { proxies: ['https://proxy.example'] });
  const { page, worker } = headers;
  expect(page['Content-Security-Policy']).toBe(
    policyText(pagePolicy({ proxies: ['https://proxy.example'] })),
  );
  expect(worker['Content-Security-Policy']).toBe(policyText(WORKER_POLICY));
  for (const own of [page, worker]) {
    expect(own['X-Frame-Options']).toBe('DENY');
    expect(Object.keys(own)).not.toContain('Strict-Transport-Security');
    expect(Object.keys(own)).not.toContain('Cache-Control');
  }
});

test('everything served but the service worker is precached', () => {
  const files = new Map(['index.html', 'sw.js', 'a/sw.js'].map((path) => [path, new Uint8Array()]));
  expect([...precached(files).keys()]).toEqual(['index.html', 'a/sw.js']);
});

test('npm start lists the page as it serves it, for each practice org another version', async () => {
  const dist = await buildSite(folder, { name: 'served' });
  const built = read(readFileSync(join(dist, 'sw.js'), 'utf8'));
  const versions = [built.version];
  for (let start = 0; start < 2; start += 1) {
    const served = await serve({ port: 0, practicePort: 0, folder: dist });
    const code = await (await fetch(`${served.app}/sw.js`)).text();
    const own = read(code);
    expect(own.files['']).toBe(sha256(await (await fetch(`${served.app}/`)).text()));
    expect({ ...own.files, '': '' }).toEqual({ ...built.files, '': '' });
    expect(own.headers.page['Content-Security-Policy']).toContain(served.practice);
    expect(code.split('\n').slice(1)).toEqual(
      readFileSync(join(dist, 'sw.js'), 'utf8').split('\n').slice(1),
    );
    versions.push(own.version);
    await served.close();
  }
  expect(new Set(versions).size).toBe(3);
});
