import { describe, expect, it } from 'vitest';
import { chunkOf, type Importers } from '../../src/host/chunks.ts';

/** By module: who imports it, and who does with `import()`. */
const GRAPH: Record<string, Partial<Importers>> = {
  'src/main.ts': { isEntry: true },
  'src/App.svelte': { importers: ['src/main.ts'] },
  'src/ui/parts/Icon.svelte': { importers: ['src/App.svelte', 'src/ui/Workbench.svelte'] },
  'src/ui/Workbench.svelte': { dynamicImporters: ['src/App.svelte'] },
  'src/ui/steps/KeyStep.svelte': { importers: ['src/ui/Workbench.svelte'] },
  'src/ui/steps/app/AdminSheet.svelte': { dynamicImporters: ['src/ui/steps/AppStep.svelte'] },
  'src/ui/vault/Locked.svelte': { dynamicImporters: ['src/App.svelte'] },
  'src/ui/About.svelte': { dynamicImporters: ['src/App.svelte'] },
  'src/ui/parts/Field.svelte': {
    importers: ['src/ui/steps/KeyStep.svelte', 'src/ui/vault/Locked.svelte'],
  },
  'src/ui/parts/circle-a.ts': {
    importers: ['src/ui/parts/circle-b.ts', 'src/ui/About.svelte'],
  },
  'src/ui/parts/circle-b.ts': { importers: ['src/ui/parts/circle-a.ts'] },
};

const infoOf = (id: string): Importers => ({
  importers: [],
  dynamicImporters: [],
  isEntry: false,
  ...GRAPH[id],
});

describe('a module comes with', () => {
  for (const [id, chunk] of [
    ['src/App.svelte', null],
    ['src/ui/parts/Icon.svelte', null],
    ['src/ui/Workbench.svelte', 'work'],
    ['src/ui/steps/KeyStep.svelte', 'work'],
    ['src/ui/steps/app/AdminSheet.svelte', 'work'],
    ['src/ui/vault/Locked.svelte', 'vault'],
    ['src/ui/About.svelte', 'pages'],
    ['src/ui/parts/Field.svelte', 'shared'],
    ['src/ui/parts/circle-b.ts', 'pages'],
    ['src/ui/nobody.ts', null],
  ] as const) {
    it(`${chunk ?? 'the first view'}: ${id}`, () => expect(chunkOf(id, infoOf)).toBe(chunk));
  }
});
