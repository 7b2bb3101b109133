/** The whole of Keybearer on this machine: the app as it will be hosted, the proxy, the practice org. */
import { fileURLToPath } from 'node:url';
import { createPracticeOrg } from '../practice/practice-org.ts';
import { handle } from '../proxy/handler.ts';
import { toListener, type Handler } from '../proxy/listener.ts';
import { portTrouble } from '../proxy/port.ts';
import { readApp } from './app.ts';
import { createFileHandler, refuse } from './files.ts';
import { metaTag, readProxies, type Site } from './headers.ts';
import { listenLocally, type Listening } from './listen.ts';
import { SERVICE_WORKER, writeServiceWorker } from './service-worker.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DIST = fileURLToPath(new URL('../../dist', import.meta.url));
const PROXY = '/proxy';

export interface ServeOptions {
  /** 0 takes a free one. */
  port: number;
  /** Where the practice org listens; the port after the app's where it is not named. */
  practicePort?: number;
  /** Builds first; otherwise dist/ must hold a build. */
  build?: boolean;
  /** Where the build lies, if not in dist/. */
  folder?: string;
}

export interface Served {
  /** Origins, without a trailing slash. */
  app: string;
  practice: string;
  /** Where the page finds the proxy. */
  proxy: string;
  close(): Promise<void>;
}

/** Throws an Error in plain words where a port is taken or there is no build. */
export async function serve(options: ServeOptions): Promise<Served> {
  const { port, practicePort = port === 0 ? 0 : port + 1, folder = DIST } = options;
  if (options.build) {
    const { build } = await import('vite');
    await build({ root: ROOT, logLevel: 'warn' });
  }

  // Each has to know the other's address, so both listen before either answers.
  const starting: Handler = async () => refuse(503, 'Keybearer is starting.');
  const handlers = { app: starting, practice: starting };
  const listening: Listening[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(listening.map((one) => one.close()));
  };
  try {
    const app = await open(port, 'Keybearer', (request) => handlers.app(request));
    listening.push(app);
    const org = await open(practicePort, 'the practice org', (request) =>
      handlers.practice(request),
    );
    listening.push(org);

    const practice = `http://localhost:${org.port}`;
    const origins = [`http://localhost:${app.port}`, `http://127.0.0.1:${app.port}`];
    const files = await readSite(folder, practice);
    handlers.practice = createPracticeOrg({ origin: practice, pages: origins }).handle;
    handlers.app = (request) =>
      new URL(request.url).pathname.startsWith(`${PROXY}/`)
        ? handle(request, { origins, fetch, hosts: [practice], prefix: PROXY })
        : files(request);
    const origin = `http://localhost:${app.port}`;
    return { app: origin, proxy: origin + PROXY, practice, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

/**
 * The built files; index.html's policy gets the practice org, its only difference from a host's. The
 * service worker is told so: it keeps the page as it is served here, and a page with the address of
 * another practice org is a new version to it.
 */
async function readSite(folder: string, practice: string): Promise<Handler> {
  const hosted: Site = { proxies: readProxies(process.env.KEYBEARER_PROXIES) };
  const local: Site = { ...hosted, practice };
  const files = await readApp(folder).catch(() => new Map<string, Uint8Array>());
  const index = files.get('index.html');
  const worker = files.get(SERVICE_WORKER);
  if (index === undefined || worker === undefined)
    throw new Error('there is no build in dist/: run npm run build first');
  const html = new TextDecoder().decode(index);
  if (!html.includes(metaTag(hosted))) {
    throw new Error('the build in dist/ has another policy: run npm run build again');
  }
  const own = html.replace(metaTag(hosted), () => metaTag(local));
  files.set('index.html', new TextEncoder().encode(own));
  const code = writeServiceWorker(new TextDecoder().decode(worker), files, local);
  files.set(SERVICE_WORKER, new TextEncoder().encode(code));
  return createFileHandler(files, local);
}

async function open(port: number, name: string, handler: Handler): Promise<Listening> {
  try {
    return await listenLocally(port, toListener(localOnly(handler)));
  } catch (cause) {
    const hint = 'choose another, as in npm start -- --port 4000';
    throw new Error(`${portTrouble(port, cause)}, which ${name} needs: ${hint}`, { cause });
  }
}

/** Refuses any other Host: a hostile page may point its own name at this machine (DNS rebinding). */
function localOnly(handler: Handler): Handler {
  return async (request) => {
    const { hostname } = new URL(request.url);
    return hostname === 'localhost' || hostname === '127.0.0.1'
      ? handler(request)
      : refuse(421, 'This server answers only to localhost and 127.0.0.1.');
  };
}
