import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { importsOf, staticGraph } from './_imports.ts';
import { breaches } from './_rules.ts';

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((name) => `src/${name.replaceAll('\\', '/')}`)
  .filter((name) => /\.(ts|svelte)$/.test(name))
  .sort();
const read = (path: string) => readFileSync(path, 'utf8');
const HEAVY = ['pkijs', 'asn1js', 'jose', 'fflate', 'idb', 'hash-wasm'];

test.each(files)('%s keeps the rules', (path) => {
  expect(breaches(path, read(path))).toEqual([]);
});

test('the first view loads no package but svelte', () => {
  const graph = staticGraph('src/main.ts', (path) => (files.includes(path) ? read(path) : null));
  expect(
    [...graph].filter((path) => !path.startsWith('src/') && !/^svelte(\/|$)/.test(path)),
  ).toEqual([]);
  expect(graph.size).toBeGreaterThan(3);
});

test.each([
  ['a static import', `import { a } from '../kit/bundle.ts';`],
  ['a dynamic import', `const a = await import('../kit/bundle.ts');`],
  ['a type import', `import type { A } from '../kit/bundle.ts';`],
  ['a re-export', `export * from '../kit/bundle.ts';`],
  ['an import inside a type', `let a: import('../kit/bundle.ts').A;`],
  ['an import for its effect', `import '../kit/bundle.ts';`],
])('%s across a boundary is a breach', (_, text) => {
  expect(breaches('src/core/key.ts', text)).toEqual([
    'src/core/key.ts imports ../kit/bundle.ts: core may not import kit',
  ]);
});

test('an import in a comment or a string is none', () => {
  expect(importsOf('src/core/a.ts', `// import './b.ts'\nconst a = "import './c.ts'";`)).toEqual(
    [],
  );
});

test('an import whose target is computed cannot hide', () => {
  expect(() => importsOf('src/core/a.ts', 'await import(name);')).toThrow('not a plain string');
});

test.each([
  ['src/doctor/a.ts', `import '../kit/b.ts';`, 'doctor may not import kit'],
  ['src/kit/a.ts', `import '../doctor/b.ts';`, 'kit may not import doctor'],
  ['src/ui/a.svelte', `<script>import '../vault/b.ts';</script>`, 'ui may not import vault'],
  ['src/ui/a.svelte', `<script>import '../host/b.ts';</script>`, 'ui may not import host'],
  ['src/core/a.ts', `import '../worker/b.ts';`, 'core may not import worker'],
  ['src/sw/a.ts', `import '../core/b.ts';`, 'sw may not import core'],
  ['src/proxy/a.ts', `import '../core/token.ts';`, 'proxy may import only src/core/org.ts of core'],
  ['src/host/a.ts', `import '../core/key.ts';`, 'host may import only src/core/org.ts of core'],
  ['src/ui/a.ts', `import { b } from '../core/certificate.ts';`, 'types only'],
  ['src/ui/a.ts', `const b = import('../core/certificate/read.ts');`, 'types only'],
  ['src/ui/a.ts', `import url from '../worker/worker.ts';`, '?worker&url'],
  ['src/kit/a.ts', `import 'pkijs';`, 'pkijs belongs to core'],
  ['src/core/a.ts', `import { zip } from 'fflate';`, 'fflate belongs to kit'],
  ['src/core/a.ts', `import 'svelte/reactivity';`, 'svelte belongs to ui'],
  ['src/core/a.ts', `import 'node:fs';`, 'node: belongs to host'],
  ['src/ui/a.ts', `import 'lodash';`, 'no rule knows this package'],
  ['src/ui/a.ts', `import '../../test/_tools.ts';`, 'outside src'],
  ['src/core/a.ts', 'const a: any = 1;', 'says any'],
  ['src/core/a.ts', 'const a = b as any;', 'says any'],
  ['src/ui/a.svelte', '<script lang="ts">let a: any;</script>', 'says any'],
  ['src/core/a.ts', 'const a = b as unknown as C;', 'casts twice'],
  ['src/core/a.ts', 'enum A { B }', 'has an enum'],
  ['src/core/a.ts', 'export default 1;', 'has a default export'],
  ['src/ui/a.ts', 'console.log(1);', 'uses console'],
  ['src/ui/a.svelte', '{@html text}', 'uses {@html}'],
  ['src/ui/a.svelte', '<p class="a" style="color: red">', 'static style'],
  ['src/ui/a.ts', 'node.innerHTML = text;', 'uses innerHTML'],
  ['src/ui/a.ts', 'node.outerHTML = text;', 'uses outerHTML'],
  ['src/ui/a.ts', `node.insertAdjacentHTML('x', text);`, 'uses insertAdjacentHTML'],
  ['src/ui/a.ts', 'document.write(text);', 'uses document.write'],
  ['src/core/a.ts', 'const a = window.name;', 'uses window outside src/ui'],
  ['src/worker/a.ts', 'document.title;', 'uses document outside src/ui'],
  ['src/ui/a.ts', `trustedTypes.createPolicy('a', {});`, 'makes a policy'],
  ['src/ui/a.ts', `const a = "script-src 'self'";`, 'writes a policy outside src/host'],
  ['src/ui/a.ts', 'const a = `default-src ${b}`;', 'writes a policy outside src/host'],
  ['src/ui/a.ts', `const a = 'one \u2014 two';`, 'has an em dash'],
])('%s with %s is a breach', (path, text, reason) => {
  expect(breaches(path, text)).toEqual([expect.stringContaining(reason)]);
});

test.each([
  ['src/kit/a.ts', `import type { A } from '../core/certificate.ts';`],
  ['src/ui/a.ts', `import type { A } from '../core/certificate.ts';`],
  ['src/ui/a.ts', `import url from '../worker/worker.ts?worker&url';`],
  ['src/proxy/node.ts', `import 'node:http'; import { a } from '../core/org.ts';`],
  ['src/core/a.ts', 'const { window } = options; use(options.document);'],
  ['src/ui/a.svelte', '<p style:color={a} style={b}>{text}</p>'],
  ['src/host/a.ts', `const a = "default-src 'none'"; console.log(a);`],
])('%s with %s is none', (path, text) => {
  expect(breaches(path, text)).toEqual([]);
});

test('the static graph follows values, and neither types, lazy chunks nor worker addresses', () => {
  const source: Record<string, string> = {
    'src/main.ts': `import './a.ts'; import type { B } from './b.ts'; import('./c.ts');`,
    'src/a.ts': `import url from './worker.ts?worker&url'; import 'pkijs';`,
  };
  const graph = staticGraph('src/main.ts', (path) => source[path] ?? null);
  expect([...graph].sort()).toEqual(['pkijs', 'src/a.ts', 'src/main.ts']);
  expect(HEAVY.some((name) => graph.has(name))).toBe(true);
});

test('every dependency is an exact version', () => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<
    'dependencies' | 'devDependencies',
    Record<string, string>
  >;
  const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
  );
  expect(loose).toEqual([]);
});

test('the lock file carries no registry address', () => {
  expect(read('package-lock.json')).not.toMatch(/"resolved"|https?:\/\/[^"]*\.tgz/);
});

test('index.html carries no policy, script or style of its own', () => {
  const html = read('index.html');
  expect(html).not.toMatch(/Content-Security-Policy/i);
  expect(html).not.toMatch(/<script(?![^>]*\ssrc=)/);
  expect(html).not.toMatch(/<style|\sstyle=|\son[a-z]+=/);
});
