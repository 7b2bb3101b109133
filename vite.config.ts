import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { chunkOf } from './src/host/chunks.ts';
import { ASSET_FOLDER, WORKER_FOLDER } from './src/host/headers.ts';
import { writeNames } from './src/host/names.ts';
import { host } from './src/host/plugin.ts';
import { shakePkijs } from './src/host/shake.ts';
import { NAMES } from './src/ui/names.ts';

/** A folder of their own, so that a host can give the worker's scripts the worker's policy. */
const workerFiles = `${WORKER_FOLDER}/[name]-[hash].js`;

export default defineConfig(({ command }) => {
  // Whatever the shell says: a build never holds Svelte's development code.
  if (command === 'build') process.env.NODE_ENV = 'production';
  return {
    // Relative, so that one build serves any base path.
    base: './',
    plugins: [
      svelte({
        compilerOptions: {
          // Builds elements with DOM calls: no Trusted Types policy for Svelte is needed.
          fragments: 'tree',
          // The same class names in the build and in the prerendered shell.
          cssHash: ({ hash, filename }) => `k${hash(filename ?? '').slice(0, 5)}`,
        },
      }),
      writeNames(NAMES),
      host({ proxies: process.env.KEYBEARER_PROXIES }),
    ],
    build: {
      // Browsers that have light-dark(); older targets make Vite rewrite it.
      target: ['chrome123', 'firefox120', 'safari17.5'],
      assetsDir: ASSET_FOLDER,
      // Inlined assets would be data: URIs, which the policy refuses.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        // Known, and no faults: the prerendering and the size budget take most of a build this small, and
        // what is imported only when asked for may come in the file that asks.
        checks: { pluginTimings: false, ineffectiveDynamicImport: false },
        output: {
          codeSplitting: {
            // Each module goes where it is told to, and takes nothing along.
            includeDependenciesRecursively: false,
            groups: [
              // Small modules that every script needs: each alone would be a request of the first view.
              { name: 'start', test: /disclose-version|preload-helper|parts.[Ii]con/, priority: 1 },
              { name: (id, context) => chunkOf(id, (one) => context.getModuleInfo(one)) },
            ],
          },
        },
      },
    },
    worker: {
      format: 'es',
      plugins: () => [shakePkijs()],
      rolldownOptions: {
        output: {
          entryFileNames: workerFiles,
          chunkFileNames: workerFiles,
          assetFileNames: `${WORKER_FOLDER}/[name]-[hash][extname]`,
        },
      },
    },
  };
});
