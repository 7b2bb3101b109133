import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { host } from '../../src/host/plugin.ts';
import type { temporaryFolder } from '../_files.ts';

type Folder = ReturnType<typeof temporaryFolder>;

const FILES: Readonly<Record<string, string>> = {
  'index.html': `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Site</title>
  </head>
  <body>
    <div id="app"></div>
    <script type="module" src="/src/main.ts"></script>
  </body>
</html>
`,
  'src/main.ts': `import './app.css';
import { words } from './words.ts';
document.title = words;
void import('./later.ts');`,
  'src/words.ts': `export const words = 'first view';`,
  'src/later.ts': `export const later = 'later';`,
  'src/app.css': `body { color: red; }`,
  'src/ui/prerender.ts': `import { words } from '../words.ts';
export const render = () => '<p>' + words + ' $& </p>';`,
  'public/icon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
};

/** Builds a site small enough to test the build itself; `files` replace or add to it. */
export async function buildSite(
  folder: Folder,
  options: { name: string; files?: Record<string, string>; proxies?: string; outDir?: string },
): Promise<string> {
  for (const [name, content] of Object.entries({ ...FILES, ...options.files })) {
    mkdirSync(join(folder.path, options.name, name, '..'), { recursive: true });
    folder.write(join(options.name, name), content);
  }
  const root = join(folder.path, options.name);
  const outDir = options.outDir ?? join(root, 'dist');
  await build({
    root,
    configFile: false,
    logLevel: 'silent',
    base: './',
    plugins: [host({ proxies: options.proxies })],
    build: { outDir, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  });
  return outDir;
}
