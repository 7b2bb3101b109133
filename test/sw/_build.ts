import type { Build } from '../../src/sw/build.ts';

export const BUILD: Build = {
  version: 'one',
  files: { '': 'a', 'icon.svg': 'b', 'assets/index-1.js': 'c', 'worker/worker-1.js': 'd' },
  folders: { assets: 'assets/', worker: 'worker/' },
  headers: {
    page: { 'Content-Security-Policy': 'ours', 'X-Frame-Options': 'DENY' },
    worker: { 'Content-Security-Policy': 'of the worker' },
  },
};
