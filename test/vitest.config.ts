import { svelte } from '@sveltejs/vite-plugin-svelte';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  // For the states of src/ui, which use runes.
  plugins: [svelte()],
  resolve: { conditions: ['browser'] },
  test: {
    include: ['test/**/*.test.ts'],
    // One fewer than there are cores is half of two.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // RSA 4096 takes seconds on a busy machine, and checkers such as keytool start a JVM;
    // the full counts take minutes.
    testTimeout: process.env.KEYBEARER_FULL === '1' ? 600_000 : 60_000,
    hookTimeout: 60_000,
    passWithNoTests: false,
  },
});
