/** Serves the build's files with the hosted headers. What is not in the map does not exist. */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { COMMON_HEADERS, headersFor, type Site } from './headers.ts';

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  webmanifest: 'application/manifest+json',
  json: 'application/json',
  txt: 'text/plain; charset=utf-8',
  wasm: 'application/wasm',
  png: 'image/png',
  ico: 'image/x-icon',
};

type Bytes = Uint8Array<ArrayBuffer>;
type Encoding = 'br' | 'gzip';

const COMPRESS: Readonly<Record<Encoding, (bytes: Uint8Array) => Promise<Uint8Array>>> = {
  br: (bytes) =>
    promisify(brotliCompress)(bytes, {
      params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.byteLength },
    }),
  gzip: (bytes) => promisify(gzip)(bytes, { level: 9 }),
};

/** A handler for GET and HEAD; each file is compressed once for each encoding, when first asked for. */
export function createFileHandler(
  files: ReadonlyMap<string, Uint8Array>,
  site: Site,
): (request: Request) => Promise<Response> {
  const compressed = new Map<string, Promise<Bytes>>();

  function encode(path: string, bytes: Uint8Array, encoding: Encoding): Promise<Bytes> {
    const key = `${encoding} ${path}`;
    const found =
      compressed.get(key) ?? COMPRESS[encoding](bytes).then((out) => new Uint8Array(out));
    compressed.set(key, found);
    return found;
  }

  return async (request) => {
    const { pathname } = new URL(request.url);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return refuse(405, 'Only GET and HEAD are answered here.', { allow: 'GET, HEAD' });
    }
    const path = pathname.endsWith('/') ? `${pathname.slice(1)}index.html` : pathname.slice(1);
    const bytes = files.get(path);
    if (bytes === undefined) return refuse(404, 'There is no such page.');

    const extension = path.split('.').at(-1) ?? '';
    const type = TYPES[extension] ?? 'application/octet-stream';
    const headers = new Headers({
      ...headersFor(pathname, site),
      'content-type': type,
      etag: `W/"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
      vary: 'Accept-Encoding',
    });
    if (request.headers.get('if-none-match') === headers.get('etag')) {
      return new Response(null, { status: 304, headers });
    }
    const encoding = /^image\/(png|x-icon)/.test(type) ? null : acceptedEncoding(request);
    if (encoding === null) return new Response(new Uint8Array(bytes), { headers });
    headers.set('content-encoding', encoding);
    return new Response(await encode(path, bytes, encoding), { headers });
  };
}

/** Refusals carry the common headers too. */
export function refuse(
  status: number,
  words: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(`${words}\n`, {
    status,
    headers: {
      ...COMMON_HEADERS,
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      ...headers,
    },
  });
}

function acceptedEncoding(request: Request): Encoding | null {
  const offers = (request.headers.get('accept-encoding') ?? '')
    .split(',')
    .map((offer) =>
      offer
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/),
    )
    .filter(([, quality]) => !/^q=0(\.0*)?$/.test(quality ?? ''))
    .map(([name]) => name);
  return (['br', 'gzip'] as const).find((encoding) => offers.includes(encoding)) ?? null;
}
