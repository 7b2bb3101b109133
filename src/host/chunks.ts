/** Which of the app's modules come in one file: small files compress badly, and each is a request. */

/** What comes together, by a module that an `import()` names. What none of these names comes with the pages. */
const ISLANDS: readonly (readonly [name: string, entries: RegExp])[] = [
  ['work', /ui\/(Workbench|Inspect|Refreshed|Rotate)\.svelte|ui\/steps\/|src\/doctor\//],
  ['vault', /ui\/vault\/|ui\/list\/|state\/(vault-work|proof|restoring)/],
  ['practice', /src\/practice\//],
];
const PAGES = 'pages';
const SHARED = 'shared';

/** What is asked of a module: Rolldown's ModuleInfo, as far as it is used. */
export interface Importers {
  readonly importers: readonly string[];
  readonly dynamicImporters: readonly string[];
  readonly isEntry: boolean;
}

/**
 * The file that the module `id` comes in: that of the island that alone leads to it by static imports, or
 * what islands share. Null for the first view, which Rolldown divides by itself. What is shared imports
 * nothing of an island, so the files do not import each other in a circle.
 */
export function chunkOf(id: string, infoOf: (id: string) => Importers | null): string | null {
  const islands = new Set<string>();
  const seen = new Set([id]);
  for (const one of seen) {
    const info = infoOf(one);
    if (info?.isEntry) return null;
    if (info?.dynamicImporters.length) islands.add(islandOf(one));
    for (const importer of info?.importers ?? []) seen.add(importer);
  }
  return islands.size > 1 ? SHARED : ([...islands][0] ?? null);
}

function islandOf(id: string): string {
  return ISLANDS.find(([, entries]) => entries.test(id))?.[0] ?? PAGES;
}
