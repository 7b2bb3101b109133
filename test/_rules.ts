import ts from 'typescript';
import { importsOf, resolveImport, scriptOf, visit, type Import } from './_imports.ts';

/** Which folders of src each folder may import; `src` is main.ts and App.svelte. */
const FOLDERS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  doctor: ['core'],
  kit: ['core'],
  practice: ['core'],
  vault: ['core'],
  worker: ['core', 'doctor', 'kit', 'practice', 'vault'],
  ui: ['core', 'doctor', 'kit', 'practice', 'proxy', 'worker', 'sw'],
  src: ['core', 'doctor', 'kit', 'practice', 'proxy', 'worker', 'ui'],
  sw: [],
  proxy: ['core'],
  host: ['core', 'proxy', 'practice', 'sw'],
};

/** Of core these see one file: what a host is, is said in one place. */
const OF_CORE_ONLY: Readonly<Record<string, string>> = {
  proxy: 'src/core/org.ts',
  host: 'src/core/org.ts',
};

/** The page learns the shape of a certificate, never the code that makes one. */
const TYPES_ONLY_IN_PAGE = /^src\/core\/(certificate|keystore)(\.ts$|\/)/;

const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  svelte: ['ui', 'src'],
  jose: ['core'],
  pkijs: ['core'],
  asn1js: ['core'],
  fflate: ['kit'],
  idb: ['vault'],
  'hash-wasm': ['vault'],
  vite: ['host'],
  'node:': ['host', 'proxy'],
};

/** The build draws the first view from the whole page. */
const EXCEPTIONS = ['src/ui/prerender.ts imports src/App.svelte'];

const HTML_SINKS = ['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'setHTMLUnsafe'];
const POLICY = /\b(default-src|script-src|style-src|require-trusted-types-for)\b/;

/** What a file of src does that the design forbids, a sentence each. */
export function breaches(path: string, text: string): string[] {
  return [
    ...importBreaches(path, text),
    ...scriptBreaches(path, text),
    ...markupBreaches(path, text),
  ];
}

function folderOf(path: string): string {
  return /^src\/([^/]+)\//.exec(path)?.[1] ?? 'src';
}

function importBreaches(path: string, text: string): string[] {
  return importsOf(path, text).flatMap((one) => {
    const reason = importBreach(path, one);
    return reason === null ? [] : [`${path} imports ${one.target}: ${reason}`];
  });
}

function importBreach(path: string, { target, query, typeOnly }: Import): string | null {
  const folder = folderOf(path);
  const resolved = resolveImport(path, target);
  if (!target.startsWith('.')) {
    const name = target.startsWith('node:')
      ? 'node:'
      : (/^(@[^/]+\/)?[^/]+/.exec(target)?.[0] ?? target);
    const owners = PACKAGES[name];
    if (owners === undefined) return 'no rule knows this package';
    return owners.includes(folder) ? null : `${name} belongs to ${owners.join(' and ')}`;
  }
  if (!resolved.startsWith('src/')) return 'outside src';
  if (EXCEPTIONS.includes(`${path} imports ${resolved}`)) return null;
  const other = folderOf(resolved);
  if (other !== folder && !(FOLDERS[folder] ?? []).includes(other))
    return `${folder} may not import ${other}`;
  if (other === 'core' && other !== folder && OF_CORE_ONLY[folder] !== undefined) {
    if (resolved !== OF_CORE_ONLY[folder])
      return `${folder} may import only ${OF_CORE_ONLY[folder]} of core`;
  }
  const page = folder === 'ui' || folder === 'src';
  if (page && TYPES_ONLY_IN_PAGE.test(resolved) && !typeOnly)
    return 'the page may import types only';
  if (page && resolved === 'src/worker/worker.ts' && !typeOnly && query !== 'worker&url') {
    return 'the page may import only its address (?worker&url)';
  }
  return null;
}

function scriptBreaches(path: string, text: string): string[] {
  const folder = folderOf(path);
  const found = new Set<string>();
  visit(scriptOf(path, text), (node) => {
    if (node.kind === ts.SyntaxKind.AnyKeyword) found.add('says any');
    if (ts.isAsExpression(node) && ts.isAsExpression(node.expression)) found.add('casts twice');
    if (ts.isEnumDeclaration(node)) found.add('has an enum');
    if (ts.isExportAssignment(node)) found.add('has a default export');
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node)) {
      if (folder !== 'host' && POLICY.test(node.text))
        found.add('writes a policy outside src/host');
    }
    if (ts.isPropertyAccessExpression(node)) {
      const { name, expression } = node;
      if (HTML_SINKS.includes(name.text)) found.add(`uses ${name.text}`);
      if (!ts.isIdentifier(expression)) return;
      if (expression.text === 'document' && /^write(ln)?$/.test(name.text))
        found.add('uses document.write');
      if (expression.text === 'console' && folder !== 'host' && folder !== 'proxy')
        found.add('uses console');
      if (name.text === 'createPolicy' && !path.startsWith('src/ui/browser/'))
        found.add('makes a policy');
    }
    if (
      ts.isIdentifier(node) &&
      /^(document|window)$/.test(node.text) &&
      folder !== 'ui' &&
      folder !== 'src'
    ) {
      if (isFree(node)) found.add(`uses ${node.text} outside src/ui`);
    }
  });
  return [...found].map((reason) => `${path} ${reason}`);
}

/** A name on its own, not `x.window`, `{ window: 1 }` or a declaration. */
function isFree(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  return !('name' in parent && parent.name === node);
}

function markupBreaches(path: string, text: string): string[] {
  const found: string[] = [];
  if (text.includes('\u2014')) found.push('has an em dash');
  if (path.endsWith('.svelte')) {
    if (/\{@html\b/.test(text)) found.push('uses {@html}');
    // Svelte writes a static one into the template, where the policy refuses it.
    if (/<[a-z][^<>]*\sstyle="[^"{]*"/.test(text)) found.push('has a static style attribute');
  }
  return found.map((reason) => `${path} ${reason}`);
}
