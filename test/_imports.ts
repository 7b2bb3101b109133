import { dirname, posix } from 'node:path';
import ts from 'typescript';

export interface Import {
  /** As written, without a query such as `?worker&url`. */
  target: string;
  query: string;
  /** Erased by the compiler: `import type`, `export type`, `import('…').T`. */
  typeOnly: boolean;
  dynamic: boolean;
}

/** The script of a file: all of a .ts, the script blocks of a .svelte. */
export function scriptOf(path: string, text: string): ts.SourceFile {
  const script = path.endsWith('.svelte')
    ? [...text.matchAll(/<script\b[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1]).join('\n')
    : text;
  return ts.createSourceFile(path, script, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
}

/** Visits every node of a script. */
export function visit(node: ts.Node, each: (node: ts.Node) => void): void {
  each(node);
  ts.forEachChild(node, (child) => visit(child, each));
}

/** Every import of a file: static, dynamic and in types. Throws at one whose target is computed. */
export function importsOf(path: string, text: string): Import[] {
  const found: Import[] = [];
  const add = (literal: ts.Node | undefined, typeOnly: boolean, dynamic: boolean) => {
    if (literal === undefined || !ts.isStringLiteralLike(literal)) {
      throw new Error(`${path}: an import whose target is not a plain string`);
    }
    const [target = '', query = ''] = literal.text.split('?');
    found.push({ target, query, typeOnly, dynamic });
  };
  visit(scriptOf(path, text), (node) => {
    if (ts.isImportDeclaration(node)) {
      add(
        node.moduleSpecifier,
        node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword,
        false,
      );
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
      add(node.moduleSpecifier, node.isTypeOnly, false);
    } else if (ts.isImportTypeNode(node)) {
      add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, true, false);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], false, true);
    }
  });
  return found;
}

/** `./key.ts` seen from `src/core/pem.ts` is `src/core/key.ts`; a package stays as it is. */
export function resolveImport(from: string, target: string): string {
  return target.startsWith('.') ? posix.join(dirname(from), target) : target;
}

/**
 * What loads before the first paint ends: the files and packages that `entry` reaches by static
 * imports that the compiler keeps. A `?worker&url` import brings an address, not the code.
 */
export function staticGraph(entry: string, read: (path: string) => string | null): Set<string> {
  const seen = new Set<string>();
  const queue = [entry];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const text = /\.(ts|svelte)$/.test(path) ? read(path) : null;
    if (text === null) continue;
    for (const { target, query, typeOnly, dynamic } of importsOf(path, text)) {
      if (!typeOnly && !dynamic && query === '') queue.push(resolveImport(path, target));
    }
  }
  return seen;
}
