import { createServer, isRunnableDevEnvironment, type ResolvedConfig } from 'vite';

const MODULE = '/src/ui/prerender.ts';

/** Bundling svelte ahead takes longer than it saves, and two builds at once would share that folder. */
const optimizeDeps = { noDiscovery: true, exclude: ['svelte'] };
const NO_CACHE = { optimizeDeps, environments: { ssr: { optimizeDeps } } };

/**
 * The first view as HTML: runs the page's own components through Vite's server environment, by the
 * settings of the build that asks.
 */
export async function prerender(config: ResolvedConfig): Promise<string> {
  const server = await createServer({
    root: config.root,
    mode: config.mode,
    configFile: config.configFile ?? false,
    logLevel: 'error',
    appType: 'custom',
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    ...NO_CACHE,
  });
  try {
    const { ssr } = server.environments;
    if (ssr === undefined || !isRunnableDevEnvironment(ssr)) {
      throw new TypeError('this Vite has no environment to run modules in');
    }
    const { render } = (await ssr.runner.import(MODULE)) as { render: () => string };
    return render();
  } finally {
    await server.close();
  }
}

/** Puts the rendered view into index.html; throws where its place is missing. */
export function placeRendered(html: string, body: string): string {
  const app = '<div id="app"></div>';
  if (!html.includes(app)) throw new TypeError(`index.html has no ${app}`);
  return html.replace(app, () => `<div id="app">${body}</div>`);
}
