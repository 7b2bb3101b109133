import type { Plugin } from 'vite';

/** The one file of pkijs. */
const PKIJS = /\/pkijs\/build\/index\.js$/;
/** Sets a class's name, and keeps the class in the build for it: static fields do not. */
const NAMES = /static \{\s*((?:this\.\w+ = (?:"\w+"|id_\w+);\s*)+)\}/g;
/** Its global engine, which nothing of ours asks for: without it, the engine is not in the build. */
const GLOBAL_ENGINE = /^initCryptoEngine\(\);$/gm;
/** The table behind `Extension.parsedValue`, by which every class of an extension is in the build. */
const EXTENSIONS = /^\s*ExtensionValueFactory\.register\(.*\);\n/gm;

/**
 * Lets the build leave out of pkijs what is not used: as published, nearly all of its classes are kept.
 * `parsedValue` then is the extension as plain ASN.1, and a call without an engine of its own throws; core
 * does neither, which a test holds.
 */
export function shakePkijs(): Plugin {
  return {
    name: 'keybearer:shake-pkijs',
    apply: 'build',
    transform(code, id) {
      return PKIJS.test(id) ? { code: shaken(code), map: null } : null;
    },
  };
}

/** Throws a TypeError where pkijs no longer looks as it did: another version may need other cuts. */
export function shaken(code: string): string {
  for (const cut of [NAMES, GLOBAL_ENGINE, EXTENSIONS]) {
    if (code.search(cut) === -1) throw new TypeError(`pkijs has no ${cut.source}`);
  }
  return code
    .replace(NAMES, (_, fields: string) => fields.replaceAll('this.', 'static '))
    .replace(GLOBAL_ENGINE, '/* @__PURE__ */ initCryptoEngine();')
    .replace(EXTENSIONS, '');
}
