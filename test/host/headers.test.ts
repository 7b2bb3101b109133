import { expect, test } from 'vitest';
import { CONNECT_SOURCES, FORM_SOURCES } from '../../src/core/org.ts';
import {
  headerRules,
  headersFor,
  metaTag,
  pagePolicy,
  policyText,
  readProxies,
  WORKER_POLICY,
} from '../../src/host/headers.ts';
import { readReach } from '../../src/ui/browser/policy.ts';

const hosted = { proxies: ['https://proxy.example'] };
const local = { ...hosted, practice: 'http://localhost:3132' };

test('nothing in any policy allows inline code, eval or a host of our own choosing', () => {
  for (const { policy } of headerRules(local)) {
    expect(policyText(policy)).not.toMatch(
      /unsafe-inline|'unsafe-eval'|data:|blob:|\*(?!\.)|http:(?!\/\/localhost:3132)/,
    );
    expect(policy['default-src']).toEqual(["'none'"]);
    expect(policy['frame-ancestors']).toEqual(["'none'"]);
  }
});

test('the page may send to itself, to Salesforce and to the listed proxies only', () => {
  const policy = pagePolicy(hosted);
  expect(policy['connect-src']).toEqual(["'self'", ...CONNECT_SOURCES, 'https://proxy.example']);
  expect(policy['form-action']).toEqual(FORM_SOURCES);
  expect(CONNECT_SOURCES.length).toBeGreaterThan(3);
});

test('a form may go where the page may send, and be led on to the pages of an org', () => {
  const more = FORM_SOURCES.filter((source) => !CONNECT_SOURCES.includes(source));
  expect(FORM_SOURCES).toEqual([...CONNECT_SOURCES, ...more]);
  expect(more).toContain('https://*.lightning.force.com');
  expect(more).toContain('https://*.my.salesforce-setup.com');
  // Below each of these a host belongs to one org, which Salesforce names.
  for (const source of more) expect(source).toMatch(/^https:\/\/\*\.[a-z-]+(\.[a-z-]+)+$/);
});

test('the practice org adds its origin to two directives and changes nothing else', () => {
  const [before, after] = [pagePolicy(hosted), pagePolicy(local)];
  const changed = Object.keys(after).filter(
    (name) => after[name]?.join(' ') !== before[name]?.join(' '),
  );
  expect(changed).toEqual(['form-action', 'connect-src']);
  for (const name of changed) {
    expect(after[name]).toEqual([...(before[name] ?? []), 'http://localhost:3132']);
  }
});

test('the worker has no network, and alone WASM', () => {
  expect(WORKER_POLICY).not.toHaveProperty('connect-src');
  const wasm = headerRules(local).filter(({ policy }) => policyText(policy).includes('wasm'));
  expect(wasm.map(({ path }) => path)).toEqual(['/worker/*']);
});

test('the page reads from its meta tag what it may reach', () => {
  const content = /content="([^"]+)"/.exec(metaTag(local))?.[1] ?? '';
  expect(readReach(content)).toMatchObject({
    practiceOrigin: 'http://localhost:3132',
    proxies: ['https://proxy.example'],
  });
  expect(readReach(/content="([^"]+)"/.exec(metaTag({ proxies: [] }))?.[1] ?? '')).toMatchObject({
    practiceOrigin: null,
    proxies: [],
  });
});

test('the meta tag leaves out only what browsers ignore there', () => {
  const meta = /content="([^"]+)"/.exec(metaTag(local))?.[1];
  const header = policyText(pagePolicy(local));
  expect(header.replace("frame-ancestors 'none'; ", '')).toBe(meta);
  expect(header).not.toBe(meta);
});

test.each([
  ['/', 'no-cache', /keybearer-script-url/],
  ['/index.html', 'no-cache', /keybearer-script-url/],
  ['/sw.js', 'no-cache', /connect-src 'self';/],
  ['/worker/worker-abc.js', 'public, max-age=31536000, immutable', /wasm-unsafe-eval/],
  ['/assets/index-abc.js', 'public, max-age=31536000, immutable', /^default-src 'none'/],
  ['/icon.svg', 'no-cache', undefined],
  ['/assetsx', 'no-cache', undefined],
  ['/robots.txt', 'no-cache', undefined],
  ['/myworker/x.js', 'no-cache', undefined],
  ['/app/', 'no-cache', /keybearer-script-url/],
  ['/app/index.html', 'no-cache', /keybearer-script-url/],
  ['/app/sw.js', 'no-cache', /connect-src 'self';/],
  ['/a/b/worker/worker-abc.js', 'public, max-age=31536000, immutable', /wasm-unsafe-eval/],
  ['/app/assets/index-abc.js', 'public, max-age=31536000, immutable', /^default-src 'none'/],
])('%s is cached as %j under its own policy', (path, cache, policy) => {
  const headers = headersFor(path, hosted);
  expect(headers['Cache-Control']).toBe(cache);
  expect(headers['Referrer-Policy']).toBe('no-referrer');
  if (policy === undefined) expect(headers['Content-Security-Policy']).toBeUndefined();
  else expect(headers['Content-Security-Policy']).toMatch(policy);
});

test.each([
  [undefined, []],
  ['', []],
  ['https://proxy.example', ['https://proxy.example']],
  ['https://proxy.example/', ['https://proxy.example']],
  [
    'https://a.example/kb https://b.example:8443',
    ['https://a.example/kb/', 'https://b.example:8443'],
  ],
  [' https://a.example,\nhttps://b.example//,', ['https://a.example', 'https://b.example']],
])('KEYBEARER_PROXIES=%j lists %j', (text, sources) => {
  expect(readProxies(text)).toEqual(sources);
});

test.each([
  'proxy.example',
  'http://proxy.example',
  'http://localhost:3133',
  '*',
  'https:',
  "'unsafe-inline'",
  'https://user:pass@proxy.example',
  'https://proxy.example/?a=b',
  'https://proxy.example/#a',
  'https://proxy.example/;script-src',
  'javascript:alert(1)',
  'data:text/plain,x',
])('the proxy %s cannot get into the policy', (text) => {
  expect(() => readProxies(text)).toThrow(`KEYBEARER_PROXIES: `);
});
