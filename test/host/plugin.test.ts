import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readApp } from '../../src/host/app.ts';
import { metaTag } from '../../src/host/headers.ts';
import { hostingFiles } from '../../src/host/hosting.ts';
import { temporaryFolder } from '../_files.ts';
import { buildSite } from './_site.ts';

const folder = temporaryFolder();

test('the built page has the policy before anything it could govern, and the first view', async () => {
  const dist = await buildSite(folder, { name: 'plain' });
  const html = readFileSync(join(dist, 'index.html'), 'utf8');
  const head = html.slice(html.indexOf('<head>') + 6, html.indexOf('</head>'));
  expect(head.trim().startsWith(`<meta charset="utf-8" />\n    ${metaTag({ proxies: [] })}`)).toBe(
    true,
  );
  expect(html.indexOf('<script')).toBeGreaterThan(html.indexOf(metaTag({ proxies: [] })));
  expect(html).toContain('<div id="app"><p>first view $& </p></div>');
  expect(html).not.toMatch(/<style|<script>|style=|onload=/);
});

test('the build holds the hosts’ files, and the app is everything but them', async () => {
  const proxies = 'https://proxy.example/kb';
  const dist = await buildSite(folder, { name: 'hosting', proxies });
  const site = { proxies: ['https://proxy.example/kb/'] };
  for (const [name, content] of Object.entries(hostingFiles(site))) {
    expect(readFileSync(join(dist, name), 'utf8')).toBe(content);
  }
  expect(readFileSync(join(dist, 'index.html'), 'utf8')).toContain(metaTag(site));
  const paths = [...(await readApp(dist)).keys()].map((path) => path.replace(/-[\w-]{8}\./, '.'));
  expect(paths.sort()).toEqual([
    'assets/index.css',
    'assets/index.js',
    'assets/later.js',
    'icon.svg',
    'index.html',
    'sw.js',
  ]);
});

test('a build into an absolute folder is weighed there', async () => {
  const outDir = join(folder.path, 'elsewhere');
  expect(await buildSite(folder, { name: 'absolute', outDir })).toBe(outDir);
  expect([...(await readApp(outDir)).keys()]).toContain('index.html');
});

const large = (bytes: number) => `export default '${randomBytes(bytes).toString('base64')}';`;

test.each([
  [
    'a first script',
    {
      'src/words.ts': `${large(40_000)}\nexport const words = 'x';`,
      'src/main.ts': `import * as all from './words.ts'; console.log(all);`,
    },
    'scripts of the first view',
  ],
  [
    'everything',
    { 'public/large.bin': randomBytes(450_000).toString('latin1') },
    'everything precached',
  ],
  [
    'the page',
    {
      'src/ui/prerender.ts': `export const render = () => '${randomBytes(15_000).toString('base64')}';`,
    },
    'index.html',
  ],
])('a build with %s over its budget fails', async (name, files, row) => {
  const built = buildSite(folder, { name: `large ${name}`, files });
  await expect(built).rejects.toThrow(/over the size budget/);
  await expect(built).rejects.toThrow(new RegExp(`${row}.*TOO LARGE`));
});

test('what comes later does not count as first view', async () => {
  const files = { 'src/later.ts': large(100_000) };
  await expect(buildSite(folder, { name: 'later', files })).resolves.toContain('dist');
});

test.each([
  [
    'no charset',
    { 'index.html': '<html><head></head><body><div id="app"></div></body></html>' },
    'charset',
  ],
  [
    'no place for the first view',
    { 'index.html': '<html><head><meta charset="utf-8" /></head></html>' },
    'id="app"',
  ],
  [
    'a first view that throws',
    {
      'src/ui/prerender.ts': `export const render = () => { throw new Error('no window here'); };`,
    },
    'no window here',
  ],
])('a build with %s fails', async (name, files, words) => {
  await expect(buildSite(folder, { name, files })).rejects.toThrow(words);
});

test('a proxy that is none fails the build', async () => {
  await expect(buildSite(folder, { name: 'proxy', proxies: 'http://a.example' })).rejects.toThrow(
    'KEYBEARER_PROXIES: http://a.example',
  );
});
