/** Writes sw.js: its first line says what the build is, the rest is src/sw, compiled. */
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { build, type ResolvedConfig } from 'vite';
import type { Build } from '../sw/build.ts';
import { ASSET_FOLDER, headersFor, WORKER_FOLDER, type Site } from './headers.ts';

export const SERVICE_WORKER = 'sw.js';
const SOURCE = fileURLToPath(new URL('../sw/sw.ts', import.meta.url));
const FIRST_LINE = /^const BUILD = .*\n/;

type Files = ReadonlyMap<string, Uint8Array>;

/** The service worker's code without its first line; a script of its own, sharing nothing. */
export async function compileServiceWorker({ root, build: own }: ResolvedConfig): Promise<string> {
  const built = await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    build: {
      target: own.target || 'esnext',
      write: false,
      modulePreload: false,
      rolldownOptions: { input: SOURCE, output: { format: 'iife' } },
    },
  });
  const [chunk] = 'output' in built ? built.output : [];
  if (chunk?.type !== 'chunk') throw new TypeError('src/sw did not become one script');
  return chunk.code;
}

/** sw.js for the files as they are served. `code` may be another sw.js: its first line is replaced. */
export function writeServiceWorker(code: string, files: Files, site: Site): string {
  return `const BUILD = ${JSON.stringify(describe(files, site))};\n${code.replace(FIRST_LINE, '')}`;
}

/** Everything that is served but sw.js itself, which the browser keeps elsewhere. */
export function precached(files: Files): Files {
  return new Map([...files].filter(([path]) => path !== SERVICE_WORKER));
}

function describe(files: Files, site: Site): Build {
  const digests = [...precached(files)].map(
    ([path, bytes]) => [path === 'index.html' ? '' : path, digest(bytes)] as const,
  );
  const build = {
    files: Object.fromEntries(digests),
    folders: { assets: `${ASSET_FOLDER}/`, worker: `${WORKER_FOLDER}/` },
    headers: { page: added('/', site), worker: added(`/${WORKER_FOLDER}/worker.js`, site) },
  };
  return { version: digest(JSON.stringify(build)), ...build };
}

/** A path's headers but those that mean something to the network alone. */
function added(path: string, site: Site): Record<string, string> {
  const {
    'Cache-Control': _,
    'Strict-Transport-Security': __,
    ...headers
  } = headersFor(path, site);
  return headers;
}

function digest(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('base64');
}
