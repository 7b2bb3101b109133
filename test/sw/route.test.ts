import { expect, test } from 'vitest';
import { fileOf, type Asked } from '../../src/sw/route.ts';
import { BUILD } from './_build.ts';

const SCOPE = 'https://example.org/app/';

function ask(address: string, options: Partial<Asked> = {}): string | null {
  const url = new URL(address, SCOPE).href;
  return fileOf({ method: 'GET', mode: 'no-cors', url, ...options }, SCOPE, BUILD);
}

test.each(['./', 'index.html', '?from=elsewhere', 'index.html?a', './#/about', '?a#/about'])(
  'opening %s is the page',
  (address) => {
    expect(ask(address, { mode: 'navigate' })).toBe('');
  },
);

test.each([
  ['icon.svg', 'icon.svg'],
  ['assets/index-1.js', 'assets/index-1.js'],
  ['worker/worker-1.js', 'worker/worker-1.js'],
])('%s is a file of this build', (address, path) => {
  expect(ask(address)).toBe(path);
});

test.each(['assets/index-0.js', 'worker/worker-0.js'])(
  '%s may be a file of an earlier build',
  (address) => {
    expect(ask(address)).toBe(address);
  },
);

test.each([
  'sw.js',
  'gone.svg',
  'icon.svg?a',
  'index.html',
  'proxy/acme.my.salesforce.com/services/oauth2/token',
  'practice/app',
  'constructor',
  '__proto__',
  'app/icon.svg',
  'xassets/index-1.js',
  '/icon.svg',
  '/assets/index-1.js',
  '/app',
  '/apple/icon.svg',
  'https://example.org.evil.example/app/icon.svg',
  'https://acme.my.salesforce.com/app/icon.svg',
  'http://example.org/app/icon.svg',
  'https://example.org:8443/app/icon.svg',
])('%s is the network’s', (address) => {
  expect(ask(address)).toBeNull();
});

test.each(['gone', 'about', 'other/', '/', 'proxy/'])('opening %s is the network’s', (address) => {
  expect(ask(address, { mode: 'navigate' })).toBeNull();
});

test.each(['POST', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'])('a %s is the network’s', (method) => {
  for (const address of ['./', 'icon.svg', 'assets/index-1.js']) {
    expect(ask(address, { method })).toBeNull();
    expect(ask(address, { method, mode: 'navigate' })).toBeNull();
  }
});
