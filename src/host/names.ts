import type { Plugin } from 'vite';

type Names = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * Writes each accessible name where it is used, in a build: the table of all of them, which grows with
 * every screen, then comes with the chunks that look one up, and not with the first view.
 */
export function writeNames(names: Names): Plugin {
  return {
    name: 'keybearer:names',
    apply: 'build',
    // After Svelte's compiler.
    enforce: 'post',
    transform(code) {
      const written = withNames(code, names);
      return written === code ? null : { code: written, map: null };
    },
  };
}

/** `NAMES.vault.lock` becomes `"Lock"`; what is looked up otherwise, or is no name, stays as it is. */
export function withNames(code: string, names: Names): string {
  return code.replace(/\bNAMES\.(\w+)\.(\w+)\b/g, (found, group: string, name: string) => {
    const text = names[group]?.[name];
    return text === undefined ? found : JSON.stringify(text);
  });
}
