/** A static host of the test's own: any path, any build, headers or none. */
import { readApp } from '../../src/host/app.ts';
import { createFileHandler } from '../../src/host/files.ts';
import { listenLocally } from '../../src/host/listen.ts';
import { toListener } from '../../src/proxy/listener.ts';

type Files = Map<string, Uint8Array>;

export interface Site {
  url: string;
  /** Serves another build from now on, changed or as it is. */
  deploy(folder: string, change?: (files: Files) => void): Promise<void>;
  /** Stops the server; twice is once. */
  close(): Promise<void>;
}

export interface SiteOptions {
  /** Where the app lies, with a slash at both ends. */
  path?: string;
  folder?: string;
  /** `false`: as on a host that lets nobody set headers. */
  headers?: boolean;
}

export async function startSite(options: SiteOptions = {}): Promise<Site> {
  const { path = '/', folder = 'dist', headers = true } = options;
  let answer: (request: Request) => Promise<Response>;
  async function deploy(from: string, change?: (files: Files) => void): Promise<void> {
    const files = await readApp(from);
    change?.(files);
    answer = createFileHandler(files, { proxies: [] });
  }
  await deploy(folder);

  const server = await listenLocally(
    0,
    toListener(async (request) => {
      const { origin, pathname } = new URL(request.url);
      if (!pathname.startsWith(path)) return new Response('Not here.', { status: 404 });
      const asked = new Request(`${origin}/${pathname.slice(path.length)}`, request);
      // Compressing a whole build anew for each test takes longer than the test.
      asked.headers.delete('accept-encoding');
      const response = await answer(asked);
      return headers ? response : bare(response);
    }),
  );
  let closed: Promise<void> | undefined;
  return {
    url: `http://localhost:${server.port}${path}`,
    deploy,
    close: () => (closed ??= server.close()),
  };
}

/** What a host sends that has no idea of security headers. */
function bare({ status, body, headers }: Response): Response {
  const plain = ['content-type', 'content-encoding', 'vary', 'etag'].flatMap((name) => {
    const value = headers.get(name);
    return value === null ? [] : [[name, value] as [string, string]];
  });
  return new Response(body, {
    status,
    headers: [...plain, ['cache-control', 'max-age=600'] as [string, string]],
  });
}
