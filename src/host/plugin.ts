/**
 * What the production build adds to Vite's: the policy in index.html, the prerendered first view, the
 * files that tell a host its headers, the service worker, and the size budget.
 */
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Plugin, ResolvedConfig, Rolldown } from 'vite';
import { readApp } from './app.ts';
import { budgetTable, isOverBudget, measure } from './budget.ts';
import { metaTag, readProxies, type Site } from './headers.ts';
import { hostingFiles } from './hosting.ts';
import { placeRendered, prerender } from './prerender.ts';
import {
  compileServiceWorker,
  precached,
  SERVICE_WORKER,
  writeServiceWorker,
} from './service-worker.ts';

/** Comes first in the head: what stands before a meta policy is not covered by it (CSP 3, 3.3). */
const CHARSET = '<meta charset="utf-8" />';

export interface HostOptions {
  /** `KEYBEARER_PROXIES`: the proxies that this deployment lists. */
  proxies: string | undefined;
}

/**
 * The plugin. Throws where `KEYBEARER_PROXIES` lists what is no proxy; a build over the size budget
 * fails with the table of its figures.
 */
export function host(options: HostOptions): Plugin {
  const site: Site = { proxies: readProxies(options.proxies) };
  let config: ResolvedConfig;
  let firstView: { scripts: string[]; styles: string[] };

  return {
    name: 'keybearer:host',
    apply: 'build',
    configResolved(resolved) {
      config = resolved;
    },
    transformIndexHtml: {
      order: 'post',
      async handler(html) {
        if (!html.includes(CHARSET)) throw new TypeError(`index.html has no ${CHARSET}`);
        const secured = html.replace(CHARSET, () => `${CHARSET}\n    ${metaTag(site)}`);
        return placeRendered(secured, await prerender(config));
      },
    },
    generateBundle(_, bundle) {
      firstView = readFirstView(bundle);
      for (const [fileName, source] of Object.entries(hostingFiles(site))) {
        this.emitFile({ type: 'asset', fileName, source });
      }
    },
    async writeBundle() {
      const folder = resolve(config.root, config.build.outDir);
      const files = precached(await readApp(folder));
      const worker = writeServiceWorker(await compileServiceWorker(config), files, site);
      await writeFile(resolve(folder, SERVICE_WORKER), worker);
      const sizes = measure({ files, ...firstView });
      config.logger.info(budgetTable(sizes));
      if (isOverBudget(sizes)) this.error(`over the size budget\n${budgetTable(sizes)}`);
    },
  };
}

/** The entry, everything it imports statically, and the styles of all of them. */
function readFirstView(bundle: Rolldown.OutputBundle): { scripts: string[]; styles: string[] } {
  const scripts = new Set<string>();
  const styles = new Set<string>();
  const visit = (fileName: string): void => {
    const chunk = bundle[fileName];
    if (chunk?.type !== 'chunk' || scripts.has(fileName)) return;
    scripts.add(fileName);
    for (const style of chunk.viteMetadata?.importedCss ?? []) styles.add(style);
    chunk.imports.forEach(visit);
  };
  for (const chunk of Object.values(bundle)) {
    if (chunk.type === 'chunk' && chunk.isEntry) visit(chunk.fileName);
  }
  return { scripts: [...scripts], styles: [...styles] };
}
