/**
 * The network as a test sees it: a proxy that every request of the browser goes through, those of
 * workers and of the loopback included. It writes down each one, passes on what goes to this machine,
 * refuses the rest, and can stand in for a host over real TLS.
 */
import {
  createServer,
  request as forward,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { identity } from './_identity.ts';

const REPORTS = '/.policy-violations';

export interface Sent {
  method: string;
  url: string;
  /** With the port where it is not the scheme's own. */
  host: string;
  headers: IncomingMessage['headers'];
  body: string;
  /** Bytes of the answer's body as they came over the wire, compressed. */
  received: number;
  /** Headers of the answer; empty until it came. */
  answered: IncomingHttpHeaders;
}

/** `drop` closes the connection without an answer, `hang` keeps it open without one. */
export type Answer = Response | 'drop' | 'hang';

export interface Wire {
  url: string;
  sent: readonly Sent[];
  /** Policy violations of pages and of workers, which tell nobody else, as the browser reports them. */
  violations: readonly string[];
  /** Stands in for `https://{host}`, with a certificate of its own that the context trusts. */
  standIn(host: string, handler: (request: Request) => Answer | Promise<Answer>): void;
  /** From now on what this machine answers for a path ends in these words: a script is another one. */
  append(path: string, words: string): void;
  close(): Promise<void>;
}

export async function startWire(): Promise<Wire> {
  const tls = await identity();
  const sent: Sent[] = [];
  const violations: string[] = [];
  const hosts = new Map<string, (request: Request) => Answer | Promise<Answer>>();
  const appended = new Map<string, string>();
  const sockets = new Set<Socket>();

  const inner = createServer(async (request, response) => {
    const url = `https://${request.headers.host ?? ''}${request.url ?? ''}`;
    const body = await read(request);
    sent.push(note(request, url, body));
    const handler = hosts.get(new URL(url).host);
    const answer = (await handler?.(toRequest(request, url, body))) ?? 'drop';
    if (answer === 'drop') request.socket.destroy();
    else if (answer !== 'hang') await reply(response, answer);
  });

  const outer = createServer(async (request, response) => {
    const url = request.url ?? '';
    const body = await read(request);
    if (new URL(url).pathname === REPORTS) {
      violations.push(body.toString('utf8'));
      response.writeHead(204).end();
      return;
    }
    const entry = note(request, url, body);
    sent.push(entry);
    if (!isLoopback(new URL(url).hostname)) {
      response.writeHead(502).end();
      return;
    }
    const words = appended.get(new URL(url).pathname);
    const headers = { ...request.headers };
    if (words !== undefined) {
      delete headers['accept-encoding'];
      delete headers['if-none-match'];
    }
    const onward = forward(url, { method: request.method, headers }, (answer) => {
      if (words !== undefined) delete answer.headers['content-length'];
      response.writeHead(answer.statusCode ?? 502, withReports(answer.headers));
      entry.answered = answer.headers;
      answer.on('data', (chunk: Buffer) => (entry.received += chunk.length));
      answer.on('end', () => response.end(words));
      answer.pipe(response, { end: false });
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    onward.end(body);
  });
  outer.on('connect', (request: IncomingMessage, socket: Socket) => {
    const host = (request.url ?? '').replace(/:443$/, '');
    if (!hosts.has(host)) {
      sent.push(note(request, `https://${host}/`, Buffer.alloc(0)));
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      return;
    }
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    const secure = new TLSSocket(socket, { isServer: true, ...tls });
    secure.on('error', () => socket.destroy());
    inner.emit('connection', secure);
  });
  outer.on('upgrade', (request, socket) => {
    sent.push(note(request, request.url ?? '', Buffer.alloc(0)));
    socket.destroy();
  });
  outer.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  });

  await new Promise<void>((resolve) => outer.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(outer.address() as AddressInfo).port}`,
    sent,
    violations,
    standIn: (host, handler) => hosts.set(host, handler),
    append: (path, words) => appended.set(path, words),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        outer.close(() => resolve());
      }),
  };
}

function note(request: IncomingMessage, url: string, body: Buffer): Sent {
  return {
    method: request.method ?? '',
    url,
    host: new URL(url).host,
    headers: request.headers,
    body: body.toString('utf8'),
    received: 0,
    answered: {},
  };
}

/** The policy as it is, and where to report to: what is refused stays the same. */
function withReports(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const policy = headers['content-security-policy'];
  if (policy === undefined) return headers;
  return { ...headers, 'content-security-policy': `${policy}; report-uri ${REPORTS}` };
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function toRequest(request: IncomingMessage, url: string, body: Buffer): Request {
  const method = request.method ?? 'GET';
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    headers.set(name, Array.isArray(value) ? value.join(', ') : (value ?? ''));
  }
  const hasBody = method !== 'GET' && method !== 'HEAD';
  return new Request(url, { method, headers, ...(hasBody ? { body: new Uint8Array(body) } : {}) });
}

async function reply(response: ServerResponse, answer: Response): Promise<void> {
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(Buffer.from(await answer.arrayBuffer()));
}
