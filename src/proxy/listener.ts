/** Node's side of a fetch handler: `IncomingMessage` to `Request`, `Response` to `ServerResponse`. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';

export type Handler = (request: Request) => Promise<Response>;

/**
 * Serves a fetch handler by Node's http server. What cannot be a Request (a Host that is none, a
 * target that is no path) is answered 400, what the handler throws 500, both without detail.
 */
export function toListener(handle: Handler): RequestListener {
  return (incoming, outgoing) => {
    const gone = new AbortController();
    outgoing.on('close', () => gone.abort());
    const request = toRequest(incoming, gone.signal);
    if (request === null) {
      outgoing.writeHead(400, { connection: 'close' }).end();
      return;
    }
    handle(request)
      .then((response) => send(response, incoming, outgoing))
      .catch(() => {
        if (!outgoing.headersSent) outgoing.writeHead(500);
        outgoing.end();
      });
  };
}

function toRequest(incoming: IncomingMessage, signal: AbortSignal): Request | null {
  const { method = 'GET', url = '', headers } = incoming;
  const { host } = headers;
  // `GET http://other/ HTTP/1.1` and `GET //other/` would name a host of their own.
  if (host === undefined || !url.startsWith('/')) return null;
  const base = parse(`http://${host}`);
  if (base === null || base.host !== host.toLowerCase() || base.pathname !== '/') return null;
  const target = parse(base.origin + url);
  if (target === null || target.origin !== base.origin) return null;

  const copy = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) copy.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  try {
    if (method === 'GET' || method === 'HEAD')
      return new Request(target, { method, headers: copy, signal });
    const body = Readable.toWeb(incoming) as ReadableStream<Uint8Array<ArrayBuffer>>;
    // `duplex` is required for a stream (Fetch, section 5.4), and the DOM types do not know it yet.
    const init: RequestInit & { duplex: 'half' } = {
      method,
      headers: copy,
      signal,
      body,
      duplex: 'half',
    };
    return new Request(target, init);
  } catch {
    // CONNECT, TRACE and TRACK cannot be made into a Request.
    return null;
  }
}

function parse(url: string): URL | null {
  return URL.canParse(url) ? new URL(url) : null;
}

async function send(
  response: Response,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  outgoing.statusCode = response.status;
  outgoing.setHeaders(response.headers);
  // A body that was not read to its end would otherwise be taken for the next request.
  if (!incoming.complete) outgoing.setHeader('connection', 'close');
  if (response.body === null || incoming.method === 'HEAD') {
    outgoing.end();
    return;
  }
  outgoing.end(new Uint8Array(await response.arrayBuffer()));
}
